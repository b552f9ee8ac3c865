"""Landscape energy of a configuration with any number of camps, without pairwise masks."""

import numpy as np

from aicompete.rules.algebra import product_by_run
from aicompete.rules.types import Array


def camp_energy(size: Array, propensity: Array, side: Array, camps: tuple[float, ...]) -> Array:
    """Energy ``E = sum_i sum_j s_i s_j p_ij d_ij`` (run,) with d = 1 across camps.

    Counted over pairs of camps, ``2 sum_k s_k'P (sum of s_l, l > k)`` with s_k the sizes in camp k: equal to
    ``landscape_energy``, with no mask over pairs. size, side (run, N); propensity (N, N) symmetric; camps lists the
    values of side. Axelrod & Bennett (1993).
    """
    inside = np.where(side[:, None, :] == np.array(camps)[:, None], size[:, None, :], 0.0)
    pull = product_by_run(inside[:, :-1], propensity)
    total, later = np.zeros(len(inside)), inside[:, -1]
    for camp in range(len(camps) - 2, -1, -1):
        total = total + np.einsum("rn,rn->r", pull[:, camp], later)
        later = later + inside[:, camp]
    return 2.0 * total
