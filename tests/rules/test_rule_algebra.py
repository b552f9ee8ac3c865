"""Elementary functions against their definitions and limits."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from aicompete import rules

POSITIVE = st.floats(1e-6, 1e6)


@given(POSITIVE, st.floats(-5, 5))
def test_power_is_numpy_power(base: float, exponent: float) -> None:
    np.testing.assert_allclose(rules.power(base, exponent), np.power(base, exponent), rtol=1e-13)


def test_power_of_zero() -> None:
    np.testing.assert_array_equal(rules.power(np.zeros(3), np.array([1.5, 0.0, -1.0])), [0.0, 1.0, np.inf])


@given(st.floats(-20, 20))
def test_small_exp_is_exp(x: float) -> None:
    np.testing.assert_allclose(rules.small_exp(np.array([x])), np.exp(x), rtol=1e-14, atol=3e-16)


def test_logistic_does_not_overflow() -> None:
    np.testing.assert_allclose(rules.logistic(np.array([-2000.0, 0.0, 1.0, 2000.0])), [0, 0.5, 1 / (1 + np.exp(-1)), 1])


def test_hill_switch_values_and_sharp_limit() -> None:
    assert rules.hill_switch(0.0, 0.4, 8.0) == 1.0
    np.testing.assert_allclose(rules.hill_switch(0.4, 0.4, 8.0), 0.5)
    np.testing.assert_allclose(rules.hill_switch(np.array([0.39, 0.41]), 0.4, 5000.0), [1, 0], atol=1e-12)


@given(st.floats(0.05, 3.0), st.floats(0.5, 20.0))
def test_normalised_switch_is_exact_at_both_ends(midpoint: float, steepness: float) -> None:
    x = np.linspace(0.0, 1.0, 21)
    value = rules.hill_switch_normalised(x, midpoint, steepness)
    assert value[0] == 1.0
    assert value[-1] == 0.0
    assert (np.diff(value) <= 1e-12).all()


def test_safe_divide() -> None:
    np.testing.assert_array_equal(rules.safe_divide(np.array([1.0, 0.0]), np.array([2.0, 0.0]), 7.0), [0.5, 7.0])


def test_log_ratio_stays_finite() -> None:
    ratio = rules.log_ratio(np.array([0.0, 0.0, 1.0, np.e]), np.array([0.0, 1.0, 0.0, 1.0]))
    assert np.isfinite(ratio).all()
    assert ratio[0] == 0.0
    assert ratio[1] < -100 < 100 < ratio[2]
    np.testing.assert_allclose(ratio[3], 1.0)


def test_half_life_compounds_exactly() -> None:
    np.testing.assert_allclose((1 - rules.half_life_to_rate(18.0)) ** 18, 0.5)


def test_approach_ends() -> None:
    assert rules.approach(0.2, 0.8, 0.0) == 0.2
    np.testing.assert_allclose(rules.approach(0.2, 0.8, np.array([0.5, 1.0])), [0.5, 0.8])


def test_grouped_sum() -> None:
    total = rules.grouped_sum(np.array([[1.0, 2.0, 3.0, 4.0], [5.0, 6.0, 7.0, 8.0]]), np.array([0, 1, 3]))
    np.testing.assert_array_equal(total, [[1, 5, 4], [5, 13, 8]])


def test_longer_half_life_is_slower() -> None:
    short, long = rules.half_life_to_rate(np.array([2.0, 4.0]))
    assert short > long
