"""Which end a month would be called by, on columns of the model alone; the definition stands in docs/end_states.md."""

from __future__ import annotations

import numpy as np

from aicompete.subjects.mechanism import Metric
from aicompete.subjects.state import World
from aicompete.world.columns import Array

ENDS = ("unipolar", "split", "symbiosis", "mixed")
ALONE = 0.7
"""Part of the world's systems from which on one power has won."""
BOTH = 0.3
"""Part that each of two powers needs for two worlds."""
TRADE = 0.2
"""Ties left from which on two worlds still trade."""
APART = 0.25
"""Split of the systems over nations from which on each has its own uses."""


def parts(world: World) -> Array:
    """Part of each power's system in the world's, ``(run, power)``: mean of installed base and global standard."""
    gdp = world.economy.gdp
    base = (world.stacks.base[:, :2] * gdp[:, None, :]).sum(axis=2) / gdp.sum(axis=1, keepdims=True)
    return np.asarray(0.5 * (base + world.stacks.standard_share[:, :2]))


def trade(world: World) -> Array:
    """Ties between the powers that are left, mean of the layers of ``costs.ties``, ``(run,)``."""
    return np.asarray(world.costs.ties.mean(axis=1))


def classes(world: World) -> Array:
    """The end by name, one of four is 1, ``(run, end)``."""
    part, ties = parts(world), trade(world)
    one = part.max(axis=1) > ALONE
    two = ~one & (part.min(axis=1) > BOTH)
    apart = two & (ties < TRADE)
    side_by_side = two & ~apart & (world.rivalry.split[:, 0] >= APART)
    rest = ~one & ~apart & ~side_by_side
    return np.asarray(np.stack([np.where(which, 1.0, 0.0) for which in (one, apart, side_by_side, rest)], axis=1))


MEANING = {
    "unipolar": "one power's system is more than 0.7 of the world's",
    "split": "both systems are above 0.3, and less than 0.2 of the ties between the powers is left",
    "symbiosis": "both systems are above 0.3, trade, and live in different nations",
    "mixed": "none of the other three",
}

METRICS: tuple[Metric, ...] = (
    *(
        Metric(f"end_state_{name}", "0, 1", f"end state {name}: {MEANING[name]}", "series", classes, (place,))
        for place, name in enumerate(ENDS)
    ),
    Metric("system_share_us", "share", "US part of the world's AI systems: base and standard", "series", parts, (0,)),
    Metric("system_share_cn", "share", "Chinese part of the world's AI systems", "series", parts, (1,)),
)
