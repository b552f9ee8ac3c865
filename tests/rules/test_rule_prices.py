"""Prices against closed forms and stability limits."""

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from aicompete import rules


def test_price_step_reacts_to_flow_and_cover_within_limits() -> None:
    step = rules.price_step(100.0, 1.1, 1.0, 3.0, 2.0, 0.4, 0.1, 0.1)
    np.testing.assert_allclose(np.log(step / 100), 0.4 * np.log(1.1) + 0.1 * np.log(1.5))
    extremes = rules.price_step(100.0, np.array([9.0, 0.0, 0.0]), np.array([1.0, 1.0, 0.0]), 1.0, 1.0, 0.4, 0.1, 0.1)
    np.testing.assert_allclose(np.log(extremes / 100), [0.1, -0.1, 0.0], atol=1e-15)
    assert rules.price_step(100.0, 9.0, 1.0, 9.0, 1.0, 0.0, 0.0, 0.1) == 100.0


def order_book(gain_orders: float, gain_cover: float, months: int = 600) -> np.ndarray:
    """Log price of a market with a backlog: orders fall with price, capacity ships what it can."""
    price, backlog, path = np.array([1.5]), np.array([2.0]), []
    for _ in range(months):
        orders = rules.power(price, -0.6)
        shipped = np.minimum(backlog + orders, 1.0)
        backlog = backlog + orders - shipped
        price = rules.price_step(price, orders, 1.0, backlog + 0.1, 0.5, gain_orders, gain_cover, 0.1)
        path.append(float(np.log(price[0])))
    return np.array(path)


def test_flow_term_settles_where_backlog_alone_swings() -> None:
    settled, swinging = order_book(0.45, 0.05)[-240:], order_book(0.0, 0.45)[-240:]
    assert np.ptp(settled) < 1e-3
    assert np.ptp(swinging) > 0.1


@pytest.mark.parametrize(
    ("slope", "behaviour"),
    [(0.5, "monotone"), (0.8, "monotone"), (1.5, "damped"), (1.99, "damped"), (2.01, "unstable")],
)
def test_tatonnement_stability(slope: float, behaviour: str) -> None:
    demand_elasticity, supply_elasticity = 0.7, 0.3
    price, deviations = np.array([1.2]), []
    for _ in range(12):
        demand, supply = rules.power(price, -demand_elasticity), rules.power(price, supply_elasticity)
        price = rules.tatonnement(price, demand, supply, slope)
        deviations.append(np.log(price[0]))
    ratio = np.array(deviations[1:]) / deviations[:-1]
    np.testing.assert_allclose(ratio, 1 - slope, rtol=1e-6)
    assert {
        "monotone": (ratio > 0).all(),
        "damped": ((ratio < 0) & (ratio > -1)).all(),
        "unstable": (ratio < -1).all(),
    }[behaviour]


@pytest.mark.parametrize(("share", "demand", "fringe"), [(0.6, 0.9, 1.2), (0.9, 1.4, 0.3), (0.3, 0.4, 2.0)])
def test_lerner_index_is_the_profit_maximum(share: float, demand: float, fringe: float) -> None:
    # residual demand with the given elasticities around p = 1, where the dominant supplier holds `share`
    def residual(price: float) -> float:
        return price**-demand - (1 - share) * price**fringe

    margin = float(rules.lerner_index(share, demand, fringe))
    cost = 1 - margin  # makes p = 1 the optimum if the index is right
    best = minimize_scalar(lambda p: -(p - cost) * residual(p), bounds=(max(cost, 0.3) + 1e-6, 1.6), method="bounded")
    np.testing.assert_allclose(best.x, 1.0, atol=2e-4)


def test_lerner_limits() -> None:
    np.testing.assert_allclose(rules.lerner_index(1.0, 2.5, 9.0), 1 / 2.5)  # monopoly
    np.testing.assert_allclose(rules.lerner_index(0.7, 0.5, 1e9), 0.0, atol=1e-8)  # elastic fringe
    np.testing.assert_allclose(rules.dominant_supplier_markup(1.0, 2.0, 1.0), 2.0)
    assert rules.dominant_supplier_markup(1.0, 0.5, 1.0) == np.inf
    assert rules.dominant_supplier_markup(1.0, 0.5, 1.0, 8.0) == 8.0


def test_licence_cut() -> None:
    price = rules.licence_cut_price(91.0, 0.4, 0.157)
    np.testing.assert_allclose(price, 2377.0, rtol=0.02)  # dysprosium 2009-2011 if the quota were the only cause
    np.testing.assert_allclose(0.6, rules.power(price / 91.0, -0.157))  # demand at the new price is what is left
    assert rules.licence_cut_price(91.0, 0.0, 0.157) == 91.0


def test_thin_quote_rest_and_jump() -> None:
    rest = rules.thin_quote_step(300.0, 300.0, 6.0, 6.0, 0.0, 1.1, 1.5, 1.0)
    np.testing.assert_allclose(rest, 300.0)
    jump = rules.thin_quote_step(300.0, 300.0, 6.0, 6.0, 1.0, 1.1, 1.5, 1.0)
    np.testing.assert_allclose(np.log(jump / 300), 1.1 * np.log(2.5))  # expectation
    np.testing.assert_allclose(
        np.log(rules.thin_quote_step(300.0, 300.0, 2.0, 6.0, 1.0, 1.1, 1.5, 1.0) / jump), 1.1 * np.log(3)
    )
    assert rules.thin_quote_step(400.0, 300.0, 2.0, 6.0, 1.0, 1.1, 1.5, 0.0) == pytest.approx(400.0)


def test_wright_curve() -> None:
    output = np.array([1.0, 2.0, 4.0, 1024.0])
    cost = rules.learning_curve(50.0, output, 1.0, 0.2)
    np.testing.assert_allclose(cost[:3], [50, 40, 32])
    slope = np.log(cost[-1] / cost[0]) / np.log(1024)
    np.testing.assert_allclose(slope, np.log2(0.8))
    np.testing.assert_allclose(rules.learning_curve(50.0, output, 1.0, 0.0), 50.0)


def test_scarcity_price_is_cost_at_balance_and_unbounded_above() -> None:
    assert rules.scarcity_price(100.0, 0.3, 1.0, 0.5, 0.2) == 100.0
    assert rules.scarcity_price(100.0, 0.3, 4.0, 0.5, 0.2) == 100.0 * (0.3 + 0.7 * 2.0)
    assert rules.scarcity_price(100.0, 0.3, 0.0, 0.5, 0.2) == 30.0  # nothing sells below the variable cost
    steps = rules.scarcity_price(1.0, 0.3, np.array([1e2, 1e4, 1e6]), 0.5, 0.2)
    assert (np.diff(steps) > 0.0).all()
