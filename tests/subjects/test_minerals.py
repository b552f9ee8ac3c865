"""The mineral markets: conservation, permissions, limits and direction of effect."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.engine_kit import trace
from tests.subjects import mineral_kit as kit

from aicompete.config import load_catalogue
from aicompete.subjects.minerals.licences import MODES
from aicompete.subjects.minerals.market import trade_minerals
from aicompete.subjects.minerals.metrics import METRICS, cover, outside_mean, refining_share
from aicompete.subjects.minerals.state import SELLERS, seller_map
from aicompete.world.facts import MINERALS, load_facts
from aicompete.world.tables import load_tables

pytestmark = pytest.mark.slow  # a picture, a decade or a limit takes a while: full run only

RARE, HEAVY, GALLIUM, GERMANIUM = range(4)
FREE = tuple(f"assumptions.mineral_uncontrolled_{item}=0" for item in MINERALS)

share = st.floats(0.0, 1.0)


def levers(strictness, target, mode, delay, lost, belief):
    return (
        f"CHN.mineral_licence_strictness={strictness}",
        f"CHN.mineral_target_strictness={target}",
        f"CHN.mineral_target_mode={mode}",
        f"CHN.mineral_licence_delay={delay}",
        f"CAN.mineral_licence_strictness={belief}",
        f"CHN.production_disruption.minerals={lost}",
        f"MYS.production_disruption.minerals={lost}",
    )


def held_and_met(world):
    """Cover and fill outside China."""
    return outside_mean(world, cover(world)), outside_mean(world, world.minerals.fill)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(share, share, st.sampled_from(MODES), st.floats(0.0, 26.0), share, share)
def test_every_tonne_is_accounted_for(strictness, target, mode, delay, lost, other):
    block = kit.ensemble(*levers(strictness, target, mode, delay, lost, other), runs=3, months=8)
    for _ in range(8):
        before = block.branch().minerals
        block.step()
        kit.check_month(before, block.world.minerals)


def test_a_ban_stops_the_target_and_nobody_else():
    ban = (*FREE, "CHN.mineral_target_strictness=1", "CHN.mineral_target_mode=all_us")
    flow = kit.path(lambda w: w.minerals.flow[:, :, kit.CHINA], *ban, months=12)
    usa, japan = load_facts("2026-01").nation("USA"), load_facts("2026-01").nation("JPN")
    assert flow[..., usa].max() == 0.0
    assert flow[6:, ..., japan].min() > 0.0


def test_a_general_ban_leaves_only_leakage():
    ban = (*FREE, "CHN.mineral_licence_strictness=1", "assumptions={all: prior, mineral_cycle_spread: 0}")
    flow = kit.path(lambda w: w.minerals.flow[:, :, kit.CHINA].sum(axis=-1), *ban, months=6)
    assert flow.max() == 0.0
    passed_on = kit.path(
        lambda w: np.abs(w.minerals.diverted).sum(axis=-1) / w.minerals.need.sum(axis=-1), *ban, months=6
    )
    assert passed_on.max() < 0.01  # what the other sellers send may still move on


def test_goods_reach_the_banned_by_way_of_third_nations_within_the_capacity_of_the_route():
    ban = (*FREE, "CHN.mineral_target_strictness=1", "CHN.mineral_target_mode=all_us")
    usa = load_facts("2026-01").nation("USA")
    taken = kit.path(lambda w: w.minerals.diverted, *ban, months=24)
    received = kit.path(lambda w: w.minerals.received, *ban, months=24)
    assert taken[12:, :, GERMANIUM, usa].mean() > 0.0
    assert (-taken <= 0.35 * received + 1e-9).all()
    none = kit.path(lambda w: w.minerals.diverted, *ban, "assumptions.mineral_transit_capacity=0", months=12)
    assert np.abs(none).max() == 0.0


def test_the_defence_mode_hits_a_small_share_of_the_us_side():
    hit = ("CHN.mineral_target_strictness=1", "CHN.mineral_licence_strictness=0")
    usa = load_facts("2026-01").nation("USA")
    met = {}
    for mode in MODES:
        settings_ = (*hit, f"CHN.mineral_target_mode={mode}")
        met[mode] = kit.path(lambda w: w.minerals.strictness[..., usa], *settings_, months=1, central=True)[0]
    assert met["none"].max() < 1e-12
    assert 0.0 < met["defence"].max() < 0.1
    assert met["all_us"].min() > 0.9
    assert met["us_and_allies"].min() > 0.9
    japan = load_facts("2026-01").nation("JPN")
    allied = kit.path(
        lambda w: w.minerals.strictness[..., japan],
        *hit,
        "CHN.mineral_target_mode=us_and_allies",
        months=1,
        central=True,
    )
    assert allied.min() > 0.9


def test_without_licences_the_market_is_steady_for_ten_years():
    calm = ("assumptions.mineral_cycle_spread=0",)
    block = kit.ensemble(*kit.NEUTRAL, *calm, start="2022-01", months=120, runs=16)
    rows = kit.steps(block, lambda w: (w.minerals.price_outside, w.minerals.price_inside, *held_and_met(w)))
    outside, inside, held, fill = (np.array(column) for column in zip(*rows, strict=True))
    drift = np.median(outside[-12:].mean(axis=0) / outside[:12].mean(axis=0), axis=0)
    assert (np.abs(np.log(drift)) < 0.25).all()
    assert (np.abs(inside / inside[0] - 1.0) < 0.1).all()
    assert (np.abs(np.log(np.median(held[-12:].mean(axis=0) / held[0], axis=0))) < 0.3).all()
    assert np.median(fill[-12:], axis=(0, 1)).min() > 0.98


def test_neutral_licence_levers_do_nothing():
    """Target levers do nothing while the mode is none; delay 0 and strictness 0 are the same as no licence."""
    plain = kit.path(lambda w: w.minerals.flow, *kit.NEUTRAL, months=6)
    aimed = kit.path(lambda w: w.minerals.flow, *kit.NEUTRAL, "CHN.mineral_target_strictness=1", months=6)
    np.testing.assert_array_equal(plain, aimed)
    wide = kit.path(lambda w: w.minerals.flow, *kit.NEUTRAL, start="2022-01", months=6)
    narrow = kit.path(lambda w: w.minerals.flow, *kit.NEUTRAL, *FREE, start="2022-01", months=6)
    np.testing.assert_array_equal(wide, narrow)


def test_stricter_licences_raise_prices_and_lower_fill_step_by_step():
    quotes, fills = [], []
    for strictness in (0, 0.3, 0.6, 0.9):
        setting = f"CHN.mineral_licence_strictness={strictness}"
        block = kit.ensemble(setting, "assumptions.mineral_cycle_spread=0", months=18, central=True, runs=4)
        while block.index < block.months:
            block.step()
        quotes.append(np.median(block.world.minerals.price_outside, axis=0))
        fills.append(np.median(outside_mean(block.world, block.world.minerals.fill), axis=0))
    assert (np.diff(quotes, axis=0) > 0).all()
    assert (np.diff(fills, axis=0)[1:] < 0).all()


def test_a_squeeze_multiplies_prices_within_quarters_drains_stocks_and_is_relieved_over_years():
    block = kit.ensemble(*kit.SQUEEZE, months=120, runs=16)
    rows = kit.steps(block, lambda w: (w.minerals.price_outside, *held_and_met(w)))
    quote, held, fill = (np.median(column, axis=1) for column in zip(*rows, strict=True))
    start = load_tables("2026-01").price_outside
    for item in (RARE, HEAVY, GALLIUM):
        assert quote[:24, item].max() > 2.0 * start[item]
    assert quote[8, RARE] > 2.0 * start[RARE]
    assert (np.diff(held[:8, RARE]) < 0).all()  # month by month
    assert fill[:36, RARE].min() < 0.85
    assert fill[-1].min() > 0.95
    assert (quote[-1] < 0.6 * quote.max(axis=0))[[RARE, HEAVY, GALLIUM]].all()


def test_lost_output_of_the_dominant_supplier_ends_exports_and_shortens_use():
    lost = kit.path(kit.exports, "CHN.production_disruption.minerals=0.9", months=12)
    kept = kit.path(kit.exports, months=12)
    assert lost[-1].sum() < 0.2 * kept[-1].sum()
    output = kit.path(lambda w: w.minerals.refine_output[..., 1], "CHN.production_disruption.minerals=0.9", months=3)
    capacity = kit.path(lambda w: w.minerals.capacity[..., 1], "CHN.production_disruption.minerals=0.9", months=3)
    assert (output <= 0.1 * capacity * 1.3).all()


def test_chip_making_feels_a_shortage_only_in_small_shares():
    calm = kit.path(lambda w: w.minerals.input_fill, months=12)
    hit = kit.path(lambda w: w.minerals.input_fill, *kit.SQUEEZE, months=12)
    assert calm.min() > 0.97
    assert hit.min() > 0.85
    usa = load_facts("2026-01").nation("USA")
    assert (hit[-1, :, usa] < calm[-1, :, usa]).all()


def test_buyers_build_reserves_and_stop_at_the_limit():
    usa = load_facts("2026-01").nation("USA")
    rich = kit.path(lambda w: w.minerals.stock[..., usa], "USA.mineral_stockpile_fund=5", months=60)
    poor = kit.path(lambda w: w.minerals.stock[..., usa], "USA.mineral_stockpile_fund=0", months=60)
    assert (rich[-1] > poor[-1]).all()
    need = kit.path(lambda w: w.minerals.need[..., usa], "USA.mineral_stockpile_fund=5", months=60)
    assert (rich[-1] / need[-1]).max() < 36 + 20


@pytest.mark.slow
def test_money_builds_refineries_after_years_and_a_know_how_ban_delays_them():
    rich = kit.path(refining_share, "USA.mineral_rebuild_budget=10", months=120)
    poor = kit.path(refining_share, "USA.mineral_rebuild_budget=0", months=120)
    assert np.abs(rich[11, :, RARE] - poor[11, :, RARE]).max() < 0.01
    assert (np.median(poor[-1, :, RARE]) - np.median(rich[-1, :, RARE])) > 0.02
    barred = kit.path(refining_share, "CHN.mineral_tech_ban=true", months=60)
    shared = kit.path(refining_share, "CHN.mineral_tech_ban=false", months=60)
    assert np.median(barred[-1, :, RARE]) > np.median(shared[-1, :, RARE])


def test_runs_and_nations_differ():
    held = kit.path(cover, months=1, runs=8)[0]
    facts = load_facts("2026-01")
    usa, japan = facts.nation("USA"), facts.nation("JPN")
    assert held[:, RARE, japan].std() > 0.1
    assert np.median(held[:, RARE, japan]) > np.median(held[:, RARE, usa]) + 0.5


@pytest.mark.parametrize("copies", [[5], [0, 5], list(range(11))])
def test_a_run_has_the_same_bits_in_any_block(copies):
    whole = kit.ensemble(runs=11, months=6)
    part = kit.ensemble(copies=copies, months=6)
    for _ in range(6):
        whole.step()
        part.step()
    for name in kit.COLUMNS:
        mine, other = getattr(part.world.minerals, name), getattr(whole.world.minerals, name)[copies]
        np.testing.assert_array_equal(mine, other, err_msg=name)


def test_sellers_follow_the_stated_rule():
    tables = load_tables("2026-01")
    surplus = tables.refine_output + tables.secondary_output - tables.mineral_consumption
    world = tables.refine_output.sum(axis=-1, keepdims=True)
    exporting = {load_facts("2026-01").nation_ids[i] for i in np.flatnonzero((surplus > 0.01 * world).any(axis=0))}
    assert set(SELLERS) == exporting | {"USA", "AUS", "ROW"}
    sellers = seller_map("2026-01")
    stock = np.arange(4 * 33, dtype=float).reshape(1, 4, 33)
    np.testing.assert_allclose(sellers.gather(stock).sum(axis=-1), stock.sum(axis=-1))


def test_every_lever_check_names_a_metric_that_exists():
    names = {metric.name for metric in METRICS if metric.level == "series"}
    for lever in trade_minerals.levers:
        entry = load_catalogue().levers[lever]
        for check in entry.checks:
            if check.metric.startswith("mineral_"):
                assert check.metric in names, lever


def test_metrics_have_their_shapes():
    block = kit.ensemble(runs=2, months=1)
    block.step()
    shapes = {"series": (2,), "nations": (2, 33), "trade": (2, 4, len(SELLERS), 33)}
    for metric in METRICS:
        values = metric.read(block.world)
        assert values.shape == shapes[metric.level], metric.name
        assert np.isfinite(values).all(), metric.name


def test_thrift_is_no_shortage() -> None:
    """What users save because of the price must not drive it: with levers held, the market stays calm in every run."""
    from aicompete.config import load_scenario, sample_assumptions
    from aicompete.engine.ensemble import Ensemble
    from aicompete.engine.metrics import metrics

    scenario, runs, months = load_scenario("baseline"), 48, 60
    ensemble = Ensemble([scenario], [0] * runs, sample_assumptions(scenario, 1, runs), list(range(runs)), 1, months)
    start = ensemble.facts.tables.price_outside
    while ensemble.index < months:
        ensemble.step()
    minerals = ensemble.world.minerals
    assert (minerals.price_outside < 5.0 * start).all()
    assert (metrics()["series:mineral_fill_gallium_outside"].read(ensemble.world) > 0.9).all()


def test_members_help_those_who_are_cut_off_and_pay_with_their_own_cover() -> None:
    """A targeted embargo: thin stocks are lent some, who is in no coalition is not; without one little moves."""
    embargo = ("CHN.mineral_target_strictness=1", "CHN.mineral_target_mode=us_and_allies")
    facts = load_facts("2026-01")
    germany, japan = facts.nation("DEU"), facts.nation("JPN")

    def lent(*settings: str, pooling: float = 0.3) -> tuple[np.ndarray, np.ndarray]:
        traced = trace(*settings, f"assumptions.mineral_pooling={pooling}", months=12, disable=())
        steps = traced.steps()
        pairs = [(after.minerals.pooled, before.alliances.membership) for _, before, after in steps]
        moved, side = zip(*pairs, strict=True)
        return np.array(moved), np.array(side)

    assert (lent(*embargo, pooling=0.0)[0] == 0.0).all()
    moved, side = lent(*embargo)
    assert moved[..., RARE, germany].mean() > 0.0
    assert moved[..., GALLIUM, japan].mean() < 0.0
    neither = (side == 0)[:, :, None] & (np.arange(facts.n) > 1)
    assert (np.where(neither, moved, 0.0) == 0.0).all()
    assert np.abs(lent()[0]).sum() < 0.2 * np.abs(moved).sum()
