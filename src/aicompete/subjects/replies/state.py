"""State of the replies: what the rules have seen, and what they have added to the levers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from aicompete.world.columns import Array, Reads, Setup, column
from aicompete.world.facts import Facts

NEVER = 1000.0
"""Months since the last action of a rule that has not acted yet: more than any run has."""


@dataclass
class Replies:
    """What the rules of reply have seen and done; columns without entries where no rule is at work."""

    added: Array = column("rule", "lever's own", "what a rule adds to its lever this month", "zero")
    acted: Array = column("rule", "-1, 0, 1", "whether a rule took a step (1) or a step back (-1) this month", "zero")
    since: Array = column("rule", "months", "months since a rule acted", "never")
    in_force: Array = column("place", "lever's own", "answered levers in force this month", "computed")
    seen: Array = column("input past", "own units", "what rules look at, the last month first", "computed")
    first: Array = column("input", "own units", "what rules look at, in the first month", "computed")
    strength: Array = column("", "ratio", "how strongly governments answer", "assumption reply_strength")

    reads: ClassVar[Reads] = Reads(assumptions=("reply_strength",))

    @classmethod
    def start(cls, facts: Facts, setup: Setup) -> Self:
        """Nothing seen, nothing added, and no rule."""
        return cls.empty(setup.runs, 0, 0, 0, 0, setup.assume("reply_strength", 0))

    @classmethod
    def empty(cls, runs: int, rules: int, places: int, inputs: int, months: int, strength: Array) -> Self:
        """Room for so many rules, answered levers, things looked at and months of them."""
        none = np.zeros((runs, rules))
        return cls(
            none,
            none,
            none + NEVER,
            np.zeros((runs, places)),
            np.zeros((runs, inputs, months)),
            np.zeros((runs, inputs)),
            strength,
        )
