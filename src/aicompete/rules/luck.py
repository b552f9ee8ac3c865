"""Rare events: how long one waits for them."""

import math

import numpy as np

from aicompete.rules.types import Array

LEAST = 1e-300


def waiting_hazard(shocks: Array) -> Array:
    """Hazard that has been run through when an event comes, unit exponential, from standard normals: ``-ln Q(z)``.

    Q = upper tail of the normal distribution. With time counted in hazard every Poisson process is the unit one (time
    change, Cox 1955), so an event comes when the hazard risked so far reaches this, however its rate has moved.
    """
    tail = 0.5 * np.vectorize(math.erfc, otypes=[np.float64])(shocks / math.sqrt(2.0))
    return np.asarray(-np.log(np.maximum(tail, LEAST)))
