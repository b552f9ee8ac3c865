"""Metrics of development: how far the South is behind, harm done, public use, the power that green sites save."""

from __future__ import annotations

import numpy as np

from aicompete.rules import Array, gini, power
from aicompete.subjects.mechanism import Metric
from aicompete.subjects.state import World
from aicompete.world.groups import members

USA, CHN = 0, 1


def per_head(world: World) -> Array:
    """Effective compute per head, as a ratio to that of the USA, ``(run, N)``."""
    level = world.capability.level
    people = world.development.ties.population
    return np.asarray(power(10.0 + np.zeros_like(level), level - level[:, :1]) * (people[USA] / people))


def capability_gini(world: World) -> Array:
    """Gini of effective compute per head over the nations, each counted by its people, ``(run,)``."""
    return gini(per_head(world), np.where(world.facts.is_rest, 0.0, world.development.ties.population))


def gap(world: World) -> Array:
    """Effective compute per head of the North (powers included) over that of the South, log10, ``(run,)``."""
    south = members(world.facts.date, "global_south")
    people = np.where(world.facts.is_rest, 0.0, world.development.ties.population)
    sizes = [people * (1.0 - south), people * south]
    north, poor = (np.einsum("rn,n->r", per_head(world), size / size.sum()) for size in sizes)
    return np.asarray(np.log10(north / poor))


def pace(world: World) -> Array:
    """Software growth for rules and practice at home, ``(run, N)``."""
    return world.development.pace


def misuse(world: World) -> Array:
    """Harm done with AI over that of the start, ``(run, N)``."""
    return world.development.misuse


METRICS: tuple[Metric, ...] = (
    Metric(
        "capability_gini", "index", "inequality of effective compute per head among nations", "series", capability_gini
    ),
    Metric("capability_gap_south", "log10", "effective compute per head, North over South", "series", gap),
    Metric("rule_pace_usa", "multiplier", "US software growth for rules and practice at home", "series", pace, (USA,)),
    Metric("rule_pace_chn", "multiplier", "China's software growth for rules and practice", "series", pace, (CHN,)),
    Metric("misuse_usa", "ratio", "harm done with AI in the USA, over the start", "series", misuse, (USA,)),
    Metric("misuse_chn", "ratio", "harm done with AI in China, over the start", "series", misuse, (CHN,)),
    Metric("misuse", "ratio", "harm done with AI, over the start", "nations", misuse),
    Metric("public_use", "index", "public bodies that use AI", "nations", lambda w: w.development.practised),
)
