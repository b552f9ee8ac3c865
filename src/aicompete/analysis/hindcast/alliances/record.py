"""What was observed of the alliances, with source and confidence on every row."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import pandas as pd

from aicompete.world.coding import alignment_codes, voted
from aicompete.world.tables import START_DATES, load_tables, read_columns

DATA = Path(__file__).resolve().parents[1] / "data"
YEARS = (2021, 2022, 2023, 2024)
"""Years of votes in ``un_ideal_points.csv``; a start in January counts as the end of the year before."""

NEUTRAL = {"favourable": 0.01, "unfavourable": -0.01}
"""What a percentage point of an answer is in trust, a share."""


@dataclass(frozen=True)
class Move:
    """A nation's observed change of a metric between the ends of two months."""

    nation: str
    metric: str
    begin: str
    end: str
    change: float


@cache
def table(name: str) -> pd.DataFrame:
    """A table of what was observed: ``joinings``, ``surveys`` or ``responses``."""
    return pd.read_csv(DATA / f"{name}.csv", keep_default_na=False, na_values={"percent": [""]})


def events(name: str) -> list[dict[str, str]]:
    """Rows of ``joinings`` or ``responses`` as texts."""
    return [{str(key): str(value) for key, value in row.items()} for row in table(name).to_dict("records")]


def vote_moves(first: int, last: int) -> list[Move]:
    """How far nations moved between the powers in the General Assembly from one year's votes to another's."""
    before, after = voted(first), voted(last)
    return [
        Move(iso3, "votes", f"{first}-12", f"{last}-12", after[iso3] - before[iso3])
        for iso3 in before
        if iso3 not in ("USA", "CHN")
    ]


def coded_moves() -> list[Move]:
    """Change of the alignment coded by one rule at both start dates."""
    begin, end = (alignment_codes(date) for date in START_DATES)
    return [Move(iso3, "alignment", *_span(), end[iso3] - begin[iso3]) for iso3 in begin if iso3 not in ("USA", "CHN")]


def start_moves() -> list[Move]:
    """Change between the alignments that the two start worlds hold, each coded by a rule of its own."""
    worlds = [load_tables(date) for date in START_DATES]
    names = worlds[0].nation_ids[2:-1]
    begin, end = ({n: float(w.alignment_prior[w.index(n)]) for n in names} for w in worlds)
    return [Move(iso3, "alignment", *_span(), end[iso3] - begin[iso3]) for iso3 in names]


def compliance_moves() -> list[Move]:
    """Change of the coded compliance with US controls between the start dates: a judgement at both."""
    rows = read_columns("diplomacy_by_nation.csv")
    coded = {
        (iso3, date): float(value)
        for iso3, date, value in zip(rows["iso3"], rows["date"], rows["compliance_us"], strict=True)
    }
    names = [iso3 for iso3, date in coded if date == START_DATES[0] and iso3 not in ("USA", "CHN", "ROW")]
    first, last = START_DATES
    return [Move(iso3, "compliance_us", *_span(), coded[iso3, last] - coded[iso3, first]) for iso3 in names]


def survey_moves(power: str) -> list[Move]:
    """Changes from one survey to the next that put the same question, as trust in a power (``us`` or ``cn``).

    Favourable views where both surveys were seen, else unfavourable ones with their sign turned. Rows marked
    UNVERIFIED are left out.
    """
    rows = table("surveys")
    seen = rows[(rows["power"] == power) & (rows["confidence"] != "UNVERIFIED")]
    moves: dict[tuple[str, str, str], Move] = {}
    for answer, worth in NEUTRAL.items():
        for nation, asked in seen[seen["answer"] == answer].groupby("nation"):
            asked = asked.sort_values("month")
            points = list(zip(asked["month"], asked["percent"], strict=True))
            for (begin, old), (end, new) in pairwise(points):
                move = Move(str(nation), f"trust_{power}", begin, end, worth * (new - old))
                moves.setdefault((str(nation), begin, end), move)
    return list(moves.values())


def _span() -> tuple[str, str]:
    """Last months before the two start dates, between which the codings lie."""
    return "2021-12", "2025-12"
