"""How often runs end in each of the named ends, with the interval of a share."""

from __future__ import annotations

import numpy as np

from aicompete.analysis.errors import NotRecorded
from aicompete.analysis.tables import Array, View

ENDS = ("unipolar", "split", "symbiosis", "mixed")
Z95 = 1.959963984540054
"""Normal quantile of a two-sided interval of 95 %."""


def frequencies(seen: View) -> dict[str, Array]:
    """Share of runs that would end in each end if they ended in a month, ``(month,)`` by end."""
    if not all(seen.has(f"end_state_{name}") for name in ENDS):
        raise NotRecorded("no end states (end_state_*) in the series table")
    return {name: np.asarray(np.nanmean(seen.metric(f"end_state_{name}"), axis=0)) for name in ENDS}


def wilson(share: float, runs: int, z: float = Z95) -> tuple[float, float]:
    """Interval of a share seen in some runs (Wilson 1927); it stays in [0, 1] and is no point at 0 and 1."""
    middle = (share + z * z / (2.0 * runs)) / (1.0 + z * z / runs)
    half = z / (1.0 + z * z / runs) * np.sqrt(share * (1.0 - share) / runs + z * z / (4.0 * runs * runs))
    return float(max(middle - half, 0.0)), float(min(middle + half, 1.0))
