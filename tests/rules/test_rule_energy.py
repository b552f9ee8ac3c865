"""Power limits on compute."""

import numpy as np

from aicompete import rules


def test_hundred_megawatts() -> None:
    np.testing.assert_allclose(rules.powered_chips(100.0, 1.0, 1.2), 83_333.33, rtol=1e-6)


def test_limits() -> None:
    chips, powered = np.array([10.0, 10.0, 0.0]), np.array([1e9, 4.0, 4.0])
    np.testing.assert_array_equal(rules.usable_compute(chips, powered), [10, 4, 0])
    np.testing.assert_allclose(rules.idle_share(chips, powered), [0, 0.6, 0])
