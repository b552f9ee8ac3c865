"""How unequally something is spread."""

import numpy as np

from aicompete.rules.algebra import safe_divide
from aicompete.rules.types import Array


def gini(values: Array, weight: Array) -> Array:
    """Gini coefficient over the last axis: ``sum_ij w_i w_j |x_i - x_j| / (2 W^2 mean)``, W = sum of the weights.

    values x >= 0 (run, place), weight (place,) or (run, place). 0: all alike; near 1: one place has all.
    """
    share = weight / np.sum(weight, axis=-1, keepdims=True) + np.zeros_like(values)
    apart = np.abs(values[:, :, None] - values[:, None, :])
    each = np.einsum("rij,rj->ri", apart, share)
    mean, pairs = np.einsum("ri,ri->r", values, share), np.einsum("ri,ri->r", each, share)
    return np.asarray(safe_divide(pairs, 2.0 * mean))
