"""Metrics of the laws that nations choose."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from aicompete.subjects.laws.state import CHOSEN
from aicompete.subjects.mechanism import Metric
from aicompete.subjects.state import World
from aicompete.world.columns import Array, pick

TOOLS = CHOSEN.index("sme_export_control")
WORDS = ("advanced chips", "chip tools", "high-bandwidth memory")


def _law(place: int) -> Callable[[World], Array]:
    return lambda world: world.laws.law[:, place]


def _allied(world: World) -> Array:
    """Mean of the tool laws of nations that take sides, by what their makers sell of the world's tools, ``(run,)``."""
    facts = world.facts
    tools = facts.foreign_toolmakers
    weight = facts.firm_share[tools] * world.alliances.ties.acts[facts.firm_nation[tools]]
    laws = pick(world.laws.law[:, TOOLS], facts.firm_nation[tools])
    return np.asarray(np.einsum("rt,t->r", laws, weight / weight.sum()))


METRICS: tuple[Metric, ...] = (
    Metric(
        "pressed_tools",
        "share",
        "part of a full US campaign that is aimed at the nation's law on chip tools",
        "nations",
        lambda world: world.laws.aim[:, TOOLS],
    ),
    Metric("law_tools_allies", "index", "tool laws by choice of nations outside the powers", "series", _allied),
    *(
        Metric(f"law_{name.split('_')[0]}", "index", f"law on {words} by choice", "nations", _law(i))
        for i, (name, words) in enumerate(zip(CHOSEN, WORDS, strict=True))
    ),
)
