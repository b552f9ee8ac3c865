"""Leakage: every diverted chip arrives or is seized; no control, no premium, no route."""

from __future__ import annotations

import numpy as np
import pytest
from tests.engine_kit import FREE_MARKET, neutral_settings, pool_flow, trace

from aicompete.rules import power
from aicompete.subjects.controls.smuggling import _hubs
from aicompete.world.columns import Array
from aicompete.world.facts import HOME_POOL, OPEN_POOL

STARTS = ("2022-01", "2026-01")
SHUT = "USA.chip_export_control=0.9"


def _smuggled(*settings: str) -> Array:
    """Chips smuggled into China over two years, by run."""
    traced = trace(*settings)
    return traced.path("leakage", "smuggled")[:, :, traced.facts.chn].sum(axis=1)


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("settings", [(), (SHUT,), ("USA.loophole_enforcement=1", SHUT)])
def test_diverted_chips_arrive_or_are_seized(start: str, settings: tuple[str, ...]) -> None:
    for world in trace(*settings, start=start).worlds[1:]:
        leaks = world.leakage
        arrived = leaks.smuggled.sum(axis=1) + leaks.seized
        assert np.allclose(arrived, leaks.diverted.sum(axis=1), rtol=1e-9, atol=1e-9)
        assert leaks.smuggled.min() >= 0.0
        assert leaks.seized.min() >= 0.0
        assert leaks.diverted.min() >= 0.0


def test_something_is_smuggled_in_the_baseline() -> None:
    assert (_smuggled() > 0.0).all()


@pytest.mark.parametrize("start", STARTS)
def test_nobody_passes_on_more_than_it_bought(start: str) -> None:
    traced = trace(SHUT, start=start)
    limit = traced.assume("route_share_limit")
    for world in traced.worlds[1:]:
        assert (world.leakage.diverted <= limit * pool_flow(world, OPEN_POOL) + 1e-9).all()


@pytest.mark.parametrize("control", [0.6, 0.9])
def test_routes_run_from_the_open_to_the_shut_out(control: float) -> None:
    # under the milder control China still buys legally, and passes nothing on to itself
    traced = trace("CHN.purchase_guidance=0", f"USA.chip_export_control={control}")
    for world in traced.worlds[1:]:
        met = world.permissions.chip_control
        assert (world.leakage.diverted[met >= 0.5] == 0.0).all()
        assert (world.leakage.smuggled[met == 0.0] == 0.0).all()


@pytest.mark.parametrize("settings", [FREE_MARKET, tuple(neutral_settings())])
def test_without_controls_nothing_is_smuggled(settings: tuple[str, ...]) -> None:
    for world in trace(*settings).worlds[1:]:
        assert (world.leakage.smuggled == 0.0).all()
        assert (world.leakage.diverted == 0.0).all()


def test_smugglers_are_paid_out_of_the_purse() -> None:
    traced = trace(SHUT)
    share = traced.assume("smuggled_purse_share", 0)
    chn = traced.facts.chn
    for world in traced.worlds[1:]:
        inside = world.chips.pool_price[:, HOME_POOL] * traced.assume("smuggled_price_discount", 0)
        cost = world.leakage.smuggled[:, chn] * inside / 1e9
        left = world.budgets.purse[:, chn]
        assert left.min() >= 0.0
        assert (cost <= share * (left + cost) * (1.0 + 1e-9)).all()


@pytest.mark.parametrize(
    ("less", "more"),
    [
        ("USA.loophole_enforcement=1", "USA.loophole_enforcement=0"),
        ("USA.gov_capacity_cut=0", "USA.gov_capacity_cut=0.5"),
        ("assumptions.route_capacity=2000", "assumptions.route_capacity=20000"),
        ("assumptions.route_fine=6", "assumptions.route_fine=0.5"),
    ],
)
def test_directions(less: str, more: str) -> None:
    low, high = _smuggled(SHUT, less), _smuggled(SHUT, more)
    assert (high >= low * (1.0 - 1e-6)).all()  # equal where the purse decides
    assert np.median(high / low) > 1.0


def test_allies_that_comply_let_less_through() -> None:
    traced = trace(SHUT, months=12)
    facts = traced.facts
    world = traced.worlds[6]
    # for its legal volume and its place as a hub, a nation that follows the leader's controls passes on fewer
    bought, hub = pool_flow(world, OPEN_POOL), facts.once(_hubs)
    rate = world.leakage.diverted / np.maximum(bought, 1e-12)
    usual = np.maximum(hub, 1e-12) * power(np.maximum(bought, 1e-12), traced.assume("route_volume_exponent") - 1.0)
    open_ = (world.permissions.chip_control < 0.5) & (bought > 0.0) & (hub > 0.0)
    loose = 1.0 - traced.worlds[5].alliances.compliance[:, 0]
    for run in range(rate.shape[0]):
        where = open_[run] & (rate[run] < traced.assume("route_share_limit", 0)[run] * 0.5)
        where[facts.n - 1] = False
        if where.sum() > 3 and rate[run, where].max() > 0.0:
            assert np.corrcoef(rate[run, where] / usual[run, where], loose[run, where])[0, 1] > 0.9


def test_what_smugglers_order_comes_on_top_of_a_hubs_own_orders() -> None:
    # the buyers of the hub are not poorer for it: smugglers pay
    busy, idle = trace(SHUT), trace(SHUT, "assumptions.route_capacity=800")
    through = busy.path("chips", "transit")[:, 1:].sum(axis=1)
    assert (through.sum(axis=1) > 0.0).all()
    assert (through.sum(axis=1) > idle.path("chips", "transit")[:, 1:].sum(axis=(1, 2))).all()
    own = [run.path("chips", "delivered")[:, 2, OPEN_POOL] - run.path("chips", "transit")[:, 2] for run in (busy, idle)]
    hubs = _hubs(busy.facts) >= 0.8
    fill = [run.path("chips", "fill")[:, 2, OPEN_POOL, None] for run in (busy, idle)]
    assert np.allclose((own[0] / fill[0])[:, hubs], (own[1] / fill[1])[:, hubs], rtol=0.05)
