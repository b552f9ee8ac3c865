"""Adoption: urns, walks, networks, Bass, installed base."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from scipy import stats
from scipy.optimize import curve_fit

from aicompete import rules

REFERENCE = Path(__file__).parents[1] / "reference"


def urn(feedback: float, start: tuple[float, float], draws: int = 2000, runs: int = 4000) -> np.ndarray:
    rng = np.random.default_rng(7)
    counts = np.tile(np.array(start), (runs, 1))
    for _ in range(draws):
        counts = rules.polya_urn_step(counts, rng.random(runs), feedback)
    np.testing.assert_allclose(counts.sum(-1), sum(start) + draws)
    return counts[:, 0] / counts.sum(-1)


def test_polya_share_is_beta() -> None:
    share = urn(1.0, (1.0, 2.0))
    np.testing.assert_allclose(share.mean(), 1 / 3, atol=3 * stats.beta(1, 2).std() / 4000**0.5)
    assert stats.kstest(share, stats.beta(1, 2).cdf).pvalue > 0.01


def test_urn_locks_in_or_equalises() -> None:
    locked, even = urn(2.0, (2.0, 2.0), 1500, 400), urn(0.3, (2.0, 2.0), 1500, 400)
    assert np.mean((locked < 0.02) | (locked > 0.98)) > 0.8
    np.testing.assert_allclose(even, 0.5, atol=0.1)


def test_urn_draws_exactly_one_ball() -> None:
    counts = np.array([[0.0, 3.0, 5.0]] * 5)
    drawn = rules.polya_urn_step(counts, np.array([0.0, 0.374, 0.376, 0.9, 1 - 1e-16])) - counts
    np.testing.assert_array_equal(drawn, [[0, 1, 0], [0, 1, 0], [0, 0, 1], [0, 0, 1], [0, 0, 1]])


def test_arthur_walk() -> None:
    first, second, runs = 3, 5, 4000
    rng = np.random.default_rng(3)
    lead, time = np.zeros(runs), np.zeros(runs)
    for _ in range(600):
        walking = (lead < first) & (lead > -second)
        lead = lead + np.where(walking, np.where(rng.random(runs) < 0.5, 1, -1), 0)
        time = time + walking
    chance, duration = rules.arthur_lock_in(float(first), float(second))
    np.testing.assert_allclose(np.mean(lead == first), chance, atol=0.025)
    np.testing.assert_allclose(time.mean(), duration, rtol=0.06)


@pytest.mark.parametrize("network", [0.0, 0.2, 0.35])
def test_katz_shapiro_by_best_response(network: float) -> None:
    size, firms = 3.0, 2
    alone, shared = np.full(firms, 0.1), np.full(firms, 0.1)
    for _ in range(4000):
        # each firm answers the others with expectations fulfilled: price = A + theta * own network - total
        alone = alone + 0.1 * ((size + network * alone - (alone.sum() - alone)) / 2 - alone)
        shared = shared + 0.1 * ((size + network * shared.sum() - (shared.sum() - shared)) / 2 - shared)
    incompatible, compatible = rules.katz_shapiro(size, float(firms), network)
    np.testing.assert_allclose([alone.sum(), shared.sum()], [incompatible, compatible], rtol=1e-9)
    assert compatible >= incompatible


def test_bass_fit_of_published_series() -> None:
    case = json.loads((REFERENCE / "bass_vcr.json").read_text())
    with (REFERENCE / "bass_vcr_sales.csv").open() as file:
        rows = [(float(row["t"]), float(row["sales_thousand"])) for row in csv.DictReader(file)]
    time, sales = np.array(rows).T
    start = [case["start"][name] for name in ("M", "P", "Q")]
    fit, _ = curve_fit(lambda t, m, p, q: m * rules.bass_density(t, p, q), time, sales, p0=start)
    np.testing.assert_allclose(fit, [case["published"][name] for name in ("M", "P", "Q")], rtol=0.005)
    residual = sales - fit[0] * rules.bass_density(time, fit[1], fit[2])
    np.testing.assert_allclose(np.sqrt((residual @ residual) / case["published"]["df"]), 727, atol=1.0)
    peak_time, peak_height = rules.bass_peak(fit[1], fit[2])
    np.testing.assert_allclose(peak_time, case["derived"]["t_peak"], rtol=1e-4)
    np.testing.assert_allclose(fit[0] * peak_height, case["derived"]["peak_sales"], rtol=1e-4)
    np.testing.assert_allclose(rules.bass_share(peak_time, fit[1], fit[2]), case["derived"]["F_at_peak"], rtol=1e-4)


def test_bass_step_follows_the_curve() -> None:
    time = np.arange(0.0, 20.0)
    curve = rules.bass_share(time, 0.02, 0.4)
    np.testing.assert_allclose(rules.bass_step(curve[:-1], 0.02, 0.4), curve[1:], rtol=1e-12)
    width = 1e-5
    slope = (rules.bass_share(time + width, 0.02, 0.4) - rules.bass_share(time, 0.02, 0.4)) / width
    np.testing.assert_allclose(slope, rules.bass_density(time + width / 2, 0.02, 0.4), rtol=1e-5)


def test_installed_base_keeps_sum_and_reaches_choice() -> None:
    base = np.array([[[0.7, 0.2], [0.2, 0.3], [0.1, 0.5]]])
    choice = np.array([[[0.1, 0.2], [0.6, 0.3], [0.3, 0.5]]])
    after, adoption = rules.installed_base_step(base, choice, 0.03)
    np.testing.assert_allclose(after.sum(-2), 1.0)
    np.testing.assert_allclose(adoption.sum(-2), 0.03)
    np.testing.assert_allclose(after, base + 0.03 * (choice - base))
    for _ in range(600):
        after, _ = rules.installed_base_step(after, choice, 0.03)
    np.testing.assert_allclose(after, choice, atol=1e-6)
    locked, _ = rules.installed_base_step(base, choice, np.array([0.0, 0.1, 0.1])[None, :, None])
    assert (locked[0, 0] >= base[0, 0]).all()


def test_stack_utility_terms() -> None:
    base = np.array([[[1.0], [0.0]]])
    flat = rules.stack_utility(0.5, base, 0.3, 0.0, 0.0, 0.0)
    np.testing.assert_array_equal(flat, 0.5)
    full = rules.stack_utility(0.5, base, 0.3, 2.0, 1.0, 0.7, -0.1)
    np.testing.assert_allclose(full[0, :, 0], [0.5 + 2 * np.log(2) + 0.3 - 0.1, 0.5 + 0.3 - 0.7 - 0.1])


def test_layered_choice_is_two_logits_with_weights() -> None:
    rng = np.random.default_rng(3)
    utility, free = rng.normal(0.0, 2.0, (5, 3, 4)), rng.uniform(0.1, 1.0, (5, 3, 4))
    tied, layer = rng.uniform(0.1, 1.0, (5, 2, 4)), rng.uniform(0.1, 0.9, (5, 1))
    shares = rules.layered_choice(utility, free, tied, layer)
    of_free = rules.logit(utility + np.log(free), 1.0, -2)
    of_tied = rules.logit(utility[:, :2] + np.log(tied), 1.0, -2)
    expected = (1.0 - layer[:, None]) * of_free
    expected[:, :2] += layer[:, None] * of_tied
    np.testing.assert_allclose(shares, expected, rtol=1e-12)
    np.testing.assert_allclose(shares.sum(axis=1), 1.0)


def test_layered_choice_has_room_for_any_lead() -> None:
    one, layer = np.ones((1, 3, 1)), np.array([[0.4]])
    for leader, share in ((0, [1.0, 0.0, 0.0]), (1, [0.0, 1.0, 0.0]), (2, [0.2, 0.2, 0.6])):
        utility = np.where(np.arange(3) == leader, 1e5, 0.0)[None, :, None]
        np.testing.assert_allclose(rules.layered_choice(utility, one, one[:, :2], layer)[0, :, 0], share, atol=1e-12)


def test_network_feedback_gives_lock_in_only_when_strong() -> None:
    def end(gain: float) -> np.ndarray:
        base = np.array([[[0.6], [0.4]], [[0.4], [0.6]]])
        for _ in range(3000):
            utility = rules.stack_utility(0.0, base, 0.0, gain, 0.0, 0.0)
            base, _ = rules.installed_base_step(base, rules.logit(utility, 1.0, -2), 0.05)
        return base[:, 0, 0]

    np.testing.assert_allclose(end(1.0), 0.5, atol=1e-6)
    high, low = end(6.0)
    assert high > 0.9
    assert low < 0.1


def test_global_standard_share_ends() -> None:
    base = np.array([[[0.8, 0.2], [0.2, 0.8]]])
    votes, weight = np.array([[0.1, 0.9]]), np.array([[0.75, 0.25]])
    np.testing.assert_allclose(rules.global_standard_share(base, weight, votes, 0.0, 1.3), votes)
    np.testing.assert_allclose(rules.global_standard_share(base, weight, votes, 1.0, 1.0), [[0.65, 0.35]])
    mixed = rules.global_standard_share(base, weight, votes, np.array([0.5]), np.array([2.0]))
    np.testing.assert_allclose(mixed, [0.5 * np.array([0.65**2, 0.35**2]) / (0.65**2 + 0.35**2) + 0.5 * votes[0]])
    np.testing.assert_allclose(mixed.sum(-1), 1.0)


def test_tilted_shares_are_a_logit_with_the_start_as_constants() -> None:
    start, gain = np.array([[0.6, 0.3, 0.1]]), np.array([[0.0, 1.0, -0.5]])
    utility = np.log(start) + gain
    np.testing.assert_allclose(rules.tilted_shares(start, gain), np.exp(utility) / np.exp(utility).sum())
    np.testing.assert_allclose(rules.tilted_shares(start, 7.0 + np.zeros((1, 3))), start)
