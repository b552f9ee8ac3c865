"""A game in turns read as one in which every player chooses all its turns at once, not seeing the others' choices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from aicompete.game.files import Game
from aicompete.game.tensor import Tensor
from aicompete.world.columns import Array


@dataclass(frozen=True)
class NormalForm:
    """Strategies of each player: an option for each of its stages, the last varying fastest."""

    game: Game

    @property
    def players(self) -> tuple[str, ...]:
        """The axes."""
        return self.game.players

    @cached_property
    def stages_of(self) -> list[list[int]]:
        """The stages of each player."""
        return [[s for s, stage in enumerate(self.game.stages) if stage.player == who] for who in self.players]

    @cached_property
    def shape(self) -> tuple[int, ...]:
        """Numbers of strategies."""
        return tuple(int(np.prod([self.game.shape[s] for s in stages])) for stages in self.stages_of)

    def folded(self, array: Array) -> Array:
        """``(*stages, ...)`` as ``(*players, ...)``."""
        stages = len(self.game.stages)
        order = [s for own in self.stages_of for s in own]
        moved = array.transpose(*order, *range(stages, array.ndim))
        return np.ascontiguousarray(moved).reshape(*self.shape, *array.shape[stages:])

    def payoffs(self, tensor: Tensor) -> list[Array]:
        """Payoffs by run, ``(*players, run)``, player by player."""
        return [self.folded(tensor.payoff(who)) for who in self.players]

    def options(self, player: int, strategy: int) -> tuple[int, ...]:
        """The options that a strategy chooses at its player's stages."""
        sizes = [self.game.shape[s] for s in self.stages_of[player]]
        return tuple(int(i) for i in np.unravel_index(strategy, sizes))

    def strategy(self, player: int, options: Sequence[int]) -> int:
        """The strategy that chooses these options."""
        sizes = [self.game.shape[s] for s in self.stages_of[player]]
        return int(np.ravel_multi_index(tuple(options), sizes))

    def way(self, profile: Sequence[int]) -> tuple[int, ...]:
        """The way a game goes under a profile of strategies."""
        way = [0] * len(self.game.stages)
        for player, strategy in enumerate(profile):
            for stage, option in zip(self.stages_of[player], self.options(player, strategy), strict=True):
                way[stage] = option
        return tuple(way)

    def profile(self, way: Sequence[int]) -> tuple[int, ...]:
        """The strategies that lead a way."""
        return tuple(self.strategy(i, [way[s] for s in own]) for i, own in enumerate(self.stages_of))

    def label(self, player: int, strategy: int) -> str:
        """A strategy in words, such as "plan, then counter 1"."""
        chosen = self.options(player, strategy)
        stages = self.stages_of[player]
        return ", then ".join(self.game.stages[s].options[i].label for s, i in zip(stages, chosen, strict=True))

    def mix_label(self, player: int, mix: Array) -> str:
        """A mix in words, its parts above one in a hundred."""
        parts = [(float(mix[k]), self.label(player, int(k))) for k in np.argsort(-mix) if mix[k] > 0.01]
        if len(parts) == 1:
            return parts[0][1]
        return " | ".join(f"{share:.0%} {label}" for share, label in parts)
