"""Parts of a curve of a sum add up to its rise, and treat equal terms alike."""

from __future__ import annotations

import numpy as np

from aicompete import rules


def test_parts_add_up_and_equal_terms_weigh_the_same():
    rng = np.random.default_rng(3)
    rest, terms = rng.normal(size=(5, 4)), rng.normal(size=(5, 3, 4))
    scale = rng.uniform(0.5, 2.0, (5, 4))
    parts = rules.hedged_parts(rest, terms, scale)
    rise = np.tanh((rest + terms.sum(axis=1)) / scale) - np.tanh(rest / scale)
    np.testing.assert_allclose(parts.sum(axis=1), rise, atol=1e-12)
    terms[:, 1] = terms[:, 0]
    same = rules.hedged_parts(rest, terms, scale)
    np.testing.assert_array_equal(same[:, 0], same[:, 1])
    assert (rules.hedged_parts(rest, np.zeros((5, 3, 4)), scale) == 0.0).all()


def test_terms_that_cancel_weigh_by_the_slope():
    rest, scale = np.full((1, 1), 0.4), 1.0
    terms = np.array([[[0.3], [-0.3]]])
    parts = rules.hedged_parts(rest, terms, scale)
    np.testing.assert_allclose(parts[0, :, 0], np.array([0.3, -0.3]) * (1.0 - np.tanh(0.4) ** 2), rtol=1e-6)


def test_parts_of_a_logit_add_up_to_the_change_of_the_share():
    rng = np.random.default_rng(5)
    terms, weight = rng.normal(size=(4, 6, 3, 7)), rng.uniform(0.1, 1.0, (4, 3, 7))
    gain = terms.sum(axis=1)

    def share(a: float) -> np.ndarray:
        odds = weight * np.exp(a * gain)
        return odds / odds.sum(axis=1, keepdims=True)

    parts = [rules.logit_parts(gain, terms, weight, place) for place in range(3)]
    for place in range(3):
        np.testing.assert_allclose(parts[place].sum(axis=1), (share(1.0) - share(0.0))[:, place], atol=1e-4)
    np.testing.assert_allclose(sum(parts), 0.0, atol=1e-12)  # what one option gains the others lose
    alike = np.broadcast_to(rng.normal(size=(4, 6, 1, 7)), terms.shape)
    np.testing.assert_allclose(rules.logit_parts(alike.sum(axis=1), alike, weight, 0), 0.0, atol=1e-12)
