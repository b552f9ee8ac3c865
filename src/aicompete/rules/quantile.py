"""The standard normal distribution: its quantiles, for shocks that are drawn by number, and the share below a value."""

import numpy as np

from aicompete.rules.algebra import logistic
from aicompete.rules.types import Array

SPLIT = 0.425
"""Distance from one half up to which the middle formula holds."""
CENTRE = 0.180625
FAR = 5.0
"""Root of minus the log of the smaller share from which on the formula for the far tails holds."""

MIDDLE = (
    (
        3.3871328727963666080e0,
        1.3314166789178437745e2,
        1.9715909503065514427e3,
        1.3731693765509461125e4,
        4.5921953931549871457e4,
        6.7265770927008700853e4,
        3.3430575583588128105e4,
        2.5090809287301226727e3,
    ),
    (
        1.0,
        4.2313330701600911252e1,
        6.8718700749205790830e2,
        5.3941960214247511077e3,
        2.1213794301586595867e4,
        3.9307895800092710610e4,
        2.8729085735721942674e4,
        5.2264952788528545610e3,
    ),
)
TAIL = (
    (
        1.42343711074968357734e0,
        4.63033784615654529590e0,
        5.76949722146069140550e0,
        3.64784832476320460504e0,
        1.27045825245236838258e0,
        2.41780725177450611770e-1,
        2.27238449892691845833e-2,
        7.74545014278341407640e-4,
    ),
    (
        1.0,
        2.05319162663775882187e0,
        1.67638483018380384940e0,
        6.89767334985100004550e-1,
        1.48103976427480074590e-1,
        1.51986665636164571966e-2,
        5.47593808499534494600e-4,
        1.05075007164441684324e-9,
    ),
)
FAR_TAIL = (
    (
        6.65790464350110377720e0,
        5.46378491116411436990e0,
        1.78482653991729133580e0,
        2.96560571828504891230e-1,
        2.65321895265761230930e-2,
        1.24266094738807843860e-3,
        2.71155556874348757815e-5,
        2.01033439929228813265e-7,
    ),
    (
        1.0,
        5.99832206555887937690e-1,
        1.36929880922735805310e-1,
        1.48753612908506148525e-2,
        7.86869131145613259100e-4,
        1.84631831751005468180e-5,
        1.42151175831644588870e-7,
        2.04426310338993978564e-15,
    ),
)
"""Coefficients of numerator and denominator, lowest power first."""


def normal_quantile(share: Array) -> Array:
    """Value below which a share of a standard normal distribution lies, share in (0, 1); right to 1e-15.

    Quotients of polynomials of degree seven, in the middle of the square of the distance from one half, in the tails
    of the root of minus the log of the smaller share. Wichura (1988), AS 241.
    """
    off = share - 0.5
    result = off * _quotient(CENTRE - off * off, MIDDLE)
    outside = np.abs(off) > SPLIT
    at = share[outside]
    root = np.sqrt(-np.log(np.minimum(at, 1.0 - at)))
    tail = np.where(root <= FAR, _quotient(root - 1.6, TAIL), _quotient(root - FAR, FAR_TAIL))
    result[outside] = np.where(at < 0.5, -tail, tail)
    return result


def _quotient(x: Array, coefficients: tuple[tuple[float, ...], tuple[float, ...]]) -> Array:
    above, below = (np.full(x.shape, part[-1]) for part in coefficients)
    for value, part in ((above, coefficients[0]), (below, coefficients[1])):
        for coefficient in part[-2::-1]:
            value *= x
            value += coefficient
    return np.asarray(above / below)


def normal_share(value: Array) -> Array:
    """Share of a standard normal distribution below a value: ``logistic(1.5976 z + 0.07056 z^3)``, right to 2e-4.

    A chance p comes true where ``normal_share(z) < p``: never at p = 0 and always at 1. Bowling et al. (2009).
    """
    return logistic(1.5976 * value + 0.07056 * value * value * value)
