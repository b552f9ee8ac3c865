"""Hedging, peers, commitment, cascades, hysteresis."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtr

from aicompete import rules


@given(st.floats(-5, 5), st.floats(0.02, 1), st.floats(0, 4), st.floats(0, 1))
def test_hedge_maximises_its_objective(difference: float, value: float, inertia: float, previous: float) -> None:
    share = np.linspace(0, 1, 2001)
    payoff = share * difference + 4 * value * share * (1 - share) - inertia / 2 * (share - previous) ** 2
    assert abs(share[np.argmax(payoff)] - rules.hedge(difference, value, inertia, previous)) <= 5.1e-4


def test_hedge_is_interior_iff_below_four_h() -> None:
    value = 0.25
    np.testing.assert_allclose(rules.hedge(np.array([0.0, 0.5, 1.0, -1.0, 1.5]), value), [0.5, 0.75, 1, 0, 1])
    assert rules.hedge(0.999, value) < 1.0


def test_smooth_hedge_matches_slope_and_ends() -> None:
    value, small = 0.3, 1e-5
    np.testing.assert_allclose(rules.hedged_alignment(small, value), 2 * rules.hedge(small, value) - 1, rtol=1e-6)
    np.testing.assert_allclose(rules.hedged_alignment(np.array([-50.0, 50.0]), value), [-1, 1])


def test_smooth_side_is_the_hyperbolic_tangent() -> None:
    x = np.concatenate([np.linspace(-30.0, 30.0, 601), [-1e4, 1e4]])
    np.testing.assert_allclose(rules.smooth_side(x), np.tanh(x), rtol=0.0, atol=1e-15)


def test_inertia_halves_the_gap() -> None:
    alignment = 0.9
    for _ in range(24):
        alignment = rules.alignment_step(alignment, 0.1, 24.0)
    np.testing.assert_allclose(alignment, 0.5)


def test_brock_durlauf_threshold() -> None:
    starts = np.array([-1.0, 0.001, 1.0])
    np.testing.assert_allclose(rules.brock_durlauf_mean(0.0, 0.95, starts, 2000), 0.0, atol=1e-9)
    below, _, above = rules.brock_durlauf_mean(0.0, 1.5, starts, 2000)
    np.testing.assert_allclose([below, above], [-0.858559, 0.858559], atol=1e-6)  # m = tanh(1.5 m)
    np.testing.assert_allclose(above, np.tanh(1.5 * above), rtol=1e-12)


@pytest.mark.parametrize("peer_gain", [1.2, 1.5, 2.5])
def test_brock_durlauf_critical_field(peer_gain: float) -> None:
    critical = rules.brock_durlauf_critical_field(peer_gain)
    low_inside, high_inside = rules.brock_durlauf_mean(critical * 0.98, peer_gain, np.array([-1.0, 1.0]), 20_000)
    assert low_inside < 0 < high_inside
    low_outside, high_outside = rules.brock_durlauf_mean(critical * 1.02, peer_gain, np.array([-1.0, 1.0]), 20_000)
    np.testing.assert_allclose(low_outside, high_outside)


def test_brock_durlauf_choice_is_consistent_with_the_mean() -> None:
    assert rules.brock_durlauf_critical_field(0.7) == 0.0
    chance = rules.brock_durlauf_choice(0.3, 1.2, 0.4)
    np.testing.assert_allclose(2 * chance - 1, np.tanh(0.3 + 1.2 * 0.4))


def test_commitment_limits_and_optimum() -> None:
    assert rules.commitment(0.2, 3.0, 0.1, 0.0) == 1.0
    assert rules.commitment(0.2, 0.0, 0.1, 2.0) == 0.0
    assert rules.commitment(0.0, 0.0, 0.0, 0.0) == 0.5
    share = np.linspace(0, 1, 100_001)
    cost = 0.2 * 3.0 * (1 - share) ** 2 + 0.1 * 2.0 * share**2
    np.testing.assert_allclose(rules.commitment(0.2, 3.0, 0.1, 2.0), share[np.argmin(cost)], atol=1e-5)


def test_compliance_threshold_and_choice() -> None:
    threshold = rules.compliance_threshold(np.array([2.0, 2.0, 9.0]), np.array([0.5, 3.0, 0.0]), 0.5, 4.0)
    np.testing.assert_allclose(threshold, [0.25, 0, 1])
    np.testing.assert_array_equal(rules.compliance_choice(threshold, 0.25, 0.0), [1, 1, 0])
    np.testing.assert_allclose(rules.compliance_choice(threshold, 0.5, 1e-5), [1, 1, 0], atol=1e-12)
    np.testing.assert_allclose(rules.compliance_choice(0.25, 0.25, 0.1), 0.5)


def test_granovetter_hundred_people() -> None:
    # thresholds 0, 1, 2 ... 99 of 100: one starter and all join; without the person of threshold 1 it ends at one
    thresholds = np.arange(100) / 100.0
    thresholds = np.stack([thresholds, np.where(thresholds == 0.01, 0.02, thresholds)])
    end = rules.threshold_fixed_point(lambda r: rules.complying_share(thresholds, 1.0, r), np.zeros(2), 101)
    np.testing.assert_allclose(end, [1.0, 0.01])


def test_granovetter_weights() -> None:
    share = rules.complying_share(np.array([[0.0, 0.4, 0.9]]), np.array([2.0, 1.0, 1.0]), np.array([0.5]))
    np.testing.assert_allclose(share, [0.75])


def test_granovetter_critical_spread_of_the_continuous_normal() -> None:
    # mean 25 %: the cascade from nobody jumps between standard deviations 12.22 % and 12.23 %
    spread = np.array([0.10, 0.1222, 0.1223, 0.13])
    end = rules.threshold_fixed_point(lambda r: ndtr((r - 0.25) / spread), np.zeros(4), 20_000)
    assert end[1] < 0.06 < 0.99 < end[2]
    np.testing.assert_allclose(end[1], 0.06, atol=1e-3)  # "from 6 to nearly 100"
    np.testing.assert_allclose(end, ndtr((end - 0.25) / spread))
    critical = np.linspace(0.1222, 0.1223, 11)
    jump = rules.threshold_fixed_point(lambda r: ndtr((r - 0.25) / critical), np.zeros(11), 200_000) > 0.5
    assert math.isclose(critical[np.argmax(jump)], 0.12222, abs_tol=2e-5)


def test_hysteresis() -> None:
    member = 0.0
    seen = []
    for alignment in (0.25, 0.31, 0.25, 0.21, 0.19, 0.25, -0.25, -0.31, -0.21, -0.19, 0.5, -0.5):
        member = float(rules.membership_hysteresis(member, alignment, 0.30, 0.20))
        seen.append(member)
    assert seen == [0, 1, 1, 1, 0, 0, 0, -1, -1, 0, 1, -1]


def test_the_push_across_a_border_is_the_inverse_of_the_hedge() -> None:
    hedge, now, border = 0.25, np.array([-0.6, 0.1, 0.29]), 0.3
    push = rules.hedging_push(now, border, hedge)
    utility = 4.0 * hedge * np.arctanh(now)
    np.testing.assert_allclose(rules.hedged_alignment(utility + push, hedge), border, atol=1e-12)
    assert rules.hedging_push(0.3, 0.3, 0.4) == 0.0
