"""One rule for what two dates are coded by: votes between fixed poles, alignment from dated memberships.

A start world is a picture of its date. Two pictures can only be compared when one rule drew both, so these two
functions hold for every date, and ``un_ideal_points.csv`` and ``alignment_one_rule.csv`` keep what goes in.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import numpy as np

from aicompete.world.columns import Array

DATA = Path(__file__).parent / "data"
POLE_YEAR = 2024
"""The powers count as standing where they stood in this year, at every date."""

POLES = ("USA", "CHN")
HABIT_YEARS = 4
"""Years of votes whose mean is a nation's habit."""

WEIGHTS = {"treaty": 0.45, "clubs": 0.15, "votes": 0.20, "trade_tilt": 0.20, "china_clubs": -0.40}
"""Alignment: weight of each coded part; all parts exist at both start dates."""


def votes_between(point: Array, usa: Array | float, chn: Array | float) -> Array:
    """Where an ideal point lies between China (-1) and the USA (+1), clipped.

    ``2 (x - c) / (u - c) - 1``. Inside the poles this is the ratio of distances ``(|x - c| - |x - u|) / (|x - c| + |x -
    u|)``; outside them the ratio falls back towards 0, as if whoever goes beyond a power turned away from it.
    """
    return np.clip(2.0 * (point - chn) / (usa - chn) - 1.0, -1.0, 1.0)


def alignment_code(parts: dict[str, Array]) -> Array:
    """Coded alignment ``sum of weight x part``, clipped to [-1, 1]; parts by the names in ``WEIGHTS``."""
    return np.clip(sum((weight * parts[name] for name, weight in WEIGHTS.items()), np.zeros(())), -1.0, 1.0)


@cache
def ideal_points(measure: str = "ideal_point") -> dict[tuple[str, int], float]:
    """Ideal points by nation and year: of final-passage votes, or ``ideal_point_all_votes`` (to 2023)."""
    with (DATA / "un_ideal_points.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return {(row["iso3"], int(row["year"])): float(row[measure]) for row in rows if row[measure]}


def voted(year: int) -> dict[str, float]:
    """How every nation voted in a year, between the powers of ``POLE_YEAR``; the powers at the ends."""
    points = ideal_points()
    usa, chn = points["USA", POLE_YEAR], points["CHN", POLE_YEAR]
    found = {iso3: float(votes_between(np.array(x), usa, chn)) for (iso3, when), x in points.items() if when == year}
    return {**found, "USA": 1.0, "CHN": -1.0}


def last_vote(date: str) -> int:
    """Last year before a start date (``2022-01``) of which votes are known."""
    return max(year for _, year in ideal_points() if year < int(date[:4]))


@cache
def habit_of(last: int) -> dict[str, float]:
    """How every nation is wont to vote after a year: as in that year, less what is its own in the year's departure from
    the mean of the last ``HABIT_YEARS`` years; the powers at the ends.

    ``v + (m - v) - mean over nations of (m - v)``: what all nations share is the agenda of a year, which has no memory.
    """
    years = [voted(year) for year in range(last - HABIT_YEARS + 1, last + 1)]
    now = years[-1]
    off = {iso3: sum(year[iso3] for year in years) / HABIT_YEARS - now[iso3] for iso3 in now}
    own = [value for iso3, value in off.items() if iso3 not in POLES]
    shared = sum(own) / len(own)
    return {iso3: now[iso3] + (0.0 if iso3 in POLES else value - shared) for iso3, value in off.items()}


@cache
def alignment_codes(date: str) -> dict[str, float]:
    """Alignment of every nation by the one rule at a start date, from its coded parts."""
    with (DATA / "alignment_one_rule.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["date"] == date]
    parts = {name: np.array([float(row[name]) for row in rows]) for name in WEIGHTS}
    codes = dict(zip((row["iso3"] for row in rows), alignment_code(parts).tolist(), strict=True))
    return {**codes, "USA": 1.0, "CHN": -1.0}
