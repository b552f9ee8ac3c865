"""A series held against its points: scores of the model, with the discrepancy and without, and of its rivals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aicompete.analysis.discrepancy import Discrepancy
from aicompete.analysis.hindcast.figure import Observed, years
from aicompete.analysis.hindcast.monthly import Array, Monthly
from aicompete.analysis.hindcast.naive import no_change, trend
from aicompete.analysis.hindcast.scores import crps, skill, within
from aicompete.analysis.hindcast.wide import LEARNED_TO, widened

INTERVAL = 0.9
RIVALS = {"no_change": "no change", "trend": "trend of 2022", "no_controls": "no controls"}


@dataclass(frozen=True)
class Points:
    """A forecast at the points of a series: CRPS and hit of each, ``(point,)``, NaN where no run has a figure, and how
    many figures of runs were left out there because they were missing."""

    crps: Array
    hits: Array
    missing: int


def at_points(series: Observed, forecast: Array, came: Array) -> Points:
    """Scores of a forecast ``(run, point)`` in the series' unit; runs without a figure are left out and counted."""
    values, target = series.on_scale(forecast), series.on_scale(came)
    there = np.isfinite(values)
    scored, hits = np.full(len(came), np.nan), np.full(len(came), np.nan)
    for place in np.flatnonzero(there.any(axis=0)).tolist():
        runs = values[there[:, place], place]
        scored[place] = crps(runs, target[place])
        hits[place] = within(runs, target[place], INTERVAL)
    known = there.any(axis=0)
    return Points(scored, hits, int((~there[:, known]).sum()))


def series_row(series: Observed, replay: Monthly, free: Monthly, found: Discrepancy) -> dict[str, object]:
    """One row of the scores."""
    points, known = series.ahead(), series.history()
    when, came = years(points["date"]), points["value"].to_numpy(dtype=np.float64)
    values = series.model(replay, points)
    wide = widened(series, values, points["date"].tolist(), replay.runs.tolist(), found)
    forecasts = {
        "model": at_points(series, values, came),
        "wide": at_points(series, wide, came),
        "no_change": at_points(series, no_change(known, when)[None, :], came),
        "trend": at_points(series, trend(known, when)[None, :], came),
        "no_controls": at_points(series, series.model(free, points), came),
    }
    model, with_it = forecasts["model"], forecasts["wide"]
    run = np.isfinite(model.crps)
    later = run & (points["date"] > LEARNED_TO).to_numpy(dtype=bool)
    means = {who: _mean(one.crps[run]) for who, one in forecasts.items()}
    return {
        "series": series.name,
        "title": series.title,
        "family": series.family,
        "scale": "percentage points" if series.floor is None else "log",
        "points": int(run.sum()),
        "missing": model.missing,
        **means,
        **{f"skill_{rival}": skill(means["model"], means[rival]) for rival in RIVALS},
        **_hits("", run, model, with_it),
        "later_points": int(later.sum()),
        **_hits("later_", later, model, with_it),
        "coverage": _mean(model.hits[run]),
        "coverage_wide": _mean(with_it.hits[run]),
        "discrepancy": found.of(series.family, series.name).scale,
    }


def _hits(before: str, chosen: NDArray[np.bool_], plain: Points, wide: Points) -> dict[str, int]:
    return {f"{before}hits": int(plain.hits[chosen].sum()), f"{before}hits_wide": int(wide.hits[chosen].sum())}


def _mean(values: Array) -> float:
    return float(values.mean()) if len(values) else float("nan")
