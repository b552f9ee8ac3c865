"""The command line. Heavy imports stay inside the commands, so that ``--help`` answers at once."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, ParamSpec

import typer

if TYPE_CHECKING:
    from aicompete.batch.design.design import Design
    from aicompete.batch.store.results import Results

BAD_INPUT, FAILED, OUT_OF_TIME, STOPPED = 2, 1, 124, 130
GOES_ON = (FAILED, OUT_OF_TIME, STOPPED)
RESULTS = Path("results")
LARGE = 2e9
"""Bytes of tables beyond which a sweep ends without summing them up, which takes them into memory whole."""

P = ParamSpec("P")

app = typer.Typer(
    help="Simulate the US-China competition over AI compute: chips, critical minerals and standards adoption.",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

Out = Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Folder for the results (results/NAME).")]
Settings = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="KEY=VALUE", help="Change a lever: USA.ally_alienation=0.9. Repeatable."),
]
ForceNew = Annotated[
    bool, typer.Option("--force-new", help="Move old results that cannot be continued aside and begin anew.")
]
Workers = Annotated[int | None, typer.Option("--workers", min=1, help="Worker processes (all processors).")]


def main() -> None:
    """Entry point of the ``aicompete`` command."""
    app()


def guarded(command: Callable[P, None]) -> Callable[P, None]:
    """Bad input ends with one message and code 2, Ctrl-C with 130; never a traceback for either."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except KeyboardInterrupt:
            _say("stopped")
            raise typer.Exit(STOPPED) from None
        except Exception as error:
            code = _code_of(error)
            if code is None:
                raise
            _say(str(error) if code in GOES_ON else f"error: {error}")
            if code in GOES_ON:
                _say(f"The same command goes on:\n  {_this_command()}")
            raise typer.Exit(code) from None

    return run


@app.command()
@guarded
def init(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="Where to put them.")] = Path(),
    force: Annotated[bool, typer.Option("--force", help="Overwrite files that exist and differ.")] = False,
) -> None:
    """Copy the example scenarios and experiments to start from."""
    from aicompete.config import write_schemas
    from aicompete.examples import copy_examples

    if folder.exists() and not folder.is_dir():
        _fail(f"{folder} is a file, not a folder")
    done = copy_examples(folder, force=force)
    for path in done.written:
        print(f"wrote {path}")
    for path in done.kept:
        _say(f"kept {path}: it exists and differs (--force overwrites)")
    for path in write_schemas(folder / "schema"):  # what the examples' first line names, for editors
        print(f"wrote {path}")
    total = len(done.written) + len(done.kept) + len(done.same)
    print(f"{total} examples: {len(done.written)} written, {len(done.same)} already there, {len(done.kept)} kept")
    example = next((p for p in (*done.written, *done.same) if p.stem == "baseline"), None)
    if example:
        print(f"Try: aicompete run {example}")


@app.command()
@guarded
def run(
    config: Annotated[str, typer.Argument(metavar="CONFIG", help="Scenario file, or the name of a shipped one.")],
    runs: Annotated[int, typer.Option("--runs", min=1, help="How many runs.")] = 100,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Another seed gives other draws and shocks.")] = 1,
    out: Out = None,
    settings: Settings = None,
    months: Annotated[int | None, typer.Option("--months", min=1, max=480, help="Another length.")] = None,
    plots: Annotated[bool, typer.Option("--plots/--no-plots", help="Draw pictures.")] = True,
    csv: Annotated[bool, typer.Option("--csv", help="Write the tables as CSV too.")] = False,
    firms: Annotated[bool, typer.Option("--firms", help="Record every firm.")] = False,
    trade: Annotated[bool, typer.Option("--trade", help="Record who ships what to whom.")] = False,
    workers: Workers = None,
    force_new: ForceNew = False,
) -> None:
    """Run one scenario many times and tell what happened."""
    from aicompete.batch.design.design import ensemble, folder_name, title
    from aicompete.config import apply_settings, load_scenario
    from aicompete.engine.block import Record

    changes = list(settings or [])
    scenario = load_scenario(config)
    if changes:
        scenario = apply_settings(scenario, changes)
    design = ensemble(
        scenario, runs, seed, name=title(scenario.name, changes), months=months, record=Record(firms=firms, trade=trade)
    )
    results = _work(design, out or RESULTS / folder_name(scenario.name, changes), workers, force_new=force_new)
    _finish(results, plots, csv)


