"""Energy: chips need power."""

import numpy as np

from aicompete.rules.algebra import safe_divide
from aicompete.rules.quantile import normal_share
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

    Power cannot be moved from site to site: the margin of a site is lognormal with mean m = powered / chips and
    standard deviation ``spread`` of its logarithm, so ``1 - E min(1, X) = N(-d2) - m N(-d1)`` with ``d1 = ln m / s +
    s / 2``, ``d2 = d1 - s``. At spread 0 it is ``max(1 - m, 0)`` (to 1e-6); a spread idles some chips at any margin.
    """
    margin = np.maximum(safe_divide(powered, chips, LARGE), 1.0 / LARGE)
    wide = np.maximum(spread, 1e-6)
    above = np.log(margin) / wide + 0.5 * wide
    return np.asarray(np.maximum(normal_share(wide - above) - margin * normal_share(-above), 0.0))
