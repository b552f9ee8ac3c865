"""Players who err or think some steps only: logit equilibrium, level-k, and the cognitive hierarchy, for two players.

Both matrices have player 1's strategies as rows.
"""

from __future__ import annotations

from math import exp, factorial

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Pair = tuple[Array, Array]


def logit(values: Array, precision: float) -> Array:
    """Probabilities in proportion to exp(precision x value)."""
    odds = np.exp(precision * (values - values.max()))
    return np.asarray(odds / odds.sum())


def logit_equilibrium(
    first: Array, second: Array, precision: float, steps: int = 200, tolerance: float = 1e-10
) -> Pair:
    """Logit quantal response equilibrium (McKelvey and Palfrey 1995): each mix is the logit reply to the other.

    Followed from precision 0, where both mix evenly, so that it lies on the principal branch; at each step Newton's
    method solves the fixed point.
    """
    m, n = first.shape
    mix = np.concatenate([np.full(m, 1.0 / m), np.full(n, 1.0 / n)])
    for part in np.linspace(0.0, precision, steps + 1)[1:]:
        mix = _newton(mix, first, second, float(part), tolerance)
    return mix[:m], mix[m:]


def _newton(mix: Array, first: Array, second: Array, precision: float, tolerance: float) -> Array:
    m = first.shape[0]
    for _ in range(100):
        x, y = mix[:m], mix[m:]
        p, q = logit(first @ y, precision), logit(x @ second, precision)
        miss = mix - np.concatenate([p, q])
        if np.abs(miss).max() < tolerance:
            break
        rise_p = precision * (np.diag(p) - np.outer(p, p)) @ first
        rise_q = precision * (np.diag(q) - np.outer(q, q)) @ second.T
        slope = np.eye(len(mix))
        slope[:m, m:] -= rise_p
        slope[m:, :m] -= rise_q
        moved = np.clip(mix - np.linalg.solve(slope, miss), 1e-15, 1.0)
        mix = np.concatenate([moved[:m] / moved[:m].sum(), moved[m:] / moved[m:].sum()])
    return mix


def level_k(first: Array, second: Array, depth: int, start: Pair | None = None) -> list[tuple[int, int]]:
    """Best replies of level 1, 2, ... ``depth``: each to the other's level below; level 0 mixes evenly unless given
    (Nagel 1995, Stahl and Wilson 1995). Of equal replies the first."""
    m, n = first.shape
    below = start or (np.full(m, 1.0 / m), np.full(n, 1.0 / n))
    found = []
    for _ in range(depth):
        pair = (int((first @ below[1]).argmax()), int((below[0] @ second).argmax()))
        found.append(pair)
        below = (np.eye(m)[pair[0]], np.eye(n)[pair[1]])
    return found


def cognitive_hierarchy(first: Array, second: Array, mean: float, deepest: int = 10) -> Pair:
    """How often each strategy is played when depths of thought are Poisson with this mean (Camerer, Ho and Chong
    2004): a player of depth k replies to the mix of all shallower ones, in their proportions."""
    m, n = first.shape
    share = np.array([exp(-mean) * mean**k / factorial(k) for k in range(deepest + 1)])
    plays_1, plays_2 = [np.full(m, 1.0 / m)], [np.full(n, 1.0 / n)]
    for k in range(1, deepest + 1):
        weight = share[:k] / share[:k].sum()
        mix_1, mix_2 = weight @ np.array(plays_1), weight @ np.array(plays_2)
        plays_1.append(_even(first @ mix_2))
        plays_2.append(_even(mix_1 @ second))
    share = share / share.sum()
    return np.asarray(share @ np.array(plays_1)), np.asarray(share @ np.array(plays_2))


def _even(values: Array) -> Array:
    """The best strategies, evenly where several are best."""
    best = values >= values.max() - 1e-12
    return np.asarray(best / best.sum())