@app.command()
@guarded
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
        str | None, typer.Option("--max-time", metavar="TIME", help="Begin no block after 90s, 30m, 2h, 1h30m.")
    ] = None,
    force_new: ForceNew = False,
    plots: Annotated[bool, typer.Option("--plots/--no-plots", help="Draw pictures.")] = True,
    csv: Annotated[bool, typer.Option("--csv", help="Write the tables as CSV too.")] = False,
) -> None:
    """Run a batch of sweep points, draws and replicates; the same line again resumes it."""
    from aicompete.batch.design import design
    from aicompete.config import load_experiment

    if on_failure not in ("ignore", "report", "stop"):
        _fail(f"--on-failure must be ignore, report or stop, not '{on_failure}'")
    seconds = None if max_time is None else _seconds(max_time)
    asked = load_experiment(experiment)
    for remark in asked.remarks:
        _say(f"note: {remark}")
    results = _work(
        design.sweep(asked),
        out or RESULTS / asked.name,
        workers,
        dask,
        on_failure=on_failure,
        max_seconds=seconds,
        force_new=force_new,
    )
    _finish(results, plots, csv, tell_failures=on_failure != "ignore")


@app.command()
@guarded
def status(
    results: Annotated[list[Path], typer.Argument(metavar="RESULTS...", help="Results folders.")],
    check: Annotated[bool, typer.Option("--check", help="Compare every part with its checksum.")] = False,
) -> None:
    """Tell how far a batch is, what failed, and whether its files are whole."""
    from aicompete.batch.store.status import describe

    for number, folder in enumerate(results):
        if number:
            print()
        _print(describe(folder, check=check))


@app.command()
@guarded
def query(
    results: Annotated[Path, typer.Argument(metavar="RESULTS", help="A results folder.")],
    sql: Annotated[
        str, typer.Argument(metavar="SQL", help="SELECT ... over runs, status, series, nations, firms, trade.")
    ],
    csv: Annotated[bool, typer.Option("--csv", help="Print all rows as CSV.")] = False,
) -> None:
    """Ask results a question in SQL; DuckDB reads the files where they lie."""
    from aicompete.batch.store.query import as_csv, as_text, ask
    from aicompete.batch.store.results import Results

    answer = ask(Results.load(results), sql)
    print(as_csv(answer) if csv else as_text(answer))


@app.command()
@guarded
def summary(
    results: Annotated[Path, typer.Argument(metavar="RESULTS", help="A results folder.")],
    metrics: Annotated[list[str] | None, typer.Option("--metric", help="Metric or family. Repeatable.")] = None,
    date: Annotated[str | None, typer.Option("--date", metavar="YYYY-MM", help="Month (the last).")] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Tables as CSV (RESULTS/summary).")] = None,
    ema: Annotated[Path | None, typer.Option("--ema", metavar="DIR", help="Export for the EMA workbench.")] = None,
) -> None:
    """Tell what a sweep showed: means with their errors, where the spread comes from, what did nothing."""
    from aicompete import analysis
    from aicompete.batch.store.results import Results

    opened = Results.load(results)
    found = analysis.summary(opened, metrics or None, date)
    print(found.text())
    for path in found.save_csv(out or results / "summary"):
        print(path)
    if ema is not None:
        print(analysis.save_ema(opened, ema, metrics or None))


@app.command()
@guarded
def plot(
    results: Annotated[list[Path], typer.Argument(metavar="RESULTS...", help="Results folders.")],
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Folder for the pictures.")] = None,
    dates: Annotated[
        list[str] | None, typer.Option("--date", metavar="YYYY-MM", help="Months of maps. Repeatable.")
    ] = None,
    metric: Annotated[str | None, typer.Option("--metric", help="Draw this metric or family of metrics too.")] = None,
) -> None:
    """Draw the pictures of results folders."""
    from aicompete.batch.store.results import Results
    from aicompete.plots import draw_all

    for folder in results:
        opened = Results.load(folder)
        target = None if out is None else out if len(results) == 1 else out / folder.name
        for path in draw_all(opened, out=target, dates=dates or None, metric=metric, tell=_say):
            print(path)


