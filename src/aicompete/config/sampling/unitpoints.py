"""Points in the unit cube: Latin hypercube, Sobol and Halton sequences, Saltelli blocks and Morris trajectories.

The quasi-random points are those of ``scipy.stats.qmc`` with the generator ``numpy.random.default_rng(seed)``. Sobol
and Halton points are sequences: a longer design begins with the points of a shorter one. A Latin hypercube and the
start levels of Morris trajectories are balanced over their own number, so one of another size has other points.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Spread = Literal["latin_hypercube", "sobol", "halton"]


def spread_points(kind: Spread, count: int, width: int, seed: int) -> Array:
    """Points (count, width) in [0, 1): a Latin hypercube (McKay et al. 1979), or a scrambled sequence of Sobol (Owen
    1998) or Halton (Owen 2017)."""
    from scipy.stats import qmc

    makers = {"latin_hypercube": qmc.LatinHypercube, "sobol": qmc.Sobol, "halton": qmc.Halton}
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="The balance properties")  # said in our own words, with the file
        points: Array = makers[kind](width, seed=np.random.default_rng(seed)).random(count)
    return points


def saltelli_points(count: int, width: int, seed: int) -> Array:
    """Points (count x (width + 2), width) for first-order and total-order indices (Saltelli et al. 2010, Computer
    Physics Communications 181, 259-270): for each base sample a point a, the points that are a with one dimension from
    b, and b. Base samples (a, b) are a scrambled Sobol sequence of twice the dimensions.
    """
    pairs = spread_points("sobol", count, 2 * width, seed)
    a, b = pairs[:, :width], pairs[:, width:]
    blocks = np.repeat(a[:, None, :], width + 2, axis=1)
    one = np.arange(width)
    blocks[:, one + 1, one] = b
    blocks[:, -1] = b
    return blocks.reshape(-1, width)


@dataclass(frozen=True)
class Trajectories:
    """Morris trajectories over distinct points.

    ``points`` (point, dimension); ``path`` (trajectory, step) numbers of points, one step more than dimensions;
    ``moved`` (trajectory, step) the dimension that a step moves, ``step`` by how much (+ or - half of the levels).
    """

    points: Array
    path: NDArray[np.int64]
    moved: NDArray[np.int64]
    step: Array


def morris_trajectories(count: int, levels: int, width: int, seed: int) -> Trajectories:
    """One-at-a-time walks through a grid of ``levels`` (even) levels (Morris 1991, Technometrics 33, 161-174).

    Every walk moves each dimension once, in random order, by levels / (2 (levels - 1)) up or down, whichever stays
    inside. Over the walks each dimension starts equally often at every level, as nearly as their number allows.
    """
    generator = np.random.default_rng(seed)
    first = generator.integers(levels, size=width)
    start = generator.permuted((np.arange(count)[:, None] + first) % levels, axis=0)
    order = generator.permuted(np.tile(np.arange(width), (count, 1)), axis=1)
    half = levels // 2
    jump = np.where(start < half, half, -half)
    # the level of every dimension before the first step, after it, ...: moved once its turn has passed
    turn = np.argsort(order, axis=1)
    passed = turn[:, None, :] < np.arange(width + 1)[None, :, None]
    walks = (start[:, None, :] + passed * jump[:, None, :]).reshape(-1, width)
    distinct, place = np.unique(walks, axis=0, return_inverse=True)
    moves = np.take_along_axis(jump, order, axis=1) / (levels - 1)
    return Trajectories(distinct / (levels - 1), place.reshape(count, width + 1), order, moves)
