"""State of the laws that nations outside the powers choose for themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from aicompete.world.columns import Array, Reads, Setup, column, spread
from aicompete.world.facts import Facts
from aicompete.world.past_policy import policy_at

CHOSEN = ("chip_export_control", "sme_export_control", "hbm_export_control")
"""Levers that a nation outside the powers chooses for itself where a scenario does not pin them; the ``law`` axis."""


@dataclass
class Laws:
    """Export-control laws by choice; where a scenario pins a law, its path is in force and this column is not."""

    law: Array = column("law nation", "index", "law in force by choice", "lever_history.csv, defaults")
    law_start: Array = column("law nation", "index", "law in force before the start", "lever_history.csv, defaults")
    wanted: Array = column("law nation", "index", "law a government would have today", "computed")
    leeway: Array = column(
        "law nation", "index", "how much stricter officials judge applications than the law alone has it", "zero"
    )
    tightening: Array = column("stage law nation", "index", "stricter law that is being drafted", "zero")
    easing: Array = column("stage law nation", "index", "repeal that is being drafted", "zero")
    listed: Array = column("law nation", "index", "part of the makers' laws that a government copies", "zero")
    aim: Array = column("law nation", "share", "part of a full campaign that the leader's officials give it", "zero")
    aim_start: Array = column("law nation", "share", "the same before the start", "computed in the first month")

    reads: ClassVar[Reads] = Reads()

    @classmethod
    def start(cls, facts: Facts, setup: Setup) -> Self:
        """Today's laws, and nothing in the drawer."""
        before = policy_at(facts.date)
        law = spread(np.stack([before.lever(name)[0] for name in CHOSEN]), setup.runs)
        none = np.zeros((setup.runs, 3, *law.shape[1:]))
        zero = np.zeros_like(law)
        return cls(law, law, law, zero, none, none, zero, zero, zero)

    @property
    def enforced(self) -> Array:
        """Strictness that applicants meet, ``(run, law, N)``: the law, and how officials judge by it."""
        return np.clip(self.law + self.leeway, 0.0, 1.0)
