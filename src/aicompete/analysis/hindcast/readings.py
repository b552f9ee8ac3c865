"""Monthly figures that are made of several metrics."""

from __future__ import annotations

from functools import cache

import numpy as np

from aicompete.analysis.hindcast.monthly import Array, Monthly, places
from aicompete.analysis.hindcast.observed import observed
from aicompete.analysis.hindcast.operators import cluster_share

LISTED = ("2022-03", "2022-06", "2022-09")
"""Months whose list of clusters tells the chance of being listed; a single one hangs on single machines."""


def rare_earth_exports(m: Monthly) -> Array:
    """Declared exports of rare earths from China, light and heavy, ``(run, month)`` t."""
    return m.metric("mineral_export_rare_earths_chn") + m.metric("mineral_export_heavy_rare_earths_chn")


def clusters(m: Monthly, place: str) -> Array:
    """Percent of the tracked clusters' performance in the USA or China, ``(run, month)``.

    Compute counts where it stands, smuggled with legal; what is rented counts with those who own it.
    """
    where = places(m.dates, LISTED)
    usa, chn = m.metric("compute_hosted_usa"), m.metric("compute_hosted_chn")
    if where is None:
        return np.full(usa.shape, np.nan)
    everywhere = m.metric("compute_world") + m.metric("compute_smuggled_chn")
    compute = {"usa": usa, "chn": chn, "rest": everywhere - usa - chn}
    return cluster_share(compute, _listed(), where, place)


@cache
def _listed() -> dict[str, float]:
    """Mean shares of the tracked clusters at the months of ``LISTED``, percent."""
    table = observed("gpu_cluster_share_16bit")
    seen = table[table["month"].isin(LISTED)].groupby("actor")["value"].mean()
    usa, chn = float(seen["USA"]), float(seen["CHN"])
    return {"usa": usa, "chn": chn, "rest": 100.0 - usa - chn}
