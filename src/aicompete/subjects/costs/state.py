"""State of the account: costs by kind and nation, and what is noted beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from aicompete.world.columns import Array, Reads, Setup, column, lazy, spread
from aicompete.world.facts import Facts

KINDS = ("sales", "prices", "tariffs", "programmes", "compute", "idle", "minerals", "output", "ties")
"""Kinds of cost in the order of the account's axis."""
LAYERS = ("goods", "chips", "tools", "minerals", "sites")
"""Layers in which the powers are tied to each other, in the order of the axis."""


@lazy("by_kind", "tariffs_paid", "sales_lost", "ties")
@dataclass
class Costs:
    """Costs are what leaves a nation or is lost in it: what one resident pays another is no cost of the nation."""

    by_kind: Array = column("cost_kind nation", "USD bn per year", "what the competition costs, by kind", "zero")
    tariffs_paid: Array = column(
        "nation", "USD bn per year", "tariffs collected from importers: a transfer to their own treasury", "zero"
    )
    sales_lost: Array = column(
        "firm", "USD bn per year", "own part of sales that controls and guidance take from a firm", "zero"
    )
    ties: Array = column("tie_layer", "share", "what is left of the ties between the powers, by layer", "one")
    chips_at_hand: Array = column("", "share", "chips of all sorts that industries can use, over what they need", "one")

    reads: ClassVar[Reads] = Reads()

    @classmethod
    def start(cls, facts: Facts, setup: Setup) -> Self:
        """Nothing is booked before the first month."""
        nations = np.zeros(facts.n)
        return cls(
            by_kind=spread(np.zeros((len(KINDS), facts.n)), setup.runs),
            tariffs_paid=spread(nations, setup.runs),
            sales_lost=spread(np.zeros(len(facts.firm_ids)), setup.runs),
            ties=spread(np.ones(len(LAYERS)), setup.runs),
            chips_at_hand=spread(1.0, setup.runs),
        )
