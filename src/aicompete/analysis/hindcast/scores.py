"""Scores of a forecast against what came: continuous ranked probability score, skill, coverage."""

from __future__ import annotations

import warnings
from collections.abc import Sequence

import numpy as np

from aicompete.analysis.hindcast.monthly import Array


def crps(forecast: Array, came: Array) -> Array:
    """Continuous ranked probability score of an ensemble, in the unit of the figure; 0 is perfect.

    ``E|X - y| - E|X - X'| / 2`` for the empirical distribution of the runs, a proper score (Gneiting and Raftery 2007).
    With one run it is the absolute error, so that point forecasts compare with ensembles.

    Parameters
    ----------
    forecast : (run, ...), without NaN.
    came : (...).

    The second term is summed over sorted runs: ``E|X - X'| = 2/n^2 sum_i (2i - n - 1) x_(i)``.
    """
    runs = len(forecast)
    ordered = np.sort(forecast, axis=0)
    weight = (2.0 * np.arange(1, runs + 1) - runs - 1.0).reshape(-1, *[1] * (forecast.ndim - 1))
    spread = (weight * ordered).sum(axis=0) * 2.0 / runs**2
    return np.asarray(np.abs(forecast - came).mean(axis=0) - 0.5 * spread)


def skill(score: float, rival: float) -> float:
    """``1 - score / rival``: above 0 better than the rival, 1 perfect; NaN against a perfect rival."""
    return 1.0 - score / rival if rival > 0.0 else float("nan")


def within(forecast: Array, came: Array, share: float = 0.9) -> Array:
    """Does what came lie in the middle ``share`` of the runs? Shape (...), as floats."""
    low, high = np.quantile(forecast, [(1.0 - share) / 2.0, (1.0 + share) / 2.0], axis=0)
    return np.asarray((low <= came) & (came <= high), dtype=np.float64)


def quantiles(values: Array, levels: Sequence[float]) -> Array:
    """Quantiles over the runs, ``(level, ...)``; runs without a figure are left out, NaN where none has one."""
    if not np.isnan(values).any():
        return np.asarray(np.quantile(values, levels, axis=0))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return np.asarray(np.nanquantile(values, levels, axis=0))
