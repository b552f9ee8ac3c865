"""The truce: it has a term, takes two, and what it held back returns without it."""

from __future__ import annotations

import numpy as np
import pytest
from tests.subjects.mineral_kit import exports, path

from aicompete.subjects.state import World
from aicompete.subjects.truce.state import of_record
from aicompete.world.columns import Array
from aicompete.world.facts import MINERALS

GALLIUM = MINERALS.index("gallium")
HEAVY = MINERALS.index("heavy_rare_earths")
NOVEMBER = 10
"""Month of a run from January 2026 in which the term of the truce of Busan ends."""


def holds(world: World) -> Array:
    return world.truce.in_force


def lapsed(world: World) -> Array:
    return world.truce.lapsed


def cover_usa(world: World) -> Array:
    m, usa = world.minerals, world.facts.usa
    return np.asarray(m.stock[..., usa] / m.need[..., usa])


def strictness_usa(world: World) -> Array:
    return world.minerals.strictness[..., world.facts.usa]


def test_the_record_knows_the_truce_and_what_is_left_of_its_term() -> None:
    assert of_record("2022-01") == (0.0, 0.0)
    assert of_record("2026-01") == (1.0, 11.0)


def test_a_truce_that_both_renew_goes_on_and_changes_nothing() -> None:
    assert path(holds, months=60).min() == 1.0
    without = ("CHN.mineral_suspended_strictness=0", "CHN.mineral_suspended_mode=none", "USA.entity_list_suspended=0")
    assert np.array_equal(path(exports, months=24), path(exports, *without, months=24))


@pytest.mark.parametrize("power", ["USA", "CHN"])
def test_a_term_ends_on_its_date_and_it_takes_two_to_renew(power: str) -> None:
    held = path(holds, f"{power}.truce_renewal=0", months=36)
    assert held[:NOVEMBER].min() == 1.0
    assert held[NOVEMBER:].max() == 0.0


def test_what_was_held_back_returns_with_the_end_of_the_term() -> None:
    kept, ended = (path(strictness_usa, *s, months=14) for s in ((), ("CHN.truce_renewal=0",)))
    assert np.array_equal(kept[:5], ended[:5])  # nobody looks further ahead than five months
    assert (ended[NOVEMBER:, :, GALLIUM] > kept[NOVEMBER:, :, GALLIUM] + 0.3).all()  # all_us: the ban is back
    quiet = path(strictness_usa, "CHN.truce_renewal=0", "CHN.mineral_suspended_mode=none", months=14)
    assert (ended[NOVEMBER:, :, GALLIUM] > quiet[NOVEMBER:, :, GALLIUM]).all()
    drained = path(cover_usa, "CHN.truce_renewal=0", months=36)[-1]
    assert (np.median(drained, axis=0) < np.median(path(cover_usa, months=36)[-1], axis=0))[[HEAVY, GALLIUM]].all()


def test_a_power_that_leaves_ends_it_at_once_and_signs_anew_when_it_comes_back() -> None:
    held = path(holds, "CHN.truce_active={2026-04: false, 2026-09: true}", months=12)
    assert held[:, 0].tolist() == [1.0] * 3 + [0.0] * 5 + [1.0] * 4
    back = path(lapsed, "CHN.truce_active={2026-04: false, 2026-09: true}", months=12)
    assert np.array_equal(back, 1.0 - held)
    over = path(exports, "CHN.truce_active={2026-04: false, 2026-09: true}", months=14)
    plain = path(exports, months=14)
    assert (over[5, :, GALLIUM] < plain[5, :, GALLIUM]).all()
    # rebound: within half a year of the new truce more is shipped than without the break, for stocks are refilled
    assert (over[10:, :, GALLIUM].max(axis=0) > plain[10:, :, GALLIUM].max(axis=0)).all()


def test_without_a_truce_to_begin_with_nothing_returns() -> None:
    never = ("USA.truce_active=false", "CHN.truce_active=false")
    assert path(lapsed, *never, start="2022-01", months=24).max() == 0.0


def test_even_odds_give_breaks_of_some_months_and_new_truces() -> None:
    held = path(holds, "CHN.truce_renewal=0.5", "USA.truce_renewal=0.5", runs=64, months=96)
    share = held[NOVEMBER:].mean()
    assert 0.3 < share < 0.95
    breaks = (held[1:] < held[:-1]).sum(axis=0)
    returns = (held[1:] > held[:-1]).sum(axis=0)
    assert breaks.max() >= 2
    assert returns.sum() > 0.5 * breaks.sum()


def test_buyers_bring_orders_forward_before_an_announced_control_and_before_the_end_of_a_term() -> None:
    plain = path(exports, months=12)
    told = path(exports, "CHN.mineral_announced_strictness={2026-03: 0.9}", months=6)
    assert np.array_equal(told[:2], plain[:2])
    assert (np.median(told[2:6, :, GALLIUM].sum(axis=0) / plain[2:6, :, GALLIUM].sum(axis=0))) > 1.05
    ending = path(exports, "CHN.truce_renewal=0", months=12)
    before = ending[NOVEMBER - 2 : NOVEMBER].sum(axis=0) / plain[NOVEMBER - 2 : NOVEMBER].sum(axis=0)
    assert (np.median(before, axis=0) > 1.005).all()
    assert np.median(before, axis=0)[HEAVY] > 1.02


def tariffs(world: World) -> Array:
    return world.truce.tariff_back[:, :3]


def goods(world: World) -> Array:
    return world.costs.ties[:, 0]


def test_suspended_tariffs_come_back_too_and_cost_trade() -> None:
    back = path(tariffs, "CHN.truce_renewal=0", "CHN.tariff_suspended=10", months=14)
    assert back[:NOVEMBER].max() == 0.0
    assert (back[NOVEMBER:] == np.array([24.0, 10.0, 0.0])).all()
    traded = path(goods, "CHN.truce_renewal=0", months=14)
    assert (traded[-1] < traded[0] - 0.05).all()
