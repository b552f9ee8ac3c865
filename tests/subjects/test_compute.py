"""Installed compute, power and rents: stocks balance, what has no power stands idle, rents cancel out."""

from __future__ import annotations

import numpy as np
import pytest
from tests.engine_kit import DIPLOMACY, FREE_MARKET, Trace, ensemble, pool_flow, scenario, trace

from aicompete.world.columns import Array
from aicompete.world.facts import HOME_POOL
from aicompete.world.tables import FIELDS

STARTS = ("2022-01", "2026-01")
SHUT = ("USA.chip_export_control=0.9",)


def _keep(traced: Trace) -> Array:
    """Share of a stock that is not retired in a month, ``(run, 1)``."""
    return 1.0 - 1.0 / (12.0 * traced.assume("chip_lifetime"))


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("settings", [(), FREE_MARKET, SHUT])
def test_what_is_delivered_is_installed_or_diverted(start: str, settings: tuple[str, ...]) -> None:
    for world in trace(*settings, start=start).worlds[1:]:
        delivered = world.chips.flow.sum(axis=(1, 2))
        installed = world.compute.installed.sum(axis=1) - world.leakage.smuggled.sum(axis=1)
        assert np.allclose(installed + world.leakage.diverted.sum(axis=1), delivered, rtol=1e-12)


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("settings", [(), FREE_MARKET, SHUT])
def test_stocks_balance(start: str, settings: tuple[str, ...]) -> None:
    traced = trace(*settings, start=start)
    keep = _keep(traced)
    for _, before, after in traced.steps():
        old, new, chips, leaks = before.compute, after.compute, after.chips, after.leakage
        legal = chips.flow.sum(axis=1) - leaks.diverted
        home = pool_flow(after, HOME_POOL)
        assert np.allclose(new.owned, old.owned * keep + legal, rtol=1e-12)
        assert np.allclose(new.smuggled, old.smuggled * keep + leaks.smuggled, rtol=1e-12)
        assert np.allclose(new.home_made, old.home_made * keep + home, rtol=1e-12)
        assert (new.home_made <= new.owned * (1.0 + 1e-9) + 1e-6).all()
        assert new.owned.min() >= 0.0


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("settings", [(), ("USA.training_compute_control=0",)])
def test_rented_compute_sums_to_zero(start: str, settings: tuple[str, ...]) -> None:
    traced = trace(*settings, start=start)
    chn = traced.facts.chn
    for world in traced.worlds[1:]:
        rented = world.compute.rented
        assert np.abs(rented.sum(axis=1)).max() < 1e-6 * world.compute.owned.sum(axis=1).max()
        assert (rented[:, chn] > 0.0).all()


def test_a_bar_on_rentals_ends_them() -> None:
    # with the ways of training of before, of which none escapes it
    for world in trace("USA.training_compute_control=1", months=4, disable=(*DIPLOMACY, "training")).worlds[1:]:
        assert (world.compute.rented == 0.0).all()


def test_use_is_capped_by_power() -> None:
    for settings in ((), ("all.ai_demand=4",)):
        for world in trace(*settings, months=24).worlds[1:]:
            held = world.compute.owned + world.compute.smuggled
            on = np.minimum((1.0 - world.power.idle) / (1.0 - world.power.idle_usual), 1.0)
            assert (world.power.idle >= np.maximum(1.0 - world.power.connected / world.power.need, 0.0) - 1e-3).all()
            abroad = world.compute.abroad
            there = (world.compute.host_share * on).sum(axis=1, keepdims=True)
            powered = (held - abroad) * on + abroad * there
            compute = world.compute
            worth = compute.home_usable / compute.home_usable_start * compute.home_scaling / compute.home_scaling_start
            counted = 1.0 + compute.home_made / held * (worth[:, None] - 1.0)
            running = np.minimum(held, powered) * counted
            assert np.allclose(compute.used, np.maximum(running + compute.rented, 1.0), rtol=1e-9)


