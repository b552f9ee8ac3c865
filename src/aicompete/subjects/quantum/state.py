"""State of quantum research: what it has risked, won and cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from aicompete.rules import waiting_hazard
from aicompete.world.columns import Array, Reads, Setup, Stream, column, spread
from aicompete.world.facts import Facts
from aicompete.world.past_policy import policy_at


@dataclass
class Quantum:
    """Computing by nation, sensing by power."""

    hazard: Array = column("power", "hazard", "chance of a breakthrough that was risked since the start", "zero")
    due: Array = column("power", "hazard", "hazard at which the breakthrough comes", "drawn: unit exponential")
    gain: Array = column("nation", "log10", "effective compute won by quantum computing", "zero")
    displaced: Array = column("nation", "USD bn per year", "money that quantum takes from chips and AI", "zero")
    sensing: Array = column("power", "USD bn", "stock of research in sensing and shields, worn by time", "at rest")
    exposed: Array = column("power", "share", "part of its hidden forces that the rival's sensing finds", "computed")

    reads: ClassVar[Reads] = Reads(assumptions=("quantum_memory",), streams=(Stream("quantum_luck", ("power",)),))

    @classmethod
    def start(cls, facts: Facts, setup: Setup) -> Self:
        """Stocks are at rest under the spending of before the start."""
        spent = policy_at(facts.date).lever("quantum_research")[:, :2]
        pair, none = np.zeros((setup.runs, 2)), spread(np.zeros(facts.n), setup.runs)
        return cls(
            hazard=pair,
            due=waiting_hazard(setup.noise("quantum_luck")),
            gain=none,
            displaced=none,
            sensing=spent * setup.assume("quantum_memory"),
            exposed=pair,
        )
