"""The chip market: conservation of units, money and chips; embargo, guidance and free trade; directions."""

from __future__ import annotations

import numpy as np
import pytest
from tests.engine_kit import FREE_MARKET, Trace, neutral_settings, pool_flow, to_china, trace

from aicompete.world.columns import Array
from aicompete.world.facts import HOME_POOL, OPEN_POOL

STARTS = ("2022-01", "2026-01")
EMBARGO = ("CHN.purchase_guidance=0", "USA.chip_export_control={2026-01: 0.3, 2026-07: 1}")
USD_BN = 1e9


def _free(*settings: str, **options: object) -> Trace:
    """China buys freely, but for the settings."""
    return trace("CHN.purchase_guidance=0", *settings, **options)  # type: ignore[arg-type]


def _public_orders(traced: Trace, index: int) -> Array:
    """What domestic stack funds may spend on home chips in a month, ``(run, nation)``."""
    fund = traced.lever("domestic_stack_fund", index) * traced.lever("coordination", index)
    return fund / traced.assume("cny_per_usd") * traced.assume("fund_demand_share") / 12.0


def _late(values: Array) -> Array:
    """Mean over the last half year, by run."""
    return values[:, -6:].mean(axis=1)


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("settings", [(), FREE_MARKET, ("all.ai_demand=3",), ("TWN.production_disruption.chips=0.8",)])
def test_units_shipped_are_units_made(start: str, settings: tuple[str, ...]) -> None:
    for world in trace(*settings, start=start).worlds[1:]:
        chips, supply = world.chips, world.fabrication.supply
        assert (chips.output <= supply * (1.0 + 1e-12)).all()
        assert (chips.output <= chips.orders * (1.0 + 1e-12)).all()
        # a unit of the open pool yields the product's part of its performance, a Chinese die all of it
        per_unit = np.maximum(chips.performance[:, OPEN_POOL, None] * chips.product, 1e-30)
        opened = (pool_flow(world, OPEN_POOL) / per_unit).sum(axis=1)
        home = pool_flow(world, HOME_POOL).sum(axis=1) / chips.performance[:, HOME_POOL]
        assert np.allclose(opened, chips.output[:, OPEN_POOL], rtol=1e-9)
        assert np.allclose(home, chips.output[:, HOME_POOL], rtol=1e-9)


PURSES = [
    (),
    FREE_MARKET,
    ("USA.chip_licence_delay=20",),
    ("USA.chip_ally_release=0.4", "USA.chip_licence_refusal=0.5"),
]


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("settings", PURSES)
def test_money_is_spent_cancelled_given_up_or_kept(start: str, settings: tuple[str, ...]) -> None:
    traced = trace(*settings, start=start)
    for index, before, after in traced.steps():
        chips, ceiling = after.chips, after.permissions.chip_ceiling[:, OPEN_POOL]
        haste = 1.0 + traced.assume("stockpile_response") * after.beliefs.chips * ceiling
        kept = before.budgets.purse * (1.0 - traced.assume("order_cancellation"))
        paid = np.stack([chips.flow_value[:, sellers].sum(axis=1) for sellers in traced.facts.pool_sellers], axis=1)
        licensed = after.permissions.chip_share
        asked = paid / chips.fill[:, :, None] / licensed
        own_part = np.ones_like(paid)  # what smugglers order through a nation is theirs to pay
        bought = chips.delivered[:, OPEN_POOL]
        own_part[:, OPEN_POOL] = 1.0 - np.divide(chips.transit, bought, out=np.zeros_like(bought), where=bought > 0.0)
        refused = (asked * (1.0 - licensed) * own_part).sum(axis=1) * (1.0 - traced.assume("refused_order_return"))
        inside = chips.pool_price[:, HOME_POOL : HOME_POOL + 1] * traced.assume("smuggled_price_discount")
        to_smugglers = after.leakage.smuggled * inside / USD_BN
        own = np.maximum((paid * own_part).sum(axis=1) - _public_orders(traced, index), 0.0)
        expected = np.maximum(kept + after.budgets.ai_budget * haste / 12.0 - own - refused, 0.0) - to_smugglers
        assert np.allclose(after.budgets.purse, expected, rtol=1e-9, atol=1e-12)
        assert after.budgets.purse.min() >= 0.0


