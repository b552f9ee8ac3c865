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

    course: Array = column("one", "0 or 1", "1 where the White House is not with the party of the start", "zero")

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
            course=zero[:, :1],
        )


@dataclass
class Pillars:
    """``pillar`` axis = technology, infrastructure, rules; all of the two powers."""

    index: Array = column("pillar power", "ratio", "each pillar, over the start's", "one")
    raw_start: Array = column(
        "pillar power", "share", "each pillar at the start, as a part of both powers'", "computed"
    )
    users_start: Array = column("power", "share", "base of a power's stack abroad at the start", "computed")
    chain: Array = column("power", "ratio", "the weakest pillar, over the start's", "one")
    gain: Array = column(
        "power", "ratio", "what a push on software gives back in ten years through users abroad", "zero"
    )
    pace: Array = column("nation", "ratio", "software growth that users abroad add, over the start's", "one")

    reads: ClassVar[Reads] = Reads()

    @classmethod
    def start(cls, facts: Facts, setup: Setup) -> Self:
        """The first month finds what everything is counted from."""
        three, two = spread(np.ones((3, 2)), setup.runs), spread(np.ones(2), setup.runs)
        return cls(
            index=three,
            raw_start=three,
            users_start=two,
            chain=two,
            gain=two - 1.0,
            pace=spread(np.ones(facts.n), setup.runs),
        )
