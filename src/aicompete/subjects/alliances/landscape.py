"""Metrics of the coalitions as a landscape: who is ill placed, who is near a border, how deep the blocs are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from aicompete.rules import Array, hedging_push, landscape_bond, product_by_run, safe_divide
from aicompete.subjects.alliances.state import EDGE
from aicompete.subjects.mechanism import Metric

if TYPE_CHECKING:
    from aicompete.subjects.state import World

BORDERS = ("membership_enter", "membership_leave")


def bonds(world: World) -> Array:
    """Bond of each nation to the camp it leans to, over all its bonds, ``(run, N)`` in [-1, 1].

    Two camps led by the powers, GDP as size; below zero the friends of a nation, all counted, stand on the other side.
    """
    ties, gdp = world.alliances.ties, world.economy.gdp
    every = product_by_run(gdp[:, None], np.abs(ties.propensity))[:, 0]
    return safe_divide(landscape_bond(gdp, ties.propensity, leaning(world)), every)


def leaning(world: World) -> Array:
    """Camp that each nation leans to, 1 or -1, ``(run, N)``."""
    return np.where(world.alliances.alignment >= 0.0, 1.0, -1.0)


def misplaced(world: World) -> Array:
    """Share of the GDP of nations that take sides whose bond is below zero, ``(run,)``: 0 at a local minimum."""
    weight = world.economy.gdp * world.alliances.ties.acts
    return np.asarray(np.where(bonds(world) < 0.0, weight, 0.0).sum(axis=1) / weight.sum(axis=1))


def smallest_push(world: World) -> Array:
    """Smallest bond of a nation that is well placed, ``(run,)``: the push that flips a nation of the configuration."""
    found = bonds(world)
    counted = (world.alliances.ties.acts > 0.0) & (found >= 0.0)
    return np.asarray(np.where(counted, found, 1.0).min(axis=1))


def push(world: World) -> Array:
    """Utility that would take each nation's alignment of today across the next border of a bloc, ``(run, N)``.

    For members the border of leaving, for the others that of joining the side they lean to.
    """
    alliances = world.alliances
    strength = np.minimum(np.abs(alliances.alignment), EDGE)
    border = np.where(alliances.membership != 0.0, alliances.leave[:, None], alliances.enter[:, None])
    return hedging_push(strength, border, alliances.hedge) * alliances.ties.acts


def depth(world: World) -> Array:
    """How deep each power's bloc goes, ``(run, power)``: mean over members, by GDP, of three shares.

    Alignment, compliance with the power's controls and its stack in the installed base: each 1 for a nation that goes
    all the way. 0 without members.
    """
    alliances = world.alliances
    aligned = np.stack([alliances.alignment, -alliances.alignment], axis=1)
    gone = (aligned + alliances.compliance + world.stacks.base[:, :2]) / 3.0
    inside = np.stack([np.maximum(alliances.membership, 0.0), np.maximum(-alliances.membership, 0.0)], axis=1)
    weight = inside * (world.economy.gdp * alliances.ties.acts)[:, None]
    return safe_divide((gone * weight).sum(axis=-1), weight.sum(axis=-1))


METRICS: tuple[Metric, ...] = (
    Metric("landscape_misplaced", "share", "GDP of nations whose friends stand in the other camp", "series", misplaced),
    Metric(
        "landscape_push",
        "index",
        "smallest bond of a nation that is well placed: how far the camps are from flipping",
        "series",
        smallest_push,
    ),
    *(
        Metric(
            f"coalition_depth_{power}",
            "share",
            f"depth of {name} coalition: alignment, compliance and stack of its members",
            "series",
            depth,
            (place,),
        )
        for place, (power, name) in enumerate((("us", "the US"), ("cn", "China's")))
    ),
    Metric("landscape_bond", "index", "bond to the camp it leans to, over all its bonds", "nations", bonds),
    Metric("push_to_change", "utility", "push that would take it across the border of a bloc", "nations", push),
)