@pytest.mark.parametrize("start", STARTS)
def test_value_is_flow_times_the_price_paid(start: str) -> None:
    for world in trace(*FREE_MARKET, start=start).worlds[1:]:
        value, flow = world.chips.flow_value.sum(axis=1) * USD_BN, world.chips.flow.sum(axis=1)
        assert np.allclose(value, flow * world.chips.price_paid, rtol=1e-9)
        assert world.chips.flow.min() >= 0.0
        assert world.chips.flow_value.min() >= 0.0


@pytest.mark.parametrize("start", STARTS)
def test_in_house_designs_stay_at_home_and_appeal_is_a_share(start: str) -> None:
    traced = trace(start=start)
    facts = traced.facts
    for world in traced.worlds[1:]:
        assert (world.chips.flow[:, ~facts.sold_by] == 0.0).all()
        for sellers in facts.pool_sellers:
            assert np.allclose(world.chips.appeal[:, sellers].sum(axis=1), 1.0, atol=2e-4)
        assert world.chips.appeal.min() > 0.0


def test_embargo_stops_legal_flow_at_once_and_for_good() -> None:
    flow = to_china(trace(*EMBARGO, months=24), OPEN_POOL)
    assert (flow[:, :6] > 0.0).all()
    assert (flow[:, 6:] == 0.0).all()


def test_embargo_at_the_start_lets_nothing_through() -> None:
    traced = _free("USA.chip_export_control=1", months=12)
    assert (to_china(traced, OPEN_POOL) == 0.0).all()
    russia = traced.facts.nation("RUS")
    assert all((pool_flow(world, OPEN_POOL)[:, russia] == 0.0).all() for world in traced.worlds[1:])


@pytest.mark.parametrize(
    "setting", ["TWN.chip_export_control=1", "USA.chip_licence_refusal=1", "USA.chip_volume_cap_share=0"]
)
def test_other_ways_to_refuse_everything(setting: str) -> None:
    assert (to_china(_free(setting, months=8), OPEN_POOL) == 0.0).all()


def test_a_tighter_ceiling_leaves_a_gap_of_some_months_before_the_redesign() -> None:
    traced = _free("USA.chip_export_control={2026-01: 0.3, 2026-06: 0.6}", months=16, runs=8)
    flow = to_china(traced, OPEN_POOL)
    lag = traced.assume("redesign_lag", 0)
    gap = (flow[:, 5:] == 0.0).sum(axis=1)
    assert (flow[:, :5] > 0.0).all()
    assert (gap >= np.floor(lag)).all()
    assert (gap <= np.ceil(lag)).all()
    assert (flow[:, -1] > 0.0).all()
    # the product stays what it is while the frontier moves on, and is renewed step by step
    product = traced.last.chips.product[:, traced.facts.chn]
    ceiling = traced.last.permissions.chip_ceiling[:, OPEN_POOL, traced.facts.chn]
    assert (product <= ceiling * (1.0 + 1e-9)).all()
    assert (product > 0.8 * ceiling).all()


def test_the_gap_ends_when_the_control_is_lifted() -> None:
    traced = _free(
        "USA.chip_export_control={2026-01: 0.2, 2026-04: 1, 2026-09: 0}", "TWN.chip_export_control=0", months=14
    )
    flow = to_china(traced, OPEN_POOL)
    assert (flow[:, 3:8] == 0.0).all()
    assert (flow[:, 8:] > 0.0).all()
    assert (traced.last.chips.product == 1.0).all()


