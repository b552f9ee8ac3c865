"""Training: data as an input beside compute, training spread over sites, and chips linked in clusters."""

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


def scaling_kept(chips: Value, loss: Value) -> Array:
    """Share of linear scaling that n linked chips keep when each doubling loses a part: ``n^log2(1 - loss)``.

    One chip keeps all; two keep ``1 - loss``. Weak scaling of training runs falls about so (Shoeybi et al. 2019).
    """
    return np.asarray(np.exp(np.log2(chips) * np.log1p(np.negative(loss))))
