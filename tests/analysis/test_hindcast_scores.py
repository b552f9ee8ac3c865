"""Scores against closed forms and by brute force; forecasts without a model on made-up data."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from aicompete.analysis.hindcast.naive import History, no_change, trend
from aicompete.analysis.hindcast.scores import crps, skill, within


def normal_crps(mean: float, sd: float, came: float) -> float:
    """Gneiting and Raftery (2007), equation 5."""
    z = (came - mean) / sd
    return float(sd * (z * (2 * norm.cdf(z) - 1) + 2 * norm.pdf(z) - 1 / np.sqrt(np.pi)))


@pytest.mark.parametrize("came", [-1.0, 0.3, 2.0, 5.0])
def test_crps_of_a_normal_forecast_is_the_closed_form(came):
    quantiles = norm.ppf((np.arange(4000) + 0.5) / 4000, loc=1.0, scale=1.5)
    assert crps(quantiles, np.array(came)) == pytest.approx(normal_crps(1.0, 1.5, came), rel=2e-3)


def test_crps_is_the_area_between_the_distribution_and_the_step():
    forecast, came = np.array([1.0, 2.0, 4.0, 4.5]), 3.0
    grid = np.linspace(-5.0, 10.0, 150_001)
    below = (forecast[:, None] <= grid).mean(axis=0)
    area = np.trapezoid((below - (grid >= came)) ** 2, grid)
    assert crps(forecast, np.array(came)) == pytest.approx(area, abs=1e-3)


def test_crps_by_pairs_and_for_many_figures_at_once():
    random = np.random.default_rng(7)
    forecast, came = random.normal(size=(9, 3, 2)), random.normal(size=(3, 2))
    pairs = np.abs(forecast[:, None] - forecast[None]).mean(axis=(0, 1))
    assert crps(forecast, came) == pytest.approx(np.abs(forecast - came).mean(axis=0) - 0.5 * pairs)


def test_crps_of_one_run_is_the_absolute_error():
    assert crps(np.array([[2.0]]), np.array([5.0])) == pytest.approx([3.0])


def test_crps_rewards_a_sharp_forecast_that_is_right_and_punishes_one_that_is_not():
    sharp, wide = np.linspace(-0.1, 0.1, 51), np.linspace(-2.0, 2.0, 51)
    assert crps(sharp, np.array(0.0)) < crps(wide, np.array(0.0))
    assert crps(sharp, np.array(2.0)) > crps(wide, np.array(2.0))


def test_skill_compares_with_a_rival():
    assert skill(0.5, 1.0) == 0.5
    assert skill(2.0, 1.0) == -1.0
    assert np.isnan(skill(0.1, 0.0))


def test_the_middle_of_the_runs():
    runs = np.arange(101.0)[:, None] * np.ones(4)
    assert within(runs, np.array([4.0, 5.0, 95.0, 96.0])).tolist() == [0.0, 1.0, 1.0, 0.0]


def test_no_change_repeats_the_last_known_value():
    known = History(np.array([2022.0, 2022.9]), np.array([5.0, 7.0]))
    assert no_change(known, np.array([2023.5, 2025.0])).tolist() == [7.0, 7.0]


def test_trend_continues_exponential_growth():
    when = np.array([2022.2, 2022.5, 2022.75, 2022.99])
    known = History(when, 10.0 * np.exp(0.4 * (when - 2022.0)))
    assert trend(known, np.array([2024.0])) == pytest.approx([10.0 * np.exp(0.8)])


def test_trend_is_of_2022_where_it_has_two_points_and_of_all_years_otherwise():
    known = History(np.array([2020.0, 2022.3, 2022.8]), np.array([1.0, 4.0, 4.0]))
    assert trend(known, np.array([2025.0])) == pytest.approx([4.0])
    yearly = History(np.array([2021.0, 2022.0, 2022.999]), np.array([1.0, 2.0, 4.0]))
    assert trend(yearly, np.array([2024.0]))[0] == pytest.approx(8.0, rel=0.01)


def test_a_single_known_point_has_no_trend():
    known = History(np.array([2022.9]), np.array([3.0]))
    assert trend(known, np.array([2025.0])).tolist() == [3.0]
