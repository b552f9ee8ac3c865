"""Commands that read results folders: ``status``, ``query``, ``summary``, ``plot``, ``compare`` and ``report``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aicompete.batch.run.speech import tell
from aicompete.cli.errors import fail, print_lines, say
from aicompete.cli.options import Discrepancy, Workers

if TYPE_CHECKING:
    from aicompete.analysis.tables import ResultsLike

MOST_NAMED = 8
"""Files that are named one by one."""


def status(
    results: Annotated[list[Path], typer.Argument(metavar="RESULTS...", help="Results folders.")],
    check: Annotated[bool, typer.Option("--check", help="Compare every part with its checksum.")] = False,
) -> None:
    """Tell how far a batch is, what failed, and whether its files are whole."""
    from aicompete.batch.store.status import describe

    for number, folder in enumerate(results):
        if number:
            tell()
        print_lines(describe(folder, check=check))


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
    tell(as_csv(answer) if csv else as_text(answer))


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
    tell(found.text())
    for path in found.save_csv(out or results / "summary"):
        tell(path)
    if ema is not None:
        tell(analysis.save_ema(opened, ema, metrics or None))


def export(
    results: Annotated[Path, typer.Argument(metavar="RESULTS", help="A results folder.")],
    form: Annotated[str, typer.Option("--format", metavar="FORMAT", help="iamc, ema, salib, csv or netcdf.")],
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Where to (RESULTS/export/FORMAT).")] = None,
    metrics: Annotated[list[str] | None, typer.Option("--metric", help="Metric or family. Repeatable.")] = None,
    date: Annotated[
        str | None, typer.Option("--date", metavar="YYYY-MM", help="Month of the outcomes for salib (the last).")
    ] = None,
) -> None:
    """Write results for other tools: pyam (iamc), the EMA workbench, SALib, spreadsheets (csv), xarray (netcdf)."""
    from aicompete.analysis import export as formats
    from aicompete.batch.store.results import Results

    opened = Results.load(results)
    folder = out or results / "export" / form
    written = formats.save(opened, form, folder, metrics or None, date, tell=say)
    for path in written[:MOST_NAMED]:
        tell(path)
    if len(written) > MOST_NAMED:
        tell(f"... {len(written)} files in {folder}")


def plot(
    results: Annotated[list[Path], typer.Argument(metavar="RESULTS...", help="Results folders.")],
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Folder for the pictures.")] = None,
    dates: Annotated[
        list[str] | None, typer.Option("--date", metavar="YYYY-MM", help="Months of maps. Repeatable.")
    ] = None,
    metric: Annotated[str | None, typer.Option("--metric", help="Draw this metric or family of metrics too.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Every picture, not the six that tell the story alone.")] = False,
    discrepancy: Discrepancy = False,
) -> None:
    """Draw the pictures of results folders: the six that tell a run's story, or all."""
    from aicompete.analysis.discrepancy import widened
    from aicompete.batch.store.results import Results
    from aicompete.plots import draw_all, draw_story

    draw = draw_all if every else draw_story
    for folder in results:
        loaded = Results.load(folder)
        opened = widened(loaded) if discrepancy else loaded
        target = None if out is None else out if len(results) == 1 else out / folder.name
        for path in draw(opened, out=target, dates=dates or None, metric=metric, tell=say):
            tell(path)


def compare(
    results: Annotated[list[Path], typer.Argument(metavar="RESULTS RESULTS...", help="Two or more results folders.")],
    dates: Annotated[
        list[str] | None, typer.Option("--date", metavar="YYYY-MM", help="Months to compare. Repeatable.")
    ] = None,
    metrics: Annotated[list[str] | None, typer.Option("--metric", help="Metrics to compare. Repeatable.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Every effect at every date, not the largest alone.")] = False,
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Draw the comparison here.")] = None,
    discrepancy: Discrepancy = False,
) -> None:
    """Tell what differs between results: levers first, then the largest paired differences of metrics."""
    from aicompete import analysis
    from aicompete.analysis.discrepancy import widened
    from aicompete.batch.store.results import Results

    def seen(folder: Path) -> ResultsLike:
        return widened(Results.load(folder)) if discrepancy else Results.load(folder)

    if len(results) < 2:
        fail("compare needs at least two results folders")
    first, *others = [seen(folder) for folder in results]
    for number, other in enumerate(others):
        if number:
            tell("\n" + "-" * 80 + "\n")
        found = analysis.compare(first, other, dates=dates or None, metrics=metrics or None)
        tell(found.text(every=every or bool(dates or metrics)))
        if out is not None:
            from aicompete.plots import draw_comparison

            picture = out / f"{results[0].name}_and_{results[number + 1].name}.png"
            draw_comparison(first, other, picture)
            tell(picture)


def report(
    results: Annotated[list[Path], typer.Argument(metavar="RESULTS...", help="A results folder, or two to compare.")],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="The page (report.html in the last folder).")
    ] = None,
    point: Annotated[int | None, typer.Option("--point", min=0, help="A point of a sweep, reported as a run.")] = None,
    questions: Annotated[
        bool, typer.Option("--questions", help="Put the questions with a known answer on these levers to the model.")
    ] = False,
    discrepancy: Discrepancy = False,
    workers: Workers = None,
) -> None:
    """Write a report to hand over: one HTML page on a run, a comparison or a sweep."""
    from aicompete.batch.run.executors import available_workers
    from aicompete.report import write_report

    written = write_report(
        results, out, point, questions=questions, discrepancy=discrepancy, workers=workers or available_workers()
    )
    tell(f"{written} ({written.stat().st_size / 1e6:.1f} MB)")
