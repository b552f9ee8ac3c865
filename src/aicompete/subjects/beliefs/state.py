"""State of the beliefs: what agents expect of the controls to come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from aicompete.world.columns import Array, Reads, Setup, column, spread
from aicompete.world.facts import Facts


@dataclass
class Beliefs:
    """What agents expect of the controls to come."""

    chips: Array = column(
        "nation", "index", "expected further tightening on chips to this buyer", "zero; settles at its floor"
    )
    minerals: Array = column(
        "mineral", "index", "expected further tightening on a mineral", "zero; settles at its floor"
    )
    chip_level: Array = column("nation", "index", "chip control seen last month", "levers of the first month")
    other_level: Array = column(
        "nation", "index", "other measures between the powers seen last month", "levers of the first month"
    )
    mineral_level: Array = column("mineral", "index", "mineral licensing seen last month", "levers of the first month")
    seen: Array = column("", "bool", "whether a first month was seen", "zero")

    reads: ClassVar[Reads] = Reads()

    @classmethod
    def start(cls, facts: Facts, setup: Setup) -> Self:
        """Nothing expected beyond what rivalry keeps alive."""
        nation, mineral = spread(np.zeros(facts.n), setup.runs), spread(np.zeros(4), setup.runs)
        return cls(nation, mineral, nation, nation, mineral, spread(0.0, setup.runs))
