"""The pages in docs/subjects/: one for each subject of the world, from the subject's own files.

What it represents (its docstring and register), the steps of the month, the equations (docstrings of the rules that its
files import), parameters with their sources, what is measured, what is left out, and what holds it.
"""

from __future__ import annotations

import ast
import importlib
import inspect
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import ModuleType

import aicompete.subjects
from aicompete import listing
from aicompete.config import Assumption, Catalogue, Lever, load_catalogue
from aicompete.config.catalogue.register import RegisterEntry, load_register
from aicompete.engine.metrics import SUBJECTS
from aicompete.expectations.questions import Question, read_questions
from aicompete.month import MONTH

FOLDER = Path(aicompete.subjects.__file__).parent
HELPERS = {"algebra", "looks", "types", "quantile"}
"""Rules that are arithmetic rather than science."""
STATUS = {"done": "represented", "part": "in part", "not yet": "not yet"}
BASIS = {"S": "commentary", "X": "outside source", "A": "our assumption"}
NAV_MARKS = ("  # subjects: written by tools/make_docs.py", "  # end of subjects")


def subjects() -> list[str]:
    """Every subject that has a register or code, in the order of the alphabet."""
    return sorted(path.name for path in FOLDER.iterdir() if path.is_dir() and any(path.glob("*.yaml")))


def page(subject: str, refresh: str) -> str:
    """The page of one subject."""
    catalogue = load_catalogue()
    entries = [entry for entry in load_register().entries.values() if entry.subject == subject]
    levers = [lever for lever in catalogue.levers.values() if lever.subject == subject]
    assumed = [entry for entry in catalogue.assumptions.values() if entry.subject == subject]
    lines = [
        f"# {title(subject)}",
        "",
        f"Written by `{refresh}` from the files in `subjects/{subject}/`; do not edit.",
        "",
        *said(subject),
        *steps(subject, catalogue),
        *represented(entries),
        *left_out(entries),
        *equations(subject),
        *lever_table(levers, catalogue),
        *assumption_table(assumed),
        *measured(subject),
        *held(entries, levers),
    ]
    return "\n".join(lines).rstrip() + "\n"


def index(refresh: str) -> str:
    """The page that lists the subjects with how far each represents what it should."""
    register = load_register().entries.values()
    lines = [
        "# Subjects of the world",
        "",
        f"Written by `{refresh}`; do not edit. What each represents, its equations, parameters, gaps and checks.",
        "",
    ]
    rows = []
    for subject in subjects():
        found = [entry.status for entry in register if entry.subject == subject]
        counts = [str(found.count(status)) for status in STATUS]
        rows.append((f"[{title(subject)}]({subject}.md)", first_sentence(subject), *counts))
    lines += table(("subject", "what it is", *STATUS.values()), rows)
    return "\n".join(lines) + "\n"


def navigation() -> list[str]:
    """The entries of the site's navigation."""
    lines = ["  - Subjects:", "      - All: subjects/index.md"]
    return [*lines, *(f"      - {title(subject)}: subjects/{subject}.md" for subject in subjects())]


def title(subject: str) -> str:
    """A subject's name as a heading."""
    return subject.replace("_", " ").capitalize()


def module(subject: str) -> ModuleType | None:
    """The subject's package; None where it is a register alone."""
    if not (FOLDER / subject / "__init__.py").is_file():
        return None
    return importlib.import_module(f"aicompete.subjects.{subject}")


def first_sentence(subject: str) -> str:
    """What a subject is, in one line: of its docstring, or of the comment over its register."""
    found = module(subject)
    text = (inspect.getdoc(found) or "") if found else register_comment(subject)
    return " ".join(text.split("\n\n")[0].split())


def register_comment(subject: str) -> str:
    """The comment at the head of a register."""
    path = FOLDER / subject / "register.yaml"
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    head = [line.lstrip("# ") for line in lines[: next((i for i, x in enumerate(lines) if x[:1] != "#"), 0)]]
    return " ".join(head)


def said(subject: str) -> Iterator[str]:
    """What the subject says of itself, and each of its files."""
    found = module(subject)
    if found is None:
        yield from [register_comment(subject), ""]
        return
    yield from [" ".join(part.split()) + "\n" for part in (inspect.getdoc(found) or "").split("\n\n")]
    for path in sorted((FOLDER / subject).glob("*.py")):
        doc = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        if path.name != "__init__.py" and doc:
            yield f"- `{path.name}`: {' '.join(doc.split(chr(10) * 2)[0].split())}"
    yield ""


def steps(subject: str, catalogue: Catalogue) -> Iterator[str]:
    """Steps of the month that the subject carries."""
    own = [step for step in MONTH if step.step.__module__.split(".")[2] == subject]
    if own:
        yield from ["## In the month", ""]
    for step in own:
        known = catalogue.mechanisms.get(step.name)
        what = known.description if known else step.summary
        yield from [f"**{step.name}**, step {MONTH.index(step) + 1} of {len(MONTH)}. {what}", ""]
        for part in (inspect.getdoc(step.step) or "").split("\n\n"):
            yield from [" ".join(part.split()), ""]


