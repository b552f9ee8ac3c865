"""Observation operators: from recorded months to figures as they were observed.

Pure functions of ``(run, month)`` arrays and the dates of their months; each gives ``(run,)``, NaN where the months it
needs were not run. A month's flow is that of the whole month, a month's price or stock is that of its last day.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from aicompete.analysis.hindcast.monthly import Array, months_of, places
from aicompete.config.reading.months import month_name, month_number

Compute = Mapping[str, Array]

FIRST_QUARTER = "2022Q1"
"""Counted totals start from zero at its beginning."""


def mean_over(values: Array, dates: Sequence[str], period: str) -> Array:
    """Mean over the months of a period."""
    where = places(dates, months_of(period))
    return _missing(values) if where is None else np.asarray(values[:, where].mean(axis=1))


def total_over(values: Array, dates: Sequence[str], period: str) -> Array:
    """Sum of a monthly flow over a period."""
    return mean_over(values, dates, period) * len(months_of(period))


def at_end(values: Array, dates: Sequence[str], period: str) -> Array:
    """A stock at the end of a period."""
    return mean_over(values, dates, months_of(period)[-1])


def quote_on(values: Array, dates: Sequence[str], day: str) -> Array:
    """A price on a day (``2023-12-15``): between the two month ends around it, by days, linear in the logarithm."""
    year, month, date = int(day[:4]), int(day[5:7]), int(day[8:10])
    passed = date / monthrange(year, month)[1]
    after = at_end(values, dates, day[:7])
    if passed == 1.0:
        return after
    before = at_end(values, dates, month_name(month_number(day[:7]) - 1))
    return np.asarray(np.exp((1.0 - passed) * np.log(before) + passed * np.log(after)))


def fiscal_quarter(month: str) -> tuple[str, str, str]:
    """The three months of the fiscal quarter a month belongs to; fiscal quarters end in April, July, October, January.

    >>> fiscal_quarter("2023-12")
    ('2023-11', '2023-12', '2024-01')
    """
    number = month_number(month)
    first = number - (number + 2) % 3
    return month_name(first), month_name(first + 1), month_name(first + 2)


def fiscal_weights(dates: Sequence[str], quarter: str) -> Array | None:
    """Weights of the months in a calendar quarter that is put together from fiscal quarters, ``(month,)``.

    The source spreads each fiscal quarter evenly over its months. A calendar quarter with the months a, b, c holds one
    month of the fiscal quarter (a-2, a-1, a) and two of (b, c, c+1), so it is 1/3 of the first and 2/3 of the second:
    2023Q3 weighs May, June and July by 1/3, August, September and October by 2/3.

    At the ends of a run a fiscal quarter is told from those of its months that were run: of November 2021 to January
    2022 only January was, so it counts three times, and November and December 2025 count 3/2 each. ``None`` when a
    month of the calendar quarter itself was not run.
    """
    months = months_of(quarter)
    if places(dates, months) is None:
        return None
    order = {date: place for place, date in enumerate(dates)}
    weights = np.zeros(len(dates))
    for month in months:
        known = [order[date] for date in fiscal_quarter(month) if date in order]
        weights[known] += 1.0 / len(known)
    return weights


def fiscal_as_calendar(values: Array, dates: Sequence[str], quarter: str) -> Array:
    """Flow of a calendar quarter that was put together from fiscal quarters; see ``fiscal_weights``."""
    weights = fiscal_weights(dates, quarter)
    return _missing(values) if weights is None else np.asarray((values * weights).sum(axis=1))


def since_2022(values: Array, dates: Sequence[str], quarter: str) -> Array:
    """Sum of such quarters from 2022Q1, which starts at zero, to the end of a quarter."""
    total = np.zeros(len(values))
    for name in quarters(FIRST_QUARTER, quarter):
        total = total + fiscal_as_calendar(values, dates, name)
    return total


def quarters(first: str, last: str) -> list[str]:
    """Names of the quarters from the first to the last: ``2022Q1``, ``2022Q2`` ..."""
    begin, end = (int(name[:4]) * 4 + int(name[5:]) - 1 for name in (first, last))
    return [f"{number // 4}Q{number % 4 + 1}" for number in range(begin, end + 1)]


def part(some: Array, whole: Array) -> Array:
    """Percent of a whole; NaN where there is no whole."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(whole > 0.0, 100.0 * some / whole, np.nan))


def cluster_share(compute: Compute, sampled: Mapping[str, float], eve: NDArray[np.intp], place: str) -> Array:
    """Percent of the tracked clusters' performance that stands in a place, ``(run, month)``.

    The list of clusters is a sample of 10 to 20 % of the world's, and not an even one: Chinese clusters were listed at
    about twice their weight in 2022. Each place is taken to be listed in proportion to the compute in use there with a
    constant chance, told from the shares ``sampled`` (percent) that were listed at the months ``eve``:
    ``share_i = k_i C_i / sum_j k_j C_j`` with ``k_i = sampled_i / mean_eve(C_i)``.

    compute (run, month) of each place, the rest of the world included.
    """
    seen = {name: sampled[name] * values / values[:, eve].mean(axis=1)[:, None] for name, values in compute.items()}
    return part(seen[place], np.sum(list(seen.values()), axis=0))


def _missing(values: Array) -> Array:
    return np.full(len(values), np.nan)
