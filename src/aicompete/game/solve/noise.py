"""What noise leaves of a claim: intervals of paired differences, and whether a regret is nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

Array = NDArray[np.float64]
LEVEL = 0.95
CLAIMED, OPEN, REFUTED = "equilibrium", "open", "no equilibrium"


@dataclass(frozen=True)
class Estimate:
    """A mean with its interval."""

    mean: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.mean:+.3f} [{self.low:+.3f}, {self.high:+.3f}]"


def interval(values: Array, level: float = LEVEL, claims: int = 1) -> Estimate:
    """Student's interval of a mean over runs; with several claims at once each gets its share of the error
    (Bonferroni), so that all hold together with the level."""
    count, mean = len(values), float(values.mean())
    if count < 2:
        return Estimate(mean, -np.inf, np.inf)
    width = float(stdtrit(count - 1, 1.0 - (1.0 - level) / (2.0 * claims)))  # scipy.stats loads half a second longer
    error = width * float(values.std(ddof=1)) / float(np.sqrt(count))
    return Estimate(mean, mean - error, mean + error)


@dataclass(frozen=True)
class Regret:
    """What a player would gain by its best other strategy, and what of it is noise.

    ``gain``: of the deviation with the highest upper bound; ``verdict``: of all deviations of all players together.
    """

    player: int
    deviation: int
    gain: Estimate
    verdict: str


def regret(payoffs: Sequence[Array], mixes: Sequence[Array], tolerance: float, level: float = LEVEL) -> Regret:
    """Judge a profile of (mixed) strategies by runs that are paired: ``payoffs[i]`` is ``(*strategies, run)``.

    An equilibrium is claimed when the upper bounds of all gains by deviating lie within the tolerance, and refuted
    when some lower bound lies beyond it; the bounds hold together at the level.
    """
    gains = [_gains(array, mixes, i) for i, array in enumerate(payoffs)]
    claims = sum(len(rows) for rows in gains)
    bounds = [(i, k, interval(row, level, claims)) for i, rows in enumerate(gains) for k, row in enumerate(rows)]
    worst = max(bounds, key=lambda bound: bound[2].high)
    if any(bound.low > tolerance for _, _, bound in bounds):
        worst = max(bounds, key=lambda bound: bound[2].low)
        verdict = REFUTED
    else:
        verdict = CLAIMED if worst[2].high <= tolerance else OPEN
    return Regret(worst[0], worst[1], worst[2], verdict)


def _gains(array: Array, mixes: Sequence[Array], player: int) -> Array:
    """What each pure strategy of a player gains over its mix against the others' mixes, ``(strategy, run)``."""
    rest = np.moveaxis(array, player, 0)
    for i, mix in enumerate(mixes):
        if i != player:
            rest = np.tensordot(mix, rest, axes=(0, 1))
    return np.asarray(rest - np.tensordot(mixes[player], rest, axes=(0, 0)))


def resampled(runs: int, times: int, seed: int) -> Array:
    """Weights of runs in bootstrap samples, ``(sample, run)``, each summing to one."""
    generator = np.random.default_rng(seed)
    picks = generator.integers(0, runs, size=(times, runs))
    return np.asarray(np.stack([np.bincount(pick, minlength=runs) for pick in picks]) / runs)


def percentiles(values: Array, middle: float, level: float = LEVEL) -> Estimate:
    """The bootstrap's interval about an estimate."""
    low, high = np.quantile(values, [(1.0 - level) / 2.0, (1.0 + level) / 2.0])
    return Estimate(middle, float(low), float(high))
