"""Elementary functions that keep the same bits for any number of runs.

NumPy's ``x ** e`` with a column exponent and BLAS products choose another kernel for other shapes, so their last bits
depend on how many runs are stepped together. The functions here use ``exp``, ``log`` and sums over an agent axis
only. Arrays must keep the run as their first (slowest) axis in memory, as freshly computed columns do.
"""

import numpy as np
import numpy.typing as npt

from aicompete.rules.looks import somewhere
from aicompete.rules.types import Array, Value

TINY = 1e-300
"""Guard against a logarithm of zero; far below every quantity of the model."""


def power(base: Value, exponent: Value) -> Array:
    """``base ** exponent`` for base >= 0 as ``exp(exponent * log(base))``.

    ``0 ** e`` is 0 for e > 0, 1 for e = 0 and infinite for e < 0; a negative base counts as zero. Shapes broadcast.
    """
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        result = np.exp(np.multiply(exponent, np.log(np.maximum(base, 0.0))))
    return np.where(np.equal(exponent, 0.0), 1.0, result)  # 0 * log(0) has no value


def small_exp(x: Array) -> Array:
    """``exp(x)`` for numbers that are mostly small, as ``1 + expm1(x)``: twice as fast while ``|x|`` is below a third.

    Right to 1e-16 of 1, or of the result where that is larger.
    """
    return np.asarray(1.0 + np.expm1(x))


def logistic(x: Value) -> Array:
    """``1 / (1 + exp(-x))``, written with tanh so that it never overflows."""
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * np.asarray(x))))


def hill_switch(x: Value, midpoint: Value, steepness: Value) -> Array:
    """Falling Hill curve ``1 / (1 + (x / midpoint)^steepness)``: 1 at x = 0, one half at the midpoint.

    A steep curve is a switch: guidance by a buyer's own government. x, midpoint in the same unit, x >=
    0.
    """
    return np.asarray(1.0 / (1.0 + power(np.divide(x, midpoint), steepness)))


def hill_switch_normalised(x: Value, midpoint: Value, steepness: Value) -> Array:
    """Hill curve rescaled to exactly 1 at x = 0 and exactly 0 at x = 1: ``(H(x) - H(1)) / (1 - H(1))``, x in [0,
    1].
    """
    last = hill_switch(1.0, midpoint, steepness)
    return np.asarray((hill_switch(x, midpoint, steepness) - last) / (1.0 - last))


def safe_divide(numerator: Value, denominator: Value, default: Value = 0.0) -> Array:
    """``numerator / denominator``, and ``default`` where the denominator is zero."""
    zero = np.equal(denominator, 0.0)
    if not somewhere(zero):  # a look is cheaper than two masks
        return np.asarray(np.divide(numerator, denominator))
    return np.asarray(np.where(zero, default, np.divide(numerator, np.where(zero, 1.0, denominator))))


def log_ratio(numerator: Value, denominator: Value) -> Array:
    """``ln(numerator / denominator)`` for values >= 0; zero over zero gives 0, other zeros a large finite number."""
    return np.asarray(np.log(np.maximum(numerator, TINY)) - np.log(np.maximum(denominator, TINY)))


def half_life_to_rate(half_life: Value) -> Array:
    """Share that decays per step: ``1 - 2^(-1 / half_life)``; half_life in steps (months), > 0."""
    return np.asarray(-np.expm1(-np.log(2.0) / np.asarray(half_life)))


def approach(level: Value, target: Value, rate: Value) -> Array:
    """Partial adjustment ``level + rate * (target - level)``; rate is the share of the gap closed in a step."""
    return np.asarray(level + np.multiply(rate, np.subtract(target, level)))


def product_by_run(left: Array, right: Array) -> Array:
    """Matrix product of each run, ``sum_j a_ij b_jk``: ``(run, i, j)`` and ``(run, j, k)`` or ``(j, k)``.

    One call of BLAS a run, always of the same shape: the bits do not depend on the number of runs, as those of a
    product over the run axis do. For more than some hundred terms a run a fraction of the cost of ``einsum``.
    """
    if left.ndim < 3:
        raise ValueError("the run needs an axis of its own beside those of the product")
    return np.asarray(np.matmul(left, right))


def grouped_sum(values: Array, starts: npt.NDArray[np.intp]) -> Array:
    """Sum of the last axis by group: ``(..., F) -> (..., G)``.

    Members are sorted by group; ``starts`` (G,) holds the first index of each group, strictly rising, none empty.
    """
    return np.asarray(np.add.reduceat(values, starts, axis=-1))
