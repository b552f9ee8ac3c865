"""Metrics of stacks, standards and forums."""

from __future__ import annotations

import numpy as np

from aicompete.rules import Array
from aicompete.subjects.mechanism import Metric
from aicompete.subjects.state import World

STACKS = ("us", "cn", "open")
POWERS = (("us", "the United States and its clubs"), ("cn", "China and its partners"))


def installed(world: World) -> Array:
    """Installed base of each stack over the world's GDP, ``(run, stack)``."""
    gdp = world.economy.gdp
    return np.asarray(np.einsum("rsn,rn->rs", world.stacks.base, gdp) / gdp.sum(axis=-1, keepdims=True))


def standard_share(world: World) -> Array:
    """Share of each stack in the global standard, ``(run, stack)``."""
    return world.stacks.standard_share


def forum(world: World) -> Array:
    """Share of each stack in the forums, ``(run, stack)``."""
    return world.stacks.forum


def fields(world: World) -> Array:
    """Field of new standards covered by the texts of each power, ``(run, power, track)``."""
    return world.stacks.text_field


def texts(world: World) -> Array:
    """Texts that each power has published, ``(run, power)``."""
    return world.stacks.published


def base(world: World) -> Array:
    """Installed base, ``(run, stack, N)``."""
    return world.stacks.base


def adoption(world: World) -> Array:
    """Part of the base that chose each stack this month, ``(run, stack, N)``."""
    return world.stacks.adoption


METRICS: tuple[Metric, ...] = (
    *(
        Metric(
            f"standard_share_{s}",
            "share",
            f"share of the {s} stack in the global standard",
            "series",
            standard_share,
            (i,),
        )
        for i, s in enumerate(STACKS)
    ),
    *(
        Metric(
            f"stack_share_{s}",
            "share",
            f"GDP-weighted installed base of the {s} stack, powers included",
            "series",
            installed,
            (i,),
        )
        for i, s in enumerate(STACKS)
    ),
    *(
        Metric(f"forum_share_{s}", "share", f"share of forum votes and seats for the {s} stack", "series", forum, (i,))
        for i, s in enumerate(STACKS)
    ),
    *(
        Metric(f"text_field_{p}", "share", f"field of new standards that texts of {n} cover", "series", fields, (i, 0))
        for i, (p, n) in enumerate(POWERS)
    ),
    *(
        Metric(f"texts_{p}", "count", f"texts published by {n} since the start", "series", texts, (i,))
        for i, (p, n) in enumerate(POWERS)
    ),
    Metric(
        "un_track_weight",
        "share",
        "weight of the United Nations track among the forums",
        "series",
        lambda w: w.stacks.venue,
    ),
    *(
        Metric(f"stack_{s}", "share", f"installed base on the {s} stack", "nations", base, (i,))
        for i, s in enumerate(STACKS)
    ),
    *(
        Metric(
            f"adoption_{s}",
            "share per month",
            f"part of the base that chose the {s} stack this month",
            "nations",
            adoption,
            (i,),
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
)
