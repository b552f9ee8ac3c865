"""Metrics of compute, power and capability."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from aicompete.rules import idle_share, lag_lookup, safe_divide
from aicompete.subjects.compute.state import TWH_PER_GW
from aicompete.subjects.mechanism import Metric
from aicompete.subjects.state import World
from aicompete.world.columns import Array

USA, CHN = 0, 1


def _held(world: World) -> Array:
    return world.nations.compute_owned


def _share(nation: int) -> Callable[[World], Array]:
    return lambda world: _held(world)[:, nation] / _held(world).sum(axis=1)


def _idle(nation: int) -> Callable[[World], Array]:
    return lambda world: idle_share(world.nations.power_need[:, nation], world.nations.power[:, nation])


def _allies(world: World) -> Array:
    facts = world.facts
    return np.asarray((_held(world) * (~facts.is_power & ~facts.is_rest)).sum(axis=1))


def _electricity(world: World) -> Array:
    return world.nations.grid * TWH_PER_GW


def _lag(world: World, level: Array) -> Array:
    """Months behind the leader; none for whoever leads now, also in a month in which the leader slips back."""
    path = world.nations.leader_path
    return np.where(level >= path[:, -1:], 0.0, lag_lookup(path, level, world.nations.leader_speed))


METRICS: tuple[Metric, ...] = (
    Metric("compute_world", "H100e", "AI compute owned in the world", "series", lambda w: _held(w).sum(axis=1)),
    Metric("compute_usa", "H100e", "AI compute owned in the USA", "series", lambda w: _held(w)[:, USA]),
    Metric("compute_chn", "H100e", "AI compute owned in China (legal)", "series", lambda w: _held(w)[:, CHN]),
    Metric("compute_allies", "H100e", "AI compute owned by the nations that are no power", "series", _allies),
    Metric("compute_share_usa", "share", "US share of owned AI compute", "series", _share(USA)),
    Metric("compute_share_chn", "share", "China's share of owned AI compute", "series", _share(CHN)),
    Metric(
        "compute_smuggled_chn",
        "H100e",
        "smuggled AI compute in use in China",
        "series",
        lambda w: w.nations.compute_smuggled[:, CHN],
    ),
    Metric(
        "compute_rented_chn",
        "H100e",
        "compute that China rents abroad",
        "series",
        lambda w: w.nations.compute_rented[:, CHN],
    ),
    Metric(
        "compute_home_made_share_chn",
        "share",
        "home-made share of China's owned compute",
        "series",
        lambda w: safe_divide(w.nations.compute_home_made[:, CHN], _held(w)[:, CHN]),
    ),
    Metric("compute_idle_share_usa", "share", "US compute without power", "series", _idle(USA)),
    Metric("compute_idle_share_chn", "share", "Chinese compute without power", "series", _idle(CHN)),
    Metric(
        "capability_usa",
        "log10 H100e",
        "US capability: log10 of effective compute",
        "series",
        lambda w: w.nations.capability[:, USA],
    ),
    Metric(
        "capability_chn",
        "log10 H100e",
        "China's capability: log10 of effective compute",
        "series",
        lambda w: w.nations.capability[:, CHN],
    ),
    Metric(
        "capability_lag_chn",
        "months",
        "months China is behind the leader, by look-up in its past",
        "series",
        lambda w: _lag(w, w.nations.capability[:, CHN : CHN + 1])[:, 0],
    ),
    Metric(
        "ai_power_world",
        "GW",
        "facility power that the world's AI fleet draws",
        "series",
        lambda w: _drawn(w).sum(axis=1),
    ),
    Metric(
        "ai_power_usa", "GW", "facility power connected for AI in the USA", "series", lambda w: w.nations.power[:, USA]
    ),
    Metric(
        "ai_power_chn", "GW", "facility power connected for AI in China", "series", lambda w: w.nations.power[:, CHN]
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
        for place, nation, words in ((USA, "USA", "the USA"), (CHN, "CHN", "China"))
    ),
    Metric("compute", "H100e", "AI compute owned", "nations", _held),
    Metric(
        "compute_used",
        "H100e",
        "compute with power: owned, smuggled, rented",
        "nations",
        lambda w: w.nations.compute_used,
    ),
    Metric("capability", "log10 H100e", "log10 of effective compute", "nations", lambda w: w.nations.capability),
    Metric("lag_months", "months", "months behind the leader", "nations", lambda w: _lag(w, w.nations.capability)),
    Metric("gdp", "USD bn per year", "gross domestic product", "nations", lambda w: w.nations.gdp),
    Metric("power_gw", "GW", "facility power connected for AI", "nations", lambda w: w.nations.power),
)


def _drawn(world: World) -> Array:
    return np.minimum(world.nations.power_need, world.nations.power)