def test_without_control_everybody_is_sold_the_frontier() -> None:
    traced = trace(*neutral_settings(), months=12)
    for world in traced.worlds[1:]:
        assert (world.chips.product == 1.0).all()
        assert (world.chips.redesign == 0.0).all()
        fill = world.chips.fill[:, :, None]
        assert np.allclose(world.chips.access[:, :2], np.broadcast_to(fill, world.chips.access[:, :2].shape))
        assert (world.chips.applications == 0.0).all()


def test_a_product_is_never_above_its_ceiling_when_sold() -> None:
    for settings in (
        EMBARGO,
        ("USA.chip_export_control={2026-02: 0.9}",),
        ("USA.chip_ceiling_basis=tpp", "USA.chip_ceiling_tpp=2368"),
    ):
        for world in trace(*settings, months=24).worlds[1:]:
            ceiling = world.permissions.chip_ceiling[:, OPEN_POOL]
            sold = pool_flow(world, OPEN_POOL) > 0.0
            assert (world.chips.product[sold] <= ceiling[sold] * 1.0011).all()


def test_guidance_is_a_switch() -> None:
    free, half, full = (_late(to_china(trace(f"CHN.purchase_guidance.ai_chips={g}"), OPEN_POOL)) for g in (0, 0.35, 1))
    assert (full < 0.02 * free).all()
    assert (half < free).all()
    assert np.median(half / free) > 0.3


def test_flow_to_china_falls_and_its_price_rises_with_control() -> None:
    flows, premiums = [], []
    for control in (0.0, 0.3, 0.6, 0.9):
        traced = _free(f"USA.chip_export_control={control}", "TWN.chip_export_control=0")
        flows.append(_late(to_china(traced, OPEN_POOL)))
        chn = traced.facts.chn
        premiums.append(_late(traced.path("chips", "price_paid")[:, :, chn] / traced.path("chips", "price")))
    assert (np.diff(np.array(flows), axis=0) < 0.0).all()
    assert (np.median(np.diff(np.array(premiums), axis=0), axis=1) > 0.0).all()


def test_a_control_cuts_less_money_than_compute() -> None:
    free = trace(*FREE_MARKET)
    tight = _free("USA.chip_export_control=0.6", "TWN.chip_export_control=0")
    chn = free.facts.chn
    money = [_late(t.path("chips", "flow_value").sum(axis=2)[:, :, chn]) for t in (free, tight)]
    compute = [_late(t.path("chips", "flow").sum(axis=2)[:, :, chn]) for t in (free, tight)]
    assert (money[1] / money[0] > compute[1] / compute[0]).all()


@pytest.mark.parametrize(
    ("low", "high"),
    [
        ("USA.chip_revenue_share=0", "USA.chip_revenue_share=0.5"),
        ("USA.chip_licence_refusal=0", "USA.chip_licence_refusal=0.6"),
        ("USA.chip_volume_cap_share=1", "USA.chip_volume_cap_share=0.3"),
    ],
)
def test_each_obstacle_lowers_foreign_flow(low: str, high: str) -> None:
    base = "USA.chip_export_control=0.3"
    assert (_late(to_china(_free(base, high), OPEN_POOL)) < _late(to_china(_free(base, low), OPEN_POOL))).all()


def test_licence_delay_holds_money_back() -> None:
    quick, slow = (_free(f"USA.chip_licence_delay={weeks}") for weeks in (0, 26))
    chn, usa = quick.facts.chn, quick.facts.usa
    assert (slow.last.chips.applications[:, chn] > 0.0).all()
    assert (slow.last.chips.applications[:, usa] == 0.0).all()
    assert (quick.last.chips.applications == 0.0).all()


