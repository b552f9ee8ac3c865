"""Metrics of the offers."""

from __future__ import annotations

from aicompete.rules import Array
from aicompete.subjects.mechanism import Metric
from aicompete.subjects.state import World

POWERS = (("us", 0, "the United States"), ("cn", 1, "China"))


def offer(world: World) -> Array:
    """Money on the table, ``(run, power, N)`` USD bn per year."""
    return world.offers.value


def package(world: World) -> Array:
    """Strength of the technology packages, ``(run, power, N)``."""
    return world.offers.package


METRICS: tuple[Metric, ...] = (
    *(
        Metric(f"offer_{p}", "USD bn per year", f"money that {name} puts on the table", "nations", offer, (i,))
        for p, i, name in POWERS
    ),
    *(
        Metric(f"package_{p}", "index", f"strength of the technology package of {name}", "nations", package, (i,))
        for p, i, name in POWERS
    ),
)
