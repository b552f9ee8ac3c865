"""Who is served first when refined minerals run short: a seller's own users, then its coalition."""

from __future__ import annotations

import numpy as np
from tests.subjects.mineral_kit import path

from aicompete.subjects.state import World
from aicompete.world.columns import Array
from aicompete.world.facts import MINERALS

LIGHT = MINERALS.index("rare_earths")
MONTHS = 30
EMBARGO = ("CHN.mineral_licence_strictness=1",)


def cover_at_home(world: World) -> Array:
    return world.minerals.stock[:, LIGHT, world.facts.usa] / world.minerals.need[:, LIGHT, world.facts.usa]


def sold_abroad(world: World) -> Array:
    return world.minerals.shipped[:, LIGHT, world.facts.usa]


def to_members(world: World) -> Array:
    """Part of what the American side and others sell outside China that its members get."""
    members = world.alliances.membership > 0.0
    received = world.minerals.received[:, LIGHT] * ~world.facts.is_chn
    return (received * members).sum(axis=1) / received.sum(axis=1)


def test_exporters_fill_the_reserve_of_their_own_users_before_they_sell() -> None:
    low, high = (f"assumptions.mineral_home_reserve={part}" for part in (0, 1))
    free, kept = (path(sold_abroad, *EMBARGO, part, months=MONTHS) for part in (low, high))
    assert np.median(kept[3:12]) < 0.9 * np.median(free[3:12])
    bare, full = (path(cover_at_home, *EMBARGO, part, months=MONTHS) for part in (low, high))
    assert np.median(full[-1]) > np.median(bare[-1]) + 0.3
    assert np.median(kept[-1]) > 0.0  # once the reserve is there, sales go on


def test_members_of_a_coalition_are_served_first_in_a_shortage_as_far_as_sellers_stand_by_it() -> None:
    even, first = (
        path(to_members, *EMBARGO, f"assumptions.mineral_bloc_priority={claim}", months=MONTHS) for claim in (0, 1)
    )
    assert np.median(first[6:24] - even[6:24]) > 0.02
    alienated = path(
        to_members, *EMBARGO, "assumptions.mineral_bloc_priority=1", "USA.ally_alienation=1", months=MONTHS
    )
    assert np.median(alienated[6:24]) < np.median(first[6:24])
