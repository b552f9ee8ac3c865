"""Losses by shortage, rationing and tariffs against their textbook limits and published cases."""

import numpy as np
import pytest

from aicompete import rules

NEAR_LEONTIEF = 1e-3


@pytest.mark.parametrize("elasticity", [0.05, 0.3, 1.0, 2.5])
@pytest.mark.parametrize("among_users", [0.5, 0.9, 1.0, 2.0])
def test_a_small_shortage_costs_its_domar_weight_whatever_the_elasticities(
    elasticity: float, among_users: float
) -> None:
    loss = rules.nested_loss(1.0 - 1e-6, 0.11, 0.056, elasticity, among_users)
    np.testing.assert_allclose(loss, rules.hulten_loss(1.0 - 1e-6, 0.11 * 0.056), rtol=1e-4)


def test_with_unit_elasticities_hultens_loss_is_exact() -> None:
    at_hand = np.array([1.0, 0.9, 0.5, 0.01])
    np.testing.assert_allclose(
        rules.nested_loss(at_hand, 0.11, 0.056, 1.0, 1.0), rules.hulten_loss(at_hand, 0.11 * 0.056), atol=1e-12
    )


def test_without_substitutes_users_make_what_is_at_hand() -> None:
    loss = rules.nested_loss(np.array([0.9, 0.4]), 0.11, 1.0, NEAR_LEONTIEF, 1.0)
    np.testing.assert_allclose(loss, [0.1, 0.6], atol=2e-3)
    # all of it in a twentieth of the economy that nothing replaces at Cobb-Douglas
    np.testing.assert_allclose(rules.nested_loss(0.4, 0.11, 0.05, NEAR_LEONTIEF, 1.0), 1 - 0.4**0.05, atol=2e-3)


def test_nothing_short_nothing_lost_and_a_worse_shortage_costs_more() -> None:
    at_hand = np.linspace(0.0, 1.0, 41)
    loss = rules.nested_loss(at_hand, 0.11, 0.056, 0.1, 0.9)
    assert abs(loss[-1]) < 1e-12
    assert (np.diff(loss) < 0.0).all()
    per_unit = loss[1:-1] / (1.0 - at_hand[1:-1])
    assert (np.diff(per_unit) < 0.0).all()  # the last units short are the dearest


def test_second_order_is_the_curvature_of_ces() -> None:
    for elasticity in (0.3, 1.0, 3.0):
        shock = np.array([0.98, 0.99])
        exact = 1.0 - rules.ces_input_output(shock, 0.2, elasticity)
        first, second = rules.hulten_loss(shock, 0.2), rules.second_order_loss(shock, 0.2, elasticity)
        if elasticity != 1.0:  # the error falls with the cube of the shock, that of the first order with the square
            assert (np.abs(second - exact) < 0.1 * np.abs(first - exact)).all()
            ratio = np.abs(second - exact)[0] / np.abs(second - exact)[1]
            assert 6.0 < ratio < 10.5
        np.testing.assert_allclose(rules.second_order_loss(shock, 0.2, 1.0), rules.hulten_loss(shock, 0.2), rtol=1e-9)


def test_gas_for_germany() -> None:
    # Bachmann et al. (2022): a 4 % input falls by 10 %, elasticity 0.04: about 1.5 % of output
    np.testing.assert_allclose(rules.nested_loss(0.9, 0.04, 1.0, 0.04, 1.0), 0.0157, atol=3e-4)


def test_rationing_loss_is_the_area_under_the_demand_curve() -> None:
    for elasticity in (1.0, 1.5, 3.0):
        for part in (0.02, 0.3, 0.8):
            u = np.linspace(part, 1.0, 200_001)
            area = np.trapezoid(u ** (-1.0 / elasticity) - 1.0, u)
            np.testing.assert_allclose(rules.rationing_loss(part, elasticity), area, rtol=1e-5)


def test_rationing_limits() -> None:
    np.testing.assert_array_equal(rules.rationing_loss(1.0, np.array([1.0, 1.5, 3.0])), 0.0)
    np.testing.assert_allclose(rules.rationing_loss(0.0, np.array([3.0, 5.0])), [0.5, 0.25], rtol=0.05)  # 1 / (e - 1)
    np.testing.assert_allclose(rules.rationing_loss(0.3, 1.0 + 1e-9), rules.rationing_loss(0.3, 1.0), rtol=1e-6)
    # Harberger: a small shortage d costs d^2 / (2 e)
    np.testing.assert_allclose(rules.rationing_loss(0.999, 2.0), 0.001**2 / 4.0, rtol=2e-3)


def test_harberger_triangle() -> None:
    np.testing.assert_array_equal(rules.tariff_triangle(0.0, 1.5), 0.0)
    np.testing.assert_array_equal(rules.tariff_triangle(np.array([0.1, 1.0]), 0.0), 0.0)  # nobody buys less
    np.testing.assert_allclose(rules.tariff_triangle(1e-3, 2.0), 0.5 * 2.0 * 1e-6, rtol=3e-3)
    # twice the tariff, four times the loss
    one, two = rules.tariff_triangle(np.array([0.001, 0.002]), 1.5)
    np.testing.assert_allclose(two / one, 4.0, rtol=5e-3)
    np.testing.assert_allclose(rules.imports_left(np.array([0.0, 1.0]), 2.0), [1.0, 0.25])


def test_the_trade_war_of_2018() -> None:
    # Amiti, Redding and Weinstein (2019): 283 bn dollars taxed at 10 to 50 %, 1.4 bn a month lost by December 2018,
    # 3.2 bn collected; imports of taxed goods fell by about a fifth to a third
    rate = 0.16
    lost = rules.tariff_triangle(rate, 2.5) * 283.0 / 12.0
    assert 0.3 < lost < 1.4
    assert 2.0 < rate * rules.imports_left(rate, 2.5) * 283.0 / 12.0 < 4.0


def test_premium_and_user_cost() -> None:
    np.testing.assert_array_equal(rules.premium_paid(np.array([3.0, 1.0]), 2.0, 10.0), [10.0, 0.0])
    np.testing.assert_allclose(rules.user_cost(100.0, 0.08, 5.0), 28.0)
