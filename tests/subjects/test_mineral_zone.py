"""A zone with lowest prices: who builds for it, who pays, and what members share."""

from __future__ import annotations

import numpy as np
from tests.engine_kit import trace
from tests.subjects.mineral_kit import path

from aicompete.subjects.costs.state import KINDS
from aicompete.subjects.state import World
from aicompete.world.columns import Array
from aicompete.world.facts import MINERALS

LIGHT = MINERALS.index("rare_earths")
FLOOR = ("USA.mineral_price_floor.rare_earths=250",)
ZONE = (*FLOOR, "USA.mineral_floor_zone=1")
YEARS = 96


def _of(iso3: str, column: str, *settings: str, months: int = YEARS) -> Array:
    def read(world: World) -> Array:
        found = getattr(world.minerals, column)[:, LIGHT, world.facts.nation(iso3)]
        return np.asarray(found)

    return path(read, *settings, months=months)


def test_members_build_and_sell_for_the_zone_at_the_cost_of_whoever_sells_into_it() -> None:
    for iso3, column, least, most in (
        ("EUR", "capacity", 1.1, 3.0),  # little sold abroad: it builds for its own users
        ("AUS", "shipped", 1.1, 3.0),
        ("CHN", "refine_output", 0.7, 0.97),
    ):
        alone, shared = (np.median(_of(iso3, column, *s)[-1]) for s in (FLOOR, ZONE))
        assert least < shared / alone < most, iso3


def test_users_in_the_zone_pay_its_price_and_save_on_the_goods_at_once() -> None:
    alone, shared = (_of("JPN", "used", *s, months=6)[-1] for s in (FLOOR, ZONE))
    assert (shared < alone).all()
    outside, now = (_of("IND", "used", *s, months=6)[-1] for s in (FLOOR, ZONE))
    assert np.median(now) >= 0.999 * np.median(outside)


def test_the_treasury_pays_floors_no_more_where_users_do() -> None:
    """The US pays 250 USD per kg to its refiners, or lets the users of the zone pay it: the cost moves."""
    by_treasury, by_users = (trace(*s, months=12, disable=()).last for s in (FLOOR, ZONE))
    usa, jpn = (by_users.facts.nation(iso3) for iso3 in ("USA", "JPN"))
    more = by_users.costs.by_kind - by_treasury.costs.by_kind
    assert np.median(more[:, KINDS.index("programmes"), usa]) < 0.0
    assert np.median(more[:, KINDS.index("prices"), jpn]) > 0.0


def test_a_zone_without_a_floor_or_given_up_again_leaves_nothing() -> None:
    none = "USA.mineral_price_floor.rare_earths=0"
    usual, bare = (_of("JPN", "used", none, *s, months=12) for s in ((), ("USA.mineral_floor_zone=1",)))
    assert (usual == bare).all()
    lapsed = path(lambda world: world.minerals.zone_floor, "USA.mineral_floor_zone={2026-01: 1, 2026-07: 0}", months=8)
    assert lapsed[3].max() > 0.0
    assert lapsed[-1].max() == 0.0
