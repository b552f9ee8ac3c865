"""Training: data as an input beside compute, and training spread over sites."""

import numpy as np

from aicompete.rules.types import Array, Value

LEAST = 1e-6


def data_returns(data: Value, usual: Value, elasticity: Value) -> Array:
    """Effective compute won by more data, in log10: ``e log10(data / usual)``: each doubling adds the same.

    Loss falls with a power of data as with one of compute (Hoffmann et al. 2022), so the logs add up; elasticity e =
    decades of compute that a decade of data replaces.
    """
    return np.asarray(np.multiply(elasticity, np.log10(np.divide(data, usual))))


def spread_training(share: Value, loss: Value, pool: Value, reach: Value) -> Array:
    """Log10 of effective compute won by spreading a share s of training: ``log10(1 - s l) + D (1 - exp(-s / r))``.

    loss l = compute lost by what is spread (McMahan et al. 2017; Douillard et al. 2023), pool D = worth of all data
    that only spread training reaches (log10), r = share at which two thirds of it are reached. Compute is lost in
    proportion and the best data come first, so the gain turns: it is greatest where both slopes meet.
    """
    kept = np.maximum(np.subtract(1.0, np.multiply(share, loss)), LEAST)
    return np.asarray(np.log10(kept) + np.multiply(pool, 1.0 - np.exp(-np.divide(share, reach))))
