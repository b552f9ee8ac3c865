"""Rare events and programmes."""

import numpy as np

from aicompete import rules


def test_waiting_hazard_is_a_unit_exponential() -> None:
    z = np.random.default_rng(1).standard_normal(200_000)
    hazard = rules.waiting_hazard(z)
    np.testing.assert_allclose(hazard.mean(), 1.0, atol=0.02)
    np.testing.assert_allclose((hazard > 2.0).mean(), np.exp(-2.0), atol=0.005)
    assert rules.waiting_hazard(np.array([0.0]))[0] == np.log(2.0)
    assert np.isfinite(rules.waiting_hazard(np.array([-40.0, 40.0]))).all()


def test_lobbied_yield_has_its_limits() -> None:
    assert rules.lobbied_yield(1.0, 0.4, 0.0, 0.3) == 1.0
    np.testing.assert_allclose(rules.lobbied_yield(0.0, 0.4, 1.0, 0.3), 0.4 * 0.7)
