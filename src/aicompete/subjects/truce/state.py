"""State of the truce between the powers: whether it holds, how long it still runs, what has come back since."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import ClassVar, Self

import numpy as np

from aicompete.world.columns import Array, Reads, Setup, column, spread
from aicompete.world.facts import Facts
from aicompete.world.past_policy import policy_at

NO_END = 1e6
"""Months that a truce without a term is taken to run."""
LONGEST = 60
ORIGIN = "lever_history.csv"


@dataclass
class Truce:
    """One treaty between the two powers; everything is 0 or 1 but the months."""

    in_force: Array = column("", "0 or 1", "the truce holds", ORIGIN)
    months_left: Array = column("", "months", "time to the end of the present term", ORIGIN)
    lapsed: Array = column("", "0 or 1", "a truce has ended, and what it held back is in force", "zero")
    months_lapsed: Array = column("", "months", "months so far without the truce that had been", "zero")
    doubt: Array = column("", "share", "chance others give to its end within their horizon", "zero")
    tariff_back: Array = column("nation", "percent", "tariff on the rival that has come back with its end", "zero")
    wished: Array = column("", "0 or 1", "both powers stood by it last month", ORIGIN)

    reads: ClassVar[Reads] = Reads()

    @classmethod
    def start(cls, facts: Facts, setup: Setup) -> Self:
        """The treaty of the record: in force or not, and the months of its term that are left."""
        holds, left = of_record(facts.date)
        zero = spread(0.0, setup.runs)
        return cls(
            in_force=spread(holds, setup.runs),
            months_left=spread(left, setup.runs),
            lapsed=zero,
            months_lapsed=zero,
            doubt=zero,
            tariff_back=spread(np.zeros(facts.n), setup.runs),
            wished=spread(holds, setup.runs),
        )


@cache
def of_record(start: str) -> tuple[float, float]:
    """Whether a truce held on the eve of a start month, and the months of its term that were left then."""
    if not _held_at(start):
        return 0.0, 0.0
    age = 0
    while age < LONGEST and _held_at(_earlier(start, age + 1)):
        age += 1
    term = float(policy_at(start).lever("truce_length").min(axis=1, where=_powers(start), initial=LONGEST)[0])
    return 1.0, max(term - age, 1.0) if term > 0.0 else NO_END


def _powers(start: str) -> np.ndarray:
    values = policy_at(start).lever("truce_active")
    return np.arange(values.shape[1])[None] < 2


def _held_at(start: str) -> bool:
    return bool((policy_at(start).lever("truce_active")[0, :2] > 0.0).all())


def _earlier(start: str, months: int) -> str:
    year, month = map(int, start.split("-"))
    at = 12 * year + month - 1 - months
    return f"{at // 12:04d}-{at % 12 + 1:02d}"
