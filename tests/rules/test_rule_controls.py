"""Controls combine, cap performance and raise its price."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from aicompete import rules


def test_permitted_share() -> None:
    np.testing.assert_allclose(rules.permitted_share(np.array([0.0, 1.0, 0.6]), np.array([1.0, 1.0, 0.5])), [1, 0, 0.7])


@given(hnp.arrays(np.float64, (2, 4), elements=st.floats(0, 1)))
def test_joint_is_between_strictest_and_one(control: np.ndarray) -> None:
    joint, strictest = rules.joint_control(control, 1), rules.strictest_control(control, 1)
    assert (joint >= strictest - 1e-12).all()
    assert (joint <= 1).all()
    alone = np.where(np.arange(4) == 0, control, 0.0)
    np.testing.assert_allclose(rules.joint_control(alone, 1), control[:, 0], atol=1e-15)


def test_tool_denial() -> None:
    dependence = np.array([[0.5, 0.3, 0.2]])
    np.testing.assert_allclose(rules.tool_denial(dependence, np.array([[1.0, 0.5, 0.0]])), [0.65])
    np.testing.assert_allclose(rules.tool_denial(2 * dependence, np.ones((4, 3))), np.ones(4))
    np.testing.assert_array_equal(rules.tool_denial(np.zeros((1, 3)), np.ones((1, 3))), [0])


def test_price_of_performance() -> None:
    ratio = rules.ceiling_ratio(np.array([2368.0, 1e6]), 15_832.0)
    np.testing.assert_allclose(ratio, [2368 / 15_832, 1.0])
    price = rules.performance_price(100.0, ratio, 0.5)
    np.testing.assert_allclose(price, [100 * (15_832 / 2368) ** 0.5, 100.0])
    np.testing.assert_allclose(rules.performance_price(100.0, ratio, 0.0), 100.0)
    assert rules.performance_price(100.0, 0.0, 0.5) == np.inf
