"""Data as an input of learning: what may be pooled across borders."""

import numpy as np

from aicompete.rules.types import Array, Value


def pooled_data(weight: Array, closed: Array, usable: Value) -> Array:
    """Data that those of each nation can learn from: ``w_n + k (1 - l_n) sum_{j != n} w_j (1 - l_j)``, (run, nation).

    weight w: users or activity; closed l in [0, 1]: localisation, which shuts data in and, since joint work needs both
    ends, out; usable k: what foreign data are worth when they flow freely, against one's own (1 = the same). Between
    ``w_n`` (all closed) and ``w_n + k (sum w - w_n)``. Reduced form of this project (M61).
    """
    free = np.multiply(weight, np.subtract(1.0, closed))
    others = free.sum(axis=-1, keepdims=True) - free
    return np.asarray(weight + np.multiply(usable, (1.0 - closed) * others))
