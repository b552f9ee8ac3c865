"""Response of a metric over the points of a sweep, with the spread from luck beside the spread from not knowing.

Seed spread: standard deviation over replicates (random shocks) at fixed assumptions. Parameter spread: standard
deviation over draws (assumptions) of the mean over replicates, with the part that replicates would cause anyway taken
off. Both need a crossed design (draws x replicates); when draw i is paired with replicate i they cannot be told apart
and are NaN.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from aicompete.analysis.bands import QUANTILES
from aicompete.analysis.cube import cube, layout, ordered
from aicompete.analysis.errors import AnalysisError
from aicompete.analysis.settings import mapping_text
from aicompete.analysis.tables import Array, ResultsLike, View, view

DEFAULT_METRICS = (
    "coalition_share_us_gdp",
    "coalition_share_us_count",
    "compute_share_chn",
    "capability_lag_chn",
    "standard_share_us",
    "alignment_mean",
    "chip_price",
    "compute_world",
)


def swept_settings(results: ResultsLike | View) -> list[str]:
    """Names of the swept settings (`USA.chip_export_control`), as in the experiment.

    A setting that has one value at all points is held, not swept; if none has more than one, all are named.
    """
    seen = view(results)
    points = [dict(point) for point in seen.manifest.get("points") or []]
    names: dict[str, None] = dict.fromkeys(str(k) for k in (seen.manifest.get("swept") or {}))
    for point in points:
        names.update(dict.fromkeys(str(k) for k in point))
    moved = [name for name in names if len({repr(point.get(name)) for point in points}) > 1]
    return moved or list(names)


def shown_metrics(results: ResultsLike | View) -> list[str]:
    """The metrics an experiment asks for first, or the main ones that were recorded."""
    seen = view(results)
    asked = [str(m) for m in seen.manifest.get("show") or [] if seen.has(str(m))]
    if asked:
        return asked
    main = [m for m in DEFAULT_METRICS if seen.has(m)][:4]
    return main or [c for c in seen.results.series.columns if c not in ("run", "month")][:4]


def response(results: ResultsLike | View, metric: str, date: str | None = None) -> pd.DataFrame:
    """One row per point: the swept settings, then `point, median, mean, low, q25, q75, high, seed_spread,
    parameter_spread, runs, failed` of the metric in the month `date` (default: the last). Values in the metric's
    unit."""
    seen = view(results)
    points = seen.manifest.get("points") or [{}]
    if len(points) < 2:
        raise AnalysisError(f"{seen.name} is not a sweep: it has one point, so there is no response to show")
    month = len(seen.dates) - 1 if date is None else seen.month_index(date)
    where = layout(seen)
    values = cube(seen, metric, month, where)
    flat = values.reshape(len(points), -1)
    runs = np.isfinite(flat).sum(axis=1)
    asked = seen.runs.groupby("point").size().reindex(range(len(points)), fill_value=0).to_numpy()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a point whose runs all failed
        low, q25, median, q75, high = np.nanquantile(flat, QUANTILES, axis=1)
        mean = np.nanmean(flat, axis=1)
    seed, parameter = spreads(values)
    table = pd.DataFrame([{str(k): _plain_setting(v) for k, v in point.items()} for point in points])
    return table.assign(
        point=np.arange(len(points)),
        low=low,
        q25=q25,
        median=median,
        q75=q75,
        high=high,
        mean=mean,
        seed_spread=seed,
        parameter_spread=parameter,
        runs=runs,
        failed=asked - runs,
    )


def spreads(values: Array) -> tuple[Array, Array]:
    """(seed spread, parameter spread) of every point, from (point, draw, replicate): standard deviations in the
    metric's unit; NaN where the design cannot tell."""
    counts = np.isfinite(values).sum(axis=2)
    draws = (counts > 0).sum(axis=1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # points that cannot tell stay NaN
        within = np.nanvar(values, axis=2, ddof=1)
        noise = np.nanmean(np.where(counts > 1, within, np.nan), axis=1)
        each = np.nanmean(np.where(counts > 0, 1 / np.maximum(counts, 1), np.nan), axis=1)
        between = np.nanvar(np.nanmean(values, axis=2), axis=1, ddof=1) - noise * each
        parameter = np.where(draws > 1, np.sqrt(np.maximum(between, 0.0)), np.nan)
    return np.sqrt(noise), np.where(np.isnan(noise), np.nan, parameter)


def grid(table: pd.DataFrame, row: str, column: str, value: str = "median") -> pd.DataFrame:
    """The response as a table with one swept setting down and one across; NaN where the sweep has no such point."""
    cells = table.pivot_table(index=row, columns=column, values=value, aggfunc="mean", dropna=False)
    return cells.reindex(index=ordered(table[row]), columns=ordered(table[column]))


def _plain_setting(value: Any) -> Any:
    """Numbers stay numbers; a path or a mapping of items becomes its text so that it can be an index."""
    return mapping_text(value) if isinstance(value, Mapping) else value
