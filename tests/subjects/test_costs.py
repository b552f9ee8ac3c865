"""The account of costs: nothing where nothing is done, the right payer where something is, and in published orders."""

from __future__ import annotations

import gc
import weakref

import numpy as np
import pytest
from tests.engine_kit import FREE_MARKET, Trace, block, differing, ensemble, neutral_settings, scenario, trace

from aicompete.config import load_catalogue
from aicompete.engine.metrics import metrics
from aicompete.month import MONTH
from aicompete.subjects.costs import programmes
from aicompete.subjects.costs.state import KINDS
from aicompete.subjects.state import World
from aicompete.world.columns import Array

STARTS = ("2022-01", "2026-01")
STILL = ("offers", "standards", "alliances")
TAIWAN = ("TWN.production_disruption.chips=0.9",)
SQUEEZE = (
    "CHN.mineral_target_mode=us_and_allies",
    "CHN.mineral_target_strictness=0.9",
    "CHN.mineral_licence_strictness=0.5",
    "CHN.mineral_licence_delay=9",
)


def account(*settings: str, months: int = 13, start: str = "2026-01") -> Trace:
    return trace(*settings, months=months, start=start, disable=STILL)


def kind(world: World, name: str) -> Array:
    """One kind of cost, ``(run, nation)``."""
    return world.costs.by_kind[:, KINDS.index(name)]


def whole(world: World) -> Array:
    """All kinds and nations, ``(run,)``."""
    return world.costs.by_kind.sum(axis=(1, 2))


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("settings", [(), SQUEEZE, TAIWAN])
def test_no_cost_is_negative(start: str, settings: tuple[str, ...]) -> None:
    for world in account(*settings, start=start).worlds:
        assert world.costs.by_kind.min() >= 0.0
        assert world.costs.sales_lost.min() >= 0.0
        assert np.isfinite(world.costs.by_kind).all()


def test_where_nobody_pulls_a_lever_only_the_market_costs() -> None:
    world = account(*neutral_settings("grid_expansion_rate")).last
    for name in ("tariffs", "programmes", "compute", "output"):
        assert kind(world, name).max() == 0.0, name
    gdp = world.economy.gdp.sum(axis=1)
    assert np.median(kind(world, "minerals").sum(axis=1) / gdp) < 1e-4  # a run may have a dear year
    # foreign toolmakers sell all that China wants of them; buyers hardly lose the chips they want
    assert (kind(world, "sales").sum(axis=1) < 0.2 * kind(account().last, "sales").sum(axis=1)).all()


def test_the_account_feeds_back_on_nothing() -> None:
    with_account = block(scenario(months=6), range(2))
    without = block(scenario(months=6, disable=("costs",)), range(2))
    own = {key.split(":")[1] for key, m in metrics().items() if "costs" in m.source.__module__ or "cost" in m.name}
    own |= {"sales_lost", "tariffs_paid_usa", "tariffs_paid_chn"}
    moved = {name.split(":")[1] for name in differing(with_account, without)}
    assert moved <= own
    assert "cost_usa" in moved


def test_the_account_comes_last() -> None:
    assert MONTH[-1].name == "costs"


def test_the_columns_of_metrics_add_up() -> None:
    world = account(*TAIWAN, months=4).last
    read = {key.split(":")[1]: m.read(world) for key, m in metrics().items() if key.startswith("series:cost_")}
    np.testing.assert_allclose(read["cost_usa"] + read["cost_chn"] + read["cost_rest"], read["cost_world"], rtol=1e-12)
    for payer in ("usa", "chn", "rest", "world"):
        np.testing.assert_allclose(sum(read[f"cost_{k}_{payer}"] for k in KINDS), read[f"cost_{payer}"], rtol=1e-12)
    np.testing.assert_allclose(metrics()["nations:cost"].read(world).sum(axis=1), read["cost_world"], rtol=1e-12)


def test_who_shuts_buyers_out_loses_sales_and_they_lose_compute() -> None:
    free, shut = account(*FREE_MARKET).last, account("CHN.purchase_guidance.ai_chips=0").last
    usa, chn = free.facts.usa, free.facts.chn
    lost = kind(shut, "sales")[:, usa] - kind(free, "sales")[:, usa]
    assert (lost > 0.0).all()
    assert lost.mean() > 5.0
    assert (kind(shut, "compute")[:, chn] > kind(free, "compute")[:, chn]).all()
    nvidia = free.facts.firm_ids.index("nvidia")
    # where an order book is worked off, a run may sell more than the free market's month
    assert (shut.costs.sales_lost[:, nvidia] >= free.costs.sales_lost[:, nvidia]).all()
    assert shut.costs.sales_lost[:, nvidia].mean() > free.costs.sales_lost[:, nvidia].mean() + 5.0


