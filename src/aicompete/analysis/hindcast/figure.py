"""An observed series: its points, and the same figure of the model at the same dates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from aicompete.analysis.hindcast.monthly import Array, Monthly
from aicompete.analysis.hindcast.naive import LAST_KNOWN, History

Read = Callable[[Monthly, "pd.Series[str]"], Array]


@dataclass(frozen=True)
class Observed:
    """A series to compare with.

    Attributes
    ----------
    read : the model's figure at a point ``(run,)``, from the recorded months and the point (date, freq ...).
    points : the observed points: date, value, value_low, value_high, freq, confidence; unit as ``unit``.
    family : whose record says how far the model may be off, of ``analysis.discrepancy.FAMILIES``.
    before : points that belong to the history only: what a forecaster of 2022 knew from elsewhere.
    floor : scored on a log scale, with values below the floor counted as the floor (what the source can tell);
        ``None`` for shares, which are scored as they are.
    """

    name: str
    title: str
    unit: str
    read: Read
    points: Callable[[], pd.DataFrame]
    floor: float | None
    family: str
    before: Callable[[], pd.DataFrame] | None = None

    def on_scale(self, values: Array) -> Array:
        """Values as they are scored: natural logarithms, or percent."""
        return values if self.floor is None else np.log(np.maximum(values, self.floor))

    def until(self, last: str) -> pd.DataFrame:
        """The points from 2022 to a day."""
        points = self.points()
        return points[(points["date"] >= "2022-01-01") & (points["date"] <= last)].reset_index(drop=True)

    def ahead(self) -> pd.DataFrame:
        """The points to forecast: 2023 to 2025."""
        points = self.points()
        return points[(points["date"] > LAST_KNOWN) & (points["date"] <= "2025-12-31")].reset_index(drop=True)

    def history(self) -> History:
        """What was known at the end of 2022; nothing of a series that begins later."""
        parts = [self.points(), *([self.before()] if self.before else [])]
        known = pd.concat(parts).sort_values("date")
        known = known[known["date"] <= LAST_KNOWN]
        return History(years(known["date"]), known["value"].to_numpy(dtype=np.float64))

    def model(self, monthly: Monthly, points: pd.DataFrame) -> Array:
        """The model at the dates of some points, ``(run, point)``."""
        return np.stack([self.read(monthly, point) for _, point in points.iterrows()], axis=1)


def years(dates: pd.Series[str]) -> Array:
    """Days as years: ``2022-07-02`` is 2022.5."""
    days = pd.DatetimeIndex(pd.to_datetime(dates, format="%Y-%m-%d"))
    return np.asarray(days.year + (days.day_of_year - 1) / 365.25, dtype=np.float64)


def quarter_of(date: str) -> str:
    """Quarter of a day: ``2023-09-30`` is in 2023Q3."""
    return f"{date[:4]}Q{(int(date[5:7]) + 2) // 3}"
