"""State of the standing of the powers, beside what their diplomacy does for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from aicompete.world.columns import Array, Reads, Setup, column, spread
from aicompete.world.facts import Facts
from aicompete.world.relations import Relations, relations


@dataclass
class Standing:
    """Power axis = USA, CHN."""

    ties: Relations
    centre: Array = column("power", "index", "world centre for AI ethics: work and guests it has", "levers before")
    conduct_pull: Array = column("power nation", "index", "what conduct at home adds to a power's legitimacy", "zero")

    reads: ClassVar[Reads] = Reads()

    @classmethod
    def start(cls, facts: Facts, setup: Setup) -> Self:
        """The first month sets the centre before anybody reads it."""
        zero = spread(np.zeros((2, facts.n)), setup.runs)
        return cls(relations(facts.date), zero[:, :, 0], zero)
