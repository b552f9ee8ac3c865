"""What a block records: metrics by run, by nation, by firm, and the trade matrices."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from aicompete.engine.metrics import by_level
from aicompete.subjects.mechanism import Metric
from aicompete.subjects.state import GROUPS, World
from aicompete.world.columns import Array, Read

ROWS = 256
"""Runs times months that are measured at one go; small blocks wait some months, as calls cost more than numbers."""


@dataclass(frozen=True)
class Record:
    """What to keep beside the series: nations, firms, trade; each ``month``, ``year`` (its last month) or ``end``.

    ``series`` names the metrics of the series that are kept; what is no metric names a family (``coalition_share``
    for all ``coalition_share_*``); none for all.
    """

    nations: bool = True
    firms: bool = False
    trade: bool = False
    every: str = "month"
    series: tuple[str, ...] = ()

    def kept(self, metrics: Collection[str]) -> list[str]:
        """Which metrics of the series are kept, in their own order."""
        exact = {name for name in self.series if name in metrics}
        families = tuple(f"{name}_" for name in self.series if name not in metrics)
        return [m for m in metrics if not self.series or m in exact or m.startswith(families)]


def metrics_of(record: Record, more: tuple[Metric, ...] = ()) -> tuple[Metric, ...]:
    """All metrics that are kept, by level; ``more``: series of the replies."""
    series = {metric.name: metric for metric in (*by_level("series"), *more)}
    kept = [series[name] for name in record.kept(series)]
    for level, wanted in (("nations", record.nations), ("firms", record.firms), ("trade", record.trade)):
        kept += by_level(level) if wanted else ()
    return tuple(kept)


class Recorder:
    """Keeps the state of some months (nothing is changed in place) and measures them together.

    Months stand one after the other on the run axis while they are measured: metrics know no months, and have the same
    bits for any number of runs. ``months``: how many are stepped at most; ``more``: series of the replies.
    """

    def __init__(self, record: Record, months: int = 0, more: tuple[Metric, ...] = ()) -> None:
        self.record = record
        self.dates: list[str] = []
        self._room = sum(self.wants(index, index == months - 1) for index in range(months))
        self.metrics = metrics_of(record, more)
        self._runs = 0
        self._waiting: list[World] = []
        self._kept: dict[str, dict[str, Array]] = {"series": {}, "nations": {}, "firms": {}, "trade": {}}

    def wants(self, index: int, last: bool) -> bool:
        """Whether month ``index`` is kept."""
        return last or self.record.every == "month" or (self.record.every == "year" and index % 12 == 11)

    def note(self, world: World, date: str) -> None:
        """Keep this month."""
        self.dates.append(date)
        self._runs = world.economy.gdp.shape[0]
        self._waiting.append(world if self._runs >= ROWS else world.snapshot())
        if len(self._waiting) * self._runs >= ROWS:
            self._measure()

    def _measure(self) -> None:
        """Read all metrics off the months that wait."""
        if not self._waiting:
            return
        world = joined(self._waiting)
        known: dict[Read, Array] = {}
        months, runs, end = len(self._waiting), self._runs, len(self.dates)
        for metric in self.metrics:
            values = metric.read(world, known)
            shape = values.shape[1:]
            by_run = values.reshape(months, runs, *shape).swapaxes(0, 1)
            self._place(metric, runs, shape, values.dtype)[:, end - months : end] = by_run
        self._waiting = []

    def _place(self, metric: Metric, runs: int, shape: tuple[int, ...], dtype: np.dtype[Any]) -> Array:
        """Where a metric is kept, ``(run, month, ...)``."""
        kept = self._kept[metric.level]
        if metric.name not in kept:
            kept[metric.name] = _room(runs, self._room, shape, dtype)
        return kept[metric.name]

    def take(self, dates: Sequence[str], read: Callable[[Metric], Array]) -> None:
        """Keep months that were measured elsewhere; ``read`` gives a metric's values in them, ``(run, month, ...)``."""
        if not dates:
            return
        self._measure()
        start = len(self.dates)
        self.dates += dates
        for metric in self.metrics:
            values = read(metric)
            place = self._place(metric, len(values), values.shape[2:], values.dtype)
            place[:, start : len(self.dates)] = values

    def tables(self, level: str) -> dict[str, Array]:
        """Recorded columns of a level, ``(run, month, ...)``."""
        self._measure()
        kept = {name: values[:, : len(self.dates)] for name, values in self._kept[level].items()}
        return {name: np.ascontiguousarray(v) if v.ndim == 2 else v for name, v in kept.items()}


def _room(runs: int, months: int, shape: tuple[int, ...], dtype: np.dtype[Any]) -> Array:
    """Empty room for a metric, ``(run, month, ...)``.

    Single figures lie month by month in memory: written run by run, each would touch a cache line of its own.
    """
    if shape:
        return np.empty((runs, months, *shape), dtype=dtype)
    return np.empty((months, runs), dtype=dtype).swapaxes(0, 1)


def joined(worlds: Sequence[World]) -> World:
    """Several months of one block as a world in which each month's runs follow those of the month before."""
    if len(worlds) == 1:
        return worlds[0]
    groups: dict[str, Any] = {name: _Months([getattr(world, name) for world in worlds]) for name in GROUPS}
    return World(worlds[0].facts, **groups)


class _Months:
    """A state group over several months: a column is joined when it is first asked for, all else is the first's."""

    def __init__(self, states: Sequence[Any]) -> None:
        self._states = states

    def __getattr__(self, name: str) -> Any:
        columns = [getattr(state, name) for state in self._states]
        value = np.concatenate(columns) if isinstance(columns[0], np.ndarray) else columns[0]
        setattr(self, name, value)  # found there from now on
        return value
