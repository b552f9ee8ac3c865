"""The levers in force before a start date: what the starting world has already digested.

Start values (alignment, trust, bases) were read off a world that lived under these levers. Terms of the mechanisms are
centred here, not at the levers of a scenario, so that a lever pulled in the first month has its full effect. Where a
lever is not coded in ``lever_history.csv`` its catalogue default stands.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from typing import Protocol

import numpy as np

from aicompete.config import load_catalogue, usual_targets
from aicompete.world.columns import Array
from aicompete.world.tables import read_columns

FIRST_YEAR = 2018
JOINT = {"powers": ("USA", "CHN")}
Steps = list[tuple[dt.date, float]]


class Levers(Protocol):
    """Anything that knows the levers in force: a month, or the past."""

    def lever(self, name: str) -> Array:
        """``(1 or run, nation)`` or ``(1 or run, item, nation)``."""

    def targets(self, lever: str) -> Array:
        """Whom a lever of each issuer hits or is offered to, ``(issuer, buyer)`` weights."""


@dataclass(frozen=True, eq=False)
class PastPolicy:
    """Mean levers over the days ``[first, last]``."""

    first: dt.date
    last: dt.date
    known: dict[str, Array] = field(default_factory=dict)

    def lever(self, name: str) -> Array:
        """Day-weighted mean of a lever, ``(1, nation)`` or ``(1, item, nation)``."""
        if name not in self.known:
            self.known[name] = _mean_lever(name, self.first, self.last)
        return self.known[name]

    def targets(self, lever: str) -> Array:
        """The lever's own table: what was aimed before the start is not coded, ``(issuer, buyer)``."""
        return _own_targets(lever)


@cache
def policy_at(start: str) -> PastPolicy:
    """Levers in force on the day before a start month (``2026-01``: 31 December 2025)."""
    day = _first_day(start) - dt.timedelta(days=1)
    return PastPolicy(day, day)


@cache
def policies_before(start: str) -> tuple[PastPolicy, ...]:
    """Mean levers of each coded calendar year before a start month, the latest first."""
    last = _first_day(start).year - 1
    return tuple(PastPolicy(dt.date(y, 1, 1), dt.date(y, 12, 31)) for y in range(last, FIRST_YEAR - 1, -1))


def memory_weights(years: int, memory: Array) -> Array:
    """Weight of each past year, latest first, in a memory that fades by ``exp(-t / memory)``.

    The oldest year stands for all before it. memory (run,) in years; returns (run, years), summing to 1.
    """
    edges = np.exp(-np.arange(years + 1) / memory[:, None])
    weights = edges[:, :-1] - edges[:, 1:]
    return np.concatenate([weights[:, :-1], 1.0 - weights[:, :-1].sum(axis=1, keepdims=True)], axis=1)


@cache
def _own_targets(lever: str) -> Array:
    return usual_targets(lever)


def _first_day(start: str) -> dt.date:
    return dt.date.fromisoformat(f"{start}-01")


def _mean_lever(name: str, first: dt.date, last: dt.date) -> Array:
    catalogue = load_catalogue()
    entry = catalogue.levers[name]
    axis, items = catalogue.actors.axis, entry.items or ("",)
    values = np.full((len(items), len(axis)), entry.code(entry.neutral))
    for actor, default in entry.default.items():
        values[:, axis.index(actor)] = [entry.code(value) for value in default]
    for (actor, item), steps in _history().get(name, {}).items():
        if actor in entry.default and item in items:
            values[items.index(item), axis.index(actor)] = _mean(steps, first, last)
    return values[None] if entry.items else values


def _mean(steps: Steps, first: dt.date, last: dt.date) -> float:
    """Day-weighted mean of a step path over ``[first, last]``."""
    end = last + dt.timedelta(days=1)
    total = 0.0
    for i, (begin, value) in enumerate(steps):
        until = steps[i + 1][0] if i + 1 < len(steps) else end
        total += value * max((min(until, end) - max(begin, first)).days, 0)
    return total / (end - first).days


@cache
def _history() -> dict[str, dict[tuple[str, str], Steps]]:
    """Numeric series of ``lever_history.csv``: lever -> (actor, item) -> dated steps."""
    rows = read_columns("lever_history.csv")
    found: dict[str, dict[tuple[str, str], Steps]] = defaultdict(lambda: defaultdict(list))
    for lever, who, item, date, value in zip(
        rows["lever"], rows["actor"], rows["item"], rows["date"], rows["value"], strict=True
    ):
        try:
            number = float(value)
        except ValueError:  # a text lever
            continue
        for actor in JOINT.get(who, (who,)):
            for key in ("rare_earths", "heavy_rare_earths") if item == "rare_earths" else (item,):
                found[lever][actor, key].append((dt.date.fromisoformat(date), number))
    return found
