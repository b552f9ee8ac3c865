"""Pools of data and inequality: the limits."""

import numpy as np
import pytest

from aicompete import rules

USERS = np.array([[0.3, 0.2, 0.5]])
ALL = 1.0 - np.eye(3)


def test_open_borders_pool_all_and_closed_ones_leave_each_its_own() -> None:
    np.testing.assert_allclose(rules.pooled_data(USERS, np.zeros((1, 3)), 1.0, ALL), 1.0)
    np.testing.assert_allclose(rules.pooled_data(USERS, np.ones((1, 3)), 1.0, ALL), USERS)
    np.testing.assert_allclose(rules.pooled_data(USERS, np.zeros((1, 3)), 0.0, ALL), USERS)


def test_whoever_closes_loses_most_and_the_others_lose_its_part() -> None:
    before = rules.pooled_data(USERS, np.zeros((1, 3)), 0.5, ALL)[0]
    after = rules.pooled_data(USERS, np.array([[1.0, 0.0, 0.0]]), 0.5, ALL)[0]
    np.testing.assert_allclose(before - after, [0.35, 0.15, 0.15])


def test_nothing_passes_where_it_may_not() -> None:
    apart = ALL.copy()
    apart[0, 2] = apart[2, 0] = 0.0
    np.testing.assert_allclose(rules.pooled_data(USERS, np.zeros((1, 3)), 1.0, apart), [[0.5, 1.0, 0.7]])


def test_gini_of_equals_is_zero_and_of_one_owner_near_one() -> None:
    assert rules.gini(np.ones((1, 10)), np.ones(10)) == pytest.approx(0.0)
    assert rules.gini(np.eye(10)[:1], np.ones(10)) == pytest.approx(0.9)  # (n - 1) / n


def test_gini_of_evenly_spaced_incomes_and_of_merged_places() -> None:
    # 1, 2, 3, 4: the sum of |x_i - x_j| is 20, over 2 x 4 x 4 x 2.5
    values = np.arange(1.0, 5.0)[None]
    assert rules.gini(values, np.ones(4)) == pytest.approx(0.25)
    twice = np.array([[1.0, 1.0, 3.0]])
    assert rules.gini(twice, np.ones(3)) == pytest.approx(rules.gini(np.array([[1.0, 3.0]]), np.array([2.0, 1.0])))
