"""The discrepancy in the replay: misfits to learn it from, and the model's figures with it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import pandas as pd

from aicompete.analysis.discrepancy import FAMILIES, Discrepancy, ar1, learn, noise
from aicompete.analysis.hindcast.figure import Observed
from aicompete.analysis.hindcast.monthly import Array, Monthly
from aicompete.analysis.hindcast.series import SERIES, STOCK
from aicompete.config.reading.months import month_number

LEARNED_TO = "2023-12-31"
"""The last observation that the discrepancy is learned from; 2024 and 2025 test it."""
START, MONTHS = month_number("2022-01"), 48
COPIES = 8
"""Draws of the discrepancy for each run: the runs are few, and its tails should not hang on single draws."""


def learned_to(replay: Monthly, last: str = LEARNED_TO) -> Discrepancy:
    """The discrepancy as the observations up to a day tell it."""
    return learn(misfits(replay, last))


def misfits(replay: Monthly, last: str, series: Sequence[Observed] = (*SERIES, STOCK)) -> pd.DataFrame:
    """What was observed from 2022 to a day less the runs' median, on the scale of the family.

    One row a point: family, series, month (since January 2022), misfit, spread (variance of the runs). Runs without a
    figure are left out; so is a point that no run has.
    """
    rows = []
    for one in series:
        points = one.until(last)
        if points.empty:
            continue
        family = FAMILIES[one.family]
        values = family.on_scale(one.model(replay, points), one.floor)
        came = family.on_scale(points["value"].to_numpy(dtype=np.float64), one.floor)
        for place, date in enumerate(points["date"]):
            runs = values[np.isfinite(values[:, place]), place]
            if len(runs):
                misfit, spread = float(came[place] - np.median(runs)), float(runs.var())
                rows.append((one.family, one.name, month_number(date) - START, misfit, spread))
    return pd.DataFrame(rows, columns=["family", "series", "month", "misfit", "spread"])


def widened(one: Observed, values: Array, dates: Sequence[str], runs: Sequence[int], by: Discrepancy) -> Array:
    """The model's figures ``(run, date)`` with ``COPIES`` draws of the discrepancy each, ``(run * COPIES, date)``."""
    return moved(one.family, one.name, values, dates, runs, by)


def moved(family: str, name: str, values: Array, dates: Sequence[str], runs: Sequence[int], by: Discrepancy) -> Array:
    """The same for any figure of a family, ``name`` being the series whose record it has, if any."""
    learned = by.of(family, name)
    path = ar1(_noise(name, tuple(runs)), learned.rho, learned.scale, learned.start)
    months = np.array([month_number(date) - START for date in dates])
    return FAMILIES[family].shifted(np.repeat(values, COPIES, axis=0), path[:, np.clip(months, 0, MONTHS - 1)])


@lru_cache(maxsize=64)
def _noise(name: str, runs: tuple[int, ...]) -> Array:
    return noise(name, [(run,) for run in runs], MONTHS, COPIES)
