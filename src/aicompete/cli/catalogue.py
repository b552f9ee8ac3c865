"""Commands on what can be set and what is measured: ``levers``, ``replies`` and ``metrics``."""

from __future__ import annotations

from typing import Annotated

import typer

from aicompete.batch.run.speech import tell
from aicompete.cli.errors import FAILED, fail, print_lines, say
from aicompete.cli.options import Workers
from aicompete.limits import MAX_SEED


def levers(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="A lever, an old name, or a word.")] = None,
    check: Annotated[bool, typer.Option("--check", help="See that every lever does what it should.")] = False,
    pairs: Annotated[int, typer.Option("--pairs", min=2, help="Paired runs per check.")] = 16,
    seed: Annotated[int, typer.Option("--seed", min=0, max=MAX_SEED)] = 1,
    workers: Workers = None,
) -> None:
    """List what can be pulled, look one lever up, or check that all of them work."""
    from aicompete import listing
    from aicompete.config import Lever, load_catalogue

    catalogue = load_catalogue()
    found = catalogue.find(name) if name else []
    if name and not found:
        near = catalogue.nearest_lever(name) or catalogue.nearest_assumption(name)
        fail(f"no lever or assumption matches '{name}'" + (f" (did you mean '{near}'?)" if near else ""))
    exact = [e for e in found if name == e.name or name in e.aliases]
    chosen = [e for e in (exact or found) if isinstance(e, Lever)] if name else list(catalogue.levers.values())
    if check:
        if not chosen:
            fail(f"'{name}' is not a lever")
        _check_levers([lever.name for lever in chosen], pairs, seed, workers, whole=not name)
    elif not name:
        print_lines(listing.lever_list(chosen))
        tell(f"\n{len(chosen)} levers, {len(catalogue.assumptions)} assumptions. One in full: aicompete levers NAME")
    elif exact or len(found) == 1:
        for entry in exact or found:
            print_lines(
                listing.lever_page(entry, catalogue) if isinstance(entry, Lever) else listing.assumption_page(entry)
            )
    else:
        print_lines(listing.found_list(found, name))


def replies(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="A rule, or a scenario file whose rules are listed.")
    ] = None,
) -> None:
    """List the rules by which governments answer, or look one up."""
    from aicompete import listing
    from aicompete.config import load_catalogue, load_scenario
    from aicompete.config.reading.suggest import nearest
    from aicompete.engine.replies import check_metrics

    catalogue = load_catalogue()
    rules = catalogue.replies.rules
    if name in rules:
        print_lines(listing.rule_page(rules[name]))
        return
    chosen = list(rules.values())
    if name is not None:
        if not name.endswith((".yaml", ".yml")):
            near = nearest(name, rules)
            fail(f"no rule of reply is called '{name}'" + (f" (did you mean '{near}'?)" if near else ""))
        chosen = list(load_scenario(name).replies)
        check_metrics(chosen, catalogue)
    if not chosen:
        tell("No rules: replies are off.")
        return
    print_lines(listing.rule_list(chosen))
    tell(f"\n{len(chosen)} rules. One in full: aicompete replies NAME")


def metrics(
    word: Annotated[str | None, typer.Argument(metavar="[WORD]", help="Only metrics with this word.")] = None,
) -> None:
    """List what is measured, with units."""
    from aicompete import listing

    lines = listing.metric_list(word)
    if not lines:
        fail(f"no metric matches '{word}'")
    print_lines(lines)


QUESTION_PAIRS = 48


def _check_levers(names: list[str], pairs: int, seed: int, workers: int | None, whole: bool) -> None:
    """Print the checks of some levers; of all of them with the questions that the model is put to."""
    from aicompete.batch.run.executors import available_workers
    from aicompete.batch.run.lever_check import check_levers, lines, totals

    workers = workers or available_workers()
    verdicts = check_levers(names, pairs=pairs, seed=seed, workers=workers, say=say)
    print_lines(lines(verdicts))
    tell(totals(verdicts))
    if whole:
        from aicompete.expectations.answers import answers
        from aicompete.expectations.answers import lines as answer_lines
        from aicompete.expectations.questions import read_questions

        found = answers(read_questions(), pairs=max(pairs, QUESTION_PAIRS), seed=seed, workers=workers)
        tell("\nQuestions with a known answer (median effect, 10-90 % of pairs):")
        print_lines(answer_lines(found))
        tell(f"{sum(answer.met for answer in found)} of {len(found)} met")
    if any(verdict.failing for verdict in verdicts):
        raise typer.Exit(FAILED)
