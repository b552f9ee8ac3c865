"""The General Assembly: every state that votes has a seat, the EU is a spread, groups keep their means."""

from __future__ import annotations

import numpy as np
import pytest

from aicompete.world.assembly import assembly
from aicompete.world.tables import START_DATES, load_tables, read_columns


@pytest.mark.parametrize(("date", "states"), [("2022-01", 193), ("2026-01", 191)])
def test_all_states_that_voted_have_a_seat(date: str, states: int) -> None:
    seats = assembly(date)
    assert seats.states.sum() == states
    assert seats.power.sum() == 2
    world, voters = load_tables(date), read_columns("diplomacy_by_nation.csv")
    for iso3, when, votes in zip(voters["iso3"], voters["date"], voters["un_votes"], strict=True):
        if when == date:
            assert seats.states[seats.nation == world.index(iso3)].sum() == float(votes), iso3


@pytest.mark.parametrize("date", START_DATES)
def test_groups_have_the_votes_of_their_nation_as_mean_and_a_spread(date: str) -> None:
    world, seats = load_tables(date), assembly(date)
    places = seats.positions(world.votes[None], np.zeros(1))[0]
    for group, low, high in (("EUR", 0.1, 0.2), ("ROW", 0.3, 0.4)):
        at = seats.nation == world.index(group)
        mean = np.average(places[at], weights=seats.states[at])
        assert mean == pytest.approx(world.votes[world.index(group)], abs=0.003)
        spread = np.sqrt(np.average((places[at] - mean) ** 2, weights=seats.states[at]))
        assert low < spread < high


def test_the_rest_drifts_and_nobody_else_and_nobody_leaves_the_scale() -> None:
    world, seats = load_tables("2026-01"), assembly("2026-01")
    still, moved = (seats.positions(world.votes[None], np.array([by]))[0] for by in (0.0, 0.1))
    np.testing.assert_allclose((moved - still)[seats.rest == 0.0], 0.0)
    assert (moved[seats.rest == 1.0] > still[seats.rest == 1.0]).all()
    far = seats.positions(world.votes[None], np.array([9.0]))
    assert np.abs(far).max() <= 1.0
