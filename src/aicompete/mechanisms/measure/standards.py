"""Metrics of stacks, standards and offers."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from aicompete.mechanisms.base import Metric
from aicompete.rules import Array

if TYPE_CHECKING:
    from aicompete.world.state import World

STACKS = ("us", "cn", "open")
POWERS = (("us", 0, "the United States"), ("cn", 1, "China"))


def _installed(stack: int) -> Callable[[World], Array]:
    def read(world: World) -> Array:
        gdp = world.nations.gdp
        return np.asarray((world.stacks.base[:, stack] * gdp).sum(axis=-1) / gdp.sum(axis=-1))

    return read


def _of(name: str, stack: int) -> Callable[[World], Array]:
    return lambda world: np.asarray(getattr(world.stacks, name)[:, stack])


def _offer(name: str, power: int) -> Callable[[World], Array]:
    return lambda world: np.asarray(getattr(world.offers, name)[:, power])


METRICS: tuple[Metric, ...] = (
    *(
        Metric(
            f"standard_share_{s}",
            "share",
            f"share of the {s} stack in the global standard",
            "series",
            _of("standard_share", i),
        )
        for i, s in enumerate(STACKS)
    ),
    *(
        Metric(
            f"stack_share_{s}",
            "share",
            f"GDP-weighted installed base of the {s} stack, powers included",
            "series",
            _installed(i),
        )
        for i, s in enumerate(STACKS)
    ),
    *(
        Metric(
            f"forum_share_{s}", "share", f"share of forum votes and seats for the {s} stack", "series", _of("forum", i)
        )
        for i, s in enumerate(STACKS)
    ),
    Metric(
        "un_track_weight",
        "share",
        "weight of the United Nations track among the forums",
        "series",
        lambda w: w.stacks.venue,
    ),
    *(
        Metric(f"stack_{s}", "share", f"installed base on the {s} stack", "nations", _of("base", i))
        for i, s in enumerate(STACKS)
    ),
    *(
        Metric(
            f"adoption_{s}",
            "share per month",
            f"part of the base that chose the {s} stack this month",
            "nations",
            _of("adoption", i),
        )
        for i, s in enumerate(STACKS)
    ),
    Metric(
        "adoption",
        "share per month",
        "part of a nation's base that chose a stack this month, by stack and adopter",
        "trade",
        lambda w: w.stacks.adoption,
    ),
    *(
        Metric(f"offer_{p}", "USD bn per year", f"money that {name} puts on the table", "nations", _offer("value", i))
        for p, i, name in POWERS
    ),
    *(
        Metric(
            f"package_{p}", "index", f"strength of the technology package of {name}", "nations", _offer("package", i)
        )
        for p, i, name in POWERS
    ),
)
