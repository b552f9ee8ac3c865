"""The table of questions: ``questions.csv``, one row each, with its basis."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

TABLE = Path(__file__).parent / "questions.csv"
DIRECTIONS = ("up", "down", "same", "order")


@dataclass(frozen=True)
class Question:
    """What should move when a lever is turned.

    ``off`` and ``change`` are settings on top of the scenario ``base``; ``change`` comes on top of ``off``. ``metric``
    is a metric of the series, ``nations:ISO.metric``, ``firms:id.metric``, a quotient ``a/b`` of two of these, or with
    direction ``order`` a comparison ``first > second``. ``smallest`` is the least size of the median effect over pairs
    of runs (with ``same``: the largest), as a share of the value without the change where ``relative``.
    """

    id: str
    question: str
    base: str
    off: tuple[str, ...]
    change: tuple[str, ...]
    metric: str
    date: str
    direction: str
    smallest: float
    relative: bool
    basis: str

    @property
    def readings(self) -> tuple[str, ...]:
        """What has to be read off the runs: one name, or two that are compared."""
        return tuple(part.strip() for part in self.metric.split(">"))


def read_questions(table: Path = TABLE) -> list[Question]:
    """All questions, in the order of the file.

    Raises ``ValueError`` for an unknown direction.
    """
    with table.open(newline="", encoding="utf-8") as file:
        questions = [_question(row) for row in csv.DictReader(file)]
    for one in questions:
        if one.direction not in DIRECTIONS:
            raise ValueError(f"{table.name}: {one.id}: direction {one.direction!r} is none of {', '.join(DIRECTIONS)}")
    return questions


def _question(row: dict[str, str]) -> Question:
    return Question(
        id=row["id"],
        question=row["question"],
        base=row["base"],
        off=_settings(row["off"]),
        change=_settings(row["change"]),
        metric=row["metric"],
        date=row["date"],
        direction=row["direction"],
        smallest=float(row["smallest"]),
        relative=row["relative"] == "yes",
        basis=row["basis"],
    )


def _settings(text: str) -> tuple[str, ...]:
    """Settings separated by semicolons, as they would be given to ``--set``."""
    return tuple(part.strip() for part in text.split(";") if part.strip())
