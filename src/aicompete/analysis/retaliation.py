"""Control against licence: where the two powers' main levers stand against their start, month by month.

Truce: one or both eased, none tightened. Lock-up: one or both tightened, none eased. One side yields: it eases while
the other tightens. No move: neither has moved. Read off the levers in force, replies included.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from aicompete.analysis.errors import NotRecorded
from aicompete.analysis.tables import Array, View

CONTROL = "lever_usa_chip_export_control"
LICENCE = "lever_chn_mineral_licence_strictness"
NOTICED = 0.01
"""Change of an index from which on a lever counts as moved."""
REGIONS = ("truce", "lock-up", "USA yields", "China yields", "no move")


@dataclass(frozen=True)
class Phase:
    """Paths of both levers, ``(run, month)``: chip control, and the mean licence strictness over minerals."""

    control: Array
    licence: Array

    def regions(self, month: int = -1) -> dict[str, float]:
        """Share of the runs in each region in a month."""
        x, y = (_sign(path[:, month] - path[:, 0]) for path in (self.control, self.licence))
        still = (x == 0) & (y == 0)
        eased, tightened = (x <= 0) & (y <= 0) & ~still, (x >= 0) & (y >= 0) & ~still
        masks = (eased, tightened, (x < 0) & (y > 0), (x > 0) & (y < 0), still)
        return {name: float(np.mean(mask)) for name, mask in zip(REGIONS, masks, strict=True)}


def phase(seen: View) -> Phase:
    """The two levers as they are in force; only where governments answer are they recorded month by month."""
    licences = seen.family(LICENCE)
    if not seen.has(CONTROL) or not licences:
        raise NotRecorded("levers in force are recorded where governments answer (replies: on), and these did not")
    return Phase(seen.metric(CONTROL), np.mean([seen.metric(name) for name in licences], axis=0))


def _sign(change: Array) -> Array:
    """1 tightened, -1 eased, 0 not moved."""
    return np.asarray(np.where(np.abs(change) > NOTICED, np.sign(change), 0.0))
