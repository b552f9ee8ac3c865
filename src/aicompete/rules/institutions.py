"""Institutions: how membership follows a wish with delay, and who leads where a leader does too little."""

import numpy as np

from aicompete.rules.types import Array, Value


def accession_step(standing: Array, joining: Value, accession: Value, leaving: Value) -> Array:
    """Way into or out of a club after a month, in [0, 1]: up by ``1 / accession`` while one wants in, else down.

    ``s' = clip(s + 1/T_in, 0, 1)`` or ``clip(s - 1/T_out, 0, 1)``; joining 1 or 0, times in months, at least one. A
    wish that is given up half-way goes back the way it came.
    """
    step = np.where(
        np.greater(joining, 0.0), np.divide(1.0, np.maximum(accession, 1.0)), np.divide(-1.0, np.maximum(leaving, 1.0))
    )
    return np.asarray(np.clip(standing + step, 0.0, 1.0))


def seated(member: Array, standing: Array) -> Array:
    """Members after a month: in at the end of the way in, out at the end of the way out, unchanged between."""
    done = np.where(standing >= 1.0 - 1e-9, 1.0, member)
    return np.asarray(np.where(standing <= 1e-9, 0.0, done))


def leadership_vacuum(need: Value, effort: Value) -> Array:
    """Leadership that is missing: ``max(need - effort, 0)``, both on one scale from 0 to 1.

    Hegemonic stability: what one leader once provided is under-supplied when it provides less (Kindleberger 1973).
    """
    return np.asarray(np.maximum(np.subtract(need, effort), 0.0))


def leadership_filled(vacuum: Value, uptake: Array, strength: Array) -> Array:
    """What each rival supplies of what is missing: ``vacuum uptake_k strength_k / sum_j strength_j``, ``(run, N)``.

    uptake in [0, 1], strength >= 0 (0 for those who are no candidates). Never more than is missing; a rival that tries
    alone does not fill what others leave. Shares as in a contest (Tullock 1980).
    """
    total = np.maximum(np.sum(strength, axis=-1, keepdims=True), 1e-300)
    return np.asarray(vacuum * uptake * (strength / total))
