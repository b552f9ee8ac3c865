"""Metrics of the power for AI sites."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from aicompete.subjects.mechanism import Metric
from aicompete.subjects.power.state import TWH_PER_GW
from aicompete.subjects.state import World
from aicompete.world.columns import Array

USA, CHN = 0, 1
PLACES = ((USA, "USA", "the USA"), (CHN, "CHN", "China"))


def _idle(nation: int) -> Callable[[World], Array]:
    return lambda world: world.power.idle[:, nation]


def _short(world: World) -> Array:
    """1 where more than a hundredth of the fleet lacks the power it was planned with, ``(run, N)``."""
    return np.where(world.power.lacking > 0.01, 1.0, 0.0)


def _connected(world: World) -> Array:
    return world.power.connected


def _electricity(world: World) -> Array:
    return world.power.grid * TWH_PER_GW


def _drawn(world: World) -> Array:
    return world.power.need * (1.0 - world.power.idle)


METRICS: tuple[Metric, ...] = (
    Metric("compute_idle_share_usa", "share", "US compute without power", "series", _idle(USA)),
    Metric("compute_idle_share_chn", "share", "Chinese compute without power", "series", _idle(CHN)),
    *(
        Metric(
            f"limit_power_{iso.lower()}",
            "share",
            f"want of power idles more than a hundredth of the compute in {where} (1) or not (0)",
            "series",
            _short,
            (at,),
        )
        for at, iso, where in PLACES
    ),
    Metric(
        "ai_power_world",
        "GW",
        "facility power that the world's AI fleet draws",
        "series",
        lambda w: _drawn(w).sum(axis=1),
    ),
    *(
        Metric(
            f"ai_power_{iso.lower()}", "GW", f"facility power connected for AI in {where}", "series", _connected, (at,)
        )
        for at, iso, where in PLACES
    ),
    *(
        Metric(
            f"electricity_{nation.lower()}",
            "TWh per year",
            f"electricity made in {words}, yearly rate",
            "series",
            _electricity,
            (place,),
        )
        for place, nation, words in PLACES
    ),
    *(
        Metric(
            f"trades_{iso.lower()}",
            "ratio",
            f"skilled trades for AI sites in {where}, over the start's",
            "series",
            lambda w: w.power.trades,
            (at,),
        )
        for at, iso, where in PLACES
    ),
    Metric("power_gw", "GW", "facility power connected for AI", "nations", _connected),
)
