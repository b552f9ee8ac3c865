"""Politics at home and the hands that build."""

from __future__ import annotations

import pytest
from tests.engine_kit import trace

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
