"""What the years before the replay say of votes, and that the assumptions were taken from it."""

from __future__ import annotations

import numpy as np
import pytest

from aicompete.analysis.hindcast.alliances import before
from aicompete.analysis.hindcast.alliances.ranks import luck
from aicompete.config import load_catalogue
from aicompete.rules import half_life_to_rate


def test_the_side_of_a_government_shows_in_votes_before_the_replay():
    found = before.effect_of_side()
    assert max(before.BEFORE) < 2022
    assert found.slope > 1.645 * found.error > 0.0
    assert found.nations >= 25
    assert found.changes >= 12


def test_the_weight_of_a_government_is_what_was_measured_before_the_replay():
    """The mean over a term of five years of what half of a gap in four years closes, at the slope of the curve."""
    weight = load_catalogue().assumptions["vote_government_weight"]
    closed = np.mean([1.0 - (1.0 - half_life_to_rate(np.array(48.0))) ** (12.0 * year) for year in range(1, 6)])
    found = before.effect_of_side()
    low, high = ((found.slope + way * 1.645 * found.error) / (0.66 * closed) for way in (-1.0, 1.0))
    assert low < weight.central < high
    assert weight.low <= low
    assert high <= weight.high + 0.05


def test_a_side_that_is_drawn_at_random_shows_nothing(monkeypatch: pytest.MonkeyPatch):
    rng = np.random.default_rng(3)
    drawn: dict[tuple[str, str], float] = {}

    def some_side(name: str, day: str) -> float:
        return drawn.setdefault((name, day), float(rng.integers(-1, 2)))

    monkeypatch.setattr(before, "side_on", some_side)
    found = before.effect_of_side()
    assert abs(found.slope) < 3.0 * found.error
    assert found.error < 0.01


def test_votes_give_back_what_a_year_departed_as_fast_as_the_half_life_says():
    back, windows = before.pull_of_habit()
    half_life = load_catalogue().assumptions["vote_half_life"].central
    assert back == pytest.approx(1.0 - 0.5 ** (12.0 * before.AHEAD / half_life), abs=0.1)
    assert min(windows) > 0.0


def test_luck_is_nothing_where_runs_agree_and_grows_with_their_spread():
    came = np.linspace(-1.0, 1.0, 20)
    noise = np.random.default_rng(1).normal(size=(40, 20))
    assert luck(np.repeat(came[None], 40, axis=0), came) == 0.0
    assert luck(came + 5.0 * noise, came) > luck(came + 0.5 * noise, came) > 0.0
