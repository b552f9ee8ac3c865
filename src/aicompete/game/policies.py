"""How far a policy can be exploited: what its author could better, and what the best answer takes of what it gains."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from aicompete.game.normalform import NormalForm
from aicompete.game.solve.noise import Estimate, interval, percentiles, resampled
from aicompete.game.study import SAMPLES, Study


@dataclass(frozen=True)
class Taken:
    """What a policy gains while nobody answers, and what the best answer takes of it."""

    player: str
    strategy: str
    rival: str
    answer: str
    gain: Estimate
    taken: Estimate
    share: Estimate | None
    """Of the gain; none where the gain is not above its noise."""


def exploited(study: Study, way: Sequence[int]) -> list[Taken]:
    """How far each player's part of a way can be exploited by each rival's best answer, the others doing nothing."""
    form = NormalForm(study.game)
    payoffs = form.payoffs(study.tensor)
    chosen = form.profile(way)
    found = []
    weights = resampled(study.tensor.runs, SAMPLES, 1)
    for i, who in enumerate(form.players):
        rest = tuple(0 for _ in form.players)
        alone = tuple(chosen[i] if j == i else 0 for j in range(len(rest)))
        for j, rival in enumerate(form.players):
            if j == i or alone == rest:
                continue
            line = tuple(slice(None) if k == j else alone[k] for k in range(len(rest)))
            best = int(payoffs[j][line].mean(axis=-1).argmax())
            after = tuple(best if k == j else alone[k] for k in range(len(rest)))
            gain = payoffs[i][alone] - payoffs[i][rest]
            taken = payoffs[i][alone] - payoffs[i][after]
            told = interval(gain)
            with np.errstate(all="ignore"):
                shares = (weights @ taken) / (weights @ gain)
            share = percentiles(shares, float(taken.mean() / gain.mean())) if told.low > 0.0 else None
            answer = form.label(j, best)
            found.append(Taken(who, form.label(i, chosen[i]), rival, answer, told, interval(taken), share))
    return found


def exploitability(study: Study, way: Sequence[int]) -> list[tuple[str, str, Estimate]]:
    """By what each player could better a way alone, the others keeping to it: player, strategy, gain.

    The interval allows for the choice of the best among all strategies (the error is shared among them).
    """
    form = NormalForm(study.game)
    payoffs = form.payoffs(study.tensor)
    profile = form.profile(way)
    found = []
    for i, who in enumerate(form.players):
        line = tuple(slice(None) if j == i else profile[j] for j in range(len(profile)))
        gains = payoffs[i][line] - payoffs[i][profile]
        best = int(gains.mean(axis=-1).argmax())
        found.append((who, form.label(i, best), interval(gains[best], claims=max(len(gains) - 1, 1))))
    return found
