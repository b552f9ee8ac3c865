"""Forecasts that need no model, made from what was known at the end of 2022."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from aicompete.analysis.hindcast.monthly import Array

LAST_KNOWN = "2022-12-31"


@dataclass(frozen=True)
class History:
    """Points of a series up to ``LAST_KNOWN``: dates in years (2022.5) and positive values, in order of time."""

    years: Array
    values: Array


def no_change(known: History, years: Array) -> Array:
    """The last known value at every date; NaN where nothing is known."""
    if not len(known.values):
        return np.full(len(years), np.nan)
    return np.full(len(years), known.values[-1])


def trend(known: History, years: Array) -> Array:
    """The log-linear trend of 2022 continued from the last fitted value.

    Least squares of ``ln x`` on time over the points of 2022, over all known points where 2022 has fewer than two. A
    series with a single known point has no trend: its forecast is no change.
    """
    recent = known.years > 2022.0
    chosen = recent if recent.sum() >= 2 else np.ones(len(known.years), dtype=bool)
    if chosen.sum() < 2:
        return no_change(known, years)
    slope, level = np.polyfit(known.years[chosen], np.log(known.values[chosen]), 1)
    return np.asarray(np.exp(level + slope * years))
