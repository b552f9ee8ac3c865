"""Months as numbers, so that two of them can be counted from one another."""

from __future__ import annotations


def month_number(day: str) -> int:
    """Months since January of the year 0 of a month (``2022-01``) or of the month of a day (``2022-01-31``)."""
    return int(day[:4]) * 12 + int(day[5:7]) - 1


def month_name(number: int) -> str:
    """The month of such a number as ``2022-01``: the inverse of ``month_number``."""
    return f"{number // 12:04d}-{number % 12 + 1:02d}"
