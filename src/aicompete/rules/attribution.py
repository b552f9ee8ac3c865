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


def logit_parts(gain: Array, terms: Array, weight: Array, place: int) -> Array:
    """What each term adds to the share of one option of a logit, ``(run, term, N)``.

    Shares ``w_s e^(sum of terms)_s / sum``, from no terms to all: the Aumann-Shapley price of a term, ``int_0^1 P_i
    (t_ki - sum_s P_s t_ks) da`` with shares at ``a`` times the terms, by Gauss and Legendre. gain (run, option, N) =
    the sum of terms (run, term, option, N); weight (run, option, N).
    """
    total = np.zeros_like(terms[:, :, 0])
    for node, size in zip(*_NODES, strict=True):
        odds = weight * np.exp(node * gain)
        share = odds / odds.sum(axis=1, keepdims=True)
        mean = (share[:, None] * terms).sum(axis=2)
        total = total + size * share[:, None, place] * (terms[:, :, place] - mean)
    return np.asarray(total)


_NODES = tuple(0.5 * (part + shift) for part, shift in zip(np.polynomial.legendre.leggauss(8), (1.0, 0.0), strict=True))
