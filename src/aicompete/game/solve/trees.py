"""Games in turns with perfect information, solved on the array of payoffs: one axis a stage, one array a player.

``payoffs[who]`` has the shape ``(*options of stage 0, 1, ...)``; ``movers[s]`` chooses at stage ``s``. Option 0 of
every stage makes no move.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Places = NDArray[np.int64]
Rule = Callable[[tuple[int, ...]], Places | int]
"""From the options chosen so far to the next one, or to a probability for each."""


@dataclass(frozen=True)
class Solved:
    """What backward induction gives: the way that is played, and the choice at every node ``(*options before)``."""

    way: tuple[int, ...]
    choices: tuple[Places, ...]


def backward(payoffs: Mapping[str, Array], movers: Sequence[str], open_stages: Sequence[bool] | None = None) -> Solved:
    """Subgame-perfect play: from the last stage back, each mover takes what is best for it (the first of equals).

    Closed stages play option 0. Kuhn (1953): the result is an equilibrium in every subgame.
    """
    values = {who: np.asarray(array, dtype=np.float64) for who, array in payoffs.items()}
    choices: list[Places] = []
    for stage in range(len(movers) - 1, -1, -1):
        own = values[movers[stage]]
        is_open = open_stages is None or open_stages[stage]
        best = own.argmax(axis=-1) if is_open else np.zeros(own.shape[:-1], dtype=np.int64)
        choices.insert(0, np.asarray(best, dtype=np.int64))
        values = {who: _taken(array, best) for who, array in values.items()}
    return Solved(followed([_at(choice) for choice in choices]), tuple(choices))


def _taken(array: Array, best: Places) -> Array:
    return np.asarray(np.take_along_axis(array, np.asarray(best)[..., None], axis=-1)[..., 0])


def _at(choice: Places) -> Rule:
    return lambda before: int(choice[before])


def followed(rules: Sequence[Rule]) -> tuple[int, ...]:
    """The way that rules of choice lead, stage by stage."""
    way: tuple[int, ...] = ()
    for rule in rules:
        way = (*way, int(rule(way)))
    return way


def lookahead(payoffs: Mapping[str, Array], movers: Sequence[str], stage: int, depth: int) -> Rule:
    """The choice at a stage of a mover who sees ``depth`` further stages and takes all later ones for not played.

    0 is the myopic best response; as many as there are stages left is subgame-perfect.
    """
    open_stages = [stage <= s <= stage + depth for s in range(len(movers))]

    def rule(before: tuple[int, ...]) -> int:
        inside = {who: array[before] for who, array in payoffs.items()}
        return backward(inside, movers[stage:], open_stages[stage:]).way[0]

    return rule


def values_of_depth(payoffs: Mapping[str, Array], movers: Sequence[str], levels: Sequence[int]) -> list[Solved]:
    """Subgame-perfect play with the stages up to level 0, 1, ... open."""
    return [backward(payoffs, movers, [level <= depth for level in levels]) for depth in range(max(levels) + 1)]
