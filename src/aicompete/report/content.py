"""What a report is made of: sections of prose, tables, pictures and code. Prose is marked by a ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from aicompete.analysis.ledger import Ledger


@dataclass(frozen=True)
class Prose:
    """Sentences; as a list of points where ``points``."""

    kind: ClassVar[str] = "prose"
    lines: Sequence[str]
    points: bool = False


@dataclass(frozen=True)
class Table:
    """A table; ``note`` says what the numbers are: metric, date, runs. ``words``: how many first columns are words."""

    kind: ClassVar[str] = "table"
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str = ""
    words: int = 1


@dataclass(frozen=True)
class Picture:
    """A picture as HTML, with what one learns from it as title, what it shows, and the levers that it stands for."""

    kind: ClassVar[str] = "picture"
    title: str
    html: str
    note: str = ""
    levers: str = ""


@dataclass(frozen=True)
class Code:
    """Commands or a file, to copy."""

    kind: ClassVar[str] = "code"
    text: str
    note: str = ""


Item = Prose | Table | Picture | Code


@dataclass(frozen=True)
class Section:
    """A part of the report; left out when it has no items."""

    id: str
    title: str
    items: Sequence[Item]


@dataclass(frozen=True)
class Asked:
    """What was asked of the report: the command that repeats it, and whether to put the questions to the model."""

    command: list[str] = field(default_factory=list)
    questions: bool = False
    workers: int = 1


@dataclass
class Document:
    """A whole report."""

    title: str
    question: str
    answer: Sequence[str]
    facts: Sequence[tuple[str, str]]
    sections: Sequence[Section]
    ledger: Ledger
    warnings: Sequence[str] = field(default_factory=list)
