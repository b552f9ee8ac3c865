"""Write a report: open the results, build the document of their kind, render it, check its size."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from aicompete.analysis.discrepancy import widened
from aicompete.analysis.errors import AnalysisError
from aicompete.analysis.tables import View, view
from aicompete.batch.store.results import Results
from aicompete.report.content import Asked, Document
from aicompete.report.game import game_report, is_game

NEEDED = ("plotly", "jinja2")
LARGEST = 8_000_000
"""Bytes that a report may have."""
NAME = "report.html"


class ReportError(AnalysisError):
    """A report that cannot be written, and what to do."""


def write_report(
    results: Sequence[str | Path],
    out: str | Path | None = None,
    point: int | None = None,
    *,
    questions: bool = False,
    discrepancy: bool = False,
    workers: int = 1,
) -> Path:
    """Write the report on one run or sweep, or on a comparison of the first folder with the second; the file written.

    Parameters
    ----------
    results : one results folder, or two.
    out : the file; by default ``report.html`` in the folder of the results, of a comparison in the second one.
    point : a point of a sweep to report on as a run.
    questions : put the questions with a known answer that turn the same levers to the model (half a minute and more).
    discrepancy : add to the bands what the replay of 2022-2023 was off.
    workers : processes for the questions.

    Raises ``ReportError``, ``AnalysisError`` or ``FolderError`` with what is wrong.
    """
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise ReportError(f"a report needs {' and '.join(missing)}: pip install 'aicompete[report]'")
    if not 1 <= len(results) <= 2:
        raise ReportError(f"a report is on one results folder, or on two to compare, not on {len(results)}")
    folders = [Path(folder) for folder in results]
    target = _target(out, folders[-1])
    if len(folders) == 1 and is_game(folders[0]):
        return _written(game_report(folders[0], _command(folders, out, None, [])), target)
    loaded = [Results.load(folder) for folder in folders]
    views = [view(widened(one) if discrepancy else one, point) for one in loaded]
    switches = [name for name, on in (("--questions", questions), ("--discrepancy", discrepancy)) if on]
    asked = Asked(_command(folders, out, point, switches), questions, workers)
    return _written(document_of(views, asked), target)


def _written(document: Document, target: Path) -> Path:
    """The page of a document in its file."""
    from aicompete.report.page.render import render

    text = render(document)
    if len(text.encode()) > LARGEST:
        raise ReportError(
            f"the report would have {len(text.encode()) / 1e6:.1f} MB, more than {LARGEST / 1e6:.0f}: "
            "record fewer months (record: {every: year}) or fewer points"
        )
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ReportError(f"cannot write {target}: {error.strerror or error}") from error
    return target


def document_of(views: Sequence[View], asked: Asked) -> Document:
    """The document on a run, a sweep or a comparison."""
    if len(views) == 2:
        from aicompete.report.comparison import comparison_report

        return comparison_report(views[0], views[1], asked)
    if views[0].is_sweep:
        from aicompete.report.sweep import sweep_report

        return sweep_report(views[0], asked)
    from aicompete.report.run import run_report

    return run_report(views[0], asked)


def _target(out: str | Path | None, folder: Path) -> Path:
    target = folder / NAME if out is None else Path(out)
    if target.is_dir():
        raise ReportError(f"{target} is a folder: name a file, such as {target / NAME}")
    return target


def _command(folders: Sequence[Path], out: str | Path | None, point: int | None, switches: list[str]) -> list[str]:
    words = ["aicompete", "report", *(f"results/{folder.name}" for folder in folders)]
    if point is not None:
        words += ["--point", str(point)]
    words += switches
    return [*words, "--out", Path(out).name] if out is not None else words
