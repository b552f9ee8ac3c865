"""Smuggling: threshold, limits, diversion."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from aicompete import rules

PRICE = st.floats(1.0, 1e5)
CHANCE = st.floats(0.0, 0.9)


@given(PRICE, PRICE, CHANCE, PRICE)
def test_profit_is_zero_at_the_threshold(outside: float, cost: float, chance: float, fine: float) -> None:
    price = rules.smuggling_threshold(outside, cost, chance, fine)
    np.testing.assert_allclose(rules.route_profit(price, outside, cost, chance, fine), 0.0, atol=1e-9 * price)
    flow = rules.route_flow(rules.route_profit(price * np.array([0.99, 1.01]), outside, cost, chance, fine), 5.0, 1e-6)
    np.testing.assert_allclose(flow, [0, 5], atol=1e-9)


def test_certain_detection_and_no_premium() -> None:
    assert rules.smuggling_threshold(10.0, 1.0, 1.0, 5.0) == np.inf
    assert rules.route_flow(rules.route_profit(10.0, 10.0, 1.0, 0.1, 5.0), 100.0, 0.01) < 1e-12


@given(CHANCE, CHANCE, PRICE, PRICE)
def test_enforcement_never_raises_the_flow(low: float, more: float, fine: float, extra: float) -> None:
    def flow(chance: float, penalty: float) -> float:
        return float(rules.route_flow(rules.route_profit(5e4, 2e4, 1e3, chance, penalty), 10.0, 2e3))

    high = min(low + more, 1.0)
    assert flow(high, fine) <= flow(low, fine) * (1 + 1e-12)
    assert flow(low, fine + extra) <= flow(low, fine) * (1 + 1e-12)


def test_closing_one_route_diverts_part_of_it() -> None:
    profit = np.array([[2.0, 1.5, 1.0]])
    before = rules.route_choice(100.0, profit, 1.0, np.inf)
    after = rules.route_choice(100.0, np.array([[-1e9, 1.5, 1.0]]), 1.0, np.inf)
    loss = before.sum() - after.sum()
    assert 0 < loss < before[0, 0]
    assert (after[0, 1:] > before[0, 1:]).all()
    assert before.sum() < 100.0
    np.testing.assert_allclose(before[0], 100 * np.exp(profit[0]) / (1 + np.exp(profit[0]).sum()))
    assert (rules.route_choice(100.0, profit, 1.0, np.array([3.0, 50.0, 50.0])) <= [3.0, 50.0, 50.0]).all()


def test_detection_over_hops() -> None:
    np.testing.assert_allclose(rules.detection_chance(0.2, np.array([0.0, 1.0, 3.0])), [0, 0.2, 1 - 0.8**3], atol=1e-15)