def represented(entries: Sequence[RegisterEntry]) -> Iterator[str]:
    """The register: what should be represented, and how far it is."""
    if not entries:
        return
    yield from ["## What it represents", ""]
    rows = [(e.id, e.name, e.claim, STATUS[e.status], ", ".join(f"`{m}`" for m in e.mechanisms)) for e in entries]
    yield from table(("", "mechanism", "what is said of it", "in the model", "carried by"), rows)
    yield ""


def left_out(entries: Sequence[RegisterEntry]) -> Iterator[str]:
    """What the register calls missing."""
    gaps = [entry for entry in entries if entry.missing]
    if gaps:
        yield from ["## What is left out", "", *(f"- {e.name} ({e.id}): {e.missing}" for e in gaps), ""]


def equations(subject: str) -> Iterator[str]:
    """The rules that the subject's files import, with what their docstrings say."""
    found = rules_of(subject)
    if not found:
        return
    yield from ["## Equations", "", "Pure functions of arrays, each held to its textbook limit in `tests/rules/`.", ""]
    for rule in found:
        file = rule.__module__.rsplit(".", 1)[-1]
        yield from [f"### {rule.__name__}", "", f"`rules/{file}.py`", ""]
        yield from [" ".join(part.split()) + "\n" for part in (inspect.getdoc(rule) or "").split("\n\n")]


def rules_of(subject: str) -> list[object]:
    """Functions of `rules` that some file of the subject imports, helpers of arithmetic left out."""
    found: dict[str, object] = {}
    for path in sorted((FOLDER / subject).glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("aicompete.rules"):
                home = importlib.import_module(str(node.module))
                for alias in node.names:
                    rule = getattr(home, alias.name, None)
                    if inspect.isfunction(rule) and rule.__module__.rsplit(".", 1)[-1] not in HELPERS:
                        found[alias.name] = rule
    return [found[name] for name in sorted(found)]


def lever_table(levers: Sequence[Lever], catalogue: Catalogue) -> Iterator[str]:
    """Levers with range, default and source."""
    if not levers:
        return
    yield from ["## Levers", ""]
    rows = [
        (f"`{x.name}`", x.description, listing.what_fits(x), listing.defaults(x, catalogue), BASIS[x.basis], x.source)
        for x in levers
    ]
    yield from table(("lever", "what it does", "values", "end of 2025", "basis", "source"), rows)
    yield ""


def assumption_table(entries: Sequence[Assumption]) -> Iterator[str]:
    """Assumptions with range and source."""
    if not entries:
        return
    yield from ["## Assumptions", ""]
    rows = [
        (
            f"`{x.name}`",
            x.description,
            x.unit,
            f"{x.low:,g} to {x.high:,g}",
            f"{x.central:,g}",
            BASIS[x.basis],
            x.source,
        )
        for x in entries
    ]
    yield from table(("assumption", "what it is", "unit", "range", "central", "basis", "source"), rows)
    yield ""


def measured(subject: str) -> Iterator[str]:
    """Metrics of the subject."""
    own = [m for home in SUBJECTS if home.__name__.split(".")[2] == subject for m in home.METRICS]
    if not own:
        return
    yield from ["## What is measured", ""]
    yield from table(("metric", "table", "unit", "meaning"), ((f"`{m.name}`", m.level, m.unit, m.meaning) for m in own))
    yield ""


def held(entries: Sequence[RegisterEntry], levers: Sequence[Lever]) -> Iterator[str]:
    """Checks of levers, questions with a known answer, and tests that the register names."""
    checks = [f"- `{x.name}`: {listing.check_text(x, check)}" for x in levers for check in x.checks]
    names = {lever.name for lever in levers}
    asked = [f"- {q.id}: {q.question} (basis: {q.basis})" for q in read_questions() if names & named_in(q)]
    tests = list(dict.fromkeys(test for entry in entries for test in entry.tests))
    if not (checks or asked or tests):
        return
    yield from ["## What holds it", ""]
    if checks:
        yield from ["Every lever does something, in paired runs (`aicompete levers NAME --check`):", "", *checks, ""]
    if asked:
        yield from ["Questions with a known answer (`aicompete levers --check`):", "", *asked, ""]
    if tests:
        yield from ["Tests that the register names:", "", *(f"- `{test}`" for test in tests), ""]


def named_in(question: Question) -> set[str]:
    """Levers that a question turns."""
    keys = (setting.partition("=")[0].partition("@")[0] for setting in (*question.off, *question.change))
    return {part for key in keys for part in key.split(".")[1:2]}


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A table; a bar in a cell is escaped."""
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(' '.join(cell.split()).replace('|', chr(92) + '|') for cell in row)} |"
