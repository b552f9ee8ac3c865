"""Whether a profile is an equilibrium: judged from the runs there are, and where that is open from further ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from aicompete.batch.design.design import digest_of
from aicompete.game.normalform import NormalForm
from aicompete.game.payoffs import weighted
from aicompete.game.solve.noise import CLAIMED, LEVEL, OPEN, REFUTED, Estimate, interval
from aicompete.game.tensor import Tensor, parts_by_way, run_ways
from aicompete.world.columns import Array


@dataclass(frozen=True)
class Deviation:
    """A player's other strategy and what it would gain by it."""

    player: int
    strategy: int
    gain: Estimate
    runs: int


@dataclass(frozen=True)
class Judged:
    """A profile with the verdict on it, the deviation that decides, and how it looked with fewer runs."""

    profile: tuple[int, ...]
    verdict: str
    worst: Deviation
    trail: tuple[tuple[int, Estimate], ...]
    extra_runs: int


def judge(
    form: NormalForm,
    tensor: Tensor,
    profile: tuple[int, ...],
    *,
    rounds: int = 0,
    folder: Path | None = None,
    workers: int | None = 1,
    engine: str | None = None,
) -> Judged:
    """Judge a pure profile; in each of some rounds the deviations that are still open get as many runs again.

    The error allowed is shared among all deviations and all rounds, so that the verdict holds with the level however
    often one looks.
    """
    game = form.game
    payoffs = form.payoffs(tensor)
    gains: dict[tuple[int, int], Array] = {}
    for i, count in enumerate(form.shape):
        for k in range(count):
            if k != profile[i]:
                other = tuple(k if j == i else profile[j] for j in range(len(profile)))
                gains[i, k] = payoffs[i][other] - payoffs[i][profile]
    if not gains:
        raise ValueError("a game in which nobody has a choice has nothing to judge")
    claims, extra, first = len(gains) * (rounds + 1), 0, game.runs
    trail: list[tuple[int, Estimate]] = []
    for round_ in range(rounds + 1):
        bounds = {key: interval(values, LEVEL, claims) for key, values in gains.items()}
        verdict, key = _verdict(bounds, game.tolerance)
        trail.append((len(gains[key]), bounds[key]))
        still = [k for k, bound in bounds.items() if bound.high > game.tolerance]
        if verdict != OPEN or round_ == rounds:
            break
        runs = first  # as many again as there are, so that the error falls by a third a round
        more = _more(form, profile, still, first, runs, folder, workers, engine)
        gains |= {deviation: np.concatenate([gains[deviation], values]) for deviation, values in more.items()}
        extra += runs * (len(still) + 1)
        first += runs
    worst = Deviation(key[0], key[1], bounds[key], len(gains[key]))
    return Judged(profile, verdict, worst, tuple(trail), extra)


def _verdict(bounds: dict[tuple[int, int], Estimate], tolerance: float) -> tuple[str, tuple[int, int]]:
    """The verdict and the deviation that decides it."""
    lowest = max(bounds, key=lambda k: bounds[k].low)
    if bounds[lowest].low > tolerance:
        return REFUTED, lowest
    highest = max(bounds, key=lambda k: bounds[k].high)
    return (CLAIMED if bounds[highest].high <= tolerance else OPEN), highest


def _more(
    form: NormalForm,
    profile: tuple[int, ...],
    still: Sequence[tuple[int, int]],
    first: int,
    runs: int,
    folder: Path | None,
    workers: int | None,
    engine: str | None,
) -> dict[tuple[int, int], Array]:
    """What the open deviations gain in further runs."""
    game = form.game
    profiles = [profile, *(tuple(k if j == i else profile[j] for j in range(len(profile))) for i, k in still)]
    ways = [form.way(p) for p in profiles]
    place = None if folder is None else folder / f"more_{digest_of([ways, first, runs])[:12]}"
    parts = parts_by_way(game, run_ways(game, ways, first, runs, place, workers, engine), len(ways))
    payoffs = {who: weighted(game.payoffs[who], parts) for who in form.players}
    found = {}
    for row, (i, k) in enumerate(still, 1):
        values = payoffs[form.players[i]][row] - payoffs[form.players[i]][0]
        found[i, k] = values[np.isfinite(values)]
    return found
