"""The effect of a swept setting by horizon: paired differences of a metric, month by month, from its first value.

Points that differ in one setting alone are compared run by run (same draws, same shocks). What helps in one year may
hurt in ten: where the median effect changes its sign for good is the turn.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from aicompete.analysis.bands import Band, band
from aicompete.analysis.compare import paired_differences
from aicompete.analysis.cube import SAMPLED, kind_of_design, ordered
from aicompete.analysis.errors import NotRecorded
from aicompete.analysis.settings import setting_text
from aicompete.analysis.sweepresponse import swept_settings
from aicompete.analysis.tables import Array, View, view

LOGARITHM = "log10 H100e"
"""Unit of capability: a difference is a ratio of effective compute."""
CLEAR = 0.02
"""Part of the largest effect below which a median counts as none."""


@dataclass(frozen=True)
class Horizon:
    """The effect of one value against the first one, all other settings as in ``others``."""

    setting: str
    value: Any
    first: Any
    others: dict[str, Any]
    dates: list[str]
    effect: Band
    unit: str

    @property
    def turn(self) -> str | None:
        """The month from which on the median effect has the other sign than at first; None when it keeps its sign."""
        path = self.effect.median
        clear = np.abs(path) > CLEAR * float(np.abs(path).max(initial=0.0))
        signs = np.sign(path[clear])
        if len(signs) == 0 or signs[-1] == signs[0]:
            return None
        months = np.flatnonzero(clear)
        return self.dates[int(months[np.flatnonzero(signs != signs[-1])[-1] + 1])]

    @property
    def others_text(self) -> str:
        """The settings that are held, in words."""
        return ", ".join(setting_text(key, value, {}) for key, value in self.others.items())


def horizons(seen: View, metric: str) -> list[Horizon]:
    """The effect of every other value of the first swept setting, for each combination of the other settings."""
    if kind_of_design(seen) in SAMPLED:
        raise NotRecorded("points spread at random have no other point that differs in one setting alone")
    settings = swept_settings(seen)
    points = [dict(point) for point in seen.manifest.get("points") or [{}]]
    if not settings or len(points) < 2 or len(seen.dates) < 2:
        raise NotRecorded("an effect by horizon needs two points and two months")
    setting, *others = settings
    values = ordered(pd.Series([point.get(setting) for point in points]))
    found = []
    for held in dict.fromkeys(repr([point.get(key) for key in others]) for point in points):
        group = [(n, p) for n, p in enumerate(points) if repr([p.get(key) for key in others]) == held]
        place = {repr(point.get(setting)): number for number, point in group}
        if repr(values[0]) not in place:
            continue
        base = view(seen.results, place[repr(values[0])])
        for value in values[1:]:
            if repr(value) not in place:
                continue
            moved, dates = paired_differences(base, view(seen.results, place[repr(value)]), metric)
            same = {key: group[0][1].get(key) for key in others}
            unit = seen.unit(metric)
            found.append(Horizon(setting, value, values[0], same, dates, band(_sized(moved, unit)), unit))
    if not found:
        raise NotRecorded("no two points differ in one setting alone")
    return found


def _sized(moved: Array, unit: str) -> Array:
    """Differences of a logarithm as relative changes; others as they are."""
    return np.asarray(10.0**moved - 1.0) if unit == LOGARITHM else moved
