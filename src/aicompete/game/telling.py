"""A studied game in lines of text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aicompete.game.atonce import Equilibria, equilibrium_lines, profile_label
from aicompete.game.normalform import NormalForm
from aicompete.game.payoffs import END, terms_of
from aicompete.game.policies import Taken, exploitability, exploited
from aicompete.game.responses import STRENGTHS, Answers, answers, strength
from aicompete.game.study import MYOPIC, PERFECT, RANDOM, SCRIPTED, Depth, Study
from aicompete.game.ways import END_STATES, told

RULES = (SCRIPTED, RANDOM, MYOPIC, "ahead 1", PERFECT)


def short(study: Study, found: Equilibria) -> list[str]:
    """The study in some sentences."""
    game, form = study.game, NormalForm(study.game)
    depths = study.depths()
    last = depths[-1]
    said = [f"Played in turns with all levels open, the game goes: {told(game, last.way)}."]
    for depth in depths[1:]:
        parts = ", ".join(f"{who} {value}" for who, value in depth.added.items())
        said.append(
            f"Level {depth.depth} of answers adds to the payoffs: {parts}; to the world's cost {depth.cost_added}."
        )
    for judged in found.pure[:2]:
        said.append(f"All at once, {profile_label(form, judged.profile)}: {judged.verdict}.")
    for taken in exploited(study, scripted(study)):
        if taken.share is not None:
            share = f"{taken.share.mean:.0%} [{taken.share.low:.0%}, {taken.share.high:.0%}]"
            said.append(
                f"{taken.rival}'s best answer takes {share} of what {taken.player} gains with '{taken.strategy}'."
            )
    return said


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
    yield from _ends(study)
    yield ""
    yield f"All turns chosen at once ({' x '.join(str(n) for n in form.shape)} strategies):"
    yield from equilibrium_lines(study, form, found)
    yield ""
    for words, way in (
        ("nobody moves", (0,) * len(game.stages)),
        ("all follow the commentary's script", scripted(study)),
    ):
        yield f"What each could gain alone where {words} (exploitability is the sum):"
        yield from (f"  {who} {gain} by '{label}'" for who, label, gain in exploitability(study, way))
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


def _ends(study: Study) -> Iterator[str]:
    """In which state the world ends, by how the players choose."""
    if not END_STATES:
        return
    yield "In which state the world ends (shares of runs):"
    for rule in RULES:
        shares = study.ends(dict.fromkeys(study.game.players, rule))
        yield f"  all {rule}: {_shares(shares)}"
    for depth in study.depths():
        shares = {name: float(study.tensor.parts[name, END][depth.way].mean()) for name in END_STATES}
        yield f"  depth {depth.depth}: {_shares(shares)}"


def _shares(shares: Mapping[str, float]) -> str:
    return ", ".join(f"{name.removeprefix('end_state_')} {share:.0%}" for name, share in shares.items())


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
            offset, undone = found.share(i, j), found.undone(i, j)
            said = game.expect.get(label, {}).get(answer)
            text = f"{answer}: no harm"
            if offset is not None and undone is not None:
                text = f"{answer} offsets {offset:.0%} ({strength(offset)}), undoes {undone:.0%} ({strength(undone)})"
            cells.append(text + (f" [commentary: {said}]" if said else ""))
        best = max((found.share(i, j) or 0.0 for j in range(len(later.labels) - 1)), default=0.0)
        covered = "" if found.harm[i].low <= 0.0 or best >= STRENGTHS[0][0] else "  <- no direct answer"
        yield f"  {label}: costs {later.player} {found.harm[i]}; " + "; ".join(cells) + covered


def _sensitivity(study: Study) -> Iterator[str]:
    same, alone = study.sensitivity()
    yield "How the way in turns hangs on the weights of payoffs (each times 1/2 to 2 at random):"
    for stage, share in zip(study.game.stages, same, strict=True):
        yield f"  {stage.player}, level {stage.level}: the same option in {share:.0%} of the draws of weights"
    if not alone:
        yield "  no single weight, halved or doubled, changes the way"
    for (who, term), (half, double) in alone.items():
        yield f"  {who} {term} halved: {told(study.game, half)}; doubled: {told(study.game, double)}"
