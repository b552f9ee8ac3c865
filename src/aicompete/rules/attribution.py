"""Attribution: what each term adds to the value of a function of their sum, so that the parts add up to the whole."""

import numpy as np

from aicompete.rules.types import Array, Value

SMALL = 1e-6
"""Sums smaller than this count by the slope of the curve, not by the chord."""


def hedged_parts(rest: Array, terms: Array, scale: Value) -> Array:
    """What each term adds to ``tanh((rest + sum of terms) / scale)`` over ``tanh(rest / scale)``, ``(run, term, N)``.

    ``term_k (f(rest + S) - f(rest)) / S`` with S the sum: the Aumann-Shapley price of a term, which for a function of
    the sum is its share of the sum. rest (run, N), terms (run, term, N).
    """
    total = np.sum(terms, axis=1)
    before = np.tanh(rest / scale)
    rise = np.tanh((rest + total) / scale) - before
    flat = np.abs(total) < SMALL
    slope = np.where(flat, (1.0 - before * before) / scale, rise / np.where(flat, 1.0, total))
    return np.asarray(terms * slope[:, None])
