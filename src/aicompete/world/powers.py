"""Small helpers shared by the mechanisms of offers, standards and alliances."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from aicompete.world.columns import Array

if TYPE_CHECKING:
    from aicompete.subjects.state import World


@dataclass(frozen=True, eq=False)
class Gaps:
    """Lead of the USA over China in what a nation is offered and thinks of them, ``(run, N)``."""

    offers: Array
    trust: Array
    legitimacy: Array


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
    """Split a budget ``(run, power, 1)`` over nations in proportion to weight ``(run, power, N)``."""
    return np.asarray(budget * weight / weight.sum(axis=-1, keepdims=True))


def gaps(world: World, effect: Array) -> Gaps:
    """Lead of the USA over China in the effect of offers ``(run, power, N)``, trust and legitimacy."""
    alliances = world.alliances
    return Gaps(difference(effect), difference(alliances.trust), difference(alliances.legitimacy))
