"""Capacity with build lags against Levin & May (1976)."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aicompete import rules

pytestmark = pytest.mark.slow  # a picture, a decade or a limit takes a while: full run only


def deviation(lag: int, gain: float, steps: int = 3000, weight: float = 0.0) -> np.ndarray:
    capacity, pipeline, path = np.array([90.0]), np.zeros((1, lag)), []
    for _ in range(steps):
        capacity, pipeline = rules.capacity_step(capacity, pipeline, 100.0, gain, 0.0, weight, -np.inf)
        path.append(capacity[0] - 100.0)
    return np.array(path)


@pytest.mark.parametrize("lag", [0, 1, 3, 6, 12])
def test_levin_may_limits_divide_the_behaviours(lag: int) -> None:
    overshoot, unstable = (float(x) for x in rules.levin_may_limits(lag))
    calm = deviation(lag, overshoot * 0.99)
    assert (calm < 1e-9).all()  # never above the target
    assert abs(calm[-1]) < 1e-6
    assert deviation(lag, overshoot * 1.15).max() > 0.0
    swing = deviation(lag, unstable * 0.97)
    assert np.abs(swing[-100:]).max() < np.abs(swing[:100]).max() * 0.5
    assert np.abs(deviation(lag, unstable * 1.03)[-100:]).max() > 20.0


def test_levin_may_numbers() -> None:
    overshoot, unstable = rules.levin_may_limits(np.array([0.0, 1.0, 6.0, 12.0, 24.0]))
    np.testing.assert_allclose(overshoot[:2], [1.0, 0.25])
    np.testing.assert_allclose(unstable, [2.0, 1.0, 0.241, 0.1256, 0.0641], atol=5e-4)


def test_seeing_the_pipeline_removes_the_cycle() -> None:
    _, unstable = rules.levin_may_limits(6)
    gain = float(unstable) * 1.5
    assert np.abs(deviation(6, gain, 400)[-50:]).max() > 100
    seen = deviation(6, gain, 400, weight=1.0)
    assert seen.max() < 1e-9
    assert abs(seen[-1]) < 1e-9


@pytest.mark.parametrize("weight", [0.0, 0.5, 1.0])
def test_steady_state_is_the_target(weight: float) -> None:
    capacity, pipeline = np.array([50.0]), np.zeros((1, 4))
    staged, stages = np.array([50.0]), np.zeros((1, 3))
    for _ in range(4000):
        capacity, pipeline = rules.capacity_step(capacity, pipeline, 100.0, 0.05, 0.01, weight)
        staged, stages = rules.capacity_step_erlang(staged, stages, 100.0, 0.05, 0.01, 4.0, weight)
    np.testing.assert_allclose([capacity[0], staged[0]], 100.0)
    np.testing.assert_allclose([pipeline.sum(), stages.sum()], 4.0)  # Little: 1 a step times 4 steps


def test_nothing_is_built_early_or_lost() -> None:
    capacity, pipeline, path = np.array([0.0]), np.zeros((1, 5)), []
    for _ in range(12):
        capacity, pipeline = rules.capacity_step(capacity, pipeline, 10.0, 1.0, 0.0, 1.0)
        path.append(float(capacity[0]))
    np.testing.assert_allclose(path, [0] * 5 + [10] * 7)


def test_investment_floor_and_replacement() -> None:
    assert rules.investment(120.0, 0.0, 100.0, 0.5, 0.0, 0.0, 1.0) == 0.0
    np.testing.assert_allclose(rules.investment(100.0, 6.0, 100.0, 0.5, 0.01, 6.0, 1.0), 1.0)


@given(part=st.floats(0.0, 0.9), first=st.floats(0.0, 5.0), second=st.floats(0.0, 5.0))
def test_learning_does_not_depend_on_the_steps_it_comes_in(part: float, first: float, second: float) -> None:
    left = (1.0 - rules.learned_share(part, first)) * (1.0 - rules.learned_share(part, second))
    assert left == pytest.approx(1.0 - rules.learned_share(part, first + second), abs=1e-12)
    assert rules.learned_share(part, 1.0) == pytest.approx(part)


def test_a_doubling_is_as_much_again_as_was_ever_made() -> None:
    assert rules.doublings(100.0, 100.0) == pytest.approx(1.0)
    assert rules.doublings(100.0, 300.0) == pytest.approx(2.0)
    assert rules.doublings(100.0, 0.0) == 0.0
