"""A studied game in lines of text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from aicompete.game.normalform import NormalForm
from aicompete.game.refine import Judged
from aicompete.game.solve import mixed, normal, quantal
from aicompete.game.solve.noise import CLAIMED, OPEN, Regret, regret
from aicompete.game.study import (
    MYOPIC,
    PERFECT,
    RANDOM,
    SCRIPTED,
    Answers,
    Depth,
    Study,
    Taken,
    answers,
    cycles,
    exploited,
    terms_of,
)
from aicompete.game.ways import told
from aicompete.world.columns import Array

RULES = (SCRIPTED, RANDOM, MYOPIC, "ahead 1", PERFECT)
PRECISIONS = (1.0, 10.0, 100.0)
LEVELS = 3
STRENGTHS = ((0.6, "direct"), (0.2, "partial"), (0.05, "weak"))
"""From which share of the harm given back an answer counts as what the commentary calls it."""


@dataclass(frozen=True)
class Equilibria:
    """What was judged of the game in which all choose at once."""

    pure: list[Judged]
    mixed: list[tuple[list[Array], Regret]]
    note: str = ""


def strength(share: float | None) -> str:
    """A share of the harm given back in the commentary's words."""
    if share is None:
        return "no harm"
    return next((word for least, word in STRENGTHS if share >= least), "none")


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


def lines_of(study: Study, found: Equilibria) -> Iterator[str]:
    """The whole study as text."""
    game = study.game
    form = NormalForm(game)
    yield f"{game.name}: {game.description}".rstrip(": ")
    yield f"{game.leaves:,} ways of {game.months} months, {study.tensor.runs} runs each with the same draws" + (
        f" ({study.tensor.lost} draws left out, as some way failed in them)" if study.tensor.lost else ""
    )
    for who in study.told:
        yield f"payoff of {who}: {terms_of(game.payoffs[who])}"
    yield ""
    yield from _blocked(study)
    depths = study.depths()
    yield "In turns, everybody seeing what was played (subgame-perfect), by levels open:"
    yield from (line for depth in depths for line in _depth(study, depth))
    yield ""
    yield "Payoffs by how the players choose (ahead 1: sees one further stage):"
    yield from _rules(study)
    yield ""
    yield f"All turns chosen at once ({' x '.join(str(n) for n in form.shape)} strategies):"
    yield from _equilibria(study, form, found)
    yield ""
    yield "What the best answer takes from a policy:"
    yield from (f"  {line}" for taken in exploited(study, scripted(study)) for line in _taken(taken))
    for found_answers in answers(study):
        yield ""
        yield from _answers(study, found_answers)
    yield ""
    yield from _sensitivity(study)


def scripted(study: Study) -> tuple[int, ...]:
    """The way of the commentary's order."""
    return tuple(stage.script for stage in study.game.stages)


def _blocked(study: Study) -> Iterator[str]:
    """Players whose moves often could not be made."""
    for who in study.game.players:
        share = study.tensor.parts[f"moves_blocked_{who.lower()}", "end"]
        most = float(share.mean(axis=-1).max())
        if most > 0.0:
            yield f"note: in some ways {most:.1f} moves of {who} could not be made, as what they need was not there"


def _depth(study: Study, depth: Depth) -> Iterator[str]:
    yield f"  depth {depth.depth}: {told(study.game, depth.way)} (so in {depth.steady:.0%} of resampled ensembles)"
    yield "    " + "; ".join(f"{who} {value}" for who, value in depth.value.items())
    yield f"    cost to the world {depth.cost.mean:.0f} [{depth.cost.low:.0f}, {depth.cost.high:.0f}] USD bn a year"
    if depth.cost_added is not None:
        yield "    this level adds: " + "; ".join(f"{who} {value}" for who, value in depth.added.items())
        yield f"    and to the world's cost {depth.cost_added} USD bn a year"


def _rules(study: Study) -> Iterator[str]:
    players = study.game.players
    rows = [dict.fromkeys(players, rule) for rule in RULES]
    if len(players) == 2:
        rows += [dict(zip(players, pair, strict=True)) for pair in ((SCRIPTED, PERFECT), (PERFECT, SCRIPTED))]
        rows += [dict(zip(players, pair, strict=True)) for pair in ((MYOPIC, PERFECT), (PERFECT, MYOPIC))]
    for rules in rows:
        names = ", ".join(f"{who} {rule}" for who, rule in rules.items())
        values = "; ".join(f"{who} {value}" for who, value in study.played(rules).items())
        yield f"  {names}: {values}"


def _equilibria(study: Study, form: NormalForm, found: Equilibria) -> Iterator[str]:
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
    for i, who in enumerate(names):
        leader, follower = means[i], means[1 - i]
        pair = normal.stackelberg(leader, follower) if i == 0 else normal.stackelberg(leader.T, follower.T)
        yield f"  {who} commits first: {form.label(i, pair[0])}; answer {form.label(1 - i, pair[1])}"


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


def _taken(taken: Taken) -> Iterator[str]:
    what = f"{taken.player} with '{taken.strategy}' gains {taken.gain} while nobody answers"
    if taken.share is None:
        yield f"{what}, no gain above its noise; {taken.rival}'s best answer '{taken.answer}' takes {taken.taken}"
    else:
        share = taken.share
        yield (
            f"{what}; {taken.rival}'s best answer '{taken.answer}' takes {share.mean:.0%} of it "
            f"[{share.low:.0%}, {share.high:.0%}]"
        )


def _answers(study: Study, found: Answers) -> Iterator[str]:
    game = study.game
    first, later = game.stages[found.first], game.stages[found.later]
    yield f"What {later.player}'s answers give back of what {first.player}'s options cost (earlier stages as scripted):"
    for i, label in enumerate(first.labels[1:]):
        cells = []
        for j, answer in enumerate(later.labels[1:]):
            share = found.share(i, j)
            said = game.expect.get(label, {}).get(answer)
            word = strength(share)
            special = found.specific[i][j].mean / found.harm[i].mean
            number = "" if share is None else f" {share:+.0%} ({special:+.0%} beside it alone)"
            cells.append(f"{answer}{number} {word}" + (f" (commentary: {said})" if said else ""))
        best = max((found.share(i, j) or 0.0 for j in range(len(later.labels) - 1)), default=0.0)
        covered = "" if found.harm[i].low <= 0.0 or best >= STRENGTHS[0][0] else "  <- no direct answer"
        yield f"  {label}: costs {later.player} {found.harm[i]}; " + ", ".join(cells) + covered


def _sensitivity(study: Study) -> Iterator[str]:
    same, alone = study.sensitivity()
    yield "How the way in turns hangs on the weights of payoffs (each times 1/2 to 2 at random):"
    for stage, share in zip(study.game.stages, same, strict=True):
        yield f"  {stage.player}, level {stage.level}: the same option in {share:.0%} of the draws of weights"
    if not alone:
        yield "  no single weight, halved or doubled, changes the way"
    for (who, term), (half, double) in alone.items():
        yield f"  {who} {term} halved: {told(study.game, half)}; doubled: {told(study.game, double)}"
