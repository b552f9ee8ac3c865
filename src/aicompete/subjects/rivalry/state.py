"""State of the rivalry of the two powers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from aicompete.world.columns import Array, Reads, Setup, column, spread
from aicompete.world.facts import Facts


@dataclass
class Rivalry:
    """What the powers feel and do against each other; ``power`` axis = USA, CHN."""

    threat: Array = column("power", "index", "threat that a power feels", "computed")
    threat_start: Array = column("power", "index", "threat under the levers before the start", "computed")
    effort: Array = column("power", "ratio", "effort of the state in the race, over the start's", "one")
    cooperation: Array = column("one", "index", "what the powers govern together", "computed")
    cooperation_start: Array = column("one", "index", "the same under the levers before the start", "computed")
    split: Array = column("one", "index", "how far the systems of the powers live in other nations", "computed")
    split_start: Array = column("one", "index", "the same at the start", "computed")
    fear: Array = column("one", "ratio", "enmity of the race, over the start's", "one")
    spill: Array = column("one", "ratio", "diffusion between the systems, over the start's", "one")
    pace: Array = column("nation", "ratio", "software growth that the state's effort adds, over the start's", "one")

    reads: ClassVar[Reads] = Reads()

    @classmethod
    def start(cls, facts: Facts, setup: Setup) -> Self:
        """The first month finds threat, cooperation and split; efforts are one."""
        two, one = spread(np.ones(2), setup.runs), spread(np.ones(1), setup.runs)
        zero = one - 1.0
        return cls(
            threat=two - 1.0,
            threat_start=two - 1.0,
            effort=two,
            cooperation=zero,
            cooperation_start=zero,
            split=zero,
            split_start=zero,
            fear=one,
            spill=one,
            pace=spread(np.ones(facts.n), setup.runs),
        )
