"""Seats of the UN General Assembly: nations with a vote, the members of the EU one by one, the others in groups."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from aicompete.world.columns import Array
from aicompete.world.tables import REST, assembly_seats, load_tables, read_columns

GROUP = "EUR"


@dataclass(frozen=True, eq=False)
class Assembly:
    """Who sits in the assembly at a start date; seat axis ``(S,)``.

    Attributes
    ----------
    nation : place on the nation axis of whom the seat goes with.
    offset : how far the seat stands from that nation's votes (index); 0 for a nation of its own.
    states : states on the seat.
    power, rest : 1 for the seats of the powers, of the rest of the world, else 0.
    """

    nation: npt.NDArray[np.intp]
    offset: Array
    states: Array
    power: Array
    rest: Array

    def members(self, nations: int) -> Array:
        """States whose seats go with each nation ``(N,)``, at least 1."""
        return np.maximum(np.bincount(self.nation, weights=self.states, minlength=nations), 1.0)

    def positions(self, votes: Array, drift: Array) -> Array:
        """Where the seats stand ``(run, S)``, from the votes ``(run, N)`` and the drift of the rest ``(run,)``."""
        moved = votes[:, self.nation] + self.offset + drift[:, None] * self.rest
        return np.clip(moved, -1.0, 1.0)


@cache
def assembly(date: str) -> Assembly:
    """The assembly of a start date: ``assembly.csv`` for the EU's members and the rest, one seat for any other voter.

    Offsets of a group are counted from its mean, so that the mean of its seats is the votes of the group.
    """
    tables, voters = load_tables(date), read_columns("diplomacy_by_nation.csv")
    seats: list[tuple[int, float, float]] = []
    for iso3, when, votes in zip(voters["iso3"], voters["date"], voters["un_votes"], strict=True):
        if when == date and iso3 not in (GROUP, REST) and float(votes) > 0.0:
            seats.append((tables.index(iso3), 0.0, float(votes)))
    for group in (GROUP, REST):
        place, states = assembly_seats(date, group)
        mean = float((place * states).sum() / states.sum())
        seats += [(tables.index(group), x - mean, n) for x, n in zip(place.tolist(), states.tolist(), strict=True)]
    nation = np.array([seat[0] for seat in seats], dtype=np.intp)
    return Assembly(
        nation=nation,
        offset=np.array([seat[1] for seat in seats]),
        states=np.array([seat[2] for seat in seats]),
        power=(nation < 2).astype(np.float64),
        rest=(nation == tables.index(REST)).astype(np.float64),
    )
