"""Games in normal form: best replies, equilibria in pure strategies, dominance, Stackelberg, and where replies lead.

``payoffs[i]`` is player i's array with one axis a player, in the same order.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
Profile = tuple[int, ...]


def regrets(payoffs: Sequence[Array]) -> Array:
    """What the player who gains most would gain by another strategy, at every profile."""
    gains = [array.max(axis=i, keepdims=True) - array for i, array in enumerate(payoffs)]
    return np.asarray(np.max(gains, axis=0))


def pure_equilibria(payoffs: Sequence[Array], tolerance: float = 0.0) -> list[Profile]:
    """Profiles in which nobody gains more than the tolerance by another strategy (Nash 1950)."""
    return [tuple(int(i) for i in place) for place in np.argwhere(regrets(payoffs) <= tolerance)]


def dominated(payoffs: Sequence[Array]) -> list[list[int]]:
    """Strategies that some other pure strategy beats whatever the others do, player by player."""
    found = []
    for i, array in enumerate(payoffs):
        rows = np.moveaxis(array, i, 0).reshape(array.shape[i], -1)
        beaten = np.any(np.all(rows[None] > rows[:, None], axis=2), axis=1)
        found.append([int(k) for k in np.flatnonzero(beaten)])
    return found


def best_replies(payoffs: Sequence[Array], start: Profile, rounds: int = 1000) -> tuple[list[Profile], int]:
    """Where best replies lead from a profile, one player after the other.

    Returns the profiles after each player's turn, and how many turns the cycle at the end has; 0 where replies rest.
    A turn is one player's reply, so the cycle of matching pennies has four.
    """
    here, path, seen = start, [start], {(start, 0): 0}
    players = len(payoffs)
    for turn in range(1, rounds + 1):
        mover = (turn - 1) % players
        line = payoffs[mover][tuple(slice(None) if i == mover else here[i] for i in range(players))]
        best = here[mover] if line[here[mover]] >= line.max() else int(line.argmax())
        here = tuple(best if i == mover else here[i] for i in range(players))
        path.append(here)
        state = (here, turn % players)
        if state in seen:
            begin = seen[state]
            cycle = path[begin:turn]
            return path, 0 if all(profile == here for profile in cycle) else turn - begin
        seen[state] = turn
    raise RuntimeError("a finite game neither rested nor repeated")  # more rounds than profiles times players


def stackelberg(leader: Array, follower: Array) -> Profile:
    """A commits to a pure strategy, B answers best, and of equal answers takes the better for A (von Stackelberg
    1934, the strong form); axis 0 is A's."""
    best = follower >= follower.max(axis=1, keepdims=True)
    value = np.where(best, leader, -np.inf)
    row = int(value.max(axis=1).argmax())
    return row, int(value[row].argmax())
