"""Reactions of governments to each other: acting on a trigger, and Richardson's arms race."""

import numpy as np

from aicompete.rules.types import Array, Mask, Value


def reaction_step(
    size: Array, fires: Mask, eases: Mask, step: Value, easing: Value, limit: Value
) -> tuple[Array, Array]:
    """Size of an answer after this month, and what was done: 1 a step, -1 a step back, 0 nothing.

    ``x' = min(x + step, limit)`` where it fires, ``x' = max(x - easing, 0)`` where it eases, else ``x' = x``; firing
    goes before easing. A step that changes nothing (at the limit, or at zero) is none. Size, step, easing and limit
    in the unit of the lever, not below zero.
    """
    up, down = np.minimum(size + step, limit), np.maximum(size - easing, 0.0)
    moved = np.where(fires, np.maximum(up, size), np.where(eases, np.minimum(down, size), size))
    return np.asarray(moved), np.asarray(np.sign(moved - size))


def richardson_step(
    x: Value,
    y: Value,
    reaction: Value,
    other_reaction: Value,
    fatigue: Value,
    other_fatigue: Value,
    grievance: Value,
    other_grievance: Value,
) -> tuple[Array, Array]:
    """Both sides of an arms race one unit of time later (Richardson 1960, an Euler step of one).

    ``x' = x + k y - a x + g`` and ``y' = y + l x - b y + h`` with reactions k and l, fatigues a and b, grievances g
    and h, all by unit of time.
    """
    return (
        np.asarray(x + reaction * y - fatigue * x + grievance),
        np.asarray(y + other_reaction * x - other_fatigue * y + other_grievance),
    )


def richardson_settles(reaction: Value, other_reaction: Value, fatigue: Value, other_fatigue: Value) -> Mask:
    """Whether an arms race settles: ``k l < a b``, the product of the reactions below that of the fatigues.

    Where it does not, both run to their limits once stirred, or disarm wholly.
    """
    return np.asarray(np.multiply(reaction, other_reaction) < np.multiply(fatigue, other_fatigue))


def richardson_rest(
    reaction: Value,
    other_reaction: Value,
    fatigue: Value,
    other_fatigue: Value,
    grievance: Value,
    other_grievance: Value,
) -> tuple[Array, Array]:
    """Where both sides of an arms race rest: ``x = (k h + b g) / (a b - k l)``, ``y = (l g + a h) / (a b - k l)``."""
    free = fatigue * other_fatigue - reaction * other_reaction
    return (
        np.asarray((reaction * other_grievance + other_fatigue * grievance) / free),
        np.asarray((other_reaction * grievance + fatigue * other_grievance) / free),
    )
