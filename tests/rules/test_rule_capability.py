"""Capability: followers, catch-up with denial, ideas, lag by look-up."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aicompete import rules


def gap_after(openness: float, months: int = 2000) -> float:
    """Gap of a follower whose own level trails by one order of magnitude."""
    own, leader, level, growth = 0.0, 1.0, 0.0, 0.08
    for _ in range(months):
        level = float(rules.leader_follower_step(level, own, growth, leader, 0.12, openness))
        own, leader = own + growth, leader + growth
    return leader - level


@pytest.mark.parametrize("openness", [0.0, 0.5, 1.0])
def test_follower_gap_settles_at_own_gap_over_one_plus_k(openness: float) -> None:
    np.testing.assert_allclose(gap_after(openness), 1 / (1 + openness), rtol=1e-9)


def test_leader_is_not_drawn_back() -> None:
    np.testing.assert_allclose(rules.leader_follower_step(5.0, 5.0, 0.1, 4.0, 0.12, 0.5), 5.1)


@pytest.mark.parametrize("denial", [0.0, 0.4, 0.9])
def test_nelson_phelps_ratio(denial: float) -> None:
    rate, growth, step = 0.1, 0.05, 1 / 20
    level, frontier = 1.0, 2.0
    for _ in range(6_000):
        level = float(rules.catch_up(level, frontier, rate * step, denial))
        frontier *= float(np.exp(growth * step))
    np.testing.assert_allclose(level / frontier, rules.catch_up_limit(rate, denial, growth), rtol=3e-3)


def test_denial_limits() -> None:
    assert rules.catch_up(1.0, 5.0, 0.1, 1.0) == 1.0
    assert rules.catch_up(1.0, 5.0, 500.0, 0.0) == 5.0
    assert rules.catch_up_limit(0.1, 1.0, 0.05) == 0.0
    np.testing.assert_allclose(rules.catch_up_limit(0.1, 0.0, 0.05), 2 / 3)
    one = rules.catch_up(rules.catch_up(1.0, 5.0, 0.1, 0.3), 5.0, 0.1, 0.3)
    np.testing.assert_allclose(rules.catch_up(1.0, 5.0, 0.2, 0.3), one)


@given(st.floats(0.01, 3.0), st.floats(0.0, 1.0))
def test_denial_backfires_below_the_threshold(effort: float, denial: float) -> None:
    threshold = float(rules.backfire_threshold(effort))
    if abs(denial - threshold) > 1e-9:
        assert ((1 - denial) * (1 + effort) > 1) == (denial < threshold)


def test_induced_effort() -> None:
    np.testing.assert_allclose(rules.induced_effort_share(np.array([0.0, 1.0, 1e9]), 1.0, 1.3), [0, 0.5, 1], atol=1e-9)
    assert rules.induced_effort_share(0.0, 0.0, 1.3) == 0.0
    np.testing.assert_array_equal(rules.induced_effort_share(0.0, 1.0, 0.0), 0.0)


def test_jones_growth() -> None:
    returns, standing, research_growth, step = 0.8, 0.6, 0.04, 0.1
    stock, research, before = 1.0, 1.0, 1.0
    for _ in range(6_000):
        before = stock
        stock = float(rules.idea_step(stock, research, 0.05 * step, returns, standing, 0.0, 0.0))
        research *= float(np.exp(research_growth * step))
    growth = np.log(stock / before) / step
    np.testing.assert_allclose(growth, rules.idea_growth_limit(research_growth, returns, standing), rtol=4e-3)


def test_idea_spillover_closes_the_gap() -> None:
    assert rules.idea_step(2.0, 0.0, 0.05, 0.8, 0.6, 0.1, 12.0) == 3.0
    assert rules.idea_step(12.0, 0.0, 0.05, 0.8, 0.6, 0.1, 2.0) == 12.0


def test_lag_on_a_straight_path_is_gap_over_speed() -> None:
    path = np.linspace(0.0, 5.0, 51)[None, :]
    level = np.array([[5.0, 4.95, 4.0, 0.05, 0.0, -0.3, 6.0]])
    np.testing.assert_allclose(rules.lag_lookup(path, level, 0.1), [[0, 0.5, 10, 49.5, 50, 53, 0]], atol=1e-9)


def test_lag_stays_finite_when_the_frontier_stops() -> None:
    path = np.concatenate([np.linspace(0.0, 3.0, 31), np.full(12, 3.0)])[None, :]
    np.testing.assert_allclose(rules.lag_lookup(path, np.array([[3.0, 2.95, 1.0]]), 0.1), [[12, 12.5, 32]], atol=1e-9)


@given(st.lists(st.floats(-1, 1), min_size=2, max_size=40), st.lists(st.floats(-2, 4), min_size=1, max_size=5))
def test_lag_against_a_plain_search(moves: list[float], levels: list[float]) -> None:
    path = np.cumsum(np.array(moves))
    record = np.maximum.accumulate(path)
    lag = rules.lag_lookup(path[None, :], np.array([levels]), 0.5)[0]
    now = len(moves) - 1
    for value, level in zip(lag, levels, strict=True):
        reached = np.flatnonzero(record >= level)
        if reached.size == 0:
            expected = 0.0
        elif reached[0] == 0:
            expected = now + (record[0] - level) / 0.5
        else:
            i = reached[0]
            expected = now - (i - 1 + (level - record[i - 1]) / (record[i] - record[i - 1]))
        np.testing.assert_allclose(value, max(expected, 0.0), atol=1e-9)


def test_a_loop_through_quick_users_gives_back_half_of_its_horizon() -> None:
    assert rules.loop_gain(0.1, 2.0, 0.4, 1e3, 10.0) == pytest.approx(0.1 * 2.0 * 0.4 * 5.0, rel=1e-2)
    assert rules.loop_gain(0.1, 2.0, 0.4, 1e-3, 10.0) < 0.01 * 0.4
    # by adding up months: a lasting push, users that follow, what they give back
    tau, quality, users, back = 0.2, 0.0, 0.0, 0.0
    for _ in range(12_000):
        quality += 0.4 / 1200.0
        users += tau / 1200.0 * (2.0 * quality - users)
        back += 0.1 * users * 0.4 / 1200.0
    assert back / (0.4 * 10.0) == pytest.approx(float(rules.loop_gain(0.1, 2.0, 0.4, tau, 10.0)), rel=2e-3)
