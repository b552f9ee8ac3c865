"""Training: returns to data, and what spread training wins and loses."""

import numpy as np

from aicompete import rules


def test_each_doubling_of_data_adds_the_same() -> None:
    once, twice = rules.data_returns(2.0, 1.0, 0.35), rules.data_returns(4.0, 1.0, 0.35)
    np.testing.assert_allclose(twice, 2 * once)
    np.testing.assert_allclose(once, 0.35 * np.log10(2))
    assert rules.data_returns(1.0, 1.0, 0.35) == 0.0


def test_spread_training_without_data_costs_what_is_lost() -> None:
    np.testing.assert_allclose(rules.spread_training(0.5, 0.4, 0.0, 0.15), np.log10(0.8))
    assert rules.spread_training(0.0, 0.4, 0.2, 0.15) == 0.0


def test_the_gain_of_spread_training_is_greatest_where_the_slopes_meet() -> None:
    loss, pool, reach = 0.4, 0.12, 0.15
    share = np.linspace(0.0, 0.6, 6001)
    best = share[rules.spread_training(share, loss, pool, reach).argmax()]
    cost = loss / (np.log(10) * (1 - best * loss))
    np.testing.assert_allclose(pool / reach * np.exp(-best / reach), cost, rtol=1e-2)
    assert 0.0 < best < 0.6


def test_spread_training_that_loses_all_stays_finite() -> None:
    assert np.isfinite(rules.spread_training(1.0, 1.0, 0.1, 0.1))


def test_each_doubling_of_linked_chips_keeps_the_same_part() -> None:
    np.testing.assert_allclose(
        rules.scaling_kept(np.array([1.0, 2.0, 4.0, 512.0]), 0.06), 0.94 ** np.array([0, 1, 2, 9])
    )
    assert rules.scaling_kept(100.0, 0.0) == 1.0
