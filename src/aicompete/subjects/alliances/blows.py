"""Blows by force: who is held responsible for output that was taken from a nation, and who feels struck by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from aicompete.rules import Array
from aicompete.subjects.mechanism import Month
from aicompete.world.past_policy import Levers
from aicompete.world.powers import of_rival

if TYPE_CHECKING:
    from aicompete.subjects.state import World

LEVERS = ("production_disruption", "disruption_blame")
ASSUMPTIONS = ("blow_fear",)
BLAMED = np.array([1.0, 2.0])
"""Codes of the choice that name each power; 0 is nobody."""


def struck(world: World, levers: Levers, month: Month) -> Array:
    """Blow felt from each power, ``(run, power, N)`` in [0, 1].

    ``min(1, l_n [p is blamed] + f max_v(l_v [p is blamed]) s_rival)``: l = largest part of its output of chips or
    minerals that a nation has lost, f = fear, s = tie to the power's rival. Whom it hits feels it whole; whom the rival
    guards sees that it could be next (balance of threat, Walt 1987). Where nobody is to blame nobody is struck.
    """
    lost = levers.lever("production_disruption").max(axis=1)[:, None, :]
    blamed = levers.lever("disruption_blame")[:, None, :] == BLAMED[:, None]
    own = np.where(blamed, lost, 0.0)
    fear = month.assume("blow_fear", 2) * own.max(axis=2, keepdims=True) * of_rival(world.alliances.ties.security[None])
    return np.asarray(np.minimum(own + fear, 1.0))