def test_halving_the_power_halves_the_use() -> None:
    made = ensemble(scenario("USA.training_compute_control=1", months=2, disable=("power",)), 2)
    made.step()
    power = made.world.power
    usa = made.world.facts.usa
    power.connected = power.need * 0.5
    made.step()
    after = made.world.compute
    share = power.connected[:, usa] / power.need[:, usa]
    assert (share < 0.51).all()
    # a little more: what idles at the usual margin as well is in what a chip does
    assert np.allclose(after.used.sum(axis=1), after.owned.sum(axis=1) * share, rtol=3e-2)
    assert (after.used[:, usa] < 0.55 * after.owned[:, usa]).all()


@pytest.mark.parametrize("start", STARTS)
def test_every_chip_stands_somewhere(start: str) -> None:
    for world in trace(*FREE_MARKET, start=start).worlds[1:]:
        compute = world.compute
        everywhere = (compute.owned + compute.smuggled).sum(axis=1)
        assert np.allclose(compute.hosted.sum(axis=1), everywhere, rtol=1e-9)
        assert (compute.abroad <= compute.owned).all()


def test_want_of_power_at_home_sends_chips_abroad() -> None:
    short = trace("USA.grid_expansion_rate=0", "USA.permit_speedup=0", months=60)
    plenty = trace("USA.grid_expansion_rate=8", "USA.permit_speedup=1", months=60)
    usa = short.facts.usa
    part = [run.last.compute.abroad[:, usa] / run.last.compute.owned[:, usa] for run in (short, plenty)]
    assert (part[0] > part[1]).mean() > 0.5


def test_more_compute_where_the_chips_go() -> None:
    free, shut = trace(*FREE_MARKET), trace("CHN.purchase_guidance=0", *SHUT)
    chn = free.facts.chn
    assert (free.last.compute.owned[:, chn] > shut.last.compute.owned[:, chn]).all()


def test_without_deliveries_stocks_shrink_by_retirement() -> None:
    traced = trace("world.production_disruption.chips=1", months=6)
    keep = _keep(traced)
    owned = traced.path("compute", "owned")
    usa = traced.facts.usa
    assert np.allclose(owned[:, -1, usa], traced.worlds[0].compute.owned[:, usa] * keep[:, 0] ** 6, rtol=1e-9)


@pytest.mark.parametrize("start", STARTS)
def test_power_waits_in_the_queue_and_is_never_taken_away(start: str) -> None:
    traced = trace(start=start, months=24, runs=4)
    for _, before, after in traced.steps():
        connected = after.power.connected - before.power.connected
        assert connected.min() >= 0.0
        turned = before.power.convertible - after.power.convertible  # data centres for other uses, without a wait
        assert turned.min() >= 0.0
        assert after.power.convertible.min() >= 0.0
        waiting = before.power.queue.sum(axis=1)
        applied = after.power.queue.sum(axis=1) + connected - turned - waiting
        assert applied.min() >= -1e-9
        grown = np.maximum(after.power.grid - before.power.grid, 0.0)
        room = traced.assume("grid_build_share") / 12.0 * after.power.grid + grown
        bonus = 1.0 + traced.assume("emergency_bonus")
        helped = before.science.field[:, FIELDS.index("manufacturing")] * before.states.building
        assert (applied <= room * bonus * helped + 1e-9).all()
        assert after.power.queue.min() >= 0.0


@pytest.mark.parametrize(
    ("low", "high", "column"),
    [
        ("USA.grid_expansion_rate=0", "USA.grid_expansion_rate=8", "grid"),
        ("USA.permit_speedup=0", "USA.permit_speedup=1", "connected"),
    ],
)
def test_directions_of_power(low: str, high: str, column: str) -> None:
    ends = [getattr(trace(setting, months=24, runs=4).last.power, column)[:, 0] for setting in (low, high)]
    assert (ends[1] > ends[0]).all()


def test_an_emergency_never_slows_connections() -> None:
    base = ("USA.ai_demand=4", "assumptions.grid_build_share=0.005")
    off, on = (
        trace(*base, f"USA.energy_emergency={value}", months=24, runs=4).last.power.connected[:, 0]
        for value in ("false", "true")
    )
    assert (on >= off).all()
    assert (on > off).any()
