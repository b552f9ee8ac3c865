"""What a block records: metrics by run, by nation, by firm, and the trade matrices."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

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
    """All metrics that are kept, by level; ``more``: series of the replies, and metrics by agents that are kept too."""
    series = {metric.name: metric for metric in (*by_level("series"), *more) if metric.level == "series"}
    kept = [series[name] for name in record.kept(series)]
    for level, wanted in (("nations", record.nations), ("firms", record.firms), ("trade", record.trade)):
        kept += by_level(level) if wanted else ()
    return (*kept, *(metric for metric in more if metric.level != "series"))


class Reader(Protocol):
    """Months that were measured elsewhere."""

    def series(self) -> Array:
        """All series that are recorded, ``(metric, month, run)``."""

    def __call__(self, metric: Metric) -> Array:
        """A metric by agents, ``(run, month, ...)``."""


class Recorder:
    """Keeps the state of some months (nothing is changed in place) and measures them together.

    Months stand one after the other on the run axis while they are measured: metrics know no months, and have the same
    bits for any number of runs. ``months``: how many are stepped at most; ``more`` as for ``metrics_of``.
    """

    def __init__(self, record: Record, months: int = 0, more: tuple[Metric, ...] = ()) -> None:
        self.record = record
        self.dates: list[str] = []
        self._room = sum(self.wants(index, index == months - 1) for index in range(months))
        self.metrics = metrics_of(record, more)
        self.series = tuple(metric for metric in self.metrics if metric.level == "series")
        self._by_agents = tuple(metric for metric in self.metrics if metric.level != "series")
        self._runs = 0
        self._waiting: list[World] = []
        self._series = np.empty((len(self.series), 0, 0))
        """Single figures, ``(metric, month, run)``: written run by run, each would touch a cache line of its own."""
        self._kept: dict[str, dict[str, Array]] = {"nations": {}, "firms": {}, "trade": {}}

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
        span = slice(end - months, end)
        self._make_room(runs)
        for place, metric in enumerate(self.series):
            self._series[place, span] = metric.read(world, known).reshape(months, runs)
        for metric in self._by_agents:
            values = metric.read(world, known)
            by_month = values.reshape(months, runs, *values.shape[1:])
            self._place(metric, by_month.shape)[:, span] = by_month.swapaxes(0, 1)
        self._waiting = []

    def _make_room(self, runs: int) -> None:
        if self._series.shape[2] != runs:
            self._series = np.empty((len(self.series), self._room, runs))

    def _place(self, metric: Metric, shape: tuple[int, ...]) -> Array:
        """Where a metric by agents is kept, ``(run, month, ...)``; ``shape``: months, runs, and the agents."""
        kept = self._kept[metric.level]
        if metric.name not in kept:
            kept[metric.name] = np.empty((shape[1], self._room, *shape[2:]))
        return kept[metric.name]

    def take(self, dates: Sequence[str], reader: Reader) -> None:
        """Keep months that were measured elsewhere."""
        if not dates:
            return
        self._measure()
        span = slice(len(self.dates), len(self.dates) + len(dates))
        self.dates += dates
        series = reader.series()
        self._make_room(series.shape[2])
        self._series[:, span] = series
        for metric in self._by_agents:
            values = reader(metric)
            self._place(metric, values.swapaxes(0, 1).shape)[:, span] = values

    def tables(self, level: str) -> dict[str, Array]:
        """Recorded columns of a level, ``(run, month, ...)``."""
        self._measure()
        if level == "series":
            whole = self._series[:, : len(self.dates)].swapaxes(1, 2)
            return {
                metric.name: np.ascontiguousarray(values) for metric, values in zip(self.series, whole, strict=True)
            }
        return {name: values[:, : len(self.dates)] for name, values in self._kept[level].items()}


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
