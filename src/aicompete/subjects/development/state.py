"""State of development: what rules, public use, green building and help from abroad do to makers and users of AI."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from aicompete.world.columns import Array, Reads, Setup, column, spread
from aicompete.world.facts import Facts
from aicompete.world.relations import Relations, relations


@dataclass
class Development:
    """What other subjects read of it is neutral at the start."""

    ties: Relations
    pace: Array = column("nation", "multiplier", "software growth for rules and practice at home", "one")
    skill: Array = column("nation", "log10 per month", "software gained by help from abroad", "zero")
    draw: Array = column("nation", "multiplier", "power of a new chip for green building", "one")
    demand: Array = column("nation", "multiplier", "AI budgets for public use and the price of green building", "one")
    practised: Array = column("nation", "index", "public bodies that use AI", "levers before the start")
    borne: Array = column(
        "nation", "share", "part of software growth that rules cost by now", "levers before the start"
    )
    guarded: Array = column("nation", "share", "part of the harm that rules prevent by now", "levers before the start")
    let_through: Array = column("nation", "ratio", "harm that safety rules let through, over the start", "one")
    misuse: Array = column("nation", "ratio", "everyday harm done with AI, over the start", "one")
    level_start: Array = column("nation", "log10 H100e", "capability at the start", "computed in the first month")

    reads: ClassVar[Reads] = Reads()

    @classmethod
    def start(cls, facts: Facts, setup: Setup) -> Self:
        """Nothing moves yet."""
        one, zero = spread(np.ones(facts.n), setup.runs), spread(np.zeros(facts.n), setup.runs)
        return cls(relations(facts.date), one, zero, one, one, zero, zero, zero, one, one, zero)
