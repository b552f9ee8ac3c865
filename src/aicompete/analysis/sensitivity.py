"""Which of many settings a metric hangs on, from the points of a sampled design.

Morris walks give elementary effects: the change of the metric per step, divided by the step in shares of the range.
``mu`` is their mean, ``mu_star`` the mean of their sizes (Campolongo, Cariboni and Saltelli 2007), ``sigma`` their
standard deviation, which is large where the effect depends on the rest. Other samples give the first-order share of
the variance over points, Var(E[y | x]) / Var(y), by sorting the points into bins of x and taking off what bins of
pure chance would explain (correlation ratio with Kelley's correction, as in Plischke 2012), with the probability
that chance alone would tie the ranks as much, and the rank correlation, which has a sign.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from aicompete.analysis.cube import SAMPLED, blocks_of, cube, kind_of_design, layout, numbers_of, point_values, steps
from aicompete.analysis.montecarlo import mean_error
from aicompete.analysis.sweepresponse import shown_metrics
from aicompete.analysis.tables import Array, ResultsLike, View, view

Bins = NDArray[np.int64]
MOST_BINS, POINTS_PER_BIN = 24, 8
MORRIS = ("mu", "mu_star", "sigma", "walks")
TOTAL_ORDER = ("first_order", "first_error", "total_order", "total_error", "blocks")
RESAMPLED = 200
FIRST_ORDER = ("first_order", "chance", "rank_correlation", "points")


def sensitivity(results: ResultsLike | View, metrics: list[str] | None = None, date: str | None = None) -> pd.DataFrame:
    """One row per metric and setting, the strongest first; empty for a grid, a list or points that are all the same.

    Morris: `mu, mu_star, sigma, walks`, in the metric's unit over the whole range of the setting. Saltelli:
    `first_order, first_error, total_order, total_error, blocks`. Others: `first_order, chance, rank_correlation,
    points`. The metric is the mean over draws and replicates.
    """
    seen = view(results)
    kind = kind_of_design(seen)
    columns = ["metric", "setting", *{"morris": MORRIS, "saltelli": TOTAL_ORDER}.get(kind, FIRST_ORDER)]
    if kind not in SAMPLED:
        return pd.DataFrame(columns=columns)
    month = len(seen.dates) - 1 if date is None else seen.month_index(date)
    where = layout(seen)
    tables = []
    for metric in metrics or shown_metrics(seen):
        mean = mean_error(cube(seen, metric, month, where)).mean
        if kind == "morris":
            rows = morris(seen, mean)
        elif kind == "saltelli":
            rows = total_orders(seen, mean)
        else:
            rows = first_orders(point_values(seen), mean)
        size = {"morris": "mu_star", "saltelli": "total_order"}.get(kind, "first_order")
        if rows:  # none where no setting has two values
            table = pd.DataFrame(rows).sort_values(size, ascending=False, kind="stable")
            table.insert(0, "metric", metric)
            tables.append(table)
    return pd.concat(tables, ignore_index=True)[columns] if tables else pd.DataFrame(columns=columns)


def morris(seen: View, mean: Array) -> list[dict[str, Any]]:
    """Elementary effects by setting; walks with a failed point lose the steps beside it."""
    effects: dict[str, list[float]] = {}
    for step in steps(seen):
        effects.setdefault(step.setting, []).append(float((mean[step.high] - mean[step.low]) / step.size))
    rows = []
    for setting, found in effects.items():
        good = np.array(found)[np.isfinite(found)]
        spread = float(good.std(ddof=1)) if len(good) > 1 else float("nan")
        middle = (float(good.mean()), float(np.abs(good).mean())) if len(good) else (float("nan"), float("nan"))
        rows.append({"setting": setting, "mu": middle[0], "mu_star": middle[1], "sigma": spread, "walks": len(good)})
    return rows


def total_orders(seen: View, mean: Array) -> list[dict[str, Any]]:
    """First-order and total-order share of every setting; blocks with a failed point are left out."""
    names = [str(dimension["name"]) for dimension in seen.manifest["sampling"]["dimensions"]]
    values = mean[blocks_of(seen)]
    values = values[np.isfinite(values).all(axis=1)]
    if len(values) < 2 or np.ptp(values) == 0:
        nothing = np.full(len(names), np.nan)
        first = total = first_error = total_error = nothing
    else:
        first, total = indices(values)
        rows = np.random.default_rng(0).integers(len(values), size=(RESAMPLED, len(values)))
        again = np.array([indices(values[row]) for row in rows])
        first_error, total_error = np.nanstd(again, axis=0)
    columns = zip(names, first, first_error, total, total_error, strict=True)
    return [
        {"setting": name, **dict(zip(TOTAL_ORDER, (*map(float, numbers), len(values)), strict=True))}
        for name, *numbers in columns
    ]


def indices(values: Array) -> tuple[Array, Array]:
    """First-order and total-order indices from blocks (base, 2 + dimension): a, a with one dimension from b ..., b."""
    a, mixed, b = values[:, :1], values[:, 1:-1], values[:, -1:]
    both = np.concatenate([a, b])
    variance = float(both.var())
    if variance == 0:
        nothing = np.full(mixed.shape[1], np.nan)
        return nothing, nothing
    centre = values.mean()  # shifting by it changes no expectation and makes the first order surer
    first = ((b - centre) * (mixed - a)).mean(axis=0) / variance
    total = 0.5 * ((a - mixed) ** 2).mean(axis=0) / variance
    return first, total


def first_orders(settings: dict[str, list[Any]], mean: Array) -> list[dict[str, Any]]:
    """First-order share of every setting."""
    good = np.isfinite(mean)
    y = mean[good]
    ranks = ranks_of(y[:, None])
    rows = []
    for setting, values in settings.items():
        kept = [value for value, fine in zip(values, good, strict=True) if fine]
        bins = bins_of(kept)
        share, chance = explained(bins, y[:, None])[0], explained(bins, ranks)[1]
        numbers = numbers_of(kept)
        rank = _rank_correlation(numbers, y) if numbers is not None else float("nan")
        rows.append(
            {
                "setting": setting,
                "first_order": float(share[0]),
                "chance": float(chance[0]),
                "rank_correlation": rank,
                "points": len(y),
            }
        )
    return rows


def explained(bins: Bins, y: Array) -> tuple[Array, Array]:
    """Share of the variance of each column of y, (point, metric), that the bins explain, and the probability of as
    much by chance; NaN where it cannot be told."""
    from scipy.stats import f

    count, size = int(bins.max(initial=-1)) + 1, len(y)
    nothing = np.full(y.shape[1], np.nan)
    if count < 2 or size <= count:
        return nothing, nothing
    away = y - y.mean(axis=0)
    total = (away**2).sum(axis=0)
    inside = np.bincount(bins)
    starts = np.concatenate([[0], np.cumsum(inside)[:-1]])
    sums = np.add.reduceat(away[np.argsort(bins, kind="stable")], starts, axis=0)
    between = (sums**2 / inside[:, None]).sum(axis=0)
    noise = np.maximum(total - between, 0.0) / (size - count)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.clip((between - (count - 1) * noise) / total, 0.0, 1.0)
        chance = f.sf(between / (count - 1) / noise, count - 1, size - count)
    still = np.ptp(y, axis=0) == 0
    return np.where(still, np.nan, share), np.where(still, np.nan, chance)


def ranks_of(y: Array) -> Array:
    """Ranks of each column of y: a few extreme points then prove nothing."""
    return np.asarray(pd.DataFrame(y).rank(), dtype=np.float64)


def bins_of(values: list[Any]) -> Bins:
    """Bin of every point: one for each value when they are few, else equal numbers of points by rank."""
    bins = max(2, min(MOST_BINS, len(values) // POINTS_PER_BIN))
    distinct = list(dict.fromkeys(values))
    numbers = numbers_of(values)
    if len(distinct) <= bins or numbers is None:
        return np.array([distinct.index(value) for value in values], dtype=np.int64)
    rank = np.argsort(np.argsort(numbers, kind="stable"), kind="stable")
    return (rank * bins // len(values)).astype(np.int64)


def _rank_correlation(x: Array, y: Array) -> float:
    if len(y) < 3 or np.ptp(x) == 0 or np.ptp(y) == 0:
        return float("nan")
    return float(np.corrcoef(pd.Series(x).rank(), pd.Series(y).rank())[0, 1])