@app.command()
@guarded
def compare(
    results: Annotated[list[Path], typer.Argument(metavar="RESULTS RESULTS...", help="Two or more results folders.")],
    dates: Annotated[
        list[str] | None, typer.Option("--date", metavar="YYYY-MM", help="Months to compare. Repeatable.")
    ] = None,
    metrics: Annotated[list[str] | None, typer.Option("--metric", help="Metrics to compare. Repeatable.")] = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Draw the comparison here.")] = None,
) -> None:
    """Tell what differs between results: levers first, then paired differences of metrics."""
    from aicompete import analysis
    from aicompete.batch.store.results import Results

    if len(results) < 2:
        _fail("compare needs at least two results folders")
    first, *others = [Results.load(folder) for folder in results]
    for number, other in enumerate(others):
        if number:
            print("\n" + "-" * 80 + "\n")
        print(analysis.compare(first, other, dates=dates or None, metrics=metrics or None).text())
        if out is not None:
            from aicompete.plots import draw_comparison

            picture = out / f"{results[0].name}_and_{results[number + 1].name}.png"
            draw_comparison(first, other, picture)
            print(picture)


@app.command()
@guarded
def hindcast(
    runs: Annotated[int, typer.Option("--runs", min=1, help="How many runs.")] = 200,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Another seed gives other draws and shocks.")] = 1,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for tables and pictures.")] = RESULTS
    / "hindcast",
    assumptions: Annotated[
        str | None, typer.Option("--assumptions", metavar="SET", help="prior, central, or a set of accepted draws.")
    ] = None,
    plots: Annotated[bool, typer.Option("--plots/--no-plots", help="Draw pictures.")] = True,
    workers: Workers = None,
) -> None:
    """Replay 2022-2025 and say how good it is: targets, scores, skill against simple forecasts."""
    from aicompete import simulate
    from aicompete.analysis import hindcast as replayed
    from aicompete.batch.run.executors import available_workers
    from aicompete.config import apply_settings, load_scenario

    if out.exists() and not out.is_dir():
        _fail(f"{out} is a file, not a folder")
    said = [f"assumptions={assumptions}"] if assumptions else []
    worlds = [apply_settings(load_scenario(name), said) for name in (replayed.REPLAY, replayed.NO_CONTROLS)]
    processors = workers or available_workers()
    _say(f"1 of 3  replaying 2022-2025, {runs} runs ...")
    replay = simulate(worlds[0], runs, seed, nations=False, workers=processors)
    _say("2 of 3  the same without controls ...")
    free = simulate(worlds[1], runs, seed, nations=False, workers=processors)
    source = assumptions or replay.manifest.get("calibration")
    found = replayed.assess(replay.series, free.series, name=f"{replay.name} (assumptions: {source})")
    files = replayed.save_tables(found, out)
    if plots:
        from aicompete.plots import draw_hindcast

        _say("3 of 3  drawing ...")
        files += draw_hindcast(replay, found, out / "plots")
    _print(list(replayed.report(found)))
    print(f"Tables and pictures: {len(files)} files in {out}" if plots else f"Tables: {len(files)} files in {out}")


@app.command()
@guarded
def validate(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Scenario or experiment files.")],
) -> None:
    """Check scenario and experiment files, all errors at once."""
    from aicompete.batch.errors import BatchError
    from aicompete.batch.run.cost import estimate
    from aicompete.batch.run.executors import available_workers
    from aicompete.config import ConfigError, kind_of, load_experiment, load_scenario

    wrong = 0
    for file in files:
        try:
            named = "/" not in file and not file.endswith((".yaml", ".yml")) and not Path(file).is_file()
            if named or kind_of(file) == "scenario":
                scenario = load_scenario(file)
                what = f"scenario '{scenario.name}', {scenario.months} months from {scenario.start}"
            else:
                found = load_experiment(file)
                _check_recorded(found.record.series)
                what = f"experiment '{found.name}', {len(found.points):,} points x {found.draws} draws x "
                what += f"{found.replicates} replicates = {found.runs:,} runs of {found.months} months, "
                what += estimate(found).text(available_workers())
                for remark in found.remarks:
                    _say(f"{file}: note: {remark}")
            print(f"{file}: {what}: ok")
        except ConfigError as error:
            wrong += 1
            _say(str(error))
        except BatchError as error:
            wrong += 1
            _say(f"{file}: {error}")
    if wrong:
        raise typer.Exit(BAD_INPUT)


