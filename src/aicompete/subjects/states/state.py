"""State of the fifty states: laws, the will to make them, and what stands of a federal standard."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import ClassVar, NamedTuple, Self

import numpy as np

from aicompete.rules import logistic
from aicompete.world.columns import Array, Reads, Setup, Stream, column, spread
from aicompete.world.facts import Facts
from aicompete.world.tables import read_columns

LATE = "2024"
"""Starts from this year on have the laws of the wave of 2024 and 2025."""


class StateFacts(NamedTuple):
    """What does not change of the states, ``(S,)`` each."""

    names: tuple[str, ...]
    weight: Array
    """Part of the nation's GDP."""
    lean: Array
    """Democratic less Republican part of the vote of 2024."""
    activity: Array
    """Part of the nation's AI bills."""
    exports: Array
    """Part of the nation's exports to China."""
    sites: Array
    """Part of the nation's data centres."""


@cache
def state_facts() -> StateFacts:
    """The table of the states, as shares that sum to one."""
    rows = read_columns("us_states.csv")

    def share(name: str, least: float = 0.0) -> Array:
        values = np.array([float(x) for x in rows[name]]) + least
        return np.asarray(values / values.sum())

    return StateFacts(
        tuple(rows["name"]),
        share("gdp_usd_bn"),
        np.array([float(x) for x in rows["margin_2024"]]),
        share("ai_activity", 0.5),
        share("china_exports_usd_bn"),
        share("datacentre_share"),
    )


@dataclass
class States:
    """The states of the USA. ``pace`` and ``building`` are by nation for who reads them, one outside the USA."""

    ambition: Array = column("state", "index", "how much a state wants AI laws of its own", "vote of 2024 and luck")
    laws: Array = column("state", "laws", "AI laws of weight in force by the state's own books", "state_laws_start")
    standing: Array = column("state", "laws", "state laws that a federal standard leaves standing", "laws")
    suing: Array = column("state", "share", "how far a state fights the federal standard in court", "zero")
    wave: Array = column("one", "log", "attention of legislatures to AI beside the usual", "zero")
    statute: Array = column("one", "index", "reach of a federal law that overrides states", "zero")
    order: Array = column("one", "index", "reach of an executive order that does", "levers before the start")
    enjoined: Array = column("one", "share", "part of the federal standard that courts have stopped", "zero")
    preempted: Array = column("one", "share", "part of the states' laws that the standard undoes in fact", "zero")
    fragmentation: Array = column(
        "one", "index", "odds that two parts of the economy live under different rules", "computed"
    )
    fragmentation_start: Array = column("one", "index", "fragmentation at the start", "computed")
    enforcement: Array = column("one", "ratio", "federal control that states leave, over the start's", "one")
    building: Array = column("nation", "ratio", "pace of building AI sites that states allow, over the start's", "one")
    pace: Array = column("nation", "ratio", "software growth that the patchwork leaves, over the start's", "one")

    reads: ClassVar[Reads] = Reads(
        assumptions=("state_laws_start", "state_laws_early", "ambition_lean", "ambition_spread"),
        streams=(Stream("state_ambition", ("state",)),),
    )

    @classmethod
    def start(cls, facts: Facts, setup: Setup) -> Self:
        """Laws stand where bills were brought in; ambition follows the vote, with what it does not explain."""
        known, one = state_facts(), spread(np.zeros(1), setup.runs)
        nations = spread(np.ones(facts.n), setup.runs)
        count = "state_laws_start" if facts.date >= LATE else "state_laws_early"
        laws = setup.assume(count) * known.activity
        luck = setup.assume("ambition_spread") * setup.noise("state_ambition")
        return cls(
            ambition=logistic(setup.assume("ambition_lean") * known.lean + luck),
            laws=laws,
            standing=laws,
            suing=np.zeros_like(laws),
            wave=one,
            statute=one,
            order=one,
            enjoined=one,
            preempted=one,
            fragmentation=one,
            fragmentation_start=one,
            enforcement=one + 1.0,
            building=nations,
            pace=nations,
        )
