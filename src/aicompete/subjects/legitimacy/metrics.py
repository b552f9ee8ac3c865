"""Metrics of the powers' legitimacy by region, and of the centre for ethics."""

from __future__ import annotations

import numpy as np

from aicompete.rules import Array
from aicompete.subjects.mechanism import Metric
from aicompete.subjects.state import World
from aicompete.world.groups import REGIONS, regions

POWERS = (("us", 0, "the United States"), ("cn", 1, "China"))


def by_region(world: World) -> Array:
    """Mean legitimacy of each power in each region, ``(run, power, region)``; nations count alike."""
    inside = regions(world.facts.date)
    return np.asarray(np.einsum("rpn,gn->rpg", world.alliances.legitimacy, inside / inside.sum(axis=1, keepdims=True)))


def centre(world: World) -> Array:
    """Work and guests of each power's centre for ethics, ``(run, power)``."""
    return world.standing.centre


METRICS: tuple[Metric, ...] = (
    *(
        Metric(f"legitimacy_{p}_{g}", "index", f"legitimacy of {n} in {words}", "series", by_region, (i, j))
        for p, i, n in POWERS
        for j, (g, (words, _)) in enumerate(REGIONS.items())
    ),
    *(
        Metric(f"ethics_centre_{p}", "index", f"centre for AI ethics of {n}: work and guests", "series", centre, (i,))
        for p, i, n in POWERS
    ),
)
