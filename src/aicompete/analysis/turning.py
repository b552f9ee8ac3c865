"""Peaks and troughs on the way: where the path of a metric turns, and how to say it.

The path is the median over runs, month by month. An inner extremum counts when it lies beyond both ends by a part of
the whole range and of the level, and not right beside an end: a wiggle is no turn.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from aicompete.analysis.bands import Band, band
from aicompete.analysis.ledger import Notes
from aicompete.analysis.tables import Array, View
from aicompete.analysis.words import date_text, quantity, span, unit_text
from aicompete.config.reading.months import month_number

BEYOND = 0.15
"""Part of the range by which an extremum must lie beyond both ends."""
OF_LEVEL = 0.03
"""Part of the larger end value by which it must do so too."""
ABSOLUTE = 0.02
"""Least height of a turn in an index around zero, where a part of the level says nothing."""
FROM_ENDS = 3  # months
DIGITS = 2


@dataclass(frozen=True)
class Turn:
    """An extremum on the way: position of the month, and whether it is a peak."""

    month: int
    peak: bool


def turning_points(path: Array, dates: list[str], around_zero: bool = False) -> list[Turn]:
    """Peaks and troughs of a path ``(month,)`` that lie clearly beyond both ends, in order of time (at most two)."""
    if len(path) < 3 or not np.isfinite(path).all():
        return []
    months = np.array([month_number(d) for d in dates])
    inner = (months >= months[0] + FROM_ENDS) & (months <= months[-1] - FROM_ENDS)
    inner[[0, -1]] = False
    if not inner.any():
        return []
    ends = path[[0, -1]]
    least = ABSOLUTE if around_zero else OF_LEVEL * float(np.abs(ends).max())
    least = max(least, BEYOND * float(np.ptp(path)))
    places = np.flatnonzero(inner)
    high, low = int(places[path[places].argmax()]), int(places[path[places].argmin()])
    found = []
    if path[high] - ends.max() >= least:
        found.append(Turn(high, True))
    if ends.min() - path[low] >= least:
        found.append(Turn(low, False))
    return sorted(found, key=lambda turn: turn.month)


def went(seen: View, metric: str, notes: Notes) -> str:
    """How a metric went, with peaks, troughs and their dates: "fell from 5.2 to 2.9 % in Mar 2028, then rose to 6.0 %
    (4.1 to 8.4 %)". With a single recorded month: what it was then."""
    values, unit = seen.metric(metric), seen.unit(metric)
    if len(seen.dates) == 1:
        return f"was {_end(seen, metric, band(values[:, -1]), notes)} in {_date(seen.dates[-1], metric, notes)}"
    path = band(values).median
    first, last = float(path[0]), float(path[-1])
    end = _end(seen, metric, band(values[:, -1]), notes)
    since = "" if _begins(seen) else f" in {_date(seen.dates[0], metric, notes)}"
    said = {quantity(first, unit, DIGITS), quantity(last, unit, DIGITS)}
    turns = [
        turn
        for turn in turning_points(path, seen.dates, unit == "index")
        if quantity(float(path[turn.month]), unit, DIGITS) not in said
    ]
    if not turns:
        if quantity(first, unit, DIGITS) == quantity(last, unit, DIGITS):
            return f"stayed near {end}"
        start, _, around = end.partition(" (")
        both = span(first, last, unit, DIGITS)
        text = notes.claim(both, metric, f"{seen.dates[0]} to {seen.dates[-1]}", "median", first, last)
        if since:
            text = f"{_value(seen, metric, path, 0, notes)}{since} to {start}"
        return f"went from {text}" + (f" ({around}" if around else "")
    words = [f"{_moved(path, 0, turns[0].month)} from {_value(seen, metric, path, 0, notes)}{since}"]
    at = 0
    for turn in turns:
        to = f"to {_value(seen, metric, path, turn.month, notes)} in {_date(seen.dates[turn.month], metric, notes)}"
        words.append(to if at == 0 else f"{_moved(path, at, turn.month)} {to}")
        at = turn.month
    words.append(f"{_moved(path, at, len(path) - 1)} to {end}")
    return f"{words[0]} {', '.join(words[1:-1])} and {words[-1]}"


def _begins(seen: View) -> bool:
    """Whether the first recorded month is the first of the run."""
    return str(seen.manifest.get("start") or seen.dates[0])[:7] == seen.dates[0]


def _moved(path: Array, first: int, last: int) -> str:
    return "rose" if path[last] > path[first] else "fell"


def _value(seen: View, metric: str, path: Array, month: int, notes: Notes) -> str:
    value = float(path[month])
    text = quantity(value, seen.unit(metric), DIGITS)
    return notes.claim(text, metric, seen.dates[month], "median", value)


def _date(date: str, metric: str, notes: Notes) -> str:
    return notes.claim(date_text(date), metric, date, "month of the median path")


def _end(seen: View, metric: str, last: Band, notes: Notes) -> str:
    """The median at the end, and its band in brackets."""
    unit, date = seen.unit(metric), seen.dates[-1]
    middle, low, high = float(last.median), float(last.low), float(last.high)
    text = notes.claim(quantity(middle, unit, DIGITS), metric, date, "median", middle)
    if not last.has_band:
        return text
    around = _bare(span(low, high, unit, DIGITS), unit)
    return f"{text} ({notes.claim(around, metric, date, '10-90 % of runs', low, high)})"


def _bare(text: str, unit: str) -> str:
    """A range without the unit that was just said (percent signs stay)."""
    return text if unit == "share" else text.removesuffix(unit_text(unit)).rstrip()
