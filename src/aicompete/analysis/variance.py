"""How much of a metric's spread comes from the points (levers), the draws (assumptions) and the replicates (luck).

Random-effects analysis of variance of the crossed design points x draws x replicates: the mean squares of all main
effects and interactions are set equal to what they are expected to be, and solved for the variances (Searle, Casella
and McCulloch 1992). A negative estimate means "nothing to be seen" and is given as 0.
"""

from __future__ import annotations

from itertools import combinations
from math import prod

import numpy as np
import pandas as pd

from aicompete.analysis.cube import Layout, cube, layout, point_values
from aicompete.analysis.sweepresponse import shown_metrics
from aicompete.analysis.tables import Array, ResultsLike, View, view

FACTORS = ("points", "draws", "replicates")


def variance_split(
    results: ResultsLike | View, metrics: list[str] | None = None, date: str | None = None
) -> pd.DataFrame:
    """One row per metric and source: `metric, source, variance, share, left_out`.

    Sources are levers (points), assumptions (draws), seeds (replicates) and their interactions; a factor of one level
    is not there; of paired draws and replicates there is one source. Where the design samples assumptions, the
    points vary these too, and the source says so. `left_out` counts the runs that were dropped so
    that the design is crossed again after failures. Variances in the square of the metric's unit.
    """
    seen = view(results)
    where = layout(seen)
    words = source_words(seen, where)
    month = len(seen.dates) - 1 if date is None else seen.month_index(date)
    rows = []
    for metric in metrics or shown_metrics(seen):
        whole = cube(seen, metric, month, where)
        values = balanced(whole)
        parts = components(values)
        total = sum(parts.values())
        for source, variance in parts.items():
            share = variance / total if total > 0 else float("nan")
            rows.append(
                {
                    "metric": metric,
                    "source": " x ".join(words[name] for name in source),
                    "variance": variance,
                    "share": share,
                    "left_out": int(np.isfinite(whole).sum() - values.size),
                }
            )
    return pd.DataFrame(rows, columns=["metric", "source", "variance", "share", "left_out"])


def source_words(seen: View, where: Layout) -> dict[str, str]:
    """What the three factors are called in this design."""
    varied = point_values(seen)
    assumed = any(name.startswith("assumptions.") for name in varied)
    only = assumed and all(name.startswith("assumptions.") for name in varied)
    points = "sampled assumptions" if only else "levers and sampled assumptions" if assumed else "levers"
    draws = "assumptions and seeds" if where.paired else "assumptions"
    return {"points": points, "draws": draws, "replicates": "seeds"}


def components(values: Array) -> dict[tuple[str, ...], float]:
    """Variance of every effect of a complete (point, draw, replicate) table, largest interactions last."""
    axes = [axis for axis in range(3) if values.shape[axis] > 1] if values.size else []
    subsets = [subset for size in range(1, len(axes) + 1) for subset in combinations(axes, size)]
    squares = {subset: _mean_square(values, subset) for subset in subsets}
    found: dict[tuple[int, ...], float] = {}
    for subset in reversed(subsets):  # the highest interaction first: its mean square holds no other
        held = sum(_times(values, other) * variance for other, variance in found.items() if set(subset) < set(other))
        found[subset] = (squares[subset] - held) / _times(values, subset)
    return {tuple(FACTORS[axis] for axis in subset): max(found[subset], 0.0) for subset in subsets}


def balanced(values: Array) -> Array:
    """The table without the points, draws or replicates that miss runs, the worst first."""
    kept = values
    while np.isnan(kept).any():
        missing = np.isnan(kept)
        parts = [missing.mean(axis=tuple(a for a in range(3) if a != axis)) for axis in range(3)]
        axis = max(range(3), key=lambda a: float(parts[a].max()))  # the slice with the largest part missing
        kept = np.delete(kept, int(parts[axis].argmax()), axis=axis)
        if kept.size == 0:
            return kept
    return kept


def _mean_square(values: Array, subset: tuple[int, ...]) -> float:
    """Mean square of the effect of these axes: inclusion and exclusion of the means over the others."""
    effect = np.zeros([values.shape[axis] if axis in subset else 1 for axis in range(3)])
    for size in range(len(subset) + 1):
        for kept in combinations(subset, size):
            others = tuple(axis for axis in range(3) if axis not in kept)
            effect = effect + (-1) ** (len(subset) - size) * values.mean(axis=others, keepdims=True)
    degrees = prod(values.shape[axis] - 1 for axis in subset)
    return float((effect**2).sum() * _times(values, subset) / degrees)


def _times(values: Array, subset: tuple[int, ...]) -> int:
    """How many runs share one level of these axes."""
    return prod(values.shape[axis] for axis in range(3) if axis not in subset)
