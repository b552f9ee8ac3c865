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


def idle_share(chips: Value, powered: Value) -> Array:
    """Share of chips that stand idle for want of power, in [0, 1]; 0 where there are no chips."""
    return safe_divide(np.subtract(chips, usable_compute(chips, powered)), chips)