@app.command()
@guarded
def levers(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="A lever, an old name, or a word.")] = None,
    check: Annotated[bool, typer.Option("--check", help="See that every lever does what it should.")] = False,
    pairs: Annotated[int, typer.Option("--pairs", min=2, help="Paired runs per check.")] = 16,
    seed: Annotated[int, typer.Option("--seed", min=0)] = 1,
    workers: Workers = None,
) -> None:
    """List what can be pulled, look one lever up, or check that all of them work."""
    from aicompete import listing
    from aicompete.config import Lever, load_catalogue

    catalogue = load_catalogue()
    found = catalogue.find(name) if name else []
    if name and not found:
        near = catalogue.nearest_lever(name) or catalogue.nearest_assumption(name)
        _fail(f"no lever or assumption matches '{name}'" + (f" (did you mean '{near}'?)" if near else ""))
    exact = [e for e in found if name == e.name or name in e.aliases]
    chosen = [e for e in (exact or found) if isinstance(e, Lever)] if name else list(catalogue.levers.values())
    if check:
        if not chosen:
            _fail(f"'{name}' is not a lever")
        _check_levers([lever.name for lever in chosen], pairs, seed, workers)
    elif not name:
        _print(listing.lever_list(chosen))
        print(f"\n{len(chosen)} levers, {len(catalogue.assumptions)} assumptions. One in full: aicompete levers NAME")
    elif exact or len(found) == 1:
        for entry in exact or found:
            _print(listing.lever_page(entry, catalogue) if isinstance(entry, Lever) else listing.assumption_page(entry))
    else:
        _print(listing.found_list(found, name))


@app.command()
@guarded
def explain(
    config: Annotated[str, typer.Argument(metavar="CONFIG", help="Scenario file, or the name of a shipped one.")],
    nation: Annotated[str, typer.Argument(metavar="NATION", help="Its iso3 code, such as KOR.")],
    date: Annotated[str | None, typer.Option("--date", metavar="YYYY-MM", help="Month to explain (the last).")] = None,
    runs: Annotated[int, typer.Option("--runs", min=1, help="How many runs.")] = 64,
    seed: Annotated[int, typer.Option("--seed", min=0)] = 1,
    settings: Settings = None,
) -> None:
    """Tell why a nation leans as it does: the terms that moved its alignment."""
    from aicompete.batch.run import explain as why
    from aicompete.config import apply_settings, load_scenario

    scenario = load_scenario(config)
    if settings:
        scenario = apply_settings(scenario, settings)
    _print(why.explain(scenario, nation.upper(), date, runs, seed).lines())


@app.command()
@guarded
def metrics(
    word: Annotated[str | None, typer.Argument(metavar="[WORD]", help="Only metrics with this word.")] = None,
) -> None:
    """List what is measured, with units."""
    from aicompete import listing

    lines = listing.metric_list(word)
    if not lines:
        _fail(f"no metric matches '{word}'")
    _print(lines)


@app.command()
@guarded
def calibrate(
    seed: Annotated[int, typer.Option("--seed", min=0, help="The same seed gives the same draws.")] = 1,
    draws: Annotated[int, typer.Option("--draws", help="Runs of the screening and of each wave.")] = 4000,
    waves: Annotated[int, typer.Option("--waves", min=1, help="At most so many waves.")] = 3,
    size: Annotated[int, typer.Option("--size", min=20, help="Accepted draws to keep.")] = 300,
    discrepancy: Annotated[
        float, typer.Option("--discrepancy", min=0.0, help="What the model leaves out, in sd of the observations.")
    ] = 0.5,
    workers: Workers = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE|DIR", help="Where the set goes (results/calibration/NAME).")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")] = False,
) -> None:
    """Find joint draws of the assumptions under which the model replays 2022-2023."""
    from aicompete.batch.run.executors import available_workers
    from aicompete.calibrate import Plan, command

    plan = Plan(seed, draws, waves, size, discrepancy)
    if dry_run:
        _print(command.outline(plan, workers or available_workers()))
        return
    written = command.run(plan, out, RESULTS / "calibration", workers or available_workers(), _say)
    _print(list(written.text))
    print(f"\nAccepted draws: {written.table}\nReport: {written.report[0]}")


