"""Firms: what is earned was sold, capacity takes time, sites move one way, compliance is a hedge."""

from __future__ import annotations

import numpy as np
import pytest
from tests.engine_kit import FREE_MARKET, Trace, trace

from aicompete.subjects.state import World
from aicompete.world.columns import Array
from aicompete.world.facts import HOME_POOL, OPEN_POOL

STARTS = ("2022-01", "2026-01")
LOSS = "assumptions.sanction_loss=0.4"
"""A large loss shrinks the stake in China, a small one is outweighed by laxer compliance: the tests take the middle."""
PATHS = [(), FREE_MARKET, ("CHN.entity_sanctions=1",), ("USA.sme_export_control=1", "CHN.purchase_guidance=1")]


def _allied_toolmakers(world: World) -> Array:
    facts = world.facts
    tools = facts.foreign_toolmakers
    return tools[~facts.is_power[facts.firm_nation[tools]] & ~facts.is_rest[facts.firm_nation[tools]]]


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("settings", PATHS)
def test_designers_earn_what_was_paid_for_chips(start: str, settings: tuple[str, ...]) -> None:
    for world in trace(*settings, start=start).worlds[1:]:
        facts = world.facts
        assert np.allclose(world.firms.revenue[:, facts.seller_firm], world.chips.flow_value.sum(axis=2) * 12.0)
        inside = world.chips.flow_value[:, :, facts.chn] * 12.0
        assert np.allclose(world.firms.revenue_china[:, facts.seller_firm], inside)


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("settings", PATHS)
def test_revenue_in_china_is_part_of_revenue(start: str, settings: tuple[str, ...]) -> None:
    for world in trace(*settings, start=start).worlds[1:]:
        firms = world.firms
        assert firms.revenue_china.min() >= 0.0
        assert (firms.revenue_china <= firms.revenue * (1.0 + 1e-12) + 1e-12).all()
        for values in (firms.capacity, firms.packaging, firms.pipeline, firms.packaging_pipeline, firms.research):
            assert values.min() >= 0.0


@pytest.mark.parametrize("settings", PATHS)
def test_toolmakers_sell_no_more_than_is_spent(settings: tuple[str, ...]) -> None:
    traced = trace(*settings)
    haste = 1.0 + traced.assume("stockpile_response", 0)
    for world in traced.worlds[1:]:
        facts, fab = world.facts, world.fabrication
        foreign, home = facts.foreign_toolmakers, facts.home_toolmakers
        imports = world.firms.revenue_china[:, foreign].sum(axis=1)
        own = world.firms.revenue[:, home].sum(axis=1)
        spending = fab.tool_spending[:, facts.chn]
        assert (imports - fab.tool_late + own <= spending * haste * (1.0 + 1e-9)).all()
        abroad = world.firms.revenue[:, foreign].sum(axis=1) - imports
        assert np.allclose(abroad, fab.tool_spending.sum(axis=1) - spending, rtol=1e-9)


def test_tool_denial_costs_the_toolmakers() -> None:
    base = ("CHN.purchase_guidance.tools=0",)
    free, shut = (trace(*base, f"USA.sme_export_control={v}").last for v in (0, 1))
    foreign = free.facts.foreign_toolmakers
    assert (shut.firms.revenue_china[:, foreign].sum(axis=1) < free.firms.revenue_china[:, foreign].sum(axis=1)).all()


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("settings", PATHS)
def test_compliance_is_a_share_and_fixed_for_the_powers(start: str, settings: tuple[str, ...]) -> None:
    for world in trace(*settings, start=start).worlds[1:]:
        facts, compliance = world.facts, world.firms.compliance
        assert compliance.min() >= 0.0
        assert compliance.max() <= 1.0
        assert (compliance[:, facts.firm_nation == facts.usa] == 1.0).all()
        assert (compliance[:, facts.firm_nation == facts.chn] == 0.0).all()


@pytest.mark.parametrize(
    ("low", "high"),
    [
        ("USA.ally_control_pressure=0", "USA.ally_control_pressure=1"),
        ("CHN.entity_sanctions=1", "CHN.entity_sanctions=0"),
    ],
)
def test_allied_toolmakers_weigh_both_penalties(low: str, high: str) -> None:
    ends = []
    for setting in (low, high):
        world = trace(setting, LOSS).last
        ends.append(world.firms.compliance[:, _allied_toolmakers(world)].mean(axis=1))
    assert (ends[1] > ends[0]).all()


def test_sanctions_cost_foreign_firms_their_sales_in_china() -> None:
    calm, hit = (trace(f"CHN.entity_sanctions={v}", LOSS, months=2).last for v in (0, 1))
    tools = calm.facts.foreign_toolmakers
    assert (calm.firms.listed == 0.0).all()
    assert (hit.firms.revenue_china[:, tools] <= calm.firms.revenue_china[:, tools]).all()
    assert (hit.firms.revenue_china[:, tools].sum(axis=1) < calm.firms.revenue_china[:, tools].sum(axis=1)).all()


def test_a_subsidy_draws_the_leading_foundry_home_and_it_does_not_go_back() -> None:
    none, much = (trace(f"USA.chips_reshoring_subsidy={v}", months=48, runs=4) for v in (0, 30))
    leader = none.facts.firm_ids.index("tsmc")
    sites = [t.path("firms", "us_site")[:, :, leader] for t in (none, much)]
    for site in sites:
        assert (np.diff(site, axis=1) >= -1e-15).all()
        assert (site <= 1.0).all()
    assert (sites[1][:, -1] > sites[0][:, -1]).all()
    others = np.arange(len(none.facts.firm_ids)) != leader
    assert np.array_equal(much.last.firms.us_site[:, others], much.worlds[0].firms.us_site[:, others])


