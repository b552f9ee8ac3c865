"""Observed points for the pictures: where each stands in time, with its band."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from aicompete.analysis.hindcast.figure import Observed
from aicompete.analysis.hindcast.monthly import months_of
from aicompete.analysis.hindcast.observed import observed
from aicompete.analysis.hindcast.targets import Target, targets
from aicompete.config.reading.months import month_name, month_number

FIRST, LAST = "2022-01-01", "2025-12-31"


@dataclass(frozen=True)
class Point:
    """An observed figure from ``begin`` to ``end`` (equal for a point in time); NaN edges without a band."""

    begin: np.datetime64
    end: np.datetime64
    value: float
    low: float
    high: float

    @property
    def seen(self) -> list[float]:
        """Value and edges of the band, where known."""
        return [x for x in (self.value, self.low, self.high) if np.isfinite(x)]


def last_day(period: str) -> np.datetime64:
    """Last day of a month, quarter or year."""
    after = month_name(month_number(months_of(period)[-1]) + 1)
    return np.datetime64(f"{after}-01", "D") - np.timedelta64(1, "D")


def points_of(series: Observed, bands: Sequence[str]) -> tuple[Point, ...]:
    """Points of a series from 2022 to 2025; targets named in ``bands`` lend their pass bands to points without one."""
    table = series.points()
    points = as_points(table[(table["date"] >= FIRST) & (table["date"] <= LAST)])
    lent = [target_named(name) for name in bands]
    return tuple(_with_band(point, lent) for point in points)


def _with_band(point: Point, lent: Sequence[Target]) -> Point:
    """The point with the pass band of the target that is the same figure, if it has no band of its own."""
    if np.isfinite(point.low):
        return point
    for target in lent:
        same = np.isclose(point.value, target.observed, rtol=0.05)
        if same and str(point.end)[:7] == months_of(target.period)[-1]:
            return replace(point, low=target.low, high=target.high)
    return point


def as_points(table: pd.DataFrame) -> tuple[Point, ...]:
    """Where points stand in time: a year's figure spans the year, all else stands at its date."""
    made = []
    for date, freq, *numbers in zip(
        *(table[name].tolist() for name in ("date", "freq", "value", "value_low", "value_high")), strict=True
    ):
        begin = f"{date[:4]}-01-01" if freq == "year" else date
        value, low, high = (float(number) for number in numbers)
        made.append(Point(np.datetime64(begin, "D"), np.datetime64(date, "D"), value, low, high))
    return tuple(made)


NETWORKING = 0.15
"""Part of NVIDIA's data-centre revenue that is no accelerators (estimate)."""


def data_centre() -> tuple[Point, ...]:
    """NVIDIA's data-centre revenue less networking, at a yearly rate, in the middle of each fiscal quarter."""
    quarters_seen = as_points(observed("nvidia_revenue_data_centre"))
    middle = np.timedelta64(46, "D")
    return tuple(
        replace(p, begin=p.end - middle, end=p.end - middle, value=4.0 * (1.0 - NETWORKING) * p.value)
        for p in quarters_seen
    )


def target_named(name: str) -> Target:
    """A target by its id."""
    return next(target for target in targets() if target.id == name)
