"""The quantile of the standard normal distribution, against SciPy's."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtri

from aicompete.rules.quantile import normal_quantile, normal_share


def test_it_is_the_inverse_of_the_distribution() -> None:
    random = np.random.default_rng(1)
    share = np.concatenate([random.random(20_000), 10.0 ** random.uniform(-16.0, -0.4, 20_000)])
    exact = ndtri(share)
    assert (np.abs(normal_quantile(share) - exact) <= 2e-15 * np.maximum(np.abs(exact), 1e-2)).all()


def test_it_is_odd_about_one_half() -> None:
    share = np.linspace(0.001, 0.499, 200)
    np.testing.assert_allclose(normal_quantile(share), -normal_quantile(1.0 - share), rtol=1e-12)
    assert normal_quantile(np.array([0.5]))[0] == 0.0


def test_the_share_below_a_value_is_that_of_the_normal_distribution() -> None:
    share = np.linspace(0.001, 0.999, 999)
    np.testing.assert_allclose(normal_share(normal_quantile(share)), share, atol=2e-4)
    assert normal_share(np.array([-40.0]))[0] >= 0.0
    assert normal_share(np.array([8.0]))[0] < 1.0 + 1e-12