def test_a_buyers_own_guidance_costs_it_and_its_sellers() -> None:
    free, guided = account(*FREE_MARKET).last, account(*FREE_MARKET[1:], "CHN.purchase_guidance.ai_chips=0.9").last
    usa, chn = free.facts.usa, free.facts.chn
    assert (kind(guided, "sales")[:, usa] > kind(free, "sales")[:, usa]).all()
    assert (kind(guided, "compute")[:, chn] > 1.0).all()


def test_toolmakers_lose_what_the_licence_takes() -> None:
    free = account("all.sme_export_control=0", "USA.entity_list_reach=0", "CHN.purchase_guidance.tools=0").last
    held = account("all.sme_export_control=1").last
    tools = free.facts.foreign_toolmakers
    lost = held.costs.sales_lost[:, tools] - free.costs.sales_lost[:, tools]
    assert (lost.sum(axis=1) > 5.0).all()


def test_lost_sales_are_what_would_be_sold_less_what_is() -> None:
    world = account().last
    fab, facts = world.fabrication, world.facts
    tools = facts.foreign_toolmakers
    wanted = fab.tool_spending[:, facts.chn] * (1.0 + fab.tool_haste) * (1.0 - fab.home_tools * fab.home_first)
    sold = world.firms.revenue_china[:, tools].sum(axis=1)
    np.testing.assert_allclose(world.costs.sales_lost[:, tools].sum(axis=1), wanted - sold, rtol=1e-9)


def test_tariffs_cost_the_importer_a_triangle_and_the_exporter_a_part_of_its_price() -> None:
    none, rival = "USA.tariff_on_rival=0", "CHN.tariff_on_rival=0"
    free = account(none, rival, "USA.tariff_on_allies=0", months=2).last
    taxed = account(rival, "USA.tariff_on_allies=0", "USA.tariff_on_rival=47", months=2)
    usa, chn = free.facts.usa, free.facts.chn
    assert kind(free, "tariffs").max() == 0.0
    assert free.costs.tariffs_paid.max() == 0.0
    cost, paid = kind(taxed.last, "tariffs"), taxed.last.costs.tariffs_paid
    passed = taxed.assume("tariff_pass_through", 0)
    np.testing.assert_allclose(cost[:, chn], (1.0 - passed) * paid[:, usa], rtol=1e-12)
    # 47 per cent on some 300 bn dollars: a loss of 0.1 to 0.4 per cent of US GDP beside the revenue
    assert (cost[:, usa] > 0.0007 * taxed.last.economy.gdp[:, usa]).all()
    assert (cost[:, usa] < 0.004 * taxed.last.economy.gdp[:, usa]).all()
    assert (cost[:, usa] < paid[:, usa]).all()
    others = np.delete(cost, [usa, chn], axis=1)
    assert others.max() == 0.0
    high = account(rival, "USA.tariff_on_allies=0", "USA.tariff_on_rival=145", months=2).last
    assert (kind(high, "tariffs")[:, usa] > cost[:, usa]).all()


def test_every_budget_of_the_catalogue_is_booked() -> None:
    money = {name for name, lever in load_catalogue().levers.items() if "_bn_per_year" in lever.unit}
    booked = {*programmes.GRANTS, programmes.LOANS, programmes.YUAN}
    assert money - booked == {"ai_spending"}  # private, and given from outside


def test_a_programme_costs_what_it_spends() -> None:
    before = account(months=2).last
    more = account("USA.mineral_rebuild_budget=10.9", months=2).last
    usa = before.facts.usa
    rise = kind(more, "programmes")[:, usa] - kind(before, "programmes")[:, usa]
    np.testing.assert_allclose(rise, 10.0, atol=0.2)  # the price floor costs a little more on what is built
    yuan = account("CHN.domestic_stack_fund=128", months=2).last
    chn = before.facts.chn
    rise = kind(yuan, "programmes")[:, chn] - kind(before, "programmes")[:, chn]
    np.testing.assert_allclose(rise, 71.0 / 7.1, rtol=1e-9)


