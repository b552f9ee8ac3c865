"""Votes in an assembly: counts beyond a threshold as the limit, no cliff, shares that sum to one."""

import numpy as np
import pytest

from aicompete.rules import camp_shares, text_shares

STATES = np.array([1.0, 24.0, 3.0, 100.0])
PLACES = np.array([[0.8, 0.4, 0.1, -0.6]])


def column(value: float) -> np.ndarray:
    return np.array([[value]])


def test_without_wobble_states_beyond_the_threshold_are_counted():
    shares = camp_shares(PLACES, STATES, column(0.25), column(1e-6))
    np.testing.assert_allclose(shares, np.array([[25.0, 100.0, 3.0]]) / 128.0, atol=1e-12)


def test_shares_sum_to_one_and_none_is_negative():
    rng = np.random.default_rng(3)
    places = rng.uniform(-1.0, 1.0, size=(50, 4))
    shares = camp_shares(places, STATES, rng.uniform(0.0, 0.5, size=(50, 1)), rng.uniform(0.02, 0.5, size=(50, 1)))
    np.testing.assert_allclose(shares.sum(axis=1), 1.0)
    assert (shares >= -1e-12).all()


def test_a_group_that_crosses_the_threshold_moves_the_share_without_a_cliff():
    places = np.linspace(0.0, 0.5, 501)[:, None]
    one = np.ones(1)
    share = camp_shares(places, one, np.full((501, 1), 0.25), np.full((501, 1), 0.07))[:, 0]
    steps = np.diff(share)
    assert (steps > 0.0).all()
    assert steps.max() < 0.01  # logistic: at most 1 / (4 scale) per unit, 0.0065 a step
    assert share[250] == pytest.approx(0.5)


def test_mirror_swaps_the_camps():
    there = camp_shares(PLACES, STATES, column(0.25), column(0.07))[0]
    back = camp_shares(-PLACES, STATES, column(0.25), column(0.07))[0]
    np.testing.assert_allclose(there, back[[1, 0, 2]])


def test_texts_at_the_ends_and_in_the_middle():
    shares = text_shares(np.array([[1.0, -1.0, 0.0]]), np.array([2.0, 5.0, 3.0]))
    np.testing.assert_allclose(shares, [[0.2, 0.5, 0.3]])
