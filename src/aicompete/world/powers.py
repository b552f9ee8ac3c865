"""Columns of the two powers: their settings, their rival's, their difference. Power axis = USA, CHN."""

from __future__ import annotations

import numpy as np

from aicompete.world.columns import Array

NOBODY = 1e-300
"""Below the weight of any nation that takes part: where none does, nothing is shared out."""


def of_powers(lever: Array) -> Array:
    """The two powers' setting of a lever ``(1 or run, N)`` as ``(1 or run, power, 1)``."""
    return np.asarray(lever[:, :2, None])


def of_rival(values: Array) -> Array:
    """Each power's column replaced by that of the other: ``(run, power, ...)``."""
    return np.asarray(values[:, ::-1])


def difference(values: Array) -> Array:
    """USA less China: ``(run, power, N)`` -> ``(run, N)``."""
    return np.asarray(values[:, 0] - values[:, 1])


def share_out(budget: Array, weight: Array) -> Array:
    """Split a budget ``(run, power, 1)`` over nations in proportion to weight ``(run, power, N)``, if any has one."""
    return np.asarray(budget * weight / np.maximum(weight.sum(axis=-1, keepdims=True), NOBODY))
