"""Write the generated pages, in docs/: data_dictionary.md, validation.md, the list of the month in architecture.md,
the newest set of accepted draws in calibration.md, the claims in hypotheses.md, and a page for each subject.

Everything comes from the declarations (columns of the world, metrics, levers, assumptions, mechanisms) and, for the
validation, from the golden hindcast and the tests.

Usage: python tools/make_docs.py [--check]    (--check writes nothing; exit code 1 when a page is out of step)
"""

from __future__ import annotations

import difflib
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import groupby
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import make_subject_pages
import make_validation
import yaml

from aicompete.calibrate import report
from aicompete.config import Assumption, Lever, load_catalogue
from aicompete.config.catalogue.calibrated import shipped_sets
from aicompete.engine.metrics import by_level
from aicompete.hypotheses.reading import shipped_hypotheses
from aicompete.month import MONTH
from aicompete.subjects.state import dictionary

DOCS = Path(__file__).resolve().parents[1] / "docs"
SUBJECTS, SITE = DOCS / "subjects", DOCS.parent / "mkdocs.yml"
REFRESH = "python tools/make_docs.py"
MONTH_MARKS = ("<!-- month: written by tools/make_docs.py -->", "<!-- end of month -->")
CLAIM_MARKS = ("<!-- claims: written by tools/make_docs.py -->", "<!-- end of claims -->")
SET_MARKS = ("<!-- set: written by tools/make_docs.py -->", "<!-- end of set -->")
BASIS = {"S": "commentary", "X": "outside source", "A": "our assumption"}
LEVELS = {
    "series": "One value a run and month",
    "nations": "By nation",
    "firms": "By firm, when recorded",
    "trade": "By seller and buyer, when recorded",
}


def main(arguments: Sequence[str]) -> int:
    """Write the pages, or with ``--check`` say which are out of step."""
    stale = [path for path, text in pages() if not path.is_file() or path.read_text(encoding="utf-8") != text]
    if "--check" in arguments:
        for path in stale:
            print(f"{path.relative_to(DOCS.parent)} is out of step; refresh it with: {REFRESH}")
        return 1 if stale else 0
    for path, text in pages():
        if path in stale:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
            print(f"wrote {path.relative_to(DOCS.parent)}")
    return 0


def pages() -> list[tuple[Path, str]]:
    """Every page with the text it should have."""
    return [(path, text()) for path, text in texts().items()]


def texts() -> dict[Path, Callable[[], str]]:
    """Every page with what makes its text."""

    def filled(name: str, marks: tuple[str, str], lines: Callable[[], Iterable[str]]) -> tuple[Path, Callable[[], str]]:
        path = DOCS / name
        return path, lambda: between(path.read_text(encoding="utf-8"), marks, lines())

    return {
        DOCS / "data_dictionary.md": data_dictionary,
        **dict(
            [
                filled("architecture.md", MONTH_MARKS, month),
                filled("calibration.md", SET_MARKS, newest_set),
                filled("hypotheses.md", CLAIM_MARKS, claims),
            ]
        ),
        **{
            SUBJECTS / f"{name}.md": partial(make_subject_pages.page, name, REFRESH)
            for name in make_subject_pages.subjects()
        },
        SUBJECTS / "index.md": partial(make_subject_pages.index, REFRESH),
        SITE: navigation,
        make_validation.PAGE: make_validation.page,
    }


def difference(path: Path, text: str) -> str:
    """How a committed page differs from what it should be, in the lines that differ."""
    old = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    lines = difflib.unified_diff(old, text.splitlines(), f"docs/{path.name}", "generated", lineterm="", n=0)
    return "\n".join(lines)


def between(text: str, marks: tuple[str, str], lines: Iterable[str]) -> str:
    """The page with what stands between two marks written anew."""
    begin, end = marks
    before, _, rest = text.partition(begin)
    _, marker, after = rest.partition(end)
    if not marker:
        raise ValueError(f"the page has no place for it: '{begin}' and '{end}'")
    return "\n".join([before + begin, "", *lines, "", end + after])


def navigation() -> str:
    """The site's settings with the pages of all subjects in their place."""
    begin, end = make_subject_pages.NAV_MARKS
    before, _, rest = SITE.read_text(encoding="utf-8").partition(begin)
    _, _, after = rest.partition(end)
    return "\n".join([before + begin, *make_subject_pages.navigation(), end + after])


def claims() -> Iterator[str]:
    """Every shipped hypothesis: what it says, what would refute it, and what it is held against."""
    for one in shipped_hypotheses().values():
        yield from [f"**{one.id}.** {one.claim}", ""]
        yield f"- Refuted if: {one.refuted_if[:1].lower()}{one.refuted_if[1:]}"
        yield f"- Held against: {one.counterfactual[:1].lower()}{one.counterfactual[1:]}"
        for part in one.parts:
            read = "; ".join(reading.text for reading in part.readings.values())
            sizes = f"claimed {part.holds.text(part.unit)}, refuted {part.refuted.text(part.unit)}"
            yield f"- {part.says} (`{read}`): {sizes}"
        yield from [f"- Source: {one.source}", *([f"- Note: {one.note}"] if one.note else []), ""]


