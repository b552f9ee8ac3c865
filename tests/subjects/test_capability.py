"""Capability: the leader leads by definition, lags are never negative, compute and openness close gaps."""

from __future__ import annotations

import numpy as np
import pytest
from tests.engine_kit import FREE_MARKET, ensemble, scenario, trace

from aicompete.engine.metrics import metrics
from aicompete.subjects.state import World
from aicompete.world.columns import Array

pytestmark = pytest.mark.slow  # a picture, a decade or a limit takes a while: full run only

STARTS = ("2022-01", "2026-01")
MONTHS = 24


def _lag(world: World) -> Array:
    return metrics()["nations:lag_months"].read(world)


def _chinas_lag(*settings: str) -> Array:
    traced = trace(*settings, months=MONTHS, runs=4)
    return _lag(traced.last)[:, traced.facts.chn]


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("settings", [(), FREE_MARKET, ("all.ai_demand=0.1",)])
def test_lags_are_never_negative_and_the_leader_has_none(start: str, settings: tuple[str, ...]) -> None:
    for world in trace(*settings, start=start, months=MONTHS, runs=4).worlds[1:]:
        lag = _lag(world)
        assert lag.min() >= 0.0
        capability = world.capability.level[:, :-1]
        at_the_top = capability >= world.capability.leader_path.max(axis=1, keepdims=True)
        assert (lag[:, :-1][at_the_top] == 0.0).all()
        assert np.isfinite(lag).all()


def test_the_leaders_lag_is_zero() -> None:
    for world in trace(months=MONTHS, runs=4).worlds[1:]:
        capability = world.capability.level[:, :-1]
        leads = capability == capability.max(axis=1, keepdims=True)
        assert (_lag(world)[:, :-1][leads] == 0.0).all()


def test_the_leaders_path_remembers_every_month() -> None:
    traced = trace(months=MONTHS, runs=4)
    lead = traced.path("capability", "level")[:, :, :-1].max(axis=2)
    assert np.array_equal(traced.last.capability.leader_path[:, -MONTHS:], lead)
    assert traced.last.capability.leader_path.shape == traced.worlds[0].capability.leader_path.shape


def test_a_longer_lag_goes_with_less_capability() -> None:
    world = trace(months=MONTHS, runs=4).last
    for run in range(4):
        order = np.argsort(world.capability.level[run])
        assert (np.diff(_lag(world)[run, order]) <= 1e-9).all()


def test_software_only_improves_without_noise() -> None:
    traced = trace("assumptions.capability_shock=0", months=12)
    software = traced.path("capability", "software")
    assert (np.diff(software, axis=1) > 0.0).all()


def test_own_level_is_compute_and_software() -> None:
    for world in trace(months=12).worlds[1:]:
        gained = world.training.spread_gain + world.training.data_gain + world.quantum.gain
        expected = np.log10(world.compute.used) + world.capability.software + gained
        assert np.allclose(world.capability.own_level, expected, rtol=1e-12)


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("USA.model_weight_control=0", "USA.model_weight_control=1"),
        ("USA.open_source_push=1", "USA.open_source_push=0"),
        ("USA.training_compute_control=0", "USA.training_compute_control=1"),
        ("assumptions.diffusion=0.7", "assumptions.diffusion=0.3"),
    ],
)
def test_directions(short: str, long: str) -> None:
    quiet = "CHN.open_source_push=0"
    assert (_chinas_lag(quiet, short) < _chinas_lag(quiet, long)).all()


def test_compute_shortens_the_lag() -> None:
    assert (_chinas_lag(*FREE_MARKET) < _chinas_lag("USA.chip_export_control=1")).all()


def test_diffusion_alone_does_not_bring_parity() -> None:
    # a follower with a twentieth of the compute and full openness still stands behind
    traced = trace("assumptions.diffusion=0.8", months=60, runs=3)
    chn = traced.facts.chn
    gap = traced.last.capability.level[:, :-1].max(axis=1) - traced.last.capability.level[:, chn]
    assert (gap > 0.0).all()
    assert (_lag(traced.last)[:, chn] > 0.0).all()


def test_talent_limits_slow_both_sides() -> None:
    free, shut = (trace(f"USA.talent_restriction={v}", months=MONTHS, runs=4) for v in (0, 1))
    usa = free.facts.usa
    assert (shut.last.capability.software[:, usa] < free.last.capability.software[:, usa]).all()


def test_a_frontier_that_stands_still_keeps_lags_finite() -> None:
    made = ensemble(scenario("world.production_disruption.chips=1", "assumptions.software_growth=0.2", months=24), 2)
    for _ in range(24):
        made.step()
    lag = _lag(made.world)
    assert np.isfinite(lag).all()
    assert lag.max() < 600.0
