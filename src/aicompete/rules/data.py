"""Data as an input of learning: what may be pooled across borders."""

import numpy as np

from aicompete.rules.algebra import product_by_run
from aicompete.rules.types import Array, Value


def pooled_data(weight: Array, closed: Array, usable: Value, between: Array) -> Array:
    """Data that those of each nation can learn from: ``w_n + k (1 - l_n) sum_j b_nj w_j (1 - l_j)``, (run, nation).

    weight w: users or activity; closed l in [0, 1]: localisation, which shuts data in and, since joint work needs both
    ends, out; usable k: what foreign data are worth when they flow freely, against one's own (1 = the same); between b
    (nation, nation), 0 on the diagonal: how far data of j may go to n at all. Between ``w_n`` (all closed) and
    ``w_n + k sum b w``. Reduced form of this project (M61).
    """
    free = np.multiply(weight, np.subtract(1.0, closed))
    others = product_by_run(free[:, None], between.T)[:, 0]
    return np.asarray(weight + np.multiply(usable, (1.0 - closed) * others))
