"""How a public judges another country: shares that shift by odds, and conduct that weighs less the more there is."""

import numpy as np

from aicompete.rules.types import Array, Value


def shift_odds(share: Value, shift: Value) -> Array:
    """Share whose odds are multiplied by ``exp(shift)``: ``s e^x / (s e^x + 1 - s)``, in [0, 1] for any shift.

    share in [0, 1]; shift in logits. None and all stay what they are; opposite shifts undo each other (logistic
    regression of shares, Cox 1970).
    """
    odds = np.multiply(share, np.exp(shift))
    return np.asarray(odds / (odds + np.subtract(1.0, share)))


def saturating(dose: Value, half: Value) -> Array:
    """Part of the largest effect that a dose has: ``x / (x + half)`` in [0, 1) for x >= 0, half > 0 (Michaelis)."""
    return np.asarray(np.divide(dose, np.add(dose, half)))
