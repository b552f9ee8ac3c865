"""State of the controls: who may ship what to whom this month, and what leaks past."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from aicompete.world.columns import Array, Reads, Setup, column, spread
from aicompete.world.facts import Facts


@dataclass
class Permissions:
    """Matrices from the issuers' levers and the others' compliance.

    All sellers of a supply pool meet the same controls, so chips are kept by pool; the seller-by-buyer matrices are
    these rows repeated (``Facts.seller_pool``).
    """

    chip_ceiling: Array = column(
        "pool nation", "ratio", "best performance the sellers of a pool may ship to a buyer, over the frontier", "one"
    )
    chip_share: Array = column("pool nation", "share", "share of the orders below the ceiling that is licensed", "one")
    chip_levy: Array = column("nation", "share of price", "revenue share taken on sales to this buyer", "zero")
    chip_control: Array = column(
        "nation", "index", "control on chips that this buyer meets, leader and others together", "zero"
    )
    tool_share: Array = column(
        "toolmaker",
        "ratio",
        "tools that a foreign toolmaker ships to advanced fabs in China, over its usual part",
        "one",
    )
    tool_access: Array = column("", "share", "share of foreign tools that Chinese advanced fabs may buy", "one")
    memory_allowed: Array = column(
        "open_memory",
        "share",
        "share of memory orders that a foreign maker may ship to China",
        "one",
    )
    memory_share: Array = column("", "share", "share of foreign high-bandwidth memory that may go to China", "one")

    reads: ClassVar[Reads] = Reads()

    @classmethod
    def start(cls, facts: Facts, setup: Setup) -> Self:
        """Everything permitted; the first month's permissions overwrite it before anything is shipped."""
        one = spread(np.ones((2, facts.n)), setup.runs)
        flat = spread(np.zeros(facts.n), setup.runs)
        return cls(
            chip_ceiling=one,
            chip_share=one,
            chip_levy=flat,
            chip_control=flat,
            tool_share=spread(np.ones(len(facts.foreign_toolmakers)), setup.runs),
            tool_access=spread(1.0, setup.runs),
            memory_allowed=spread(np.ones(len(facts.makers.open_memory)), setup.runs),
            memory_share=spread(1.0, setup.runs),
        )


@dataclass
class Leakage:
    """Chips that are bought legally in third places and carried past the controls."""

    smuggled: Array = column("nation", "H100e per month", "smuggled chips arriving at a buyer", "zero")
    transit_orders: Array = column("nation", "H100e", "chips that smugglers have on order through a nation", "zero")
    diverted: Array = column("nation", "H100e per month", "legal imports passed on to smugglers", "zero")
    hold: Array = column(
        "nation", "share", "how far the processing of data hangs on the leader's chips without an alternative", "one"
    )
    seized: Array = column("", "H100e per month", "smuggled chips caught on the way", "zero")

    reads: ClassVar[Reads] = Reads()

    @classmethod
    def start(cls, facts: Facts, setup: Setup) -> Self:
        """Nothing leaks before the first month."""
        none = spread(np.zeros(facts.n), setup.runs)
        return cls(
            smuggled=none,
            transit_orders=none,
            diverted=none,
            hold=spread(np.ones(facts.n), setup.runs),
            seized=spread(0.0, setup.runs),
        )
