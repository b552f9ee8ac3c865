"""Metrics of the arms programmes."""

from __future__ import annotations

import numpy as np

from aicompete.rules import safe_divide
from aicompete.subjects.defence.state import CAUSES, PROGRAMMES
from aicompete.subjects.mechanism import Metric
from aicompete.subjects.state import World
from aicompete.world.columns import Array

WORDS = {"aircraft": "US combat aircraft", "ships": "US warships", "missiles": "US missiles"}
FOR = {"minerals": "want of minerals", "labour": "want of workers", "parts": "want of parts", "software": "software"}


def _by_programme(world: World) -> Array:
    """All causes, ``(run, programme)``."""
    return np.asarray(world.defence.delay.sum(axis=2))


def _by_cause(world: World) -> Array:
    """Mean over programmes, ``(run, cause)``."""
    return np.asarray(world.defence.delay.mean(axis=1))


def _mineral_part(world: World) -> Array:
    """Part of all delay that is for want of minerals, ``(run,)``."""
    causes = _by_cause(world)
    return safe_divide(causes[:, 0], causes.sum(axis=1))


def _fill(world: World) -> Array:
    return np.asarray(world.defence.fill.min(axis=1))


METRICS: tuple[Metric, ...] = (
    *(
        Metric(f"defence_delay_{name}", "months", f"how late {WORDS[name]} run", "series", _by_programme, (place,))
        for place, name in enumerate(PROGRAMMES)
    ),
    *(
        Metric(
            f"defence_delay_for_{name}",
            "months",
            f"delay of US arms for {FOR[name]}, mean of three kinds of programme",
            "series",
            _by_cause,
            (place,),
        )
        for place, name in enumerate(CAUSES)
    ),
    Metric(
        "defence_mineral_part", "share", "part of the delay of US arms for want of minerals", "series", _mineral_part
    ),
    Metric("defence_fill", "share", "US arms makers' need met, of the scarcest mineral", "series", _fill),
)
