"""Sourcing: what a buyer takes from home makers and from abroad when some goods can be had here, some there."""

import numpy as np

from aicompete.rules.types import Array, Value


def home_first(pull: Value, fear: Value, told: Value) -> Array:
    """Part of the goods that could be had from both which is bought at home: ``1 - pull (1 - fear) (1 - told)``.

    pull = part bought abroad by a buyer who fears no denial and is told nothing, as foreign goods are better tried;
    fear = belief that more will be denied, told = guidance to buy at home; all in [0, 1].
    """
    return np.asarray(1.0 - np.multiply(pull, 1.0 - np.asarray(fear)) * (1.0 - np.asarray(told)))


def bought_at_home(able: Value, access: Value, first: Value) -> Array:
    """Part of all goods wanted that home makers sell, ``able (1 - access (1 - first))``.

    able = part that they can make, access = part that may be bought abroad, independent of each other; first = part of
    what both could deliver that is bought at home. What only they can deliver is bought from them.
    """
    return np.asarray(np.multiply(able, 1.0 - np.multiply(access, 1.0 - np.asarray(first))))


def bought_abroad(able: Value, access: Value, first: Value) -> Array:
    """Part of all goods wanted that is bought abroad, ``access (1 - able first)``; see ``bought_at_home``.

    The rest, ``(1 - able) (1 - access)``, is not bought at all.
    """
    return np.asarray(np.multiply(access, 1.0 - np.multiply(able, first)))
