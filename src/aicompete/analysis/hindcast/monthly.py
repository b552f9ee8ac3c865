"""Recorded monthly series as arrays ``(run, month)``, and the months of quarters and years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from aicompete.analysis.errors import DamagedResults, NotRecorded
from aicompete.config.reading.months import month_name, month_number

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Monthly:
    """The series table of some runs.

    Attributes
    ----------
    table : sorted by run and month, the same months for every run.
    runs, dates : the two axes; dates as ``2022-01``.
    """

    table: pd.DataFrame
    runs: NDArray[np.int64]
    dates: tuple[str, ...]
    _known: dict[str, Array] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, series: pd.DataFrame) -> Monthly:
        """From a series table with the columns run, month and one per metric.

        Raises ``DamagedResults`` when runs have other months than each other.
        """
        table = series.sort_values(["run", "month"], kind="stable")
        runs = np.asarray(table["run"].unique(), dtype=np.int64)
        dates = tuple(str(month)[:7] for month in table["month"].iloc[: len(table) // max(len(runs), 1)])
        months = np.asarray([str(month)[:7] for month in table["month"]])
        if not len(runs) or len(table) != len(runs) * len(dates) or not (months.reshape(len(runs), -1) == dates).all():
            raise DamagedResults("the runs of the series table do not have the same months, each once")
        return cls(table, runs, dates)

    def has(self, *metrics: str) -> bool:
        """Are all these metrics in the table?"""
        return all(metric in self.table.columns for metric in metrics)

    def metric(self, name: str) -> Array:
        """A metric as ``(run, month)``. Raises ``NotRecorded`` for one that is not in the table."""
        if name not in self.table.columns:
            raise NotRecorded(f"the series table has no metric {name!r}")
        if name not in self._known:
            values = self.table[name].to_numpy(dtype=np.float64)
            self._known[name] = values.reshape(len(self.runs), len(self.dates))
        return self._known[name]

    def put(self, name: str, values: Array) -> None:
        """Add a metric that is made of others, ``(run, month)``."""
        self._known[name] = values


def months_of(period: str) -> tuple[str, ...]:
    """Months of a year (``2023``), a quarter (``2023Q3``), a month, or a span ``2023..2025`` of any of these."""
    first, _, last = period.partition("..")
    if last:
        begin, end = month_number(months_of(first)[0]), month_number(months_of(last)[-1])
    elif "Q" in period:
        begin = int(period[:4]) * 12 + 3 * (int(period[5:]) - 1)
        end = begin + 2
    elif "-" in period:
        begin = end = month_number(period)
    else:
        begin = int(period) * 12
        end = begin + 11
    return tuple(month_name(number) for number in range(begin, end + 1))


def places(dates: Sequence[str], months: Sequence[str]) -> NDArray[np.intp] | None:
    """Where the months stand on the axis; ``None`` when one of them is not there."""
    order = {date: place for place, date in enumerate(dates)}
    if any(month not in order for month in months):
        return None
    return np.array([order[month] for month in months], dtype=np.intp)
