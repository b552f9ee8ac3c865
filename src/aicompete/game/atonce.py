"""The game in which all turns are chosen at once, not seeing the others': equilibria, judged, and other solutions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from aicompete.game.normalform import NormalForm
from aicompete.game.refine import Judged
from aicompete.game.solve import mixed, normal, quantal
from aicompete.game.solve.noise import CLAIMED, OPEN, Regret, regret
from aicompete.game.study import Study
from aicompete.world.columns import Array

PRECISIONS = (1.0, 10.0, 100.0)
LEVELS = 3
THOUGHT = 1.5
"""Mean depth of thought of the cognitive hierarchy (Camerer, Ho and Chong 2004)."""


@dataclass(frozen=True)
class Equilibria:
    """What was judged of the game in which all choose at once."""

    pure: list[Judged]
    mixed: list[tuple[list[Array], Regret]]
    note: str = ""


def mixed_of(
    form: NormalForm, payoffs: Sequence[Array], tolerance: float
) -> tuple[list[tuple[list[Array], Regret]], str]:
    """Equilibria in properly mixed strategies of a game of two players, judged by the runs; or why there are none."""
    if len(form.players) != 2:
        return [], "equilibria in mixed strategies are sought for two players only"
    if not mixed.possible():
        return [], mixed.NEEDED
    means = [array.mean(axis=-1) for array in payoffs]
    found = mixed.mixed_equilibria(means[0], means[1])
    proper = [pair for pair in found if max(pair[0].max(), 0.0) < 0.999 or pair[1].max() < 0.999]
    return [(list(pair), regret(payoffs, pair, tolerance)) for pair in proper], ""


def equilibrium_lines(study: Study, form: NormalForm, found: Equilibria) -> Iterator[str]:
    payoffs = form.payoffs(study.tensor)
    means = [array.mean(axis=-1) for array in payoffs]
    if not found.pure:
        yield "  no profile of pure strategies is a mutual best reply on the means"
    for judged in found.pure:
        yield f"  pure: {profile_label(form, judged.profile)}"
        values = [study.estimate(who, form.way(judged.profile)) for who in form.players]
        yield "    " + "; ".join(f"{who} {value}" for who, value in zip(form.players, values, strict=True))
        yield f"    {verdict_line(form, judged)}"
    for mixes, worst in found.mixed:
        yield "  mixed: " + "; ".join(f"{who} {form.mix_label(i, mixes[i])}" for i, who in enumerate(form.players))
        to = f"{form.players[worst.player]} to {form.label(worst.player, worst.deviation)}"
        yield f"    {worst.verdict}: the largest gain by deviating is {worst.gain} ({to})"
    if found.note:
        yield f"  note: {found.note}"
    for length, count in sorted(cycles(form, means).items()):
        total = int(np.prod(form.shape))
        where = "rest" if length == 0 else f"run in a cycle of {length} turns"
        yield f"  best replies, one player after the other, {where} from {count} of {total} profiles"
    if len(form.players) == 2:
        yield from _two(form, means)


def _two(form: NormalForm, means: list[Array]) -> Iterator[str]:
    names = form.players
    for k, level in enumerate(quantal.level_k(means[0], means[1], LEVELS), 1):
        yield f"  level {k}: " + "; ".join(f"{who} {form.label(i, level[i])}" for i, who in enumerate(names))
    for precision in PRECISIONS:
        mixes = quantal.logit_equilibrium(means[0], means[1], precision)
        tops = [
            f"{who} {form.label(i, int(m.argmax()))} ({m.max():.0%})"
            for i, (who, m) in enumerate(zip(names, mixes, strict=True))
        ]
        yield f"  logit equilibrium, precision {precision:g}: most often " + "; ".join(tops)
    spread = quantal.cognitive_hierarchy(means[0], means[1], THOUGHT)
    tops = [
        f"{who} {form.label(i, int(m.argmax()))} ({m.max():.0%})"
        for i, (who, m) in enumerate(zip(names, spread, strict=True))
    ]
    yield f"  cognitive hierarchy, depth {THOUGHT:g} on average: most often " + "; ".join(tops)
    for i, who in enumerate(names):
        leader, follower = means[i], means[1 - i]
        pair = normal.stackelberg(leader, follower) if i == 0 else normal.stackelberg(leader.T, follower.T)
        yield f"  {who} commits first: {form.label(i, pair[0])}; answer {form.label(1 - i, pair[1])}"


def cycles(form: NormalForm, means: Sequence[Array]) -> dict[int, int]:
    """Lengths of the cycles into which best replies lead (0: they rest) -> from how many profiles."""
    found: dict[int, int] = {}
    for profile in np.ndindex(*form.shape):
        length = normal.best_replies(means, tuple(int(i) for i in profile))[1]
        found[length] = found.get(length, 0) + 1
    return found


def profile_label(form: NormalForm, profile: Sequence[int]) -> str:
    """A profile in words."""
    return "; ".join(f"{who} {form.label(i, profile[i])}" for i, who in enumerate(form.players))


def verdict_line(form: NormalForm, judged: Judged) -> str:
    """What is claimed of a profile, and by which bound."""
    worst = judged.worst
    to = f"{form.players[worst.player]} to {form.label(worst.player, worst.strategy)}"
    word = {CLAIMED: "equilibrium, as no deviation gains more than the tolerance", OPEN: "open: it may be one"}
    text = word.get(judged.verdict, "no equilibrium")
    more = f", {judged.extra_runs:,} runs added" if judged.extra_runs else ""
    return f"{text}; largest bound {worst.gain} ({to}; {worst.runs} runs{more}; tolerance {form.game.tolerance:g})"
