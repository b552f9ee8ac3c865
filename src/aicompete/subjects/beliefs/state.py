"""State of the beliefs: what agents expect of the controls to come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from aicompete.world.columns import Array, Reads, Setup, column, spread
from aicompete.world.facts import Facts
from aicompete.world.past_policy import policy_at

RECORD = "record of the levers before the start"


@dataclass
class Beliefs:
    """What agents expect of the controls to come."""

    chips: Array = column("nation", "index", "expected further tightening on chips to this buyer", RECORD)
    chips_start: Array = column("nation", "index", "the same before the first month", RECORD)
    minerals: Array = column("mineral", "index", "expected further tightening on a mineral", RECORD)
    minerals_start: Array = column("mineral", "index", "the same before the first month", RECORD)
    law: Array = column("nation", "probability", "chance that firms give a decoupling law of their nation", RECORD)
    chip_level: Array = column("nation", "index", "chip control seen last month", RECORD)
    other_level: Array = column("nation", "index", "other measures between the powers seen last month", RECORD)
    mineral_level: Array = column("mineral", "index", "mineral licensing seen last month", RECORD)

    reads: ClassVar[Reads] = Reads()

    @classmethod
    def start(cls, facts: Facts, setup: Setup) -> Self:
        """Nothing known; the first month recalls the record of the years before."""
        nation, mineral = spread(np.zeros(facts.n), setup.runs), spread(np.zeros(4), setup.runs)
        law = policy_at(facts.date).lever("decoupling_bill_threat") * np.ones((setup.runs, 1))
        return cls(nation, nation, mineral, mineral, law, nation, nation, mineral)
