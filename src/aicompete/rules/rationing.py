"""Rationing: who gets what when claims exceed what there is.

All rules keep the claims' shape, give nobody more than the claim and nobody less than nothing, and hand out exactly
``min(capacity, total claims)`` up to rounding. ``capacity`` has the shape of the claims without the rationed axis.
"""

import numpy as np

from aicompete.rules.algebra import safe_divide
from aicompete.rules.types import Array, Value


def ration(claims: Array, capacity: Value, axis: int = -1) -> Array:
    """Proportional rationing: every claim is met in the share ``min(1, capacity / total claims)`` (ARIO's
    default).
    """
    limit = np.expand_dims(np.asarray(capacity), axis)
    total = np.sum(claims, axis=axis, keepdims=True)
    return np.asarray(claims * safe_divide(np.minimum(limit, total), total, 1.0))


def priority_ration(claims: Array, capacity: Value, preferred: Value, axis: int = -1) -> Array:
    """Priority, then proportional: the preferred share of each claim is rationed first, then the rest of all claims.

    preferred: share in [0, 1] of each claim served first (licensed, or of allies), broadcast against the claims.
    """
    first = np.multiply(claims, preferred)
    met_first = ration(first, capacity, axis)
    left = np.maximum(np.subtract(capacity, np.sum(met_first, axis=axis)), 0.0)
    return np.asarray(np.minimum(met_first + ration(claims - first, left, axis), claims))


def priority_shares(first: Array, claims: Array, capacity: Array) -> tuple[Array, Array]:
    """Shares met of claims that come first and of the others, of sums of both: see ``priority_ration``.

    first <= claims, capacity: the sum of the claims that come first, of all claims, and what there is; one shape.
    """
    of_first = np.minimum(1.0, safe_divide(capacity, first, 1.0))
    left, others = np.maximum(capacity - first * of_first, 0.0), np.maximum(claims - first, 0.0)
    return np.asarray(of_first), np.asarray(np.minimum(1.0, safe_divide(left, others, 1.0)))


def constrained_equal_awards(claims: Array, capacity: Value, axis: int = -1) -> Array:
    """Constrained equal awards ``min(claim, level)`` with the level that spends the capacity.

    The level is the largest over k of ``(capacity - sum of the k smallest claims) / (n - k)``, because every k bounds
    it from below and the right k meets it. Maimonides' rule; Aumann & Maschler (1985).
    """
    ordered = np.sort(np.moveaxis(claims, axis, -1), axis=-1)
    count = ordered.shape[-1]
    paid = np.cumsum(ordered, axis=-1) - ordered
    levels = (np.expand_dims(np.asarray(capacity), -1) - paid) / (count - np.arange(count))
    return np.asarray(np.minimum(claims, np.expand_dims(np.maximum(np.max(levels, axis=-1), 0.0), axis)))


def talmud(claims: Array, capacity: Value, axis: int = -1) -> Array:
    """Talmud rule: equal awards on half-claims while the estate is below half of all claims, then equal losses.

    Aumann & Maschler (1985): the nucleolus of the bankruptcy game.
    """
    total = np.sum(claims, axis=axis)
    estate = np.minimum(capacity, total)
    half = 0.5 * claims
    scarce = constrained_equal_awards(half, np.minimum(estate, 0.5 * total), axis)
    plentiful = claims - constrained_equal_awards(half, np.minimum(total - estate, 0.5 * total), axis)
    return np.asarray(np.where(np.expand_dims(estate <= 0.5 * total, axis), scarce, plentiful))


def shared_attention(worth: Array, effort: Value, rounds: int = 4) -> Array:
    """Effort given to each of several targets by worth, at most one each: ``x = min(1, level w)``, ``sum x = effort``.

    worth (run, target) >= 0; effort (run, 1) in full campaigns. What a full target cannot take goes to the others by
    worth, in as many rounds; nothing goes where worth is zero, and some stays unused where no worthy target is left.
    One target more takes from the others. Rational inattention with a fixed capacity.
    """
    given = np.zeros_like(worth)
    for _ in range(rounds):
        left = np.maximum(np.subtract(effort, given.sum(axis=-1, keepdims=True)), 0.0)
        wanting = np.where(given < 1.0, worth, 0.0)
        share = safe_divide(wanting, wanting.sum(axis=-1, keepdims=True))
        given = np.minimum(given + left * share, 1.0)
    return np.asarray(given)
