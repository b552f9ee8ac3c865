"""State of capability: effective compute of the nations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from aicompete.world.columns import Array, Reads, Setup, column, spread
from aicompete.world.facts import Facts, smuggled_stock
from aicompete.world.past_policy import policy_at

PAST = 180
"""Months of the leader's past that are kept."""


@dataclass
class Capability:
    """Capability as log10 of effective compute."""

    own_level: Array = column("nation", "log10 H100e", "level that own compute and software support", "computed")
    level: Array = column("nation", "log10 H100e", "capability index: log10 of effective compute", "rests at start gap")
    software: Array = column("nation", "log10", "software efficiency above the start frontier", "zero")
    science: Array = column("nation", "ratio", "research of home firms over its trend", "one")
    open_level: Array = column("one", "log10 H100e", "capability of the best open model of all nations", "computed")
    leak_closed: Array = column("nation", "ratio", "pull of the leader through closed models, over own pull", "zero")
    leak_open: Array = column("nation", "ratio", "pull of the leader through open models, over own pull", "zero")
    forks: Array = column(
        "power", "share", "users of a power's open models who go on without it", "at rest under clauses before"
    )
    open_following: Array = column("power", "share", "share of the users of the powers' open models", "computed")
    leader_path: Array = column(
        "past", "log10 H100e", "the leader's capability in past months, newest last", "assumption"
    )
    leader_speed: Array = column(
        "one", "log10 per month", "growth of the leader before its recorded path", "assumption"
    )

    reads: ClassVar[Reads] = Reads(
        assumptions=("diffusion", "fork_rate", "fork_return", "leader_growth_before", "smuggled_stock_scale")
    )

    @classmethod
    def start(cls, facts: Facts, setup: Setup) -> Self:
        """Capability rests where own compute and what diffuses from the leader balance."""
        used = spread(facts.tables.compute_owned, setup.runs) + smuggled_stock(facts, setup)
        own = np.log10(used)
        leader = own.max(axis=1, keepdims=True)
        k, speed = setup.assume("diffusion"), setup.assume("leader_growth_before")
        leaving = setup.assume("fork_rate") * policy_at(facts.date).lever("open_source_weaponisation")[:, :2]
        zero = spread(np.zeros(facts.n), setup.runs)
        return cls(
            own_level=own,
            level=(own + k * leader) / (1.0 + k),
            software=spread(np.zeros(facts.n), setup.runs),
            science=spread(np.ones(facts.n), setup.runs),
            open_level=leader,
            leak_closed=zero,
            leak_open=zero,
            forks=leaving / (leaving + setup.assume("fork_return")),
            open_following=zero[:, :2],
            leader_path=leader + np.arange(-PAST + 1, 1) / 12.0 * speed,
            leader_speed=speed / 12.0,
        )
