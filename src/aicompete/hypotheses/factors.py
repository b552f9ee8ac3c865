"""How much of an outcome one factor alone decides: the largest first-order share of its variance over many policies.

Read off an experiment whose points are spread at random. Interval: grouped jackknife over the points (Efron 1982); a
bootstrap would draw the same point twice into a bin, and see shares where there are none.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from aicompete.analysis.cube import cube, layout, point_values
from aicompete.analysis.montecarlo import mean_error
from aicompete.analysis.sensitivity import first_orders
from aicompete.analysis.tables import View
from aicompete.hypotheses.formula import Array
from aicompete.hypotheses.statistics import Effect, Z

GROUPS = 20


def largest_share(seen: View, metric: str, date: str) -> Effect:
    """The largest first-order share over all settings of the experiment; NaN where the metric never varies."""
    settings = point_values(seen)
    mean = mean_error(cube(seen, metric, seen.month_index(date), layout(seen))).mean
    points = len(mean)
    value = _largest(settings, mean)
    groups = np.arange(points) % GROUPS
    left_out = [
        _largest({name: _kept(values, groups != group) for name, values in settings.items()}, mean[groups != group])
        for group in range(GROUPS)
    ]
    shares = np.array(left_out)
    error = math.sqrt((GROUPS - 1) / GROUPS * float(((shares - shares.mean()) ** 2).sum()))
    return Effect(value, max(value - Z * error, 0.0), min(value + Z * error, 1.0), points)


def _largest(settings: dict[str, list[Any]], mean: Array) -> float:
    shares = [float(row["first_order"]) for row in first_orders(settings, mean)]
    found = [share for share in shares if math.isfinite(share)]
    return max(found) if found else math.nan


def _kept(values: list[Any], keep: Array) -> list[Any]:
    return [value for value, wanted in zip(values, keep, strict=True) if wanted]
