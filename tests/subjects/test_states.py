"""Fifty states: laws, patchwork, a federal standard and those who fight it."""

from __future__ import annotations

import numpy as np
import pytest
from tests.engine_kit import trace

from aicompete.rules import regime_fragmentation
from aicompete.subjects.states.state import state_facts

pytestmark = pytest.mark.slow

NO_STANDARD = "USA.federal_preemption_route=none"


def test_the_table_holds_fifty_states_whose_parts_sum_to_one() -> None:
    known = state_facts()
    assert len(known.names) == 50
    for share in (known.weight, known.activity, known.exports, known.sites):
        assert share.sum() == pytest.approx(1.0)
        assert (share >= 0.0).all()


def test_fragmentation_has_its_limits() -> None:
    weight = state_facts().weight
    assert regime_fragmentation(weight, np.zeros((1, 50))) == pytest.approx(0.0)
    assert regime_fragmentation(weight, np.ones((1, 50))) == pytest.approx(1.0 - (weight**2).sum())
    even = np.full(50, 1.0 / 50.0)
    assert regime_fragmentation(even, np.ones((1, 50))) == pytest.approx(1.0 - 1.0 / 50.0)


def test_laws_make_a_patchwork_and_no_laws_mend_it() -> None:
    many = trace(NO_STANDARD, "USA.state_bill_rate=1000", "USA.state_pass_rate=0.1", months=60, runs=4).last
    none = trace(NO_STANDARD, "USA.state_bill_rate=0", months=60, runs=4).last
    assert (many.states.laws >= none.states.laws).all()
    assert (many.states.fragmentation > none.states.fragmentation).all()
    assert (many.states.pace[:, 0] < none.states.pace[:, 0]).all()
    assert np.allclose(many.states.pace[:, 1:], 1.0)  # it is the USA's own affair


def test_states_differ() -> None:
    last = trace(months=24, runs=4).last.states
    assert (last.laws.std(axis=1) > 0.3).all()
    assert (last.ambition.std(axis=1) > 0.1).all()


def test_routes_differ_in_date_and_odds() -> None:
    settings = ("USA.federal_preemption_strength=0.5", "assumptions.preemption_opposition=0.5")

    def passed(route: str) -> np.ndarray:
        path = trace(f"USA.federal_preemption_route={route}", *settings, months=48, runs=48).path("states", "statute")
        return np.asarray(path[:, :, 0] > 0.0)

    ndaa, standalone, order = passed("ndaa"), passed("standalone"), passed("exec_order")
    assert not ndaa[:, :11].any()  # the defence act comes in December
    assert ndaa[:, -1].mean() > standalone[:, -1].mean()
    assert not order.any()
    now = trace("USA.federal_preemption_route=exec_order", *settings, months=1, runs=2).last.states
    assert (now.preempted > 0.0).all()


@pytest.mark.parametrize("weak", ["0.5", "0.75"])
def test_a_stronger_text_is_fought_harder_and_does_most_below_full_strength(weak: str) -> None:
    """The effect of an order has an interior maximum: beyond it suits and workarounds take more than the text adds."""

    def states(strength: float) -> tuple[float, float]:
        last = trace(
            "USA.federal_preemption_route=exec_order",
            f"USA.federal_preemption_strength={strength}",
            f"assumptions.order_weakness={weak}",
            months=60,
            runs=8,
        ).last.states
        weight = state_facts().weight
        return float(np.median(last.preempted)), float(np.median((last.suing * weight).sum(axis=1)))

    found = [states(strength) for strength in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)]
    effect, fought = [pair[0] for pair in found], [pair[1] for pair in found]
    assert fought == sorted(fought)
    assert 0 < int(np.argmax(effect)) < len(effect) - 1


def test_states_that_trade_on_weaken_enforcement() -> None:
    on, off = (trace(f"USA.state_trade_defection={x}", months=24, runs=4).last for x in (1, 0))
    assert (on.states.enforcement < off.states.enforcement).all()
    assert on.compute.smuggled[:, 1].mean() > off.compute.smuggled[:, 1].mean()


def test_states_that_court_firms_build_faster() -> None:
    on, off = (trace(f"USA.state_industry_support={x}", months=36, runs=4).last for x in (1, 0))
    assert (on.power.connected[:, 0] >= off.power.connected[:, 0]).all()
    assert on.power.connected[:, 0].mean() > off.power.connected[:, 0].mean()
