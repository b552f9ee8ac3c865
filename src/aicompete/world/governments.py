"""Governments: who is in office, which side they are of, when their terms end. Dated facts, no run axis."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np

from aicompete.config.reading.months import month_number
from aicompete.world.coding import HABIT_YEARS, last_vote
from aicompete.world.columns import Array
from aicompete.world.facts import Facts
from aicompete.world.tables import read_columns

SIDES = {"left": -1.0, "centre": 0.0, "none": 0.0, "right": 1.0}
ASSEMBLY = "11-01"
"""Day of a year whose government casts its votes: the General Assembly votes from October to December."""

NEVER = 1e6
"""Month of the run at which what never comes would come."""


@dataclass(frozen=True, eq=False)
class Governments:
    """Governments of the nations of a start date, nation axis ``(N,)``.

    Attributes
    ----------
    side : of the government in office on the first day: -1 left, 0 centre or none, 1 right (0 where none is coded).
    usual : mean side of the governments that cast the votes of the years that make the habit, see ``coding.habit_of``.
    months : (K, N) months of the run in which the side of the government changed in fact; ``NEVER`` where it did not.
    sides : (K, N) its side from then on.
    next_end : month of the run at which the first regular term ends after the coded record; ``NEVER`` without terms.
    term : months between two regular ends; 0 without terms.
    democracy : 1 where elections are free, 0 where they are not or there are none.
    """

    side: Array
    usual: Array
    months: Array
    sides: Array
    next_end: Array
    term: Array
    democracy: Array


def governments(facts: Facts) -> Governments:
    """The governments as they stand at the start date of these facts."""
    return facts.once(_governments)


@cache
def in_office() -> dict[str, tuple[tuple[str, float], ...]]:
    """Governments by nation, each ``(day of taking office, side)``, the first first."""
    rows = read_columns("governments.csv")
    found: dict[str, list[tuple[str, float]]] = {}
    for iso3, since, side in zip(rows["iso3"], rows["since"], rows["side"], strict=True):
        found.setdefault(iso3, []).append((since, SIDES[side]))
    return {iso3: tuple(sorted(terms)) for iso3, terms in found.items()}


def side_on(iso3: str, day: str) -> float | None:
    """Side of the government in office on a day (``2022-01-01``); None where nobody is coded yet."""
    known = [side for since, side in in_office().get(iso3, ()) if since <= day]
    return known[-1] if known else None


def _governments(facts: Facts) -> Governments:
    names, first = facts.tables.nation_ids, f"{facts.date}-01"
    last = last_vote(facts.date)
    days = [f"{year}-{ASSEMBLY}" for year in range(last - HABIT_YEARS + 1, last + 1)]
    changes = [_changes(iso3, first, month_number(facts.date)) for iso3 in names]
    most = max(len(found) for found in changes)
    months, sides = np.full((most, len(names)), NEVER), np.zeros((most, len(names)))
    for place, found in enumerate(changes):
        for row, (month, side) in enumerate(found):
            months[row, place], sides[row, place] = month, side
    terms = read_columns("terms_of_office.csv")
    places = [names.index(iso3) for iso3 in terms["iso3"]]
    next_end, term, democracy = np.full(len(names), NEVER), np.zeros(len(names)), np.zeros(len(names))
    next_end[places] = [month_number(month) - month_number(facts.date) for month in terms["next_end"]]
    term[places] = [float(length) for length in terms["term_months"]]
    democracy[places] = [float(flag) for flag in terms["democracy"]]
    return Governments(
        side=np.array([side_on(iso3, first) or 0.0 for iso3 in names]),
        usual=np.array([np.mean([side_on(iso3, day) or 0.0 for day in days]) for iso3 in names]),
        months=months,
        sides=sides,
        next_end=next_end,
        term=term,
        democracy=democracy,
    )


def _changes(iso3: str, first: str, start: int) -> list[tuple[float, float]]:
    """Changes of side after the first day, each ``(month of the run, side)``."""
    return [
        (float(month_number(since) - start), side)
        for (_, before), (since, side) in pairwise(in_office().get(iso3, ()))
        if since > first and side != before
    ]
