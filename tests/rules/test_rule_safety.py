"""Races that tempt to skimp, incidents and brakes against their textbooks."""

from __future__ import annotations

import numpy as np
import pytest

from aicompete.rules import (
    disaster_private,
    disaster_public,
    disaster_unknown,
    flaw_step,
    incident_chance,
    planners_brake,
    precaution_private,
    precaution_public,
    precaution_unknown,
    safety_dominates,
    share_above,
    society_prefers_safety,
)

RNG = np.random.default_rng(7)
DRAWS = 200_000


@pytest.mark.parametrize(("teams", "enmity", "scale"), [(2, 1.0, 1.0), (2, 1.0, 2.0), (5, 1.0, 0.25), (3, 0.4, 1.5)])
def test_chances_of_disaster_are_the_means_of_the_games(teams: int, enmity: float, scale: float) -> None:
    capability = np.sort(RNG.uniform(0.0, scale, size=(DRAWS, teams)), axis=1)
    winner, next_best = capability[:, -1], capability[:, -2]
    alone = 1.0 - precaution_private(winner, enmity, teams)
    known = 1.0 - precaution_public(winner - next_best, enmity)
    assert alone.mean() == pytest.approx(float(disaster_private(scale, enmity, teams)), abs=5e-3)
    assert known.mean() == pytest.approx(float(disaster_public(scale, enmity, teams)), abs=5e-3)
    assert float(disaster_unknown(scale, enmity, teams)) == 1.0 - float(precaution_unknown(scale, enmity, teams))


def test_more_information_can_be_worse() -> None:
    """At a small risk scale each step of information adds to the danger; with two teams too (Armstrong et al. 2016)."""
    two = [float(f(2.0, 1.0, 2.0)) for f in (disaster_unknown, disaster_private, disaster_public)]
    five = [float(f(0.25, 1.0, 5.0)) for f in (disaster_unknown, disaster_private, disaster_public)]
    assert two == pytest.approx([0.0, 1.0 / 3.0, 5.0 / 12.0], abs=2e-3)
    assert five == pytest.approx([0.95, 0.958, 0.958], abs=2e-3)


def test_rules_help_between_two_lines() -> None:
    """Payoffs of Han et al. (2020): skimping pays s times the speed; the lines tend to 1 - 1/s and 1 - 1/(3 s)."""
    b, s, c = 1.0, 2.0, 0.0
    safe, mixed, skims, both = b / 2.0 - c, b / (s + 1.0) - c, s * b / (s + 1.0), b / 2.0
    grid = np.linspace(0.0, 1.0, 1001)
    big = 1e6
    aa, au = big / 2.0, 0.0
    ua, uu = s * big, s * big / 2.0
    prefers = grid[society_prefers_safety(grid, aa, uu)].min()
    dominates = grid[safety_dominates(grid, aa, au, ua, uu)].min()
    assert prefers == pytest.approx(1.0 - 1.0 / s, abs=2e-3)
    assert dominates == pytest.approx(1.0 - 1.0 / (3.0 * s), abs=2e-3)
    assert prefers < dominates
    assert not society_prefers_safety(0.0, safe, both)
    assert not safety_dominates(0.0, safe, mixed, skims, both)


def test_a_planner_stops_when_life_is_dear() -> None:
    """Jones (2024): ten per cent growth, one per cent hazard, value of life six: stop after forty years."""
    years = float(planners_brake(0.1, 0.01, 6.0))
    assert years == pytest.approx(40.0)
    assert np.exp(0.1 * years) == pytest.approx(54.6, abs=0.05)
    assert np.exp(-0.01 * years) == pytest.approx(0.67, abs=0.005)
    assert planners_brake(0.1, 0.02, 6.0) == 0.0


def test_incidents_come_at_their_rate() -> None:
    rate = 0.3
    struck = share_above(RNG.standard_normal(DRAWS)) < incident_chance(rate)
    assert struck.mean() == pytest.approx(1.0 - np.exp(-rate), abs=4e-3)
    assert incident_chance(0.0) == 0.0
    z = np.linspace(-4.0, 4.0, 9)
    known = [0.9999683, 0.9986501, 0.9772499, 0.8413447, 0.5, 0.1586553, 0.0227501, 0.0013499, 0.0000317]
    assert np.allclose(share_above(z), known, atol=3e-4)


def test_flaws_rest_at_inflow_over_removal() -> None:
    flaws = np.ones(1)
    for _ in range(2000):
        flaws = flaw_step(flaws, 0.6, 1.5, 18.0)
    assert flaws == pytest.approx(0.4)
