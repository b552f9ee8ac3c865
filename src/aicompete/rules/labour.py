"""Labour: people with work, people without, people in training."""

import numpy as np

from aicompete.rules.algebra import power
from aicompete.rules.types import Array, Value


def labour_step(
    employed: Value,
    unemployed: Value,
    training: Value,
    displaced: Value,
    found: Value,
    entering: Value,
    finishing: Value,
    success: Value,
) -> tuple[Array, Array, Array]:
    """Three states a step later, as shares that keep their sum: (employed, unemployed, in training).

    displaced delta, found f, entering tau, finishing rho = shares of their state that leave it in a step; success =
    part of those who finish that find work, the others are unemployed again. At rest, with success one, ``U/E = delta /
    (f + tau)`` and ``R/E = tau delta / (rho (f + tau))``.
    """
    lost, hired, enter = (
        np.multiply(displaced, employed),
        np.multiply(found, unemployed),
        np.multiply(entering, unemployed),
    )
    done = np.multiply(finishing, training)
    placed = np.multiply(success, done)
    return (
        np.asarray(employed - lost + hired + placed),
        np.asarray(unemployed + lost - hired - enter + (done - placed)),
        np.asarray(training + enter - done),
    )


def labour_rest(
    displaced: Value, found: Value, entering: Value, finishing: Value, success: Value = 1.0
) -> tuple[Array, Array]:
    """Where the three states rest: U/E and R/E.

    From ``rho R = tau U`` and ``delta E = (f + success tau) U``.
    """
    out = np.divide(displaced, found + np.multiply(success, entering))
    return np.asarray(out), np.asarray(np.multiply(entering, out) / finishing)


def matching_rate(usual: Value, tightness: Value, elasticity: Value) -> Array:
    """Share of the unemployed who find work in a step: ``f = f_0 theta^(1 - alpha)``, at most one.

    theta = vacancies over the unemployed, over its usual; alpha = elasticity of matches to the unemployed (0.5 to 0.7
    in most studies, Petrongolo & Pissarides 2001).
    """
    return np.asarray(np.minimum(np.multiply(usual, power(tightness, np.subtract(1.0, elasticity))), 1.0))
