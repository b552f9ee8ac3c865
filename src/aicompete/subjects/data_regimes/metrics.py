"""Metrics of localisation, data pools, complaints and audit regimes."""

from __future__ import annotations

import numpy as np

from aicompete.rules import Array
from aicompete.subjects.mechanism import Metric
from aicompete.subjects.state import World

POWERS = (("us", 0, "the United States"), ("cn", 1, "China"))
REGIMES = (("us", "of the US kind"), ("cn", "of China's kind"), ("own", "of a nation's own"))


def by_gdp(world: World, values: Array, counted: Array) -> Array:
    """Mean over nations by GDP, ``(run, k, N)`` -> ``(run, k)``; counted ``(N,)`` or ``(k, N)``."""
    weight = world.economy.gdp[:, None, :] * counted
    return np.asarray((values * weight).sum(axis=2) / weight.sum(axis=2))


def met_abroad(world: World) -> Array:
    """Localisation that the firms of each power meet abroad, ``(run, power)``."""
    abroad = np.where(np.arange(world.facts.n) == np.array([[0], [1]]), 0.0, 1.0)
    return by_gdp(world, world.data.met, abroad)


def audit_shares(world: World) -> Array:
    """Audit regimes over the nations that take sides, ``(run, regime)``."""
    return by_gdp(world, world.data.audits, world.data.ties.acts)


def belt_shares(world: World) -> Array:
    """Installed base of each stack in nations with a Belt and Road memorandum, ``(run, stack)``."""
    return by_gdp(world, world.stacks.base, world.data.ties.belt * world.data.ties.acts)


def pool(world: World) -> Array:
    """Data that the makers of each nation learn from, of the world's, ``(run, N)``."""
    return world.data.pool


def audits(world: World) -> Array:
    """Audit regimes of each nation, ``(run, regime, N)``."""
    return world.data.audits


def certified(world: World) -> Array:
    """Part of each power's firms with a certificate, ``(run, power)``."""
    return world.data.certified


def ruled(world: World) -> Array:
    """Complaints of each power that have been ruled on, ``(run, power)``."""
    return world.data.case[:, -1]


METRICS: tuple[Metric, ...] = (
    *(
        Metric(
            f"localisation_met_{p}", "share", f"localisation that firms of {n} meet abroad", "series", met_abroad, (i,)
        )
        for p, i, n in POWERS
    ),
    *(
        Metric(f"certified_{p}", "share", f"part of the firms of {n} with a certificate", "series", certified, (i,))
        for p, i, n in POWERS
    ),
    Metric(
        "complaint_ruled_us", "index", "US trade complaint against localisation, as far as ruled", "series", ruled, (0,)
    ),
    *(
        Metric(
            f"audit_share_{r}",
            "share",
            f"AI audits {text} in nations that take sides, by GDP",
            "series",
            audit_shares,
            (i,),
        )
        for i, (r, text) in enumerate(REGIMES)
    ),
    *(
        Metric(
            f"belt_share_{s}",
            "share",
            f"installed base of the {s} stack in Belt and Road nations",
            "series",
            belt_shares,
            (i,),
        )
        for i, s in enumerate(("us", "cn", "open"))
    ),
    Metric("data_pool_usa", "share", "data that US makers learn from, of the world's", "series", pool, (0,)),
    Metric("data_pool_chn", "share", "data that Chinese makers learn from, of the world's", "series", pool, (1,)),
    Metric("data_closed", "share", "how far data are kept at home", "nations", lambda w: w.data.closed),
    Metric("data_pool", "share", "data to learn from, of the world's", "nations", pool),
    *(Metric(f"audit_{r}", "share", f"AI audits {t}", "nations", audits, (i,)) for i, (r, t) in enumerate(REGIMES)),
)
