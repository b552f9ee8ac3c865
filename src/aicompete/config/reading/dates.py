"""Calendar months and the dates of configuration files (YYYY-MM or YYYY-MM-DD)."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

_DATE = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?\Z", re.ASCII)
_LOOKS_LIKE_A_DATE = re.compile(r"[-+]?\d[\d/.:-]*(?:T.*)?\Z", re.ASCII)
FIRST_YEAR, LAST_YEAR = 1950, 2150


@dataclass(frozen=True, order=True)
class Month:
    """A calendar month; `str(Month(2026, 1))` is "2026-01". Adding an integer moves by that many months."""

    year: int
    month: int

    @classmethod
    def parse(cls, text: str) -> Month:
        """Read YYYY-MM; raises ValueError with a plain message."""
        found = _DATE.match(text)
        if not found or found[3]:
            raise ValueError(f"'{text}' is not a month; write YYYY-MM")
        day = datetime.date.fromordinal(parse_date(text))
        return cls(day.year, day.month)

    @classmethod
    def of_day(cls, ordinal: int) -> Month:
        day = datetime.date.fromordinal(ordinal)
        return cls(day.year, day.month)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    def __add__(self, months: int) -> Month:
        place = self.year * 12 + self.month - 1 + months
        return Month(place // 12, place % 12 + 1)

    def __sub__(self, other: Month) -> int:
        """Months from `other` to this one."""
        return (self.year - other.year) * 12 + self.month - other.month

    @property
    def first_day(self) -> int:
        """Ordinal of the first day (`datetime.date.toordinal`)."""
        return datetime.date(self.year, self.month, 1).toordinal()


def looks_like_date(text: str) -> bool:
    """True for text that starts like a date, right or wrong: it decides between dates and other keys."""
    return bool(_LOOKS_LIKE_A_DATE.match(text))


def parse_date(text: str) -> int:
    """Ordinal of a day; YYYY-MM means the first of the month. Raises ValueError with a plain message."""
    found = _DATE.match(text)
    if not found:
        raise ValueError(f"'{text}' is not a date; write YYYY-MM or YYYY-MM-DD")
    year, month, day = int(found[1]), int(found[2]), int(found[3] or 1)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"the year of '{text}' is outside {FIRST_YEAR} to {LAST_YEAR}")
    if not 1 <= month <= 12:
        raise ValueError(f"'{text}' is not a date: there is no month {found[2]}")
    try:
        return datetime.date(year, month, day).toordinal()
    except ValueError:
        raise ValueError(f"'{text}' is not a date: that month has no day {found[3]}") from None


def format_date(ordinal: int) -> str:
    """YYYY-MM for the first of a month, YYYY-MM-DD for any other day."""
    day = datetime.date.fromordinal(ordinal)
    return f"{day.year:04d}-{day.month:02d}" if day.day == 1 else day.isoformat()
