"""State of entry-level office work, as shares of all who do it or look for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from aicompete.rules import erlang_steady_state
from aicompete.world.columns import Array, Reads, Setup, column, spread
from aicompete.world.facts import Facts


@dataclass
class Labour:
    """The three states add up to one."""

    employed: Array = column("nation", "share", "entry-level office workers with work", "at rest before automation")
    unemployed: Array = column("nation", "share", "the same without work", "at rest before automation")
    training: Array = column("nation", "share", "the same in training", "at rest before automation")
    unemployed_start: Array = column("nation", "share", "without work at the start", "at rest before automation")
    automated: Array = column("nation", "share", "entry-level office jobs taken by AI since the start", "zero")
    displaced: Array = column("nation", "share per month", "jobs taken by AI this month", "zero")
    level_before: Array = column("nation", "log10 H100e", "capability at hand a month ago", "start capability")
    new_jobs: Array = column("stage nation", "share", "new kinds of jobs that are coming up", "zero")

    reads: ClassVar[Reads] = Reads(assumptions=("unemployment_usual",))

    @classmethod
    def start(cls, facts: Facts, setup: Setup) -> Self:
        """Nobody is displaced by AI yet; training starts empty."""
        out = setup.assume("unemployment_usual") + spread(np.zeros(facts.n), setup.runs)
        zero = spread(np.zeros(facts.n), setup.runs)
        return cls(
            employed=1.0 - out,
            unemployed=out,
            training=zero,
            unemployed_start=out,
            automated=zero,
            displaced=zero,
            level_before=zero,
            new_jobs=erlang_steady_state(zero, 1.0, 3),
        )
