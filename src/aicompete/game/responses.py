"""The response matrix: what each option costs a rival, and what the rival's later options give back of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from aicompete.game.solve.noise import Estimate, interval
from aicompete.game.study import Study
from aicompete.world.columns import Array

STRENGTHS = ((0.6, "direct"), (0.2, "partial"), (0.05, "weak"))
"""From which share of the harm given back an answer counts as what the commentary calls it."""


@dataclass(frozen=True)
class Answers:
    """How much of what one stage's options do to a rival the options of the rival's later stage give back."""

    first: int
    later: int
    harm: list[Estimate]
    """What each option of the first stage costs the later mover."""
    back: list[list[Estimate]]
    """What each answer gives the later mover beside that option, in its payoff."""
    specific: list[list[Estimate]]
    """The part of it that the answer gives only beside that option."""

    def share(self, row: int, column: int) -> float | None:
        """What the answer gives, of the harm; none where the harm is not above its noise."""
        return self.back[row][column].mean / self.harm[row].mean if self.harm[row].low > 0.0 else None

    def undone(self, row: int, column: int) -> float | None:
        """What the answer gives only because of that option, of the harm: the harm is that much less with it."""
        return self.specific[row][column].mean / self.harm[row].mean if self.harm[row].low > 0.0 else None


def answers(study: Study) -> list[Answers]:
    """The response matrix of each stage and those of the level after it; earlier stages as scripted, later none."""
    game = study.game
    found = []
    for s, stage in enumerate(game.stages):
        for t in range(s + 1, len(game.stages)):
            other = game.stages[t]
            if other.player == stage.player or other.level != stage.level + 1:
                continue
            payoff = study.tensor.payoff(other.player)
            before = [game.stages[k].script if k < s else 0 for k in range(len(game.stages))]

            def at(i: int, j: int, s: int = s, t: int = t, before: list[int] = before, payoff: Array = payoff) -> Array:
                way = list(before)
                way[s], way[t] = i, j
                return np.asarray(payoff[tuple(way)])

            rows, columns = range(1, len(stage.options)), range(1, len(other.options))
            found.append(
                Answers(
                    s,
                    t,
                    [interval(at(0, 0) - at(i, 0)) for i in rows],
                    [[interval(at(i, j) - at(i, 0)) for j in columns] for i in rows],
                    [[interval(at(i, j) - at(i, 0) - at(0, j) + at(0, 0)) for j in columns] for i in rows],
                )
            )
    return found


def strength(share: float | None) -> str:
    """A share of the harm given back in the commentary's words."""
    if share is None:
        return "no harm"
    return next((word for least, word in STRENGTHS if share >= least), "none")
