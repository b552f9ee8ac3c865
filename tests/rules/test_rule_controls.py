"""Controls combine, cap performance and raise its price."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from aicompete import rules


@given(hnp.arrays(np.float64, (2, 4), elements=st.floats(0, 1)))
def test_joint_is_between_strictest_and_one(control: np.ndarray) -> None:
    joint, strictest = rules.joint_control(control, 1), control.max(axis=1)
    assert (joint >= strictest - 1e-12).all()
    assert (joint <= 1).all()
    alone = np.where(np.arange(4) == 0, control, 0.0)
    np.testing.assert_allclose(rules.joint_control(alone, 1), control[:, 0], atol=1e-15)


def test_price_of_performance() -> None:
    ratio = rules.ceiling_ratio(np.array([2368.0, 1e6]), 15_832.0)
    np.testing.assert_allclose(ratio, [2368 / 15_832, 1.0])
    price = rules.performance_price(100.0, ratio, 0.5)
    np.testing.assert_allclose(price, [100 * (15_832 / 2368) ** 0.5, 100.0])
    np.testing.assert_allclose(rules.performance_price(100.0, ratio, 0.0), 100.0)
    assert rules.performance_price(100.0, 0.0, 0.5) == np.inf


def test_the_stricter_of_two_laws_counts_as_far_as_the_leaders_binds() -> None:
    refused = rules.refused_sales(np.array([0.4, 0.4, 0.0]), 0.8, np.array([0.25, 1.0, 0.0]))
    np.testing.assert_allclose(refused, [0.4, 0.8, 0.0])
