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
    # lognormal margins by quadrature
    rng_free = np.linspace(-8.0, 8.0, 200_001)
    weight = np.exp(-0.5 * rng_free**2) / np.sqrt(2.0 * np.pi) * (rng_free[1] - rng_free[0])
    for margin, spread in ((0.9, 0.1), (1.0, 0.06), (1.1, 0.12), (1.3, 0.1)):
        site = margin * np.exp(spread * rng_free - 0.5 * spread**2)
        exact = 1.0 - (np.minimum(site, 1.0) * weight).sum()
        np.testing.assert_allclose(rules.idle_share(1.0, margin, spread), exact, atol=3e-4)
    assert rules.idle_share(1.0, 1.1, 0.1) > rules.idle_share(1.0, 1.1, 0.05) > rules.idle_share(1.0, 1.1, 0.0) == 0.0
