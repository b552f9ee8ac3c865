"""Metrics of entry-level office work."""

from __future__ import annotations

import numpy as np

from aicompete.subjects.mechanism import Metric
from aicompete.subjects.state import World
from aicompete.world.columns import Array

PLACES = ((0, "usa", "US"), (1, "chn", "Chinese"))


def _rate(world: World) -> Array:
    """Those without work over those with work or looking for it."""
    labour = world.labour
    return np.asarray(labour.unemployed / (labour.employed + labour.unemployed))


def _training(world: World) -> Array:
    return world.labour.training


def _automated(world: World) -> Array:
    return world.labour.automated


METRICS: tuple[Metric, ...] = (
    *(
        metric
        for at, iso, whose in PLACES
        for metric in (
            Metric(
                f"unemployment_entry_{iso}",
                "share",
                f"unemployment of {whose} entry-level office workers",
                "series",
                _rate,
                (at,),
            ),
            Metric(
                f"in_training_{iso}",
                "share",
                f"{whose} entry-level office workers in training",
                "series",
                _training,
                (at,),
            ),
            Metric(
                f"jobs_automated_{iso}",
                "share",
                f"{whose} entry-level office jobs taken by AI since the start",
                "series",
                _automated,
                (at,),
            ),
        )
    ),
    Metric("unemployment_entry", "share", "unemployment of entry-level office workers", "nations", _rate),
)
