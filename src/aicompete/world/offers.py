"""State of the offers: what the two powers put on the table for every nation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from aicompete.world.columns import Array, Reads, Setup, column, spread
from aicompete.world.facts import Facts
from aicompete.world.relations import Relations, relations


@dataclass
class Offers:
    """Power axis = USA, CHN. ``*_start`` columns hold what the levers in force before the start date gave."""

    value: Array = column("power nation", "USD bn per year", "money on the table: programmes shared out over nations", "computed")
    delivered: Array = column("power nation", "USD bn per year", "value after execution and after what the conditions put off", "computed")
    effect: Array = column("power nation", "log", "ln(1 + delivered / reference share of GDP)", "computed")
    effect_start: Array = column("power nation", "log", "effect of the levers in force before the start", "lever_history.csv, defaults")
    package: Array = column("power nation", "index", "strength of the technology package a nation is ready to take", "computed")
    package_start: Array = column("power nation", "index", "package of the levers in force before the start", "lever_history.csv, defaults")

    ties: Relations

    reads: ClassVar[Reads] = Reads()

    @classmethod
    def start(cls, facts: Facts, setup: Setup) -> Self:
        """Nothing on the table; the first month fills the columns before anybody reads them."""
        zero = spread(np.zeros((2, facts.n)), setup.runs)
        return cls(zero, zero, zero, zero, zero, zero, relations(facts.date))
