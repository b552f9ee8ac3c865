"""Politics at home and the hands that build."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from tests.engine_kit import trace

from aicompete.api import simulate
from aicompete.config import apply_settings, load_scenario

pytestmark = pytest.mark.slow

USA = 0


def test_lobbying_buys_fewer_rules_and_quarrels_cost_it() -> None:
    some, none = (trace(f"USA.lobby_intensity={x}", months=36, runs=6).last for x in (1, 0))
    assert (some.politics.favour[:, USA] > none.politics.favour[:, USA]).all()
    assert (some.safety.stance[:, USA] > none.safety.stance[:, USA]).all()
    loud = trace("USA.lobby_intensity=1", "assumptions.quarrel_rate=3", months=36, runs=6).last
    calm = trace("USA.lobby_intensity=1", "assumptions.quarrel_rate=0", months=36, runs=6).last
    assert loud.politics.bond[:, USA].mean() < calm.politics.bond[:, USA].mean()


def test_backers_raise_the_odds_of_a_federal_standard() -> None:
    some, none = (trace(f"USA.lobby_intensity={x}", months=12, runs=6).last for x in (1, 0))
    assert (some.politics.access > none.politics.access).all()


def test_trades_limit_what_a_fast_grid_connects() -> None:
    fast = ("USA.grid_expansion_rate=8", "USA.permit_speedup=1", "assumptions.trades_slack=0")
    many, few = (trace(*fast, f"USA.workforce_training={x}", months=72, runs=4).last for x in (300, 0))
    assert (many.power.trades[:, USA] > few.power.trades[:, USA]).all()
    assert (many.power.connected[:, USA] > few.power.connected[:, USA]).all()
    usual = trace(months=24, runs=4).last.power
    assert usual.trades == pytest.approx(1.0)


def test_the_white_house_may_change_hands_every_fourth_january_alone() -> None:
    traced = trace("assumptions.party_turnover=0.5", months=88, runs=40)
    course = np.stack([world.politics.course[:, 0] for world in traced.worlds[1:]])
    changed = np.flatnonzero((np.diff(course, axis=0) != 0.0).any(axis=1)) + 1
    assert changed.tolist() == [36, 84]  # January 2029 and 2033
    assert 0.25 < course[60].mean() < 0.75
    never, ever = (trace(f"assumptions.party_turnover={x}", months=40, runs=2).last for x in (0, 1))
    assert never.politics.course.tolist() == [[0.0], [0.0]]
    assert ever.politics.course.tolist() == [[1.0], [1.0]]


def test_in_a_replay_the_change_of_2025_is_a_fact() -> None:
    replay = trace("assumptions.party_turnover=0", start="2022-01", months=40, runs=2).worlds[1:]
    assert replay[35].politics.course.tolist() == [[0.0], [0.0]]
    assert replay[36].politics.course.tolist() == [[1.0], [1.0]]


def test_a_new_party_treats_allies_otherwise_only_where_governments_answer() -> None:
    answered = apply_settings(load_scenario("baseline_answered"), ["assumptions.party_turnover=1"])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        series = simulate(answered, 4, 1, months=60).series
    in_force = series.groupby("month")["lever_usa_ally_alienation"].median()
    assert in_force["2028-12"] > in_force["2029-06"] + 0.1
