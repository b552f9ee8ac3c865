"""Bands over runs: median, 10-90 % and 25-75 % of the runs in each month.

The median and quantiles are used, not mean +- 2 sd, because many metrics are skewed and bounded: a symmetric band
would draw negative chips. With one run there is no spread to show, and `Band.has_band` says so.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
import pandas as pd

from aicompete.analysis.tables import Array, ResultsLike, View, view

QUANTILES = (0.10, 0.25, 0.50, 0.75, 0.90)
BAND_TEXT = "line: median; band: 10-90 % of runs"


@dataclass(frozen=True)
class Band:
    """Summary over the runs (first axis) of an array; every field has the remaining axes."""

    low: Array
    q25: Array
    median: Array
    q75: Array
    high: Array
    mean: Array
    runs: int

    @property
    def has_band(self) -> bool:
        """False with a single run: there is no spread to show."""
        return self.runs > 1


def band(values: Array) -> Band:
    """Summary over axis 0, runs with NaN left out month by month. Values in the metric's unit."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # months where every run is NaN stay NaN
        missing = bool(np.isnan(values).any())
        quantiles = np.nanquantile(values, QUANTILES, axis=0) if missing else np.quantile(values, QUANTILES, axis=0)
        mean = np.nanmean(values, axis=0)
    low, q25, median, q75, high = quantiles
    return Band(low, q25, median, q75, high, mean, len(values))


def band_table(results: ResultsLike | View, metrics: list[str], point: int | None = None) -> pd.DataFrame:
    """One row per metric and month: `metric, unit, month, low, q25, median, q75, high, mean, runs` (10-90 % band)."""
    seen = view(results, point)
    parts = []
    for name in metrics:
        b = band(seen.metric(name))
        parts.append(
            pd.DataFrame(
                {
                    "metric": name,
                    "unit": seen.unit(name),
                    "month": seen.dates,
                    "low": b.low,
                    "q25": b.q25,
                    "median": b.median,
                    "q75": b.q75,
                    "high": b.high,
                    "mean": b.mean,
                    "runs": b.runs,
                }
            )
        )
    return pd.concat(parts, ignore_index=True)
