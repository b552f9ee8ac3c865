"""Free joining against the record: which nations the replay has in each club at its end, and which in fact were."""

from __future__ import annotations

import numpy as np
import pandas as pd

from aicompete.analysis.errors import NotRecorded
from aicompete.analysis.hindcast.alliances.bynation import ByNation
from aicompete.analysis.hindcast.alliances.ranks import ahead
from aicompete.analysis.hindcast.scores import skill
from aicompete.config.reading.months import month_number
from aicompete.world.institutions import membership
from aicompete.world.tables import read_columns

LEAST = 6
"""Months that a club must have been open in the replay: joining takes some."""


def clubs(replay: ByNation) -> pd.DataFrame:
    """One row a club that took newcomers in the replay: club, name, month, joined, of, expected, chance_joined,
    chance_others, ahead, brier, skill.

    Among nations that take sides and were not in at the start. chance_joined, chance_others: mean share of runs in
    which those who joined, and those who did not, are members in the last month; expected: joinings a run; ahead as for
    joinings; brier: mean squared error of the chance; skill: over the same chance for all, that of the record.
    Empty where membership was not recorded.
    """
    last, start = replay.months[-1], replay.months[0]
    rows = []
    opened = read_columns("institutions.csv")
    for club, name, month in zip(opened["club"], opened["name"], opened["opened"], strict=True):
        if month_number(month) + LEAST > month_number(last):
            continue
        since = {iso3: when for which, iso3, when in membership() if which == club}
        outside = [n for n in replay.nations[2:-1] if since.get(n, last) >= start]
        joined = np.array([n in since and since[n] <= last for n in outside])
        try:
            values = replay.at(f"member_{club}", last)
        except NotRecorded:
            return pd.DataFrame()
        if not joined.any():
            continue
        chance = np.array([values[n].mean() for n in outside])
        rows.append(_scored(club, name, last, joined, chance))
    return pd.DataFrame(rows)


def _scored(club: str, name: str, month: str, joined: np.ndarray, chance: np.ndarray) -> dict[str, object]:
    brier = float(np.mean((chance - joined) ** 2))
    share = float(joined.mean())
    return {
        "club": club,
        "name": name,
        "month": month,
        "joined": int(joined.sum()),
        "of": len(joined),
        "expected": float(chance.sum()),
        "chance_joined": float(chance[joined].mean()),
        "chance_others": float(chance[~joined].mean()),
        "ahead": ahead(chance, joined),
        "brier": brier,
        "skill": skill(brier, share * (1.0 - share)),
    }
