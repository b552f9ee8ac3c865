"""Equilibria in mixed strategies of two players, by nashpy."""

from __future__ import annotations

import warnings
from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Pair = tuple[Array, Array]
SMALL = 6
"""Strategies of each player up to which all supports are tried."""
NEEDED = "equilibria in mixed strategies need nashpy, which is not installed: pip install 'aicompete[games]'"


def possible() -> bool:
    """Whether nashpy is there."""
    return find_spec("nashpy") is not None


def mixed_equilibria(first: Array, second: Array, tolerance: float = 1e-9) -> list[Pair]:
    """Equilibria of a game of two players, the pure ones among them.

    All of a small or undegenerate game by its supports, else those to which Lemke and Howson's paths lead from each
    strategy. nashpy compares with floating point, so each answer is held against the regret here.

    Raises ``ImportError`` where nashpy is missing.
    """
    if not possible():
        raise ImportError(NEEDED)
    import nashpy

    game = nashpy.Game(first, second)
    found: list[Pair] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of degenerate games, whose answers are sifted below
        with np.errstate(all="ignore"):
            if max(first.shape) <= SMALL:
                candidates = list(game.support_enumeration())
            else:
                candidates = list(game.lemke_howson_enumeration())
    for x, y in candidates:
        pair = (np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64))
        if _is_equilibrium(first, second, pair, tolerance) and not any(_same(pair, other) for other in found):
            found.append(pair)
    return found


def regret_of(first: Array, second: Array, pair: Pair) -> float:
    """What the player who gains most would gain by another strategy."""
    x, y = pair
    mine, theirs = first @ y, x @ second
    return float(max(mine.max() - x @ mine, theirs.max() - theirs @ y))


def _is_equilibrium(first: Array, second: Array, pair: Pair, tolerance: float) -> bool:
    x, y = pair
    if len(x) != first.shape[0] or len(y) != first.shape[1] or not np.isfinite(np.concatenate([x, y])).all():
        return False
    scale = max(float(np.ptp(first)), float(np.ptp(second)), 1e-12)
    return regret_of(first, second, pair) <= tolerance * scale and min(x.min(), y.min()) > -1e-12


def _same(one: Pair, other: Pair) -> bool:
    return all(np.allclose(a, b, atol=1e-6) for a, b in zip(one, other, strict=True))
