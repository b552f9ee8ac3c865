"""Observed series that the model is held against, with source and confidence on every point."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd

FILE = Path(__file__).parent / "data" / "observed_series.csv"


@cache
def observed_points() -> pd.DataFrame:
    """All points: date (end of the period), month, series, actor, value, unit, value_low, value_high, freq and more."""
    table = pd.read_csv(FILE)
    table.insert(1, "month", table["date"].str[:7])
    return table.sort_values(["series", "actor", "date"], kind="stable", ignore_index=True)


def observed(series: str, actor: str | None = None) -> pd.DataFrame:
    """Points of one series in the order of their dates; of one actor, or of all. The table is the caller's own."""
    return _points_of(series, actor).copy()


@cache
def _points_of(series: str, actor: str | None) -> pd.DataFrame:
    table = observed_points()
    chosen = table["series"] == series
    if actor is not None:
        chosen &= table["actor"] == actor
    return table[chosen].sort_values(["date", "actor"], ignore_index=True)
