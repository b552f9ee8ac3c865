"""The science mission as a club for firms: the USA opens it, and allied firms come where it pays more than China."""

from __future__ import annotations

import numpy as np

from aicompete.rules import Array, approach, half_life_to_rate
from aicompete.subjects.mechanism import Month
from aicompete.subjects.state import World
from aicompete.world.past_policy import Levers, policy_at

LEVERS = ("genesis_ally_access",)
ASSUMPTIONS = ("mission_worth", "mission_half_life", "mission_weight", "mission_skill")


def coming(world: World, levers: Levers, month: Month) -> Array:
    """Share of each nation's research that is in the US mission at rest, ``(run, N)``: ``access tie w / (w + lost)``.

    Whom the USA lets in is by treaty and partnership; of those, firms come as far as the mission is worth more than
    what they may lose in China: revenue of suppliers there, and exports at large.
    """
    ties = world.institutions.ties
    worth = month.assume("mission_worth")
    lost = ties.rival_market[0] + world.alliances.trade[:, 1]
    return np.asarray(
        levers.lever("genesis_ally_access")[:, :1] * ties.security[0] * ties.acts * worth / (worth + lost)
    )


def admit(world: World, month: Month) -> None:
    """Memoranda and projects take their months; what was there before the start counts as there."""
    institutions = world.institutions
    if month.index == 0:
        institutions.admitted = institutions.admitted_start = coming(world, policy_at(world.facts.date), month)
    rate = half_life_to_rate(month.assume("mission_half_life"))
    institutions.admitted = approach(institutions.admitted, coming(world, month, month), rate)


def bound(world: World, month: Month) -> Array:
    """What common tools and projects add to the alignment utility, ``(run, N)``: ``w (admitted - at the start)``."""
    institutions = world.institutions
    return np.asarray(month.assume("mission_weight") * (institutions.admitted - institutions.admitted_start))


def learnt(world: World, month: Month) -> Array:
    """What being in the mission adds to how much a nation learns from the leader, ``(run, N)``."""
    institutions = world.institutions
    return np.asarray(month.assume("mission_skill") * (institutions.admitted - institutions.admitted_start))
