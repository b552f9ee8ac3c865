"""Landscape energy of a configuration with any number of camps, without pairwise masks."""

import numpy as np

from aicompete.rules.types import Array


def camp_energy(size: Array, propensity: Array, side: Array, camps: tuple[float, ...]) -> Array:
    """Energy ``E = sum_i sum_j s_i s_j p_ij d_ij`` (run,) with d = 1 across camps.

    Counted as all pairs less the pairs inside each camp, ``s'Ps - sum_k s_k'P s_k`` with s_k the sizes in camp k: equal
    to ``landscape_energy``, with no mask over pairs. size, side (run, N); propensity (N, N) symmetric; camps lists the
    values of side. Axelrod & Bennett (1993).
    """
    inside = np.where(side[:, None, :] == np.array(camps)[:, None], size[:, None, :], 0.0)
    pull = np.einsum("ij,rkj->rki", propensity, inside)
    whole = inside.sum(axis=1)
    return np.asarray((whole * pull.sum(axis=1)).sum(axis=-1) - (inside * pull).sum(axis=(-2, -1)))
