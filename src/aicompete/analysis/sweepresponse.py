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
from aicompete.analysis.errors import AnalysisError
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
    values = pd.Series(seen.metric(metric)[:, month], index=seen.good)
    design = seen.runs
    rows: list[dict[str, Any]] = []
    for number, settings in enumerate(points):
        at = design.index[design["point"] == number]
        good = values.reindex(at).dropna()
        found: Array = np.asarray(good, dtype=np.float64)
        seed, parameter = spreads(design.loc[good.index, "draw"], design.loc[good.index, "replicate"], found)
        rows.append(
            {
                **{str(k): _plain_setting(v) for k, v in settings.items()},
                "point": number,
                **_summary(found),
                "seed_spread": seed,
                "parameter_spread": parameter,
                "runs": len(good),
                "failed": len(at) - len(good),
            }
        )
    return pd.DataFrame(rows)


def spreads(draws: pd.Series[Any], replicates: pd.Series[Any], values: Array) -> tuple[float, float]:
    """(seed spread, parameter spread) as standard deviations in the metric's unit; NaN where the design cannot tell."""
    table = pd.DataFrame({"draw": draws.to_numpy(), "replicate": replicates.to_numpy(), "value": values})
    groups = table.groupby("draw")["value"]
    counts, within = groups.size(), groups.var(ddof=1)
    usable = counts > 1
    if not usable.any():
        return float("nan"), float("nan")
    noise = float(within[usable].mean())
    if len(counts) < 2:
        return float(np.sqrt(noise)), float("nan")
    between = float(groups.mean().var(ddof=1)) - noise * float((1 / counts).mean())
    return float(np.sqrt(noise)), float(np.sqrt(max(between, 0.0)))


def grid(table: pd.DataFrame, row: str, column: str, value: str = "median") -> pd.DataFrame:
    """The response as a table with one swept setting down and one across; NaN where the sweep has no such point."""
    cells = table.pivot_table(index=row, columns=column, values=value, aggfunc="mean", dropna=False)
    return cells.reindex(index=ordered(table[row]), columns=ordered(table[column]))


def ordered(values: pd.Series[Any]) -> list[Any]:
    """The distinct values of a setting: numbers rising, words in the order of the sweep."""
    distinct = list(dict.fromkeys(values.tolist()))
    return sorted(distinct) if all(is_number(v) for v in distinct) else distinct


def is_number(value: Any) -> bool:
    """A number a line may be drawn over (true and false are words)."""
    return isinstance(value, (int, float, np.number)) and not isinstance(value, (bool, np.bool_))


def _summary(values: Array) -> dict[str, float]:
    names = ("low", "q25", "median", "q75", "high")
    if len(values) == 0:
        return dict.fromkeys((*names, "mean"), float("nan"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        quantiles = np.quantile(values, QUANTILES)
    return {**dict(zip(names, quantiles.tolist(), strict=True)), "mean": float(values.mean())}


def _plain_setting(value: Any) -> Any:
    """Numbers stay numbers; a path or a mapping of items becomes its text so that it can be an index."""
    if isinstance(value, Mapping):
        return "; ".join(f"{k}: {v}" for k, v in value.items())
    return value
