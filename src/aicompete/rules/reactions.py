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
    x: Value, y: Value, reaction: tuple[Value, Value], fatigue: tuple[Value, Value], grievance: tuple[Value, Value]
) -> tuple[Array, Array]:
    """Both sides of an arms race one unit of time later (Richardson 1960, Euler step of one).

    ``x' = x + k y - a x + g`` and ``y' = y + l x - b y + h`` with reactions (k, l), fatigue (a, b), grievances (g, h).
    """
    (k, m), (a, b), (g, h) = reaction, fatigue, grievance
    return np.asarray(x + k * y - a * x + g), np.asarray(y + m * x - b * y + h)


def richardson_settles(reaction: Value, other_reaction: Value, fatigue: Value, other_fatigue: Value) -> Mask:
    """Whether an arms race settles: ``k l < a b``, the product of the reactions below that of the fatigues.

    Where it does not, both run to their limits once stirred, or disarm wholly.
    """
    return np.asarray(np.multiply(reaction, other_reaction) < np.multiply(fatigue, other_fatigue))


def richardson_rest(
    reaction: tuple[Value, Value], fatigue: tuple[Value, Value], grievance: tuple[Value, Value]
) -> tuple[Array, Array]:
    """Where both sides of an arms race rest: ``x = (k h + b g) / (a b - k l)``, ``y = (l g + a h) / (a b - k l)``."""
    (k, m), (a, b), (g, h) = reaction, fatigue, grievance
    free = np.asarray(a * b - k * m)
    return np.asarray((k * h + b * g) / free), np.asarray((m * g + a * h) / free)
