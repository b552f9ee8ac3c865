"""How unequally something is spread."""

import numpy as np

from aicompete.rules.algebra import safe_divide
from aicompete.rules.types import Array


def gini(values: Array, weight: Array) -> Array:
    """Gini coefficient over the last axis: ``sum_ij w_i w_j |x_i - x_j| / (2 W^2 mean)``, W = sum of the weights.

    values x >= 0 (run, place), weight (place,) or (run, place). 0: all alike; near 1: one place has all.
    """
    share = np.asarray(weight) / np.sum(weight, axis=-1, keepdims=True)
    apart = np.abs(values[:, :, None] - values[:, None, :])
    mean = (values * share).sum(axis=-1)
    pairs = (apart * share[..., :, None] * share[..., None, :]).sum(axis=(-2, -1))
    return np.asarray(safe_divide(pairs, 2.0 * mean))
