"""Release of the leader's chips to nations between the blocs: to whom keeps its rules more than to whom does not."""

from __future__ import annotations

import numpy as np

from aicompete.subjects.mechanism import Month
from aicompete.subjects.state import World
from aicompete.world.columns import Array

LEVER, WEIGHT = "chip_ally_release", "release_vetting"


def held_back(world: World, month: Month) -> Array:
    """Part of the permitted orders of each nation that the leader's officials hold back, ``(run, N)``.

    ``min(1, (1 - r) (1 - v (1 - c_0)) / (1 - v (1 - c)))`` in the middle tier, 0 elsewhere: r = release asked for and
    aimed, c = how far the nation keeps the leader's controls, c_0 = the same at the start, v = weight of that. Who
    drifts away is asked for more assurances and waits longer, who comes near less; without caps nobody is asked.
    """
    facts, alliances = world.facts, world.alliances
    released = month.lever(LEVER)[:, facts.usa : facts.usa + 1] * month.targets(LEVER)[facts.usa]
    weight = month.assume(WEIGHT)
    now, start = (
        1.0 - weight * (1.0 - kept) for kept in (alliances.compliance[:, 0], alliances.compliance_start[:, 0])
    )
    return np.asarray((facts.tables.chip_tier == 2) * np.minimum((1.0 - released) * start / now, 1.0))
