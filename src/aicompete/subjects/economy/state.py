"""State of the economies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

from aicompete.world.columns import Array, Reads, Setup, column, spread
from aicompete.world.facts import Facts


@dataclass
class Economy:
    """One row a nation; the last row is the rest of the world, here and in all columns over nations."""

    gdp: Array = column("nation", "USD bn per year", "gross domestic product", "economy_by_nation.csv")

    reads: ClassVar[Reads] = Reads()

    @classmethod
    def start(cls, facts: Facts, setup: Setup) -> Self:
        """GDP of the start table."""
        return cls(gdp=spread(facts.tables.gdp, setup.runs))
