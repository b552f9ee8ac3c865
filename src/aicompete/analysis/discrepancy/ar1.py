"""The autoregressive process of first order that a discrepancy follows, and its reproducible noise."""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

import numpy as np

from aicompete.analysis.tables import Array

STREAM = "discrepancy"


def ar1(noise: Array, rho: float, scale: float = 1.0, start: float = 1.0) -> Array:
    """Paths ``d_0 = start scale e_0``, ``d_t = rho d_{t-1} + scale sqrt(1 - rho^2) e_t`` of standard normal noise.

    Parameters
    ----------
    noise : (run, month), standard normal, independent.
    rho : correlation from month to month, 0 (each month for itself) to 1 (one constant a run).
    scale : standard deviation of the stationary process.
    start : 1 begins stationary, 0 at zero; the variance grows as ``scale^2 (1 - (1 - start^2) rho^(2t))``.

    Box and Jenkins (1976), chapter 3.
    """
    if not 0.0 <= rho <= 1.0 or scale < 0.0:
        raise ValueError(f"an AR(1) needs 0 <= rho <= 1 and scale >= 0, not rho {rho} and scale {scale}")
    step = scale * np.sqrt(1.0 - rho * rho)
    months = [start * scale * noise[:, 0]]
    for month in range(1, noise.shape[1]):
        months.append(rho * months[-1] + step * noise[:, month])
    return np.stack(months, axis=1)


def variance(months: Array, rho: float, scale: float = 1.0, start: float = 1.0) -> Array:
    """Variance of such a path some months after its start, ``scale^2 (1 - (1 - start^2) rho^(2t))``."""
    return np.asarray(scale**2 * (1.0 - (1.0 - start**2) * np.power(rho, 2.0 * np.asarray(months, dtype=np.float64))))


def difference_variance(apart: float, rho: float, scale: float = 1.0) -> float:
    """Variance of the difference of two values ``apart`` months from each other, stationary: ``2 scale^2 (1 - rho^k)``.

    It is what the logarithm of a ratio over time is off by.
    """
    return float(2.0 * scale**2 * (1.0 - rho**apart))


def noise(name: str, keys: Sequence[tuple[int, ...]], months: int, copies: int = 1) -> Array:
    """Standard normal noise of a figure, ``(run * copies, month)``, the copies of a run beside each other.

    ``keys`` are the numbers of each run. One generator for each (name, numbers, copy): a run has the same noise
    whichever runs stand beside it, and a longer horizon keeps the earlier months.
    """
    words = [crc32(STREAM.encode()), crc32(name.encode())]
    drawn = np.empty((len(keys) * copies, months))
    for row, line in enumerate(drawn):
        seed = np.random.SeedSequence([*words, *keys[row // copies], row % copies])
        np.random.Generator(np.random.PCG64(seed)).standard_normal(out=line)
    return drawn
