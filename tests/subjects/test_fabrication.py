"""Fabrication: the shortest of three stages, stocks that balance, shocks, tools and yields."""

from __future__ import annotations

import numpy as np
import pytest
from tests.engine_kit import FREE_MARKET, trace

from aicompete.world.facts import HOME_POOL, OPEN_POOL

pytestmark = pytest.mark.slow  # years of many runs: full run only

STARTS = ("2022-01", "2026-01")
PATHS = [
    (),
    FREE_MARKET,
    ("USA.hbm_export_control=1", "KOR.hbm_export_control=1"),
    ("CHN.purchase_guidance.memory=1",),
    ("CHN.ai_demand=5", "USA.chip_export_control=1"),
    ("CHN.production_disruption.chips={YEAR-01: 0, YEAR-04: 1, YEAR-08: 0}",),
]


def _dated(settings: tuple[str, ...], start: str) -> tuple[str, ...]:
    """Settings with the year of the start for YEAR."""
    return tuple(setting.replace("YEAR", start[:4]) for setting in settings)


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("settings", PATHS)
def test_supply_is_the_shortest_stage(start: str, settings: tuple[str, ...]) -> None:
    for world in trace(*_dated(settings, start), start=start).worlds[1:]:
        fab = world.fabrication
        stages = np.stack([fab.front_end, fab.packaging, fab.memory])
        assert np.array_equal(fab.supply, stages.min(axis=0))
        assert stages.min() >= 0.0


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("settings", PATHS)
def test_dies_and_memory_balance_and_are_never_overdrawn(start: str, settings: tuple[str, ...]) -> None:
    traced = trace(*_dated(settings, start), start=start)
    per_die = traced.assume("stacks_per_die", 0)
    for _, before, after in traced.steps():
        # what was shipped last month leaves the stocks as this month begins
        old, shipped = before.fabrication, before.chips.output[:, HOME_POOL]
        dies = old.die_bank + old.dies_made - shipped
        stacks = old.memory_stock + old.memory_home + old.memory_inflow - shipped * per_die
        size = 1e-9 * (1.0 + old.die_bank + old.memory_stock)
        assert (dies >= -size).all()
        assert (stacks >= -size).all()
        assert np.allclose(after.fabrication.die_bank, dies, rtol=1e-9, atol=1e-3)
        assert np.allclose(after.fabrication.memory_stock, stacks, rtol=1e-9, atol=1e-3)


@pytest.mark.parametrize("start", STARTS)
def test_shares_and_flows_are_sane(start: str) -> None:
    traced = trace(start=start, months=30, runs=4)
    for world in traced.worlds:
        fab = world.fabrication
        assert ((fab.yield_home > 0.0) & (fab.yield_home < 1.0)).all()
        assert ((fab.home_tools >= 0.0) & (fab.home_tools <= 1.0)).all()
        for values in (fab.dies_made, fab.memory_home, fab.memory_inflow, fab.tool_spending, fab.expected):
            assert values.min() >= 0.0
        assert (np.abs(fab.trend) <= traced.assume("trend_limit") + 1e-12).all() or world is traced.worlds[0]


def test_yield_and_home_tools_only_rise() -> None:
    traced = trace(months=24, runs=4)
    for name in ("yield_home", "home_tools"):
        risen = np.diff(traced.path("fabrication", name), axis=1) >= 0.0
        new_node = np.diff(traced.path("fabrication", "node_used"), axis=1) > 0.0
        assert (risen | ((name == "yield_home") & new_node)).all()
    ceiling = np.maximum(traced.assume("yield_ceiling", 0), traced.worlds[0].fabrication.yield_home)
    assert (traced.last.fabrication.yield_home <= ceiling + 1e-12).all()


def test_memory_under_embargo_is_not_bought() -> None:
    makers = ("USA", "KOR", "JPN", "TWN")
    traced = trace(*[f"{maker}.hbm_export_control=1" for maker in makers], months=6)
    for world in traced.worlds[1:]:
        assert np.abs(world.fabrication.memory_inflow).max() < 1e-6


def test_guidance_stops_purchases_of_foreign_memory() -> None:
    traced = trace("CHN.purchase_guidance.memory=1", "USA.hbm_export_control=0", months=6)
    assert all((world.fabrication.memory_inflow == 0.0).all() for world in traced.worlds[1:])


def test_memory_bought_respects_the_suppliers_limit() -> None:
    traced = trace("CHN.purchase_guidance.memory=0", "USA.hbm_export_control=0", "CHN.ai_demand=5")
    made, stocked = traced.assume("memory_supplier_limit", 0), traced.worlds[0].fabrication.memory_offer
    sold = np.zeros_like(made)
    for index, before, world in traced.steps():
        may = world.permissions.memory_share
        assert (world.fabrication.memory_inflow <= before.fabrication.memory_offer * may * (1.0 + 1e-12)).all()
        sold = sold + world.fabrication.memory_inflow
        assert (sold <= (stocked + made * index) * (1.0 + 1e-12)).all()
    assert sold.min() > 0.0