def newest_set() -> Iterator[str]:
    """What the description of the newest shipped set of accepted draws tells."""
    sets = shipped_sets(load_catalogue())
    if not sets:
        yield "No set is shipped yet: every scenario draws from the plain ranges."
        return
    name, table = list(sets.items())[-1]
    told = yaml.safe_load(table.with_suffix(".yaml").read_text(encoding="utf-8"))
    yield from [f"### {name}", "", *report.lines(told)]


def month() -> Iterator[str]:
    """The steps of a month, numbered, with what they do and where they are."""
    known = load_catalogue().mechanisms
    for number, step in enumerate(MONTH, 1):
        file = step.step.__module__.split(".", 2)[2].replace(".", "/")
        fixed = "" if step.can_disable else " Cannot be disabled."
        what = known[step.name].description if step.name in known else step.summary
        yield f"{number}. **{step.name}** (`subjects/{file}.py`): {what}{fixed}"


def data_dictionary() -> str:
    """The whole page."""
    lines = [
        "# Data dictionary",
        "",
        f"Written by `{REFRESH}` from the declarations in the code and the catalogue; do not edit.",
        "Every column has the run as its first axis.",
        "",
        "- [Columns of the world](#columns-of-the-world)",
        "- [Metrics](#metrics)",
        "- [Levers](#levers)",
        "- [Assumptions](#assumptions)",
        *columns(),
        *measured(),
        *levers(),
        *assumptions(),
    ]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)) + "\n"


def columns() -> Iterator[str]:
    """State columns by group."""
    yield from heading(2, "Columns of the world")
    for group, infos in groupby(dictionary(), key=lambda info: info.group):
        yield from heading(3, group)
        yield from table(
            ("column", "axes", "unit", "meaning", "start value"),
            ((f"`{i.name}`", ", ".join(("run", *i.axes)), i.unit, i.meaning, i.origin) for i in infos),
        )


def measured() -> Iterator[str]:
    """Metrics by table."""
    yield from heading(2, "Metrics")
    for level, title in LEVELS.items():
        found = by_level(level)
        if found:
            yield from heading(3, f"{title} (`{level}`)")
            yield from table(("metric", "unit", "meaning"), ((f"`{m.name}`", m.unit, m.meaning) for m in found))


def levers() -> Iterator[str]:
    """Levers by subject."""
    yield from heading(2, "Levers")
    yield "Defaults by actor: `aicompete levers NAME`."
    for subject, found in groupby(load_catalogue().levers.values(), key=lambda lever: lever.subject):
        yield from heading(3, subject)
        yield from table(
            ("lever", "unit", "range", "items", "meaning", "who decides", "basis", "source"),
            (
                (
                    f"`{lever.name}`",
                    lever.unit,
                    values(lever),
                    ", ".join(lever.items),
                    lever.description,
                    lever.controller,
                    BASIS[lever.basis],
                    lever.source,
                )
                for lever in found
            ),
        )


def values(lever: Lever) -> str:
    """What fits a lever."""
    if lever.kind == "bool":
        return "true, false"
    if lever.kind == "choice":
        return ", ".join(lever.choices)
    return f"{lever.low:,g} to {lever.high:,g}"


def assumptions() -> Iterator[str]:
    """Assumptions by subject."""
    yield from heading(2, "Assumptions")
    for subject, found in groupby(load_catalogue().assumptions.values(), key=lambda entry: entry.subject):
        yield from heading(3, subject)
        yield from table(
            ("assumption", "unit", "range", "central", "distribution", "meaning", "basis", "source"),
            (
                (
                    f"`{entry.name}`",
                    entry.unit,
                    f"{entry.low:,g} to {entry.high:,g}",
                    f"{entry.central:,g}",
                    distribution(entry),
                    entry.description,
                    BASIS[entry.basis],
                    entry.source,
                )
                for entry in found
            ),
        )


def distribution(entry: Assumption) -> str:
    """Shape and numbers of a distribution."""
    drawn = entry.distribution
    return "fixed" if drawn.shape == "fixed" else f"{drawn.shape} {', '.join(f'{x:,g}' for x in drawn.parameters)}"


def heading(level: int, text: str) -> tuple[str, ...]:
    """A heading between empty lines."""
    return ("", f"{'#' * level} {text}", "")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A table; a bar in a cell is escaped."""
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        cells = (" ".join(cell.split()).replace("|", "\\|") for cell in row)
        yield f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
