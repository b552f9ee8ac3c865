"""Rolling origin: the discrepancy learned on what was known at the end of a year, scored on the year that came."""

from __future__ import annotations

import numpy as np
import pandas as pd

from aicompete.analysis.hindcast.counts import mean_ratio
from aicompete.analysis.hindcast.figure import Observed
from aicompete.analysis.hindcast.monthly import Monthly
from aicompete.analysis.hindcast.series import SERIES
from aicompete.analysis.hindcast.seriesrows import at_points
from aicompete.analysis.hindcast.wide import learned_to, misfits, widened

ORIGINS = (2022, 2023, 2024)


def rolling(replay: Monthly) -> pd.DataFrame:
    """One row an origin: learned_to, learned_points, scored, points, hits, hits_wide, crps_ratio.

    The model is the same in every row (its ranges were set with all years in view); what is tried is how wide the
    observations up to a year would have made it. ``crps_ratio`` is CRPS with the discrepancy over that without,
    geometric mean over the series that have points in the year.
    """
    return pd.DataFrame([_row(replay, year) for year in ORIGINS])


def _row(replay: Monthly, year: int) -> dict[str, object]:
    last = f"{year}-12-31"
    found = learned_to(replay, last)
    points = hits = hits_wide = 0
    scores: list[tuple[float, float]] = []
    for series in SERIES:
        ahead = _year(series, year + 1)
        if ahead.empty:
            continue
        values = series.model(replay, ahead)
        came = ahead["value"].to_numpy(dtype=np.float64)
        plain = at_points(series, values, came)
        wide = at_points(series, widened(series, values, ahead["date"].tolist(), replay.runs.tolist(), found), came)
        known = np.isfinite(plain.crps)
        points += int(known.sum())
        hits += int(plain.hits[known].sum())
        hits_wide += int(wide.hits[known].sum())
        if known.any():
            scores.append((float(wide.crps[known].mean()), float(plain.crps[known].mean())))
    return {
        "learned_to": year,
        "learned_points": len(misfits(replay, last)),
        "scored": year + 1,
        "points": points,
        "hits": hits,
        "hits_wide": hits_wide,
        "crps_ratio": mean_ratio(*np.array(scores).reshape(-1, 2).T),
    }


def _year(series: Observed, year: int) -> pd.DataFrame:
    points = series.until(f"{year}-12-31")
    return points[points["date"] > f"{year - 1}-12-31"].reset_index(drop=True)