def test_a_memory_control_shrinks_what_makers_keep_for_china() -> None:
    traced = trace("CHN.purchase_guidance.memory=0", "USA.hbm_export_control={2026-01: 0, 2026-07: 0.9}", months=9)
    cover = traced.assume("memory_supplier_cover", 0) * traced.assume("memory_supplier_limit", 0)
    for world in traced.worlds[7:]:
        assert (world.fabrication.memory_offer <= cover * world.permissions.memory_share * (1.0 + 1e-12)).all()


def test_a_blockade_of_taiwan_takes_the_leading_foundry() -> None:
    calm, struck = trace(months=8), trace("TWN.production_disruption.chips={2026-04: 0.9}", months=8)
    assert np.array_equal(calm.path("fabrication", "supply")[:, :3], struck.path("fabrication", "supply")[:, :3])
    ratio = struck.worlds[4].fabrication.front_end[:, OPEN_POOL] / calm.worlds[4].fabrication.front_end[:, OPEN_POOL]
    reliance = struck.assume("leading_foundry_share", 0)
    site = struck.worlds[3].firms.us_site[:, struck.facts.firm_ids.index("tsmc")]
    # at least the leader's Taiwanese part is lost to nine tenths; what stands in the USA goes on
    assert (ratio < 1.0 - 0.85 * reliance * (1.0 - site) + 0.05).all()
    assert (ratio > 0.05).all()
    home = struck.worlds[4].fabrication.front_end[:, HOME_POOL]
    assert np.allclose(home, calm.worlds[4].fabrication.front_end[:, HOME_POOL])


def test_a_total_disruption_in_china_stops_chinese_fabs() -> None:
    traced = trace("CHN.production_disruption.chips=1", months=4)
    for world in traced.worlds[1:]:
        assert (world.fabrication.dies_made == 0.0).all()
        assert (world.fabrication.supply[:, HOME_POOL] == 0.0).all()
        assert (world.fabrication.supply[:, OPEN_POOL] > 0.0).all()


def test_mineral_shortage_bites_through_the_input_fill() -> None:
    traced = trace(months=2)
    world = traced.worlds[1]
    assert ((world.minerals.input_fill > 0.0) & (world.minerals.input_fill <= 1.0)).all()


@pytest.mark.parametrize(
    ("low", "high", "column"),
    [
        ("USA.eda_export_control=1", "USA.eda_export_control=0", "performance"),
        ("USA.sme_export_control=1", "USA.sme_export_control=0", "node_work"),
        ("CHN.purchase_guidance.tools=0", "CHN.purchase_guidance.tools=1", "home_tools"),
        ("USA.sme_subsystem_control=1", "USA.sme_subsystem_control=0", "home_tools"),
        ("USA.sme_export_control=0", "USA.sme_export_control=1", "home_tools"),
        ("CHN.coordination=0", "CHN.coordination=1", "home_tools"),
    ],
)
def test_directions(low: str, high: str, column: str) -> None:
    ends = []
    for setting in (low, high):
        world = trace(setting, months=24).last
        ends.append(
            world.chips.performance[:, HOME_POOL] if column == "performance" else getattr(world.fabrication, column)
        )
    assert (ends[1] > ends[0]).all()


def test_denied_tools_slow_the_learning_of_yield_within_a_node() -> None:
    same = "assumptions.node_gain=0.05"  # no node pays, so all stay on theirs
    free, denied = (trace(f"USA.sme_export_control={v}", same, months=24).last.fabrication for v in (0, 1))
    stays = (free.node_used == 0.0) & (denied.node_used == 0.0)
    assert stays.any()
    assert (free.yield_home > denied.yield_home)[stays].all()


def test_controls_on_design_tools_spare_the_open_pool_this_month() -> None:
    free, shut = (trace(f"USA.eda_export_control={value}", months=1) for value in (0, 1))
    assert np.array_equal(free.last.chips.performance[:, OPEN_POOL], shut.last.chips.performance[:, OPEN_POOL])


def test_expected_orders_follow_orders_with_a_lag() -> None:
    traced = trace("all.ai_demand={2026-01: 1, 2026-07: 3}", months=18)
    share = traced.assume("order_smoothing", 0)
    for _, before, after in traced.steps():
        fresh, horizon = before.chips.fresh_orders, traced.assume("backlog_horizon")
        asked = fresh + (before.chips.orders - fresh) / horizon
        gap = np.maximum(asked, 1.0) - before.fabrication.expected
        moved = after.fabrication.expected - before.fabrication.expected
        assert np.allclose(moved, share[:, None] * gap, rtol=1e-9, atol=1e-6)
