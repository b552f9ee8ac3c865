"""Power limits on compute."""

import numpy as np

from aicompete import rules


def test_hundred_megawatts() -> None:
    np.testing.assert_allclose(rules.powered_chips(100.0, 1.0, 1.2), 83_333.33, rtol=1e-6)


def test_limits() -> None:
    chips, powered = np.array([10.0, 10.0, 0.0]), np.array([1e9, 4.0, 4.0])
    np.testing.assert_array_equal(rules.usable_compute(chips, powered), [10, 4, 0])
    np.testing.assert_allclose(rules.idle_share(chips, powered), [0, 0.6, 0])


def test_power_that_cannot_move_idles_some_chips_at_any_margin() -> None:
    grid = (np.arange(200_000) + 0.5) / 200_000
    deviate = np.log(grid / (1.0 - grid)) * np.sqrt(3.0) / np.pi  # logistic, standard deviation 1
    for margin, spread in ((0.9, 0.1), (1.0, 0.06), (1.1, 0.12), (1.3, 0.1)):
        exact = np.maximum(1.0 - margin - spread * deviate, 0.0).mean()
        np.testing.assert_allclose(rules.idle_share(1.0, margin, spread), exact, rtol=1e-3)
    assert rules.idle_share(1.0, 1.1, 0.1) > rules.idle_share(1.0, 1.1, 0.05) > rules.idle_share(1.0, 1.1, 0.0)
    assert rules.idle_share(1.0, 1.1, 0.0) < 1e-30
