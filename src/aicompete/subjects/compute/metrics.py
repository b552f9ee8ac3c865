"""Metrics of the compute that is owned, smuggled, rented and used."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from aicompete.rules import safe_divide
from aicompete.subjects.mechanism import Metric
from aicompete.subjects.state import World
from aicompete.world.columns import Array

USA, CHN = 0, 1


def _held(world: World) -> Array:
    return world.compute.owned


def _share(nation: int) -> Callable[[World], Array]:
    return lambda world: _held(world)[:, nation] / _held(world).sum(axis=1)


def _allies(world: World) -> Array:
    facts = world.facts
    return np.asarray((_held(world) * (~facts.is_power & ~facts.is_rest)).sum(axis=1))


def _hosted(world: World) -> Array:
    facts = world.facts
    return np.asarray((world.compute.hosted * (~facts.is_power & ~facts.is_rest)).sum(axis=1))


def _home_worth(world: World) -> Array:
    compute = world.compute
    usable = compute.home_usable / compute.home_usable_start
    return np.asarray(usable * compute.home_scaling / compute.home_scaling_start)


METRICS: tuple[Metric, ...] = (
    Metric("compute_world", "H100e", "AI compute owned in the world", "series", lambda w: _held(w).sum(axis=1)),
    Metric("compute_usa", "H100e", "AI compute owned in the USA", "series", lambda w: _held(w)[:, USA]),
    Metric("compute_chn", "H100e", "AI compute owned in China (legal)", "series", lambda w: _held(w)[:, CHN]),
    Metric("compute_allies", "H100e", "AI compute owned by the nations that are no power", "series", _allies),
    Metric(
        "compute_hosted_usa", "H100e", "AI compute standing in the USA", "series", lambda w: w.compute.hosted[:, USA]
    ),
    Metric(
        "compute_hosted_chn",
        "H100e",
        "AI compute standing in China, smuggled with legal",
        "series",
        lambda w: w.compute.hosted[:, CHN],
    ),
    Metric("compute_hosted_allies", "H100e", "AI compute standing in the nations that are no power", "series", _hosted),
    Metric("compute_share_usa", "share", "US share of owned AI compute", "series", _share(USA)),
    Metric("compute_share_chn", "share", "China's share of owned AI compute", "series", _share(CHN)),
    Metric(
        "compute_smuggled_chn",
        "H100e",
        "smuggled AI compute in use in China",
        "series",
        lambda w: w.compute.smuggled[:, CHN],
    ),
    Metric(
        "compute_rented_chn",
        "H100e",
        "compute that China rents abroad",
        "series",
        lambda w: w.compute.rented[:, CHN],
    ),
    Metric(
        "compute_home_made_share_chn",
        "share",
        "home-made share of China's owned compute",
        "series",
        lambda w: safe_divide(w.compute.home_made[:, CHN], _held(w)[:, CHN]),
    ),
    Metric(
        "home_chip_worth_chn",
        "ratio",
        "what a home-made H100e does for those who train on it, over the start's",
        "series",
        _home_worth,
    ),
    Metric(
        "home_software_usable_chn",
        "share",
        "work of home-made chips that their software can use",
        "series",
        lambda w: w.compute.home_usable,
    ),
    Metric(
        "cluster_kept_chn",
        "share",
        "linear scaling that clusters of home-made chips keep at the size of a best foreign product",
        "series",
        lambda w: w.compute.home_scaling,
    ),
    Metric("compute", "H100e", "AI compute owned", "nations", _held),
    Metric("compute_hosted", "H100e", "AI compute that stands in a nation", "nations", lambda w: w.compute.hosted),
    Metric(
        "compute_used",
        "H100e",
        "compute with power: owned, smuggled, rented",
        "nations",
        lambda w: w.compute.used,
    ),
)
