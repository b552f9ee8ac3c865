"""How far a metric moved in a run, on one scale for all metrics: what a picture has to tell.

Shares and indices are measured in tenths of their range, times in half years, everything else in doublings, so that
one is a size a reader would remark on for each of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from aicompete.analysis.errors import NotRecorded
from aicompete.analysis.tables import Array, View
from aicompete.analysis.words import change, date_text, metric_text, owner, span

SURE = 0.25
"""Quantile of the runs that counts: three runs in four move at least as far, the same way."""
STEPS = {"share": 0.1, "index": 0.1, "months": 6.0, "log10 H100e": 0.3}
"""What counts as one step, by unit; of all other units a doubling."""
NATION = "nations:"


@dataclass(frozen=True)
class Move:
    """How far a metric got from its start: in which month, by how much, and in steps of its unit."""

    metric: str
    date: str
    change: float
    steps: float
    text: str


def move(seen: View, metric: str) -> Move | None:
    """How far a metric moved from the first month; ``nations:NAME``: that of the nation that moved furthest.

    None where it was not recorded, or not for two months.
    """
    try:
        if metric.startswith(NATION):
            return _furthest_nation(seen, metric.removeprefix(NATION))
        values, unit = seen.metric(metric), seen.unit(metric)
    except NotRecorded:
        return None
    return _move(seen, metric, metric_text(metric), values, unit)


def recorded(seen: View, metric: str) -> bool:
    """Is this metric of the series, or with ``nations:`` before it of the nations, in the results?"""
    if metric.startswith(NATION):
        return seen.has_nations(metric.removeprefix(NATION))
    return seen.has(metric)


def moved_at_end(seen: View, metric: str) -> Move | None:
    """How far a metric of the series stands from its start in the last month."""
    if not seen.has(metric):
        return None
    return _move(seen, metric, metric_text(metric), seen.metric(metric), seen.unit(metric), last=True)


def moves(seen: View, metrics: Iterable[str]) -> dict[str, Move]:
    """The moves of all those metrics that were recorded."""
    found = {metric: move(seen, metric) for metric in metrics}
    return {metric: one for metric, one in found.items() if one is not None}


def _furthest_nation(seen: View, name: str) -> Move | None:
    values, unit = seen.nation_metric(name), seen.unit(name)
    powers = set(seen.powers.values())
    best: Move | None = None
    for i, code in enumerate(seen.nation_codes):
        if code in powers:
            continue
        words = f"{owner(seen.names.get(code, code))} {metric_text(name)}"
        found = _move(seen, f"{NATION}{name}", words, values[:, :, i], unit)
        if found is not None and (best is None or found.steps > best.steps):
            best = found
    return best


def _move(seen: View, metric: str, words: str, values: Array, unit: str, last: bool = False) -> Move | None:
    """The move in the month in which it is furthest, or in the ``last``."""
    if values.shape[1] < 2 or not len(values):
        return None
    with np.errstate(divide="ignore", invalid="ignore"):
        if unit in STEPS:
            steps = (values - values[:, :1]) / STEPS[unit]
        else:
            steps = np.log2(np.abs(values)) - np.log2(np.abs(values[:, :1]))
    usable = np.isfinite(steps).all(axis=0)
    if not usable.any():
        return None
    steps = np.where(usable, steps, 0.0)
    low, middle, high = np.quantile(steps, [SURE, 0.5, 1 - SURE], axis=0)
    sure = np.where(middle >= 0, np.maximum(low, 0.0), np.maximum(-high, 0.0))
    month = len(sure) - 1 if last else int(sure.argmax())
    median = float(np.median(values[:, month] - values[:, 0]))
    if unit in STEPS:
        text = change(median, unit, 2)
    else:
        start, there = (float(np.median(values[:, t])) for t in (0, month))
        text = f"from {span(start, there, unit, 2)}"
    said = f"{words} {text} by {date_text(seen.dates[month])}"
    return Move(metric, seen.dates[month], median, float(sure[month]), said)
