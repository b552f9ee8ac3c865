"""State of politics at home: the bond of politics and capital, backlash, support."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from aicompete.world.columns import Array, Reads, Setup, column, spread
from aicompete.world.facts import Facts


@dataclass
class Politics:
    """What the home fronts of the nations make of their governments' plans."""

    bond: Array = column("nation", "index", "how close a government and its rich backers are", "lobby_intensity")
    bond_start: Array = column("nation", "index", "the same at the start", "lobby_intensity")
    favour: Array = column("nation", "index", "deregulation that backers buy beyond the start's", "zero")
    access: Array = column("one", "ratio", "odds of a federal standard, over the start's, for US backers", "one")
    backlash: Array = column("nation", "index", "anger at lost jobs, concentration and lost services", "zero")
    support: Array = column("nation", "ratio", "support for the race, over the start's", "one")
    funding: Array = column("nation", "ratio", "part of planned budgets that the public lets pass", "one")

    reads: ClassVar[Reads] = Reads()

    @classmethod
    def start(cls, facts: Facts, setup: Setup) -> Self:
        """The first month sets the bond by the levers before the start."""
        zero, one = spread(np.zeros(facts.n), setup.runs), spread(np.ones(facts.n), setup.runs)
        return cls(
            bond=zero,
            bond_start=zero,
            favour=zero,
            access=one[:, :1],
            backlash=zero,
            support=one,
            funding=one,
        )
