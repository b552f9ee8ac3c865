"""Rules and practice at home, and help that narrows the gap."""

from __future__ import annotations

import numpy as np
import pytest
from tests.subjects.alliance_kit import SUPPLY, path, place, stepped

from aicompete.subjects.development.metrics import METRICS, gap
from aicompete.subjects.state import World

TEACH = tuple(step for step in SUPPLY if step != "capability")


def pace(world: World, nation: str) -> float:
    return float(np.median(world.development.pace[:, place(world, nation)[0]]))


def test_under_the_levers_of_the_start_nobody_notices() -> None:
    world = stepped(months=12)
    state = world.development
    for column in (state.pace, state.draw, state.demand, state.misuse):
        assert column == pytest.approx(np.ones_like(column), abs=1e-12)


def test_safety_rules_prevent_harm_and_cost_pace() -> None:
    none, full = (stepped(f"CHN.safety_framework={x}", months=48) for x in (0, 1))
    chn, usa = place(none, "CHN", "USA")
    assert np.median(full.development.misuse[:, chn] / none.development.misuse[:, chn]) < 0.75
    assert 0.9 < pace(full, "CHN") < 1.0 < pace(none, "CHN") < 1.1
    soon = stepped("CHN.safety_framework=1", months=1).development.let_through[:, chn]
    assert (soon > 0.95).all()  # phased in
    assert full.development.misuse[:, usa] == pytest.approx(none.development.misuse[:, usa])


def test_safety_rules_make_serious_incidents_rarer() -> None:
    none, full = (stepped(f"USA.safety_framework={x}", months=36, disable=()) for x in (0, 1))
    usa = place(none, "USA")[0]
    assert np.median(full.safety.hazard[:, usa] / none.safety.hazard[:, usa]) < 0.8


def test_opposed_tests_cost_by_their_product() -> None:
    cost = {
        (test, duty): pace(
            stepped(f"USA.ideology_test={test}", f"USA.subnational_content_mandate={duty}", months=48), "USA"
        )
        for test in (0, 1)
        for duty in (0, 1)
    }
    assert cost[0, 1] == pytest.approx(cost[0, 0])
    assert cost[1, 1] < cost[1, 0] - 0.01 < cost[0, 0]


def test_public_use_takes_years_and_brings_demand_and_practice() -> None:
    def read(world: World) -> np.ndarray:
        usa = place(world, "USA")[0]
        return np.array([np.median(world.development.demand[:, usa]), np.median(world.development.pace[:, usa])])

    rows = path(read, "USA.public_sector_adoption=1", months=96) - 1.0
    assert (rows[0] < 0.1 * rows[-1]).all()
    assert (rows[-1] > 0.005).all()


def test_green_building_saves_power_of_new_chips_and_costs_budgets() -> None:
    plain, green = (stepped(f"USA.green_compute={x}", months=12, disable=()) for x in (0.2, 1))
    usa = place(plain, "USA")[0]
    assert 0.6 < np.median(green.power.chip_draw[:, usa] / plain.power.chip_draw[:, usa]) < 0.95
    assert np.median(green.development.demand[:, usa]) < 1.0
    need = np.median(green.power.need[:, usa] / plain.power.need[:, usa])
    assert np.median(green.power.chip_draw[:, usa] / plain.power.chip_draw[:, usa]) < need < 1.0  # old chips stay


def test_help_narrows_the_gap_and_two_givers_add_up_to_less() -> None:
    base = stepped(months=60, disable=TEACH)

    def closed(*settings: str) -> float:
        return float(np.median(gap(base) - gap(stepped(*settings, months=60, disable=TEACH))))

    ours, theirs = "USA.aid_budget=20", "CHN.aid_budget=20"
    one, other, both = closed(ours), closed(theirs), closed(ours, theirs)
    assert one > 0.0
    assert other > 0.0
    assert max(one, other) < both < one + other


def test_metrics_are_finite() -> None:
    world = stepped(months=3)
    shapes = {"series": (12,), "nations": (12, 33)}
    for metric in METRICS:
        values = metric.read(world)
        assert values.shape == shapes[metric.level], metric.name
        assert np.isfinite(values).all(), metric.name
