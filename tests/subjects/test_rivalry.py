"""Rivalry: threat, a pair of efforts that settles or does not, cooperation, split."""

from __future__ import annotations

import numpy as np
import pytest
from tests.engine_kit import trace

from aicompete.rules import affinity, richardson_rest, richardson_settles

pytestmark = pytest.mark.slow

USA, CHN = 0, 1
STILL = ("assumptions.threat_effort=0", "assumptions.cooperation_effort=0", "assumptions.effort_to_software=0")


def test_affinity_is_one_for_the_same_and_none_for_the_separate() -> None:
    p = np.array([[0.5, 0.5, 0.0]])
    assert affinity(p, p) == pytest.approx(1.0)
    assert affinity(p, np.array([[0.0, 0.0, 1.0]])) == 0.0


def test_the_pair_rests_where_richardson_says() -> None:
    """With the mission's budget as the one grievance, efforts go to the textbook's rest."""
    settings = (*STILL, "USA.genesis_budget=20", "assumptions.race_fatigue=0.2", "assumptions.race_reaction=0.6")
    last = trace(*settings, "assumptions.mission_effort=0.2", "assumptions.mission_reference=8", months=120, runs=2)
    effort = last.last.rivalry.effort
    a, k = 0.2, 0.6
    push = a * 0.2 * (np.log1p(20.0 / 8.0) - np.log1p(0.32 / 8.0))
    assert richardson_settles(a * k, a * k, a, a)
    x, y = richardson_rest(a * k, a * k, a, a, push, 0.0)
    assert effort[:, USA] == pytest.approx(1.0 + float(x), abs=1e-3)
    assert effort[:, CHN] == pytest.approx(1.0 + float(y), abs=1e-3)


def test_a_pair_past_the_line_runs_to_its_limits() -> None:
    settings = (*STILL, "USA.genesis_budget=20", "assumptions.race_fatigue=0.2", "assumptions.race_reaction=1.3")
    effort = trace(*settings, months=120, runs=2).last.rivalry.effort
    assert not richardson_settles(0.26, 0.26, 0.2, 0.2)
    assert (effort == 4.0).all()


def test_the_others_effort_calls_forth_ones_own() -> None:
    base = trace(months=36, runs=4).last.rivalry.effort
    pushed = trace("USA.genesis_budget=50", months=36, runs=4).last.rivalry.effort
    assert (pushed[:, USA] > base[:, USA]).all()
    assert (pushed[:, CHN] > base[:, CHN]).all()


def test_a_closer_rival_is_feared_more() -> None:
    """A leap of China: its effort is untouched, US threat and effort rise."""
    far = trace("CHN.purchase_guidance.ai_chips=0.9", months=48, runs=4).last
    near = trace("CHN.purchase_guidance.ai_chips=0.05", "USA.chip_export_control=0", months=48, runs=4).last
    assert (near.capability.level[:, CHN] > far.capability.level[:, CHN]).all()
    assert (near.rivalry.threat[:, USA] > far.rivalry.threat[:, USA]).all()
    assert near.rivalry.effort[:, USA].mean() > far.rivalry.effort[:, USA].mean()


def test_talks_make_effort_needless_and_tariffs_talks_worthless() -> None:
    talks = trace("powers.coop_channel=1", months=48, runs=4).last.rivalry
    none = trace("powers.coop_channel=0", months=48, runs=4).last.rivalry
    shut = trace("powers.coop_channel=1", "powers.tariff_on_rival=145", months=48, runs=4).last.rivalry
    assert (talks.cooperation > none.cooperation).all()
    assert (talks.effort < none.effort).all()
    assert (shut.cooperation < talks.cooperation).all()


def test_the_split_is_a_share_and_costs_diffusion() -> None:
    for world in trace(months=24, runs=4).worlds[1:]:
        assert ((world.rivalry.split >= 0.0) & (world.rivalry.split <= 1.0)).all()
        assert (world.rivalry.spill > 0.0).all()
