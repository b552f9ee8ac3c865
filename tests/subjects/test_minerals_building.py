"""Building times by mineral, and where public money builds."""

from __future__ import annotations

import numpy as np
import pytest
from tests.subjects import mineral_kit as kit

from aicompete.config import central_assumptions, load_scenario
from aicompete.rules import erlang_queue_step
from aicompete.subjects.state import World
from aicompete.world.columns import Array
from aicompete.world.facts import MINERALS

USA = 0
CENTRAL = central_assumptions(load_scenario("baseline"))


def in_place(world: World) -> Array:
    return world.minerals.capacity[..., USA]


def ordered(world: World) -> Array:
    return world.minerals.capacity[..., USA] + world.minerals.building[..., USA].sum(axis=1)


def added(read, *settings: str, months: int) -> Array:
    """What a month's budget of 20 bn adds, ``(month, mineral)``."""
    one_month = "USA.mineral_rebuild_budget={2026-01: 20, 2026-02: 0}"
    paid, unpaid = (
        kit.path(read, budget, *settings, runs=1, months=months, central=True)[:, 0]
        for budget in (one_month, "USA.mineral_rebuild_budget=0")
    )
    return paid - unpaid


def test_money_buys_capacity_at_its_cost() -> None:
    bought = added(ordered, months=1)[0]
    cost = np.array([CENTRAL[f"mineral_unit_cost_{item}"] for item in MINERALS]) * CENTRAL["mineral_rebuild_cost"]
    assert bought @ cost * 12.0 == pytest.approx(20e9 / 12.0, rel=1e-9)


def outside_sum(values: Array) -> Array:
    return np.asarray(values.sum(axis=-1) - values[..., 1])


def test_money_goes_where_more_will_be_lacking() -> None:
    """Scrap and smelters outside cover germanium, next to nothing covers light rare earths."""
    block = kit.ensemble(runs=1, months=1, central=True)
    spread = added(ordered, months=1)[0] / outside_sum(block.world.minerals.need)[0]
    assert 0.0 <= 2.0 * spread[3] < spread[0]


def test_nobody_pays_for_plants_beyond_all_need() -> None:
    def over(budget: int) -> Array:
        rows = kit.path(
            lambda w: outside_sum(w.minerals.capacity) / outside_sum(w.minerals.need),
            f"USA.mineral_rebuild_budget={budget}",
            months=120,
            central=True,
        )
        return np.asarray(rows.max(axis=0).mean(axis=0))

    some, much, most = over(0), over(10), over(30)
    assert (much >= some).all()
    assert (much > 1.2 * some)[:3].all()
    assert most.max() < 1.5


def test_gallium_is_built_sooner_than_rare_earths_and_slip_delays_all() -> None:
    """Shares in place after a year and a half, before private builders have answered; Erlang(3) of the item's time."""

    def ready(*settings: str) -> Array:
        settings = ("CHN.mineral_tech_ban=false", *settings)
        return np.asarray(added(in_place, *settings, months=18)[-1] / added(ordered, *settings, months=1)[0])

    def due(slip: float) -> Array:
        months = np.array([CENTRAL[f"mineral_rebuild_time_{item}"] for item in MINERALS]) * 12.0 * slip
        stages, done = np.zeros((1, 3, 4)), 0.0
        for month in range(18):
            stages, out = erlang_queue_step(stages, np.full((1, 4), 1.0 if month == 0 else 0.0), months)
            done = done + out[0]
        return np.asarray(done)

    usual, slow = ready(), ready("assumptions.mineral_rebuild_slip=2")
    np.testing.assert_allclose(usual[:3], due(CENTRAL["mineral_rebuild_slip"])[:3], rtol=0.1)
    np.testing.assert_allclose(slow[:3], due(2.0)[:3], rtol=0.1)
    assert usual[2] > 1.2 * usual[1] > 1.2 * 1.2 * usual[0]
