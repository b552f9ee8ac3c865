"""Sourcing: shares add up, and who may buy abroad buys less at home."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from aicompete import rules

SHARE = st.floats(0, 1)


@given(SHARE, SHARE, SHARE)
def test_what_is_wanted_is_bought_here_or_there_or_not_at_all(able: float, access: float, first: float) -> None:
    home, abroad = rules.bought_at_home(able, access, first), rules.bought_abroad(able, access, first)
    np.testing.assert_allclose(home + abroad + (1 - able) * (1 - access), 1.0, atol=1e-12)
    assert -1e-12 <= home <= able + 1e-12
    assert -1e-12 <= abroad <= access + 1e-12


def test_limits_of_sourcing() -> None:
    np.testing.assert_allclose(rules.bought_at_home(0.4, 0.0, 0.2), 0.4)  # denied: all that home makers can
    np.testing.assert_allclose(rules.bought_at_home(0.4, 1.0, 0.2), 0.08)  # free: what is preferred
    np.testing.assert_allclose(rules.bought_abroad(0.4, 1.0, 0.0), 1.0)
    np.testing.assert_allclose(rules.bought_abroad(0.4, 0.5, 1.0), 0.3)


@given(SHARE, SHARE, SHARE, st.floats(0, 0.9))
def test_fear_and_guidance_turn_buyers_home(pull: float, fear: float, told: float, less: float) -> None:
    first = rules.home_first(pull, fear, told)
    assert 0.0 <= first <= 1.0
    assert first >= rules.home_first(pull, fear * less, told) - 1e-12
    assert first >= rules.home_first(pull, fear, told * less) - 1e-12
    np.testing.assert_allclose(rules.home_first(pull, 0.0, 0.0), 1.0 - pull)
    np.testing.assert_allclose(rules.home_first(pull, 1.0, 0.0), 1.0)