@app.command()
@guarded
def schema(
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="Where to write them.")] = Path("schema"),
) -> None:
    """Write the JSON schemas that let editors complete and check scenario and experiment files."""
    from aicompete.config import write_schemas

    try:
        for path in write_schemas(folder):
            print(f"wrote {path}")
    except OSError as error:
        _fail(f"cannot write the schemas into {folder}: {error.strerror or error}. Name another folder.")


@app.command()
@guarded
def version() -> None:
    """Show the version."""
    from aicompete import __version__

    print(__version__)


def _work(design: Design, folder: Path, workers: int | None, dask: str | None = None, **more: Any) -> Results:
    from aicompete.batch.run.progress import for_terminal
    from aicompete.batch.run.runner import to_folder

    return to_folder(design, folder, workers=workers, dask=dask, progress=for_terminal(), **more)


def _check_recorded(series: tuple[str, ...]) -> None:
    """Raise ``BatchError`` when an experiment records a metric that is not there."""
    if series:
        from aicompete.batch.store.columns import declared, kept
        from aicompete.engine.block import Record

        kept(declared("series"), Record(series=series))


def _seconds(text: str) -> float:
    from aicompete.batch.durations import seconds_in

    seconds = seconds_in(text)
    if seconds is None:
        _fail(f"--max-time must be a time such as 90s, 30m, 2h or 1h30m, not '{text}'")
    return seconds


def _finish(results: Results, plots: bool, csv: bool, tell_failures: bool = True) -> None:
    """Text, pictures, CSV, and where everything is."""
    from aicompete.analysis import story

    if results.failed == int(results.manifest["runs"]):
        first = results.status.iloc[0]
        _say(f"error: every run failed, the first with: {first['message']} ({first['stage']})")
        _say(f"The results are in {results.folder}")
        raise typer.Exit(FAILED)
    if results.failed and tell_failures:
        from aicompete.batch.store.status import failures

        _say(f"{results.failed:,} of {int(results.manifest['runs']):,} runs failed:")
        _say("\n".join(failures(results.failures)))
    large = results.memory > LARGE
    if large:
        _say(
            f"The tables would take {results.memory / 1e9:,.0f} GB of memory, so nothing is summed up or drawn here; "
            "ask them with aicompete query, or draw them all the same with aicompete plot."
        )
    else:
        _print([" ".join(["-", text]) for text in story(results)])
        if results.manifest["kind"] == "sweep":
            from aicompete.analysis import summary

            _print([f"- {line}" for line in summary(results).lines()])
    if csv:
        results.save_csv()
    print(f"Results: {results.folder}")
    if plots and not large:
        from aicompete.plots import draw_all

        pictures = draw_all(results, tell=_say)
        if pictures:
            print(f"Pictures: {len(pictures)} files in {pictures[0].parent}")


def _check_levers(names: list[str], pairs: int, seed: int, workers: int | None) -> None:
    from aicompete.batch.run.executors import available_workers
    from aicompete.batch.run.lever_check import check_levers, lines, totals

    verdicts = check_levers(names, pairs=pairs, seed=seed, workers=workers or available_workers(), say=_say)
    _print(lines(verdicts))
    print(totals(verdicts))
    if any(verdict.failing for verdict in verdicts):
        raise typer.Exit(FAILED)


def _code_of(error: Exception) -> int | None:
    """Exit code of an error that is the user's to mend; ``None`` for a fault of the program."""
    from aicompete.batch.errors import BatchError, Interrupted, RunFailed, TimeIsUp

    for kind, code in ((Interrupted, STOPPED), (TimeIsUp, OUT_OF_TIME), (RunFailed, FAILED)):
        if isinstance(error, kind):
            return code
    if isinstance(error, (BatchError, OSError)) or type(error).__name__ == "ConfigError":
        return BAD_INPUT
    from aicompete.analysis.errors import AnalysisError

    return BAD_INPUT if isinstance(error, AnalysisError) else None


def _this_command() -> str:
    import shlex

    return shlex.join(["aicompete", *sys.argv[1:]])


def _fail(message: str) -> NoReturn:
    _say(f"error: {message}")
    raise typer.Exit(BAD_INPUT)


def _print(lines: list[str]) -> None:
    print("\n".join(lines))


def _say(message: str) -> None:
    print(message, file=sys.stderr, flush=True)
