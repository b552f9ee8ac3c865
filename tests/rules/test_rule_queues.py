"""Queues: Little's law, Erlang moments, conservation."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aicompete import rules


def released_profile(stages: int, delay: float, steps: int) -> np.ndarray:
    """Release over time of one unit that arrives in the first step."""
    state, out = np.zeros((1, stages)), []
    for step in range(steps):
        state, released = rules.erlang_queue_step(state, np.array([1.0 if step == 0 else 0.0]), delay)
        out.append(released[0])
    return np.array(out)


@pytest.mark.parametrize(("stages", "delay"), [(1, 4.0), (3, 4.0), (3, 0.4), (5, 60.0)])
def test_mean_delay_is_exact(stages: int, delay: float) -> None:
    out = released_profile(stages, delay, 4000)
    np.testing.assert_allclose(out.sum(), 1.0)
    np.testing.assert_allclose(out @ np.arange(4000), delay, rtol=1e-9)


def test_variance_tends_to_erlang() -> None:
    delay, stages = 60.0, 4
    out, time = released_profile(stages, delay, 4000), np.arange(4000)
    variance = out @ (time - delay) ** 2
    np.testing.assert_allclose(variance, delay**2 / stages + delay, rtol=1e-6)  # + one step's worth per step of delay
    np.testing.assert_allclose(variance, delay**2 / stages, rtol=0.08)


def test_no_delay_releases_at_once() -> None:
    state, released = rules.erlang_queue_step(np.zeros((2, 3)), np.array([5.0, 7.0]), 0.0)
    np.testing.assert_array_equal(released, [5, 7])
    np.testing.assert_array_equal(state, 0)


@pytest.mark.parametrize(("stages", "delay"), [(1, 3.0), (3, 7.5), (4, 0.5)])
def test_littles_law_and_steady_state(stages: int, delay: float) -> None:
    arrivals, state = np.full((2, 4), 3.2), np.zeros((2, stages, 4))
    for _ in range(2000):
        state, released = rules.erlang_queue_step(state, arrivals, delay)
    np.testing.assert_allclose(state.sum(1), arrivals * delay)
    np.testing.assert_allclose(released, arrivals)
    steady = rules.erlang_steady_state(arrivals, delay, stages)
    np.testing.assert_allclose(state, steady)
    again, _ = rules.erlang_queue_step(steady, arrivals, delay)
    np.testing.assert_allclose(again, steady)


@given(st.lists(st.floats(0, 1e4), min_size=1, max_size=20), st.floats(0, 50), st.integers(1, 5))
def test_queue_loses_nothing(arrivals: list[float], delay: float, stages: int) -> None:
    state, out = np.zeros((1, stages)), 0.0
    for arrival in arrivals:
        state, released = rules.erlang_queue_step(state, np.array([arrival]), delay)
        out += float(released[0])
        assert (state >= 0).all()
    np.testing.assert_allclose(out + state.sum(), sum(arrivals), rtol=1e-12, atol=1e-9)


@given(st.floats(0, 1e6), st.floats(0, 1), st.floats(0, 1))
def test_licence_decision_splits(decided: float, strictness: float, retry: float) -> None:
    approved, returned, dropped = rules.licence_decision(decided, strictness, retry)
    np.testing.assert_allclose(approved + returned + dropped, decided, rtol=1e-12)
    assert min(approved, returned, dropped) >= 0
    assert rules.licence_decision(decided, 0.0, retry)[0] == decided


def test_retries_raise_what_is_shipped_in_the_end() -> None:
    # an application that may come back ships with (1-s) / (1 - s r) in the end
    strictness, retry, shipped, waiting = 0.6, 0.5, 0.0, np.array(1.0)
    for _ in range(200):
        approved, waiting, _ = rules.licence_decision(waiting, strictness, retry)
        shipped += float(approved)
    np.testing.assert_allclose(shipped, (1 - strictness) / (1 - strictness * retry))


@pytest.mark.parametrize(("stages", "delay"), [(1, 6.0), (3, 42.0)])
def test_a_delayed_level_has_the_mean_delay_and_rests_at_the_level(stages: int, delay: float) -> None:
    state, left = np.zeros((1, stages)), []
    for _ in range(4000):
        state = rules.delayed_step(state, np.array([1.0]), delay)
        left.append(1.0 - state[0, -1])
    np.testing.assert_allclose(np.sum(left), delay, rtol=1e-9)  # the mean of the delay is the area above its share
    np.testing.assert_allclose(state, 1.0)
