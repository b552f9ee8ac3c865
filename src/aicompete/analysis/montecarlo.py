"""How sure a mean over draws and replicates is.

A value is the mean of the metric plus an effect of the draw (assumptions), one of the replicate (shocks; the same for
all draws, since they share their random numbers) and their interaction. The error of the mean of D draws x R
replicates is then sqrt(s_draw^2 / D + s_replicate^2 / R + s_both^2 / (D R)), each part estimated from the mean squares
of the two-way table (Searle, Casella and McCulloch 1992, Variance Components, chapter 4). It tells how far the mean
lies from the one over all assumptions and all shocks; with one replicate, or one draw, only from the one over all of
the other.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np

from aicompete.analysis.tables import Array


@dataclass(frozen=True)
class MeanError:
    """Mean and its standard error, ``(...)`` each, with the squares of the parts from draws and from replicates."""

    mean: Array
    error: Array
    from_draws: Array
    from_replicates: Array


def mean_error(values: Array) -> MeanError:
    """Mean over the last two axes (draw, replicate) and its standard error; NaN with a single run.

    Missing runs (NaN) are left out, which makes the error approximate.
    """
    draws, replicates = values.shape[-2:]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # points without a single good run stay NaN
        mean = np.nanmean(values, axis=(-2, -1))
        by_draw, by_replicate = np.nanmean(values, axis=-1), np.nanmean(values, axis=-2)
        of_draws = np.nanvar(by_draw, axis=-1, ddof=1) if draws > 1 else np.zeros_like(mean)
        of_replicates = np.nanvar(by_replicate, axis=-1, ddof=1) if replicates > 1 else np.zeros_like(mean)
        if draws > 1 and replicates > 1:
            rest = values - by_draw[..., :, None] - by_replicate[..., None, :] + mean[..., None, None]
            both = np.nansum(rest**2, axis=(-2, -1)) / ((draws - 1) * (replicates - 1))
            both = both / (draws * replicates)
        else:
            both = np.zeros_like(mean)
    if draws * replicates == 1:
        nothing = np.full_like(mean, np.nan)
        return MeanError(mean, nothing, nothing, nothing)
    from_draws = np.maximum(of_draws / draws - both, 0.0)
    from_replicates = np.maximum(of_replicates / replicates - both, 0.0)
    return MeanError(mean, np.sqrt(from_draws + from_replicates + both), from_draws, from_replicates)
