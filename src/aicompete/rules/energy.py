"""Energy: chips need power."""

import numpy as np

from aicompete.rules.algebra import safe_divide
from aicompete.rules.types import Array, Value


def powered_chips(power_mw: Value, kilowatt: Value, overhead: Value = 1.0) -> Array:
    """Number of chips that a site can feed: ``1000 MW / (PUE kW)``.

    kilowatt per chip with its server; overhead = PUE, 1 where the figure is already at the facility (M79).
    """
    return np.asarray(np.multiply(1000.0, power_mw) / np.multiply(overhead, kilowatt))


def usable_compute(chips: Value, powered: Value) -> Array:
    """Leontief ``min(chips, powered)``: chips without power and power without chips do nothing (M79)."""
    return np.asarray(np.minimum(chips, powered))


LARGE = 1e6
"""A margin that is never short."""


def idle_share(chips: Value, powered: Value, spread: Value = 0.0) -> Array:
    """Share of chips that stand idle for want of power, in [0, 1]; 0 where there are no chips.

    Power cannot be moved from site to site: the margin X of a site is logistic with mean m = powered / chips and
    standard deviation ``spread``, so ``E max(1 - X, 0) = k ln(1 + exp((1 - m) / k))`` with ``k = sqrt(3) spread / pi``.
    At spread 0 it is ``max(1 - m, 0)``; a spread idles some chips at any margin.
    """
    scale = np.maximum(np.multiply(np.sqrt(3.0) / np.pi, spread), 1e-9)
    short = (1.0 - safe_divide(powered, chips, LARGE)) / scale
    return np.asarray(np.minimum(scale * (np.maximum(short, 0.0) + np.log1p(np.exp(-np.abs(short)))), 1.0))
