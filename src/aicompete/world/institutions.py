"""The clubs a nation may join: who leads them, how fast they admit, who is in at a start date. No run axis."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from aicompete.config import load_catalogue
from aicompete.config.reading.months import month_number
from aicompete.world.columns import Array
from aicompete.world.facts import POWERS, Facts
from aicompete.world.tables import read_columns

CLUBS = ("pax_silica", "safety_network", "waico", "brics")
"""Names of the clubs, in the order of the ``club`` axis and of ``institutions.csv``."""
WAICO, BRICS = CLUBS.index("waico"), CLUBS.index("brics")
PROPOSED = (WAICO,)
"""Clubs that were only proposed in the month they are said to open."""


@dataclass(frozen=True, eq=False)
class Clubs:
    """Static traits of the clubs, club axis ``(K,)``.

    Attributes
    ----------
    names : as people call them.
    sponsor : place of the power that leads it on the power axis; side : 1 where that is the USA, -1 where China.
    technology : 1 where alignment speaks for joining, 0 where votes count as much.
    structured : 0 a declaration, 1 a body with charter and secretariat.
    opens : months from the start of the run until newcomers may join; below 0 for a club that is open already.
    accession, leaving : months from the wish to join or to leave until it is done.
    member : (K, N) 1 for members at the start.
    leaders : (N,) 1 for those who may lead where the USA does not: China, India, the European Union.
    union : (N, N) 1 where a nation other than China leads itself or shares the lead of the European Union.
    """

    names: tuple[str, ...]
    sponsor: tuple[int, ...]
    side: Array
    technology: Array
    structured: Array
    opens: Array
    accession: Array
    leaving: Array
    member: Array
    leaders: Array
    union: Array


def clubs(facts: Facts) -> Clubs:
    """The clubs as they stand at the start date of these facts."""
    return facts.once(_clubs)


def _clubs(facts: Facts) -> Clubs:
    rows = read_columns("institutions.csv")
    if rows["club"] != CLUBS:
        raise ValueError(f"institutions.csv lists {rows['club']}, not {CLUBS}")
    start = month_number(facts.date)
    europe = load_catalogue().actors.groups["eu"]
    leaders = ("CHN", "IND", *europe)
    unions = [np.array([float(iso3 in group) for iso3 in facts.nation_ids]) for group in (("IND",), europe)]
    member = np.zeros((len(CLUBS), facts.n))
    for club, iso3, month in membership():
        if month_number(month) < start:
            member[CLUBS.index(club), facts.nation(iso3)] = 1.0
    sponsor = tuple(POWERS.index(name) for name in rows["sponsor"])
    return Clubs(
        names=rows["name"],
        sponsor=sponsor,
        side=np.array([1.0, -1.0])[list(sponsor)],
        technology=np.array([1.0 if stage == "technology" else 0.0 for stage in rows["stage"]]),
        structured=np.array([float(value) for value in rows["structured"]]),
        opens=np.array([float(month_number(month) - start) for month in rows["opened"]]),
        accession=np.array([float(value) for value in rows["accession_months"]]),
        leaving=np.array([float(value) for value in rows["leaving_months"]]),
        member=member,
        leaders=np.array([1.0 if iso3 in leaders else 0.0 for iso3 in facts.nation_ids]),
        union=sum((group[:, None] * group for group in unions), np.zeros((facts.n, facts.n))),
    )


@cache
def membership() -> tuple[tuple[str, str, str], ...]:
    """Who joined which club and when, as on record: (club, iso3, month)."""
    rows = read_columns("institution_members.csv")
    return tuple(zip(rows["club"], rows["iso3"], rows["since"], strict=True))
