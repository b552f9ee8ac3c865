"""Release of the leader's chips to nations between the blocs: to whom keeps its rules more than to whom does not."""

from __future__ import annotations

import numpy as np

from aicompete.subjects.mechanism import Month
from aicompete.subjects.state import World
from aicompete.world.columns import Array

LEVER, WEIGHT = "chip_ally_release", "release_vetting"


def held_back(world: World, month: Month) -> Array:
    """Part of the permitted orders of each nation that the leader's officials hold back, ``(run, N)``.

    ``1 - min(1, r (1 - v (1 - c)) / (1 - v (1 - c_0)))`` in the middle tier, 0 elsewhere: r = release asked for and
    aimed, c = how far the nation keeps the leader's controls, c_0 = the same at the start, v = weight of that. Who
    drifts away is asked for more assurances and gets its licences later; who comes near gets all.
    """
    facts, alliances = world.facts, world.alliances
    released = month.lever(LEVER)[:, facts.usa : facts.usa + 1] * month.targets(LEVER)[facts.usa]
    weight = month.assume(WEIGHT)
    now, start = (
        1.0 - weight * (1.0 - kept) for kept in (alliances.compliance[:, 0], alliances.compliance_start[:, 0])
    )
    return np.asarray((facts.tables.chip_tier == 2) * (1.0 - np.minimum(released * now / start, 1.0)))
