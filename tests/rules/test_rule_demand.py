"""CES, logit and logistic growth against their textbook limits."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from aicompete import rules

PRICES = hnp.arrays(np.float64, (2, 4), elements=st.floats(0.1, 50.0))
WEIGHTS = hnp.arrays(np.float64, (2, 4), elements=st.floats(0.01, 3.0))


@given(PRICES, WEIGHTS, st.floats(0.0, 8.0), st.floats(0.1, 1e5))
def test_budget_is_spent_and_index_is_dual(price, weight, elasticity, budget) -> None:
    quantity = budget * rules.ces_shares(price, weight, elasticity) / price
    np.testing.assert_allclose((quantity * price).sum(-1), budget, rtol=1e-9)
    if abs(elasticity - 1) > 0.02 and elasticity > 0.02:
        # utility times index is the budget
        inner = (weight ** (1 / elasticity) * quantity ** ((elasticity - 1) / elasticity)).sum(-1)
        utility = inner ** (elasticity / (elasticity - 1))
        index = rules.ces_price_index(price, weight, elasticity)[..., 0]
        np.testing.assert_allclose(utility * index, budget, rtol=1e-6)


def test_ces_is_cobb_douglas_at_one() -> None:
    price, weight = np.array([[1.0, 3.0, 9.0]]), np.array([0.2, 0.5, 0.3])
    np.testing.assert_allclose(rules.ces_shares(price, weight, 1.0), [weight])
    index = rules.ces_price_index(price, weight, 1.0)
    np.testing.assert_allclose(index, [[np.prod(price**weight)]])
    np.testing.assert_allclose(rules.ces_price_index(price, weight, 1.0 + 1e-7), index, rtol=1e-6)


def test_ces_is_leontief_at_zero() -> None:
    weight = np.array([1.0, 2.0, 4.0])
    for price in (np.array([[1.0, 1.0, 1.0]]), np.array([[9.0, 0.5, 2.0]])):
        quantity = 10.0 * rules.ces_shares(price, weight, 0.0) / price
        np.testing.assert_allclose(quantity / quantity[:, :1], [[1, 2, 4]])


def test_large_elasticity_takes_the_cheapest() -> None:
    np.testing.assert_allclose(rules.ces_shares(np.array([1.0, 1.1, 2.0]), 1.0, 500.0), [1, 0, 0], atol=1e-12)


def test_shut_out_supplier_and_autarky() -> None:
    price = np.array([[2.0, 3.0]])
    np.testing.assert_array_equal(rules.ces_shares(price, np.array([0.0, 1.0]), 3.8), [[0, 1]])
    np.testing.assert_array_equal(rules.ces_shares(price, np.array([0.0, 0.0]), 3.8), [[0, 0]])
    # trade cost to infinity leaves the home supplier alone
    np.testing.assert_allclose(rules.ces_shares(price * [1.0, 1e9], 1.0, 3.8), [[1, 0]], atol=1e-12)


def test_elasticity_of_substitution() -> None:
    price, moved = np.array([1.0, 2.0]), np.array([1.0, 2.02])
    ratio = [q[1] / q[0] for q in (rules.ces_shares(p, 1.0, 3.8) / p for p in (price, moved))]
    np.testing.assert_allclose(np.log(ratio[1] / ratio[0]) / np.log(1.01), -3.8)


def test_chokepoint_is_the_rise_of_the_index() -> None:
    price, weight, sigma = np.array([1.0, 1.3, 0.8]), np.array([0.5, 0.3, 0.2]), 3.0
    before = rules.ces_price_index(price, weight, sigma)
    after = rules.ces_price_index(price, weight * [1, 0, 1], sigma)
    share = rules.ces_shares(price, weight, sigma)[1]
    np.testing.assert_allclose(rules.chokepoint_loss(share, sigma), (after / before - 1)[0])


def test_chokepoint_is_convex_and_super_additive() -> None:
    one, both = rules.chokepoint_loss(np.array([0.3, 0.6]), 2.5)
    assert both > 2 * one
    np.testing.assert_array_equal(rules.chokepoint_loss(np.array([0.0, 0.2]), 0.7), [0, np.inf])


def test_autarky_loss_of_published_case() -> None:
    # home share 0.93: 1.44 % at a trade elasticity of 5 and 0.72 % at 10 (Arkolakis et al. 2012)
    np.testing.assert_allclose(rules.autarky_loss(0.93, np.array([6.0, 11.0])), [0.0144, 0.0072], atol=5e-5)


def test_logit_limits() -> None:
    utility = np.array([[1.0, 2.0, 1.5]])
    np.testing.assert_allclose(rules.logit(utility, 0.0), [[1 / 3] * 3])
    np.testing.assert_allclose(rules.logit(utility, 1e4), [[0, 1, 0]], atol=1e-12)
    np.testing.assert_allclose(rules.logit(utility + 700.0, 2.0), rules.logit(utility, 2.0))


def test_logit_is_independent_of_irrelevant_alternatives() -> None:
    two, three = rules.logit(np.array([1.0, 1.4]), 2.0), rules.logit(np.array([1.0, 1.4, 1.4]), 2.0)
    np.testing.assert_allclose(two[0] / two[1], three[0] / three[1])
    np.testing.assert_allclose(two[0] / two[1], np.exp(2.0 * (1.0 - 1.4)))
    np.testing.assert_allclose(three[:2] / two, three[0] / two[0])  # the copy takes from all in proportion


def test_logit_mask() -> None:
    utility = np.array([[5.0, 1.0, 1.0], [5.0, 1.0, 1.0]])
    mask = np.array([[False, True, True], [False, False, False]])
    np.testing.assert_array_equal(rules.logit(utility, 1.0, -1, mask), [[0, 0.5, 0.5], [0, 0, 0]])
    open_mask = np.ones_like(mask)
    np.testing.assert_allclose(rules.logit(utility, 1.0, -1, open_mask), rules.logit(utility, 1.0))


@given(st.floats(1.0, 500.0), st.floats(0.0, 1.0), st.floats(100.0, 5000.0))
def test_budget_path_is_logistic(budget: float, growth: float, ceiling: float) -> None:
    one = rules.budget_path(budget, growth, ceiling)
    two = rules.budget_path(rules.budget_path(budget, growth / 2, ceiling), growth / 2, ceiling)
    np.testing.assert_allclose(one, two, rtol=1e-12)
    assert min(budget, ceiling) * (1 - 1e-12) <= one <= max(budget, ceiling) * (1 + 1e-12)


def test_budget_path_limits() -> None:
    np.testing.assert_allclose(rules.budget_path(1.0, 0.1, 1e12), np.exp(0.1), rtol=1e-10)
    np.testing.assert_allclose(rules.budget_path(1.0, 200.0, 300.0), 300.0)
    assert rules.budget_path(0.0, 0.1, 0.0) == 0.0
