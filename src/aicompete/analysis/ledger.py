"""Claims: every number that a text states, with the metric, date, runs and statistic it was read from.

A text says its numbers through notes. ``Plain`` leaves them as they are, for a terminal; a ``Ledger`` writes each of
them down and marks it in the text, so that a page can lead from the number to its line in the ledger.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

OPEN, BETWEEN, CLOSE = "\ue000", "\ue001", "\ue002"
"""Marks around a claim; from the private use area, so that no text has them."""
NAME = "n"
"""Stands for the number of a claim where a name follows that may hold digits."""

_NUMBER = re.compile(r"[-+]?\d[\d,.]*(?<![,.])(?: %)?")
_MARKED = re.compile(f"{OPEN}([0-9n]+){BETWEEN}([^{CLOSE}]*){CLOSE}")


@dataclass(frozen=True)
class Claim:
    """A number in a text: as it stands there, and what it was read from.

    ``metric`` is the name of a metric, or of what else was counted; ``date`` a month or a span of months.
    """

    text: str
    metric: str
    date: str
    statistic: str
    runs: str
    values: tuple[float, ...] = ()


class Notes(Protocol):
    """What a text needs to state its numbers."""

    def claim(self, text: str, metric: str, date: str, statistic: str, *values: float) -> str:
        """The text of a number, as it is to stand in a sentence."""
        ...

    def name(self, text: str) -> str:
        """A name that may hold digits, as it is to stand in a sentence."""
        ...


class Plain:
    """Numbers as they are."""

    def claim(self, text: str, metric: str, date: str, statistic: str, *values: float) -> str:
        return text

    def name(self, text: str) -> str:
        return text


@dataclass
class Ledger:
    """Numbers written down and marked. ``runs`` says which runs they come from, such as "64 runs of baseline"."""

    runs: str
    claims: list[Claim] = field(default_factory=list)

    def claim(self, text: str, metric: str, date: str, statistic: str, *values: float) -> str:
        found = Claim(text, metric, date, statistic, self.runs, tuple(float(v) for v in values))
        if found not in self.claims:
            self.claims.append(found)
        return f"{OPEN}{self.claims.index(found)}{BETWEEN}{text}{CLOSE}"

    def name(self, text: str) -> str:
        return f"{OPEN}{NAME}{BETWEEN}{text}{CLOSE}"

    def take(self, text: str, metric: str, date: str, statistic: str) -> str:
        """A text written elsewhere, each of its numbers taken down as read from the same source."""
        return _NUMBER.sub(lambda found: self.claim(found[0], metric, date, statistic), text)

    def of(self, runs: str) -> Ledger:
        """The same ledger for numbers from other runs."""
        return Ledger(runs, self.claims)


def pieces(text: str) -> Iterator[tuple[str, str]]:
    """A marked text as (kind, text): kind is "" for words, ``NAME`` for names, and the claim's number for numbers."""
    at = 0
    for found in _MARKED.finditer(text):
        if found.start() > at:
            yield "", text[at : found.start()]
        yield found[1], found[2]
        at = found.end()
    if at < len(text):
        yield "", text[at:]


def unmarked(text: str) -> str:
    """A marked text without its marks."""
    return "".join(part for _, part in pieces(text))
