"""Commands on input files: ``init``, ``validate`` and ``schema``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aicompete.batch.run.speech import tell
from aicompete.cli.errors import BAD_INPUT, fail, say
from aicompete.cli.options import RESULTS

if TYPE_CHECKING:
    from aicompete.config import Experiment


def init(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="Where to put them.")] = Path(),
    force: Annotated[bool, typer.Option("--force", help="Overwrite files that exist and differ.")] = False,
) -> None:
    """Copy the example scenarios and experiments to start from."""
    from aicompete.config import write_schemas
    from aicompete.examples import copy_examples
    from aicompete.game.schema import write_schema

    if folder.exists() and not folder.is_dir():
        fail(f"{folder} is a file, not a folder")
    done = copy_examples(folder, force=force)
    for path in done.written:
        tell(f"wrote {path}")
    for path in done.kept:
        say(f"kept {path}: it exists and differs (--force overwrites)")
    place = folder / "schema"  # what the examples' first line names, for editors
    for path in (*write_schemas(place), write_schema(place)):
        tell(f"wrote {path}")
    total = len(done.written) + len(done.kept) + len(done.same)
    tell(f"{total} examples: {len(done.written)} written, {len(done.same)} already there, {len(done.kept)} kept")
    example = next((p for p in (*done.written, *done.same) if p.stem == "baseline"), None)
    if example:
        tell(f"Try: aicompete run {example}")


def validate(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Scenario, experiment or game files.")],
) -> None:
    """Check scenario, experiment and game files, all errors at once."""
    from aicompete.batch.design.remarks import of_experiment, remarks
    from aicompete.batch.errors import BatchError
    from aicompete.batch.run.cost import estimate
    from aicompete.batch.run.executors import available_workers
    from aicompete.config import ConfigError, kind_of, load_catalogue, load_experiment, load_scenario
    from aicompete.engine.replies import check_metrics
    from aicompete.game.files import game_file

    wrong = 0
    for file in files:
        try:
            if game_file(file):
                tell(f"{file}: {_checked_game(file)}: ok")
                continue
            named = "/" not in file and not file.endswith((".yaml", ".yml")) and not Path(file).is_file()
            if named or kind_of(file) == "scenario":
                scenario = load_scenario(file)
                check_metrics(scenario.replies, load_catalogue())
                what = f"scenario '{scenario.name}', {scenario.months} months from {scenario.start}"
                notes = remarks(scenario)
            else:
                found = load_experiment(file)
                _check_recorded(found)
                what = f"experiment '{found.name}', {len(found.points):,} points x {found.draws} draws x "
                what += f"{found.replicates} replicates = {found.runs:,} runs of {found.months} months, "
                cost = estimate(found)
                what += cost.text(available_workers())
                if short := cost.too_large(RESULTS / found.name):
                    raise BatchError(f"{what}: {short}")
                notes = of_experiment(found)
            for note in notes:
                say(f"{file}: note: {note}")
            tell(f"{file}: {what}: ok")
        except ConfigError as error:
            wrong += 1
            say(str(error))
        except BatchError as error:
            wrong += 1
            say(f"{file}: {error}")
    if wrong:
        raise typer.Exit(BAD_INPUT)


def _checked_game(file: str) -> str:
    """What a game file asks for; notes are said."""
    from aicompete.batch.run.cost import RUN_MONTHS
    from aicompete.batch.run.executors import available_workers
    from aicompete.game.files import load_game
    from aicompete.game.plays import idle_targets

    found = load_game(file)
    for name in idle_targets(found.scenario, [found.moves[name] for name in found.used]):
        say(f"{file}: note: the move {name} moves no lever, as all stand at its targets already")
    seconds = found.leaves * found.runs * found.months / RUN_MONTHS / available_workers()
    runs = f"{found.leaves:,} ways x {found.runs} runs of {found.months} months"
    return f"game '{found.name}', {len(found.used)} moves, {runs}, about {max(seconds / 60.0, 0.1):.1f} min (estimate)"


def schema(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="Where to write them.")] = Path("schema"),
) -> None:
    """Write the JSON schemas that let editors complete and check scenario, experiment and game files."""
    from aicompete.config import write_schemas
    from aicompete.game.schema import write_schema

    try:
        for path in (*write_schemas(folder), write_schema(folder)):
            tell(f"wrote {path}")
    except OSError as error:
        fail(f"cannot write the schemas into {folder}: {error.strerror or error}. Name another folder.")


def _check_recorded(experiment: Experiment) -> None:
    """Raise an error when an experiment records, or a rule of reply names, a metric that is not there."""
    from aicompete.batch.store.columns import recorded_metrics, series_of
    from aicompete.engine.block import Record

    known = series_of([experiment.scenario, *experiment.others])
    if experiment.record.series:
        recorded_metrics(known, Record(series=experiment.record.series))
