"""Metrics of the alliances: coalitions, alignment, trust, compliance."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from aicompete.mechanisms.base import Metric
from aicompete.rules import Array, coalition_share
from aicompete.rules.camps import camp_energy

if TYPE_CHECKING:
    from aicompete.world.state import World

BLOCS = (("us", 1.0, "the US coalition"), ("cn", -1.0, "China's coalition"), ("none", 0.0, "no coalition"))
POWERS = (("us", 0, "the United States"), ("cn", 1, "China"))


def mean_of_allies(world: World, values: Array) -> Array:
    """Plain mean over the nations that take sides, ``(run, N)`` -> ``(run,)``."""
    acts = world.alliances.ties.acts
    return np.asarray((values * acts).sum(axis=-1) / acts.sum())


def spread_of_allies(world: World) -> Array:
    """Standard deviation of alignment over the nations that take sides."""
    centred = world.alliances.alignment - mean_of_allies(world, world.alliances.alignment)[:, None]
    return np.asarray(np.sqrt(mean_of_allies(world, centred * centred)))


def bimodality(world: World) -> Array:
    """Sarle's coefficient ``(skewness^2 + 1) / kurtosis``: 1/3 normal, 5/9 uniform, 1 two points."""
    x = world.alliances.alignment - mean_of_allies(world, world.alliances.alignment)[:, None]
    square = x * x
    second = mean_of_allies(world, square)
    third, fourth = mean_of_allies(world, square * x), mean_of_allies(world, square * square)
    cubed = second * second * second
    return np.asarray((third * third / np.maximum(cubed, 1e-30) + 1.0) * second * second / np.maximum(fourth, 1e-30))


def energy(world: World) -> Array:
    """Landscape energy of the three-camp configuration, over its largest possible size; powers counted, GDP as size.

    Axelrod and Bennett (1993); low when friends stand together and rivals apart, between -1 and 1.
    """
    ties, gdp = world.alliances.ties, world.nations.gdp
    side = np.where(np.arange(gdp.shape[-1]) < 2, world.alliances.alignment_start, world.alliances.membership)
    scale = (gdp * np.einsum("ij,rj->ri", np.abs(ties.propensity), gdp)).sum(axis=-1)
    return np.asarray(camp_energy(gdp, ties.propensity, side, (1.0, -1.0, 0.0)) / scale)


def _weights(world: World) -> dict[str, Callable[[], Array]]:
    acts = world.alliances.ties.acts
    return {
        "count": lambda: acts,
        "gdp": lambda: np.asarray(world.nations.gdp * acts),
        "compute": lambda: np.asarray(world.nations.compute_owned * acts),
        "votes": lambda: np.asarray(world.alliances.ties.un_votes * acts),
    }


def _share(weight: str, side: float) -> Callable[[World], Array]:
    def read(world: World) -> Array:
        camp = world.alliances.camp if weight == "votes" else world.alliances.membership
        return coalition_share(_weights(world)[weight](), camp, side)

    return read


WEIGHTS = (
    ("count", "nations", "by security and technology alignment"),
    ("gdp", "the GDP of nations", "by security and technology alignment"),
    ("compute", "the AI compute owned by nations", "by security and technology alignment"),
    ("votes", "UN votes of nations", "by how they vote"),
)

COALITIONS = tuple(
    Metric(
        f"coalition_share_{bloc}_{weight}",
        "share",
        f"share of {what} in {name}, {how}; powers not counted",
        "series",
        _share(weight, side),
    )
    for bloc, side, name in BLOCS
    for weight, what, how in WEIGHTS
)


def _mean(group: str, power: int) -> Callable[[World], Array]:
    return lambda world: mean_of_allies(world, getattr(world.alliances, group)[:, power])


def _column(group: str, power: int) -> Callable[[World], Array]:
    return lambda world: np.asarray(getattr(world.alliances, group)[:, power])


def _compliance_by_gdp(world: World) -> Array:
    weight = world.nations.gdp * world.alliances.ties.acts
    return np.asarray((world.alliances.compliance[:, 0] * weight).sum(axis=-1) / weight.sum(axis=-1))


METRICS: tuple[Metric, ...] = (
    *COALITIONS,
    Metric(
        "alignment_mean",
        "index",
        "mean alignment of allies: 1 with the USA, -1 with China",
        "series",
        lambda w: mean_of_allies(w, w.alliances.alignment),
    ),
    Metric("alignment_spread", "index", "standard deviation of alignment over allies", "series", spread_of_allies),
    Metric(
        "alignment_bimodality", "index", "Sarle's bimodality of alignment: above 5/9 two camps", "series", bimodality
    ),
    Metric(
        "votes_mean",
        "index",
        "mean of how allies vote: 1 with the USA, -1 with China",
        "series",
        lambda w: mean_of_allies(w, w.alliances.votes),
    ),
    Metric(
        "landscape_energy", "index", "landscape energy of the configuration over its largest size", "series", energy
    ),
    *(
        Metric(f"trust_{p}_mean", "share", f"mean trust of allies in {name}", "series", _mean("trust", i))
        for p, i, name in POWERS
    ),
    *(
        Metric(
            f"legitimacy_{p}_mean", "index", f"mean legitimacy of {name} among allies", "series", _mean("legitimacy", i)
        )
        for p, i, name in POWERS
    ),
    Metric(
        "compliance_us_mean",
        "share",
        "mean compliance of allies with US export controls",
        "series",
        _mean("compliance", 0),
    ),
    Metric(
        "compliance_us_gdp",
        "share",
        "GDP-weighted compliance of allies with US export controls",
        "series",
        _compliance_by_gdp,
    ),
    Metric(
        "compliance_cn_mean",
        "share",
        "mean compliance of allies with Chinese export controls",
        "series",
        _mean("compliance", 1),
    ),
    Metric("alignment", "index", "security and technology alignment", "nations", lambda w: w.alliances.alignment),
    Metric("votes", "index", "how the nation votes", "nations", lambda w: w.alliances.votes),
    Metric("membership", "-1, 0, 1", "coalition: 1 US, -1 China, 0 none", "nations", lambda w: w.alliances.membership),
    *(Metric(f"trust_{p}", "share", f"trust in {name}", "nations", _column("trust", i)) for p, i, name in POWERS),
    *(
        Metric(
            f"compliance_{p}", "share", f"compliance with the controls of {name}", "nations", _column("compliance", i)
        )
        for p, i, name in POWERS
    ),
)
