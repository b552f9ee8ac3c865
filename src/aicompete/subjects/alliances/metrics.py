"""Metrics of the alliances: coalitions, alignment, trust, compliance."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from aicompete.rules import Array, product_by_run, safe_divide
from aicompete.rules.camps import camp_energy
from aicompete.subjects.mechanism import Metric
from aicompete.world.columns import beside

if TYPE_CHECKING:
    from aicompete.subjects.state import World

BLOCS = (("us", 1.0, "the US coalition"), ("cn", -1.0, "China's coalition"), ("none", 0.0, "no coalition"))
POWERS = (("us", 0, "the United States"), ("cn", 1, "China"))


Source = Callable[["World"], Array]


def mean_of_allies(world: World, values: Array) -> Array:
    """Plain mean over the nations that take sides, ``(run, ..., N)`` -> ``(run, ...)``."""
    acts = world.alliances.ties.acts
    return np.asarray(np.einsum("...n,n->...", values, acts) / acts.sum())


def alignment_shape(world: World) -> Array:
    """Mean, standard deviation and bimodality of alignment over the nations that take sides, ``(run, 3)``.

    Sarle's coefficient ``(skewness^2 + 1) / kurtosis``: 1/3 normal, 5/9 uniform, 1 two points.
    """
    mean = mean_of_allies(world, world.alliances.alignment)
    x = world.alliances.alignment - mean[:, None]
    squared = x * x
    second, third, fourth = mean_of_allies(world, np.stack([squared, squared * x, squared * squared], axis=1)).T
    cubed = second * second * second
    bimodality = (third * third / np.maximum(cubed, 1e-30) + 1.0) * second * second / np.maximum(fourth, 1e-30)
    return np.stack([mean, np.sqrt(second), bimodality], axis=1)


def energy(world: World) -> Array:
    """Landscape energy of the three-camp configuration, over its largest possible size; powers counted, GDP as size.

    Axelrod and Bennett (1993); low when friends stand together and rivals apart, between -1 and 1.
    """
    ties, gdp = world.alliances.ties, world.economy.gdp
    side = np.where(np.arange(gdp.shape[-1]) < 2, world.alliances.alignment_start, world.alliances.membership)
    near = product_by_run(gdp[:, None], np.abs(ties.propensity))[:, 0]
    scale = np.einsum("rn,rn->r", gdp, near)
    return np.asarray(camp_energy(gdp, ties.propensity, side, (1.0, -1.0, 0.0)) / scale)


def in_blocs(side: Array) -> Array:
    """1 where a nation is in a bloc, in the order of ``BLOCS``, ``(run, bloc, N)``; side is 1, -1 or 0."""
    return beside(np.maximum(side, 0.0), np.maximum(-side, 0.0), 1.0 - np.abs(side))


def coalition_shares(world: World) -> Array:
    """Shares of the US coalition, China's and of no coalition, ``(run, weight, bloc)``; see ``WEIGHTS``.

    Nations that take no sides have weight 0, but their states vote in the General Assembly.
    """
    a = world.alliances
    gdp = world.economy.gdp
    weights = beside(np.ones(gdp.shape), gdp, world.compute.owned) * a.ties.acts
    member = in_blocs(a.membership)
    inside = np.empty((len(weights), len(WEIGHTS), len(BLOCS)))
    inside[:, :-1] = product_by_run(weights, member.swapaxes(1, 2))
    inside[:, -1] = a.camp_votes
    return safe_divide(inside, inside.sum(axis=-1, keepdims=True))


WEIGHTS = (
    ("count", "nations", "by security and technology alignment"),
    ("gdp", "the GDP of nations", "by security and technology alignment"),
    ("compute", "the AI compute owned by nations", "by security and technology alignment"),
    ("votes", "votes in the UN General Assembly", "by how all its states vote, the EU's one by one"),
)

COALITIONS = tuple(
    Metric(
        f"coalition_share_{bloc}_{weight}",
        "share",
        f"share of {what} in {name}, {how}; powers not counted",
        "series",
        coalition_shares,
        (row, column),
    )
    for column, (bloc, _, name) in enumerate(BLOCS)
    for row, (weight, what, how) in enumerate(WEIGHTS)
)


def trust(world: World) -> Array:
    """The public's trust in each power, ``(run, power, N)``."""
    return world.alliances.trust


def confidence(world: World) -> Array:
    """How far governments count on each power, ``(run, power, N)``."""
    return world.alliances.confidence


def compliance(world: World) -> Array:
    """Compliance with the controls of each power, ``(run, power, N)``."""
    return world.alliances.compliance


def mean_trust(world: World) -> Array:
    """Mean trust of allies in each power, ``(run, power)``."""
    return mean_of_allies(world, world.alliances.trust)


def mean_legitimacy(world: World) -> Array:
    """Mean legitimacy of each power among allies, ``(run, power)``."""
    return mean_of_allies(world, world.alliances.legitimacy)


def mean_compliance(world: World) -> Array:
    """Mean compliance of allies with each power, ``(run, power)``."""
    return mean_of_allies(world, world.alliances.compliance)


def _compliance_by_gdp(world: World) -> Array:
    weight = world.economy.gdp * world.alliances.ties.acts
    return np.asarray((world.alliances.compliance[:, 0] * weight).sum(axis=-1) / weight.sum(axis=-1))


METRICS: tuple[Metric, ...] = (
    *COALITIONS,
    Metric(
        "alignment_mean",
        "index",
        "mean alignment of allies: 1 with the USA, -1 with China",
        "series",
        alignment_shape,
        (0,),
    ),
    Metric("alignment_spread", "index", "standard deviation of alignment over allies", "series", alignment_shape, (1,)),
    Metric(
        "alignment_bimodality",
        "index",
        "Sarle's bimodality of alignment: above 5/9 two camps",
        "series",
        alignment_shape,
        (2,),
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
        Metric(f"trust_{p}_mean", "share", f"mean trust of allies in {name}", "series", mean_trust, (i,))
        for p, i, name in POWERS
    ),
    *(
        Metric(
            f"legitimacy_{p}_mean",
            "index",
            f"mean legitimacy of {name} among allies",
            "series",
            mean_legitimacy,
            (i,),
        )
        for p, i, name in POWERS
    ),
    Metric(
        "compliance_us_mean",
        "share",
        "mean compliance of allies with US export controls",
        "series",
        mean_compliance,
        (0,),
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
        mean_compliance,
        (1,),
    ),
    Metric("alignment", "index", "security and technology alignment", "nations", lambda w: w.alliances.alignment),
    Metric("votes", "index", "how the nation votes", "nations", lambda w: w.alliances.votes),
    Metric("membership", "-1, 0, 1", "coalition: 1 US, -1 China, 0 none", "nations", lambda w: w.alliances.membership),
    *(Metric(f"trust_{p}", "share", f"trust in {name}", "nations", trust, (i,)) for p, i, name in POWERS),
    *(
        Metric(f"confidence_{p}", "share", f"how far the government counts on {name}", "nations", confidence, (i,))
        for p, i, name in POWERS
    ),
    *(
        Metric(f"compliance_{p}", "share", f"compliance with the controls of {name}", "nations", compliance, (i,))
        for p, i, name in POWERS
    ),
)
