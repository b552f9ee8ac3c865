"""Compute that reaches China in spite of controls: smuggled, and rented abroad, beside what it owns."""

from __future__ import annotations

from dataclasses import dataclass

from aicompete.analysis.errors import NotRecorded
from aicompete.analysis.tables import Array, View

OWNED, SMUGGLED, RENTED = "compute_chn", "compute_smuggled_chn", "compute_rented_chn"


@dataclass(frozen=True)
class Leak:
    """Shares of the compute that China has the use of, ``(run, month)``."""

    smuggled: Array
    rented: Array

    @property
    def both(self) -> Array:
        """Smuggled and rented together."""
        return self.smuggled + self.rented


def leak(seen: View) -> Leak:
    """How much of what China computes with came past the controls."""
    missing = [name for name in (OWNED, SMUGGLED) if not seen.has(name)]
    if missing:
        raise NotRecorded(f"no {' and '.join(missing)} in the series table")
    owned, smuggled = seen.metric(OWNED), seen.metric(SMUGGLED)
    rented = seen.metric(RENTED) if seen.has(RENTED) else 0.0 * owned
    whole = owned + smuggled + rented
    return Leak(smuggled / whole, rented / whole)
