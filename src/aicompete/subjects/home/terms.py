"""Elections of the leader: every fourth January another party may take over, with another course toward allies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from aicompete.config.reading.months import month_number
from aicompete.rules import Array, share_above
from aicompete.subjects.mechanism import Month

if TYPE_CHECKING:
    from aicompete.subjects.state import World

TERM = 48
INAUGURATION = 2025
"""A year in which a term began: others lie four years apart."""
KNOWN = {"2025-01": 1.0}
"""Chances that are facts by now: the White House changed hands."""
CHANCE = "party_turnover"


def hold_elections(world: World, month: Month) -> None:
    """Where a term begins, the other party takes over with its chance: rebinds course, 1 where it is not the start's.

    What a new government does with it is its own choice: rules of reply read the course (``replies``).
    """
    politics = world.politics
    chance = month.assume(CHANCE)
    for index, certain in _known(world.facts.date):
        chance = np.where(month.index == index, certain, chance)
    begins = np.where((month.index - _first(world.facts.date)) % TERM == 0, 1.0, 0.0)
    turned = share_above(month.noise("white_house")) < begins * chance
    politics.course = np.where(turned, 1.0 - politics.course, politics.course)


def _first(date: str) -> int:
    """Months from a start to the first inauguration after it."""
    return (month_number(f"{INAUGURATION}-01") - month_number(date)) % TERM


def _known(date: str) -> list[tuple[int, float]]:
    start = month_number(date)
    return [(month_number(when) - start, chance) for when, chance in KNOWN.items() if month_number(when) > start]


def course_of_leader(world: World) -> Array:
    """Whether the leader is governed by another party than at the start, ``(run, 1)``."""
    return world.politics.course