def test_funds_add_wafers_in_china_at_once_as_far_as_tools_can_be_had() -> None:
    none, much = (trace(f"CHN.domestic_stack_fund={v}", months=12) for v in (0, 200))
    home = none.facts.makers.home_foundries
    first, second = (t.path("firms", "capacity")[:, :, home].sum(axis=2) for t in (none, much))
    assert (second[:, 0] > first[:, 0]).all()
    assert (second[:, -1] > first[:, -1]).all()


def test_tool_denial_lowers_what_china_ships_less_so_if_it_drives_effort() -> None:
    # wafers may even grow under denial: memory binds, so orders wait and foundries expect more of them
    lost = []
    for effort in (0, 3):
        base = ("NLD.sme_export_control=0", f"assumptions.forced_innovation_gain={effort}")
        free, shut = (
            trace(*base, f"USA.sme_export_control={v}", months=48, runs=4).path("chips", "output")[:, :, HOME_POOL]
            for v in (0, 1)
        )
        lost.append(1.0 - shut.sum(axis=1) / free.sum(axis=1))
    assert (lost[0] > 0.0).all()
    assert (lost[1] < lost[0]).all()


@pytest.mark.parametrize("start", STARTS)
def test_chinese_capacity_only_grows(start: str) -> None:
    traced = trace(start=start)
    makers = traced.facts.makers
    for places in (makers.home_foundries, makers.home_memory):
        capacity = traced.path("firms", "capacity")[:, :, places]
        assert (np.diff(capacity, axis=1) >= -1e-9).all()


def test_new_capacity_takes_years() -> None:
    calm, boom = trace(months=30, runs=4), trace("all.ai_demand={2026-01: 1, 2026-03: 3}", months=30, runs=4)
    places = calm.facts.makers.open_foundries
    more = [
        boom.path("firms", "capacity")[:, t, places].sum(axis=1)
        / calm.path("firms", "capacity")[:, t, places].sum(axis=1)
        for t in (5, 11, 29)
    ]
    assert (more[0] < 1.05).all()
    assert (more[0] <= more[1]).all()
    assert (more[1] <= more[2]).all()
    assert (more[2] > 1.05).all()


def _given_up(traced: Trace, before: World, after: World) -> Array:
    """Share of each maker's lines, foundries then memory, that was given up this month for want of orders."""
    makers, fab = traced.facts.makers, after.fabrication
    need = fab.expected[:, OPEN_POOL] * (1.0 + traced.assume("build_margin", 0))
    shares = []
    for stage, places in enumerate((makers.open_foundries, makers.open_memory)):
        now = np.maximum(1.0 - need / before.firms.capacity[:, places].sum(axis=1), 0.0)
        gone = np.minimum(fab.idle_lines[:, stage], now) * traced.assume("idle_line_conversion", 0) / 12.0
        shares.append(np.repeat(gone[:, None], len(places), axis=1))
    return np.concatenate(shares, axis=1)


def test_capacity_balance_of_the_open_makers() -> None:
    # capacity = last capacity less decay plus what leaves the pipeline, less idle lines that are given up for good;
    # orders are never negative
    traced = trace(months=18)
    makers = traced.facts.makers
    places = np.concatenate([makers.open_foundries, makers.open_memory])
    for _, before, after in traced.steps():
        old, new = before.firms, after.firms
        delivered = new.capacity[:, places] / (1.0 - _given_up(traced, before, after)) - old.capacity[:, places] * (
            1.0 - traced.assume("capacity_decay")
        )
        ordered = new.pipeline.sum(axis=1) - old.pipeline.sum(axis=1) + delivered
        assert delivered.min() >= -1e-6
        assert (ordered >= -1e-6 * (1.0 + new.capacity[:, places])).all()


def test_memory_makers_share_their_pools_income() -> None:
    traced = trace(months=6)
    part = traced.assume("memory_value_share", 0)
    for world in traced.worlds[1:]:
        facts, pools = world.facts, (OPEN_POOL, HOME_POOL)
        per_stack = part * world.chips.price / traced.assume("stacks_per_h100e", 0) / 1e9
        direct = {OPEN_POOL: world.fabrication.memory_inflow * 12.0 * per_stack, HOME_POOL: 0.0}
        for pool, places in zip(pools, (facts.makers.open_memory, facts.makers.home_memory), strict=True):
            sold = world.chips.flow_value[:, facts.pool_sellers[pool]].sum(axis=(1, 2)) * 12.0
            assert np.allclose(world.firms.revenue[:, places].sum(axis=1), part * sold + direct[pool], rtol=1e-9)


def test_research_follows_revenue_and_science_its_trend() -> None:
    traced = trace(months=24)
    first = traced.worlds[1]
    assert np.allclose(first.firms.research, first.firms.revenue * traced.assume("research_share"))
    assert np.allclose(first.capability.science, 1.0)
    for world in traced.worlds[1:]:
        assert world.capability.science.min() > 0.0
    without = np.setdiff1d(np.arange(traced.facts.n), traced.facts.firm_nation)
    assert (traced.last.capability.science[:, without] == 1.0).all()


def test_idle_lines_are_given_up_after_some_years_of_glut_only() -> None:
    glut = ("USA.ai_demand=0.3", "CHN.ai_demand=0.3")
    kept = trace(*glut, "assumptions.idle_line_conversion=0", months=60).path("fabrication", "packaging")[:, :, 0]
    left = trace(*glut, "assumptions.idle_line_conversion=0.6", months=60).path("fabrication", "packaging")[:, :, 0]
    assert (left[:, 5] / kept[:, 5] > 0.97).all()
    assert (left[:, -1] / kept[:, -1] < 0.95).all()
