"""Commands that run batches: ``run`` and ``sweep``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from aicompete.batch.run.speech import tell
from aicompete.cli.errors import FAILED, fail, print_lines, say
from aicompete.cli.options import RESULTS, Engine, ForceNew, Out, Settings, Workers
from aicompete.limits import MAX_COUNT, MAX_MONTHS, MAX_SEED

if TYPE_CHECKING:
    from aicompete.batch.design.design import Design
    from aicompete.batch.store.results import Results
    from aicompete.config import Scenario

LARGE = 2e9
"""Bytes of tables beyond which no summary is made and nothing drawn, since both load whole tables into memory."""


def run(
    config: Annotated[str, typer.Argument(metavar="CONFIG", help="Scenario file, or the name of a shipped one.")],
    runs: Annotated[int, typer.Option("--runs", min=1, max=MAX_COUNT, help="How many runs.")] = 100,
    seed: Annotated[
        int, typer.Option("--seed", min=0, max=MAX_SEED, help="Another seed gives other draws and shocks.")
    ] = 1,
    out: Out = None,
    settings: Settings = None,
    months: Annotated[int | None, typer.Option("--months", min=1, max=MAX_MONTHS, help="Another length.")] = None,
    plots: Annotated[bool, typer.Option("--plots/--no-plots", help="Draw pictures.")] = True,
    csv: Annotated[bool, typer.Option("--csv", help="Write the tables as CSV too.")] = False,
    firms: Annotated[bool, typer.Option("--firms", help="Record every firm.")] = False,
    trade: Annotated[bool, typer.Option("--trade", help="Record who ships what to whom.")] = False,
    workers: Workers = None,
    engine: Engine = None,
    force_new: ForceNew = False,
) -> None:
    """Run one scenario many times and tell what happened."""
    from aicompete.batch.design.design import ensemble, folder_name, title, with_months
    from aicompete.batch.design.remarks import remarks
    from aicompete.config import apply_settings, load_scenario
    from aicompete.engine.block import Record

    changes = list(settings or [])
    scenario = with_months(load_scenario(config), months)  # first: which dates a setting may name hangs on it
    if changes:
        scenario = apply_settings(scenario, changes)
    record = Record(firms=firms, trade=trade)
    design = ensemble(scenario, runs, seed, name=title(scenario.name, changes), record=record)
    for note in remarks(scenario):
        say(f"note: {note}")
    _tell_moved(scenario)
    results = _work(
        design, out or RESULTS / folder_name(scenario.name, changes), workers, force_new=force_new, engine=engine
    )
    _finish(results, plots, csv)


def sweep(
    experiment: Annotated[Path, typer.Argument(metavar="EXPERIMENT", help="Experiment file.")],
    out: Out = None,
    workers: Workers = None,
    dask: Annotated[
        str | None,
        typer.Option("--dask", metavar="ADDRESS", help="Run on a Dask cluster: its address, its file, or 'local'."),
    ] = None,
    on_failure: Annotated[
        str, typer.Option("--on-failure", metavar="LEVEL", help="When runs fail: ignore, report or stop.")
    ] = "report",
    max_time: Annotated[
        str | None,
        typer.Option("--max-time", metavar="TIME", help="Begin no block that would end after 90s, 30m, 2h, 1h30m."),
    ] = None,
    engine: Engine = None,
    force_new: ForceNew = False,
    plots: Annotated[bool, typer.Option("--plots/--no-plots", help="Draw pictures.")] = True,
    csv: Annotated[bool, typer.Option("--csv", help="Write the tables as CSV too.")] = False,
) -> None:
    """Run a batch of sweep points, draws and replicates; the same line again resumes it."""
    from aicompete.batch.design import design
    from aicompete.batch.design.remarks import of_experiment
    from aicompete.batch.run.cost import estimate
    from aicompete.config import load_experiment

    if on_failure not in ("ignore", "report", "stop"):
        fail(f"--on-failure must be ignore, report or stop, not '{on_failure}'")
    seconds = None if max_time is None else _seconds(max_time)
    asked = load_experiment(experiment)
    for remark in of_experiment(asked):
        say(f"note: {remark}")
    folder = out or RESULTS / asked.name
    if not folder.exists() and (short := estimate(asked).too_large(folder)):
        fail(short)
    results = _work(
        design.sweep(asked),
        folder,
        workers,
        dask,
        on_failure=on_failure,
        max_seconds=seconds,
        force_new=force_new,
        engine=engine,
    )
    _finish(results, plots, csv, tell_failures=on_failure != "ignore")


def _tell_moved(scenario: Scenario) -> None:
    """Say so when the accepted draws in use were made with another version of the model."""
    from aicompete.batch.store.provenance import model_hash
    from aicompete.config import load_catalogue
    from aicompete.config.catalogue.calibrated import set_named

    draws = set_named(scenario.calibration, load_catalogue())
    if draws is not None and draws.model != model_hash():
        say(f"note: the model has changed since the accepted draws {draws.name} were made")


def _work(design: Design, folder: Path, workers: int | None, dask: str | None = None, **more: Any) -> Results:
    from aicompete.batch.run.progress import for_terminal
    from aicompete.batch.run.runner import to_folder

    return to_folder(design, folder, workers=workers, dask=dask, progress=for_terminal(), **more)


def _seconds(text: str) -> float:
    from aicompete.batch.durations import seconds_in

    seconds = seconds_in(text)
    if seconds is None:
        fail(f"--max-time must be a time such as 90s, 30m, 2h or 1h30m, not '{text}'")
    return seconds


def _finish(results: Results, plots: bool, csv: bool, tell_failures: bool = True) -> None:
    """Report what a batch showed, write CSV and pictures as asked, and say where everything is."""
    from aicompete.analysis import story

    if results.failed == int(results.manifest["runs"]):
        first = results.status.iloc[0]
        say(f"error: every run failed, the first with: {first['message']} ({first['stage']})")
        say(f"The results are in {results.folder}")
        raise typer.Exit(FAILED)
    if results.failed and tell_failures:
        from aicompete.batch.store.status import failures

        say(f"{results.failed:,} of {int(results.manifest['runs']):,} runs failed:")
        say("\n".join(failures(results.failures)))
    large = results.memory > LARGE
    if large:
        say(
            f"The tables would take {results.memory / 1e9:,.0f} GB of memory, so nothing is summed up or drawn here; "
            "ask them with aicompete query, or draw them all the same with aicompete plot."
        )
    else:
        print_lines([" ".join(["-", text]) for text in story(results)])
        if results.manifest["kind"] == "sweep":
            from aicompete.analysis import summary

            print_lines([f"- {line}" for line in summary(results).lines()])
        else:
            from aicompete.analysis import answer_lines, binding_lines, view

            seen = view(results)
            print_lines([*binding_lines(seen), *answer_lines(seen)])
    if csv:
        results.save_csv()
    tell(f"Results: {results.folder}")
    if plots and not large:
        from aicompete.plots import draw_story

        pictures = draw_story(results, tell=say)
        if pictures:
            tell(f"Pictures: {len(pictures)} files in {pictures[0].parent}")
        if pictures and results.manifest["kind"] != "sweep":
            tell(f"aicompete plot {results.folder} --all draws the rest")
