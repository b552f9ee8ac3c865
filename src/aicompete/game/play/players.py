"""Who fills the seats that nobody sits in: players by rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from aicompete.game.files import Game
from aicompete.game.payoffs import END, MEAN, weighted
from aicompete.game.play.rollout import Rollout
from aicompete.game.plays import Line, Play
from aicompete.game.solve.noise import Estimate, interval
from aicompete.world.columns import Array

RULES = ("none", "scripted", "random", "best")
"""``best``: the one move (or none) that is worth most, other players doing no more than they do now."""


@dataclass(frozen=True)
class Choice:
    """What a player by rule hands in, and what it expects of it."""

    moves: tuple[str, ...]
    expected: Estimate | None = None


def choose(
    rule: str, game: Game, seat: str, able: Sequence[str], line: Line, month: int, others: Rollout, seed: int
) -> Choice:
    """The moves of a turn; ``able`` are those that can be made now."""
    if rule == "none" or not able:
        return Choice(())
    if rule == "scripted":
        due = [n for s in game.stages if s.player == seat and s.month <= month for n in s.options[s.script].moves]
        return Choice(tuple(name for name in dict.fromkeys(due) if name in able))
    if rule == "random":
        generator = np.random.default_rng([seed, month, sum(seat.encode())])
        pick = int(generator.integers(0, len(able) + 1))
        return Choice(() if pick == len(able) else (able[pick],))
    return best(game, seat, able, line, month, others)


def best(game: Game, seat: str, able: Sequence[str], line: Line, month: int, others: Rollout) -> Choice:
    """The move whose gain over none, in other worlds that begin as this one stands, is largest beyond its noise."""
    still = worth(game, seat, line, others)
    gains = {name: interval(worth(game, seat, (*line, Play(month, name)), others) - still) for name in able}
    name = max(gains, key=lambda n: gains[n].mean)
    return Choice((name,), gains[name]) if gains[name].low > 0.0 else Choice((), gains[name])


def worth(game: Game, seat: str, line: Line, others: Rollout) -> Array:
    """A player's payoff of the coming months under a line of moves, ``(run,)``."""
    ahead = others.ahead(line, game.horizon)
    parts = {}
    for term in game.payoffs[seat]:
        values = ahead[term.metric]
        parts[term.metric, term.when] = values[:, -1] if term.when == END else values.mean(axis=1)
    return weighted(game.payoffs[seat], parts)


__all__ = ["END", "MEAN", "RULES", "Choice", "best", "choose", "worth"]