def test_runs_under_different_policies_are_booked_apart() -> None:
    points = [scenario(months=3), scenario("USA.marshall_budget=50", *TAIWAN, months=3)]
    mixed = block(points, [0, 1, 0, 1], point_index=[0, 0, 1, 1])
    alone = [block(point, [0, 1]) for point in points]
    for name, values in mixed.series.items():
        if name.startswith("cost_"):
            np.testing.assert_array_equal(values[:2], alone[0].series[name], err_msg=name)
            np.testing.assert_array_equal(values[2:], alone[1].series[name], err_msg=name)


def test_idle_compute_costs_its_capital() -> None:
    traced = account("all.ai_demand=4", months=24)
    world, usa = traced.last, traced.facts.usa
    idle = np.maximum(1.0 - world.power.connected[:, usa] / world.power.need[:, usa], 0.0)
    assert (idle > 0.1).all()
    held = (world.compute.owned + world.compute.smuggled)[:, usa]
    rate = traced.assume("capital_return", 0) + 1.0 / traced.assume("chip_lifetime", 0)
    assert (kind(world, "idle")[:, usa] >= 0.999 * idle * held * world.chips.price / 1e9 * rate).all()


def test_a_squeeze_on_minerals_costs_those_it_hits_tens_to_hundreds_of_billions() -> None:
    calm, hit = account().last, account(*SQUEEZE).last
    chn = calm.facts.chn
    extra = (kind(hit, "minerals") - kind(calm, "minerals")) + (kind(hit, "prices") - kind(calm, "prices"))
    outside = np.delete(extra, chn, axis=1).sum(axis=1)
    assert 10.0 < np.median(outside) < 500.0
    assert np.abs(kind(hit, "minerals")[:, chn] - kind(calm, "minerals")[:, chn]).max() < 5.0


def test_a_lost_taiwan_costs_trillions() -> None:
    """A blockade: over 2 trillion dollars a year at risk (Rhodium 2022), 5 per cent of world GDP with the losses of
    trade and finance (Bloomberg 2024): here chips alone."""
    calm, hit = account().last, account(*TAIWAN).last
    lost, gdp = whole(hit) - whole(calm), hit.economy.gdp.sum(axis=1)
    assert 1000.0 < np.median(lost) < 6000.0
    assert (lost < 0.1 * gdp).all()
    taiwan = hit.facts.nation("TWN")
    part = kind(hit, "output")[:, taiwan] / hit.economy.gdp[:, taiwan]
    assert ((part > 0.08) & (part < 0.45)).all()  # 12 per cent in a blockade, 40 in a war (Bloomberg 2024)
    for nation in (hit.facts.usa, hit.facts.chn):
        assert (kind(hit, "output")[:, nation] > 0.002 * hit.economy.gdp[:, nation]).all()


def test_stocks_of_chips_put_the_loss_off_and_recovery_ends_it() -> None:
    traced = account("TWN.production_disruption.chips={2026-01: 0.9, 2026-07: 0}", months=24)
    at_hand = traced.path("costs", "chips_at_hand")
    assert (at_hand[:, 0] > at_hand[:, 5]).all()
    assert (at_hand[:, 5] < 0.75).all()
    assert (at_hand[:, -1] > 0.98).all()
    lost = np.stack([kind(world, "output").sum(axis=1) for world in traced.worlds[1:]], axis=1)
    assert (lost[:, 5] > 100.0).all()
    assert (lost[:, -1] < 0.05 * lost[:, 5]).all()


def test_a_larger_disruption_costs_more_and_all_of_it_has_a_limit() -> None:
    small, large = account("TWN.production_disruption.chips=0.3").last, account(*TAIWAN).last
    users = account("world.production_disruption.chips=1", months=25)
    assert (kind(large, "output").sum(axis=1) > 3.0 * kind(small, "output").sum(axis=1)).all()
    everything = users.last
    gdp = everything.economy.gdp
    assert (kind(everything, "output").sum(axis=1) < 0.25 * gdp.sum(axis=1)).all()
    assert (kind(everything, "output") >= 0.0).all()


def test_an_account_that_nobody_reads_holds_on_to_no_earlier_month() -> None:
    made = ensemble(scenario(months=6, disable=STILL), 2)
    made.step()
    made.step()
    earlier = weakref.ref(made.world.minerals.stock)
    for _ in range(3):
        made.step()
    gc.collect()
    assert earlier() is None
    assert made.world.costs.by_kind is made.world.costs.by_kind
