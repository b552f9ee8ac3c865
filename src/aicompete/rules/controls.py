"""Export controls: what may be sold, how good it may be, what it then costs."""

import numpy as np

from aicompete.rules.algebra import power
from aicompete.rules.types import Array, Value


def joint_control(control: Array, axis: int) -> Array:
    """Strength of several issuers' independent controls: ``1 - prod(1 - control)`` along the axis.

    Never below the strictest, never above 1; controls in [0, 1].
    """
    return np.asarray(1.0 - np.prod(1.0 - control, axis=axis))


def refused_sales(own: Value, leader: Value, bound: Value) -> Array:
    """Share of its sales that a maker refuses: ``max(own law, leader's law x bound)``, all in [0, 1].

    bound = how far the leader's law reaches the maker and is followed: the stricter of the two laws counts, not both.
    """
    return np.asarray(np.maximum(own, np.multiply(leader, bound)))


def ceiling_ratio(ceiling: Value, frontier: Value) -> Array:
    """Best permitted product over the frontier of that date: ``phi = min(1, ceiling / frontier)`` (same unit, e.g.
    TPP).
    """
    return np.asarray(np.minimum(np.divide(ceiling, frontier), 1.0))


def performance_price(price: Value, ratio: Value, steepness: Value) -> Array:
    """Price per unit of performance for a buyer held to ratio phi: ``p phi^-w``; infinite at phi = 0.

    A control rarely cuts what the buyer spends, it raises the price of performance; w is well below 1 in the record
    of 2022-2025 (M27).
    """
    return np.asarray(price * power(ratio, np.negative(steepness)))
