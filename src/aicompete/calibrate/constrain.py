"""The constrained sample: runs weighed by how near they come to all figures, and a joint sample of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aicompete.calibrate.problem import Array, CalibrationError
from aicompete.calibrate.waves import Noise, Wave, implausibility

FEWEST = 20


@dataclass(frozen=True)
class Constrained:
    """Runs of all waves with their weights (sum 1), and those that were sampled.

    ``effective`` is the effective sample size, one over the sum of squared weights. ``rows`` index the runs.
    """

    shares: Array
    figures: Array
    weights: Array
    effective: float
    rows: NDArray[np.int64]


def weights(waves: Sequence[Wave], kept: Sequence[int], fit: NDArray[np.bool_], z: Array, noise: Noise) -> Array:
    """Weight of every run, ``(run,)``, sum 1.

    A Gaussian kernel ``exp(-sum I^2 / 2)`` with the variance of observation and discrepancy alone: the luck of the
    replicate is in the run itself (Wilkinson 2013). Over it stands the density at which the waves sampled there
    relative to the prior, ``sum_k n_k [inside k] / P_k + m_k [outside k] / (1 - P_k)`` for n_k runs inside a region
    that holds the share P_k of the prior and m_k outside it, so that no wave counts double.
    """
    shares = np.concatenate([wave.shares for wave in waves])[:, list(kept)]
    figures = np.concatenate([wave.figures for wave in waves])
    density = np.zeros(len(shares))
    for wave in waves:
        inside = wave.region.holds(shares, z, noise)
        part = wave.region.share
        density += np.where(inside, wave.inside / part, wave.missed / (1.0 - part) if part < 1.0 else 0.0)
    misses = implausibility(figures[:, fit], z[fit], noise.tolerance[fit])
    failed = ~np.isfinite(figures).all(axis=1)
    log = np.where(failed, -np.inf, -0.5 * (misses**2).sum(axis=1)) - np.log(density)
    if not np.isfinite(log).any():
        raise CalibrationError("no run comes near the figures: their weights are all zero")
    raw = np.exp(log - log[np.isfinite(log)].max())
    found: Array = raw / raw.sum()
    return found


def constrain(
    waves: Sequence[Wave],
    kept: Sequence[int],
    fit: NDArray[np.bool_],
    z: Array,
    noise: Noise,
    size: int,
    generator: np.random.Generator,
) -> Constrained:
    """Weigh all runs and sample ``size`` of them without replacement; at most as many as the weights are worth."""
    found = weights(waves, kept, fit, z, noise)
    effective = worth(found)
    count = min(size, int(effective))
    if count < FEWEST:
        raise CalibrationError(
            f"the runs are worth only {effective:.0f} accepted draws, {FEWEST} are needed: give more --draws or --waves"
        )
    rows = generator.choice(len(found), size=count, replace=False, p=found)
    return Constrained(
        np.concatenate([wave.shares for wave in waves]),
        np.concatenate([wave.figures for wave in waves]),
        found,
        effective,
        np.sort(rows).astype(np.int64),
    )


def worth(found: Array) -> float:
    """Effective sample size of weights that sum to one (Kish)."""
    return float(1.0 / np.sum(found**2))


def medoid(shares: Array) -> int:
    """Row nearest to the joint median, in shares of the prior."""
    return int(np.argmin(((shares - np.median(shares, axis=0)) ** 2).sum(axis=1)))
