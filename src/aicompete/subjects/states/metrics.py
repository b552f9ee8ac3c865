"""Metrics of the fifty states."""

from __future__ import annotations

import numpy as np

from aicompete.subjects.mechanism import Metric
from aicompete.subjects.state import World
from aicompete.subjects.states.state import state_facts
from aicompete.world.columns import Array


def _fighting(world: World) -> Array:
    return np.asarray((world.states.suing * state_facts().weight).sum(axis=1))


def _cost(world: World) -> Array:
    """Software growth that the patchwork takes beyond the start's."""
    return 1.0 - world.states.pace[:, world.facts.usa]


METRICS: tuple[Metric, ...] = (
    Metric("state_laws", "laws", "state AI laws of weight on the books", "series", lambda w: w.states.laws.sum(axis=1)),
    Metric(
        "state_laws_standing",
        "laws",
        "state laws that the federal standard leaves standing",
        "series",
        lambda w: w.states.standing.sum(axis=1),
    ),
    Metric(
        "state_fragmentation",
        "index",
        "odds that two parts of the US economy live under different AI rules",
        "series",
        lambda w: w.states.fragmentation[:, 0],
    ),
    Metric(
        "patchwork_cost_usa",
        "ratio",
        "US software growth lost to the patchwork beyond the start's (below 0: gained)",
        "series",
        _cost,
    ),
    Metric(
        "preemption_effective",
        "share",
        "part of the states' laws that the federal standard undoes in fact",
        "series",
        lambda w: w.states.preempted[:, 0],
    ),
    Metric(
        "preemption_statute", "index", "reach of the federal law in force", "series", lambda w: w.states.statute[:, 0]
    ),
    Metric(
        "preemption_enjoined",
        "share",
        "part of the federal standard that courts have stopped",
        "series",
        lambda w: w.states.enjoined[:, 0],
    ),
    Metric("states_fighting", "share", "part of the US economy in states that fight the standard", "series", _fighting),
)
