"""One rule codes both start dates: votes between fixed poles, alignment from dated parts."""

from __future__ import annotations

import numpy as np
import pytest

from aicompete.world.coding import (
    POLES,
    WEIGHTS,
    alignment_codes,
    habit_of,
    ideal_points,
    last_vote,
    voted,
    votes_between,
)
from aicompete.world.tables import START_DATES, load_tables


def test_votes_are_the_ratio_of_distances_between_the_poles_and_do_not_turn_back_outside():
    usa, chn = 2.2, -0.8
    x = np.linspace(chn, usa, 31)
    near = (np.abs(x - chn) - np.abs(x - usa)) / (np.abs(x - chn) + np.abs(x - usa))
    np.testing.assert_allclose(votes_between(x, usa, chn), near, atol=1e-12)
    beyond = votes_between(np.array([-3.0, -0.9, 2.3, 9.0]), usa, chn)
    assert beyond.tolist() == [-1.0, -1.0, 1.0, 1.0]


@pytest.mark.parametrize(("date", "year"), list(zip(START_DATES, (2021, 2024), strict=True)))
def test_both_start_worlds_hold_the_votes_of_the_one_rule(date: str, year: int):
    world, coded = load_tables(date), voted(year)
    for iso3, value in coded.items():
        assert world.votes[world.index(iso3)] == pytest.approx(value, abs=0.004), iso3


def test_alignment_of_2022_is_that_of_the_one_rule():
    world, coded = load_tables("2022-01"), alignment_codes("2022-01")
    for iso3, value in coded.items():
        assert world.alignment_prior[world.index(iso3)] == pytest.approx(value, abs=0.001), iso3


def test_one_rule_moves_nations_far_less_than_two_rules():
    begin, end = (alignment_codes(date) for date in START_DATES)
    worlds = [load_tables(date) for date in START_DATES]
    names = worlds[0].nation_ids[2:-1]
    one = np.mean([abs(end[n] - begin[n]) for n in names])
    two = np.mean([abs(worlds[1].alignment_prior[worlds[1].index(n)] - begin[n]) for n in names])
    assert one < 0.05 < 0.1 < two


def test_weights_reach_the_ends():
    assert sum(weight for weight in WEIGHTS.values() if weight > 0) == pytest.approx(1.0)


def test_every_year_has_the_same_nations():
    by_year: dict[int, set[str]] = {}
    for iso3, year in ideal_points():
        by_year.setdefault(year, set()).add(iso3)
    assert len(set(map(frozenset, by_year.values()))) == 1
    assert "TWN" not in by_year[2024]


def test_the_habit_departs_from_the_last_votes_for_single_nations_and_not_for_all():
    for date, year in zip(START_DATES, (2021, 2024), strict=True):
        assert last_vote(date) == year
        wont, now = habit_of(year), voted(year)
        off = np.array([wont[name] - now[name] for name in now if name not in POLES])
        assert abs(off.mean()) < 1e-12
        assert off.std() > 0.02
        assert [wont[name] for name in POLES] == [1.0, -1.0]