def test_demand_raises_spending_and_price() -> None:
    low, high = (trace(f"all.ai_demand={factor}", months=12) for factor in (0.6, 1.6))
    acts = slice(None, -1)  # the rest of the world pulls no lever
    assert (high.last.budgets.ai_budget[:, acts] > low.last.budgets.ai_budget[:, acts]).all()
    assert (high.last.chips.price >= low.last.chips.price).all()  # both may have come down to cost by then
    assert (high.path("chips", "price").mean(axis=1) > low.path("chips", "price").mean(axis=1)).all()


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("settings", [(), ("all.ai_demand=5",), ("all.ai_demand=0.1",)])
def test_no_chip_is_sold_below_what_it_costs_to_make(start: str, settings: tuple[str, ...]) -> None:
    traced = trace(*settings, start=start)
    for world in traced.worlds[1:]:
        markup = world.chips.contract_price / world.chips.pool_cost
        assert (markup > traced.assume("price_variable_share")).all()
        assert np.isfinite(markup).all()


def test_the_price_rises_without_a_ceiling_and_falls_in_a_glut() -> None:
    demand = (0.1, 0.5, 1.0, 2.0, 3.5, 5.0)
    prices = [trace(f"all.ai_demand={x}", months=12).last.chips.price.mean() for x in demand]
    assert prices == sorted(prices)
    assert prices[-1] > 1.05 * prices[-2] > 1.1 * prices[-3]


def test_spot_deals_cost_more_while_orders_wait() -> None:
    scarce, idle = trace("all.ai_demand=5", months=6).last, trace("all.ai_demand=0.1", months=6).last
    assert (scarce.chips.spot_premium[:, OPEN_POOL] > 0.0).all()
    assert (idle.chips.spot_premium[:, OPEN_POOL] < 0.0).all()
    assert (scarce.chips.pool_price[:, OPEN_POOL] > scarce.chips.contract_price[:, OPEN_POOL]).all()


def test_no_supply_no_chips() -> None:
    traced = trace("world.production_disruption.chips=1", months=6)
    for world in traced.worlds[1:]:
        assert (pool_flow(world, OPEN_POOL) == 0.0).all()
        assert np.isfinite(world.chips.pool_price).all()


def test_who_may_not_buy_abroad_turns_to_the_home_pool() -> None:
    free, shut = trace(*FREE_MARKET), _free("USA.chip_export_control=1")
    chn = free.facts.chn
    orders = [_late(t.path("chips", "orders")[:, :, HOME_POOL]) for t in (free, shut)]
    assert (orders[1] > orders[0]).all()
    assert (shut.last.chips.access[:, 0, chn] == 0.0).all()
    assert (shut.last.chips.access[:, 2] == 1.0).all()


@pytest.mark.parametrize("start", STARTS)
def test_access_is_a_share(start: str) -> None:
    for world in trace(start=start).worlds:
        assert world.chips.access.min() >= 0.0
        assert world.chips.access.max() <= 1.0


def test_in_house_designs_gain_on_the_incumbent() -> None:
    traced = trace(months=30, runs=4)
    lead = traced.facts.seller_ids.index("nvidia")
    share = traced.path("chips", "appeal")[:, :, lead]
    assert (np.diff(share, axis=1) <= 1e-12).all()
    assert (share[:, -1] < share[:, 0]).all()


def test_who_counts_less_on_the_leader_builds_more_of_its_own() -> None:
    def owned(alienation: float, response: float) -> np.ndarray:
        settings = (f"USA.ally_alienation={alienation}", f"assumptions.sovereign_response={response}")
        return np.median(trace(*settings, months=48, runs=8, disable=()).last.compute.owned, axis=0)

    places = [trace(months=1, runs=2).facts.nation(who) for who in ("DEU", "SAU")]
    hurt, courted = owned(0.9, 1.0), owned(0.0, 1.0)
    deu, sau = (float(hurt[i] / courted[i]) for i in places)
    assert deu > 1.02
    assert deu > sau  # governments follow opinion as far as they answer to it
    still = owned(0.9, 0.0)[places[0]] / owned(0.0, 0.0)[places[0]]
    assert abs(still - 1.0) < 0.5 * (deu - 1.0)
