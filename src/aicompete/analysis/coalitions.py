"""Coalitions as probabilities over runs: who is on which side, who crosses, who moves most.

A share in one run is a count of nations near a threshold; over runs it becomes a probability, and that is what is
reported. The powers lead their sides and are not counted.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from aicompete.analysis.bands import band
from aicompete.analysis.errors import NotRecorded
from aicompete.analysis.tables import Array, ResultsLike, View, view

SIDES = ("us", "cn", "none")
WEIGHTS = ("count", "gdp", "compute", "votes")
MEMBERSHIP = {"us": 1, "cn": -1, "none": 0}


def coalition_shares(results: ResultsLike | View) -> dict[str, dict[str, Array]]:
    """Shares recorded by the model: weight -> side -> (run, month), the sides of a weight summing to 1."""
    seen = view(results)
    shares = {
        weight: {side: seen.metric(f"coalition_share_{side}_{weight}") for side in SIDES}
        for weight in WEIGHTS
        if all(seen.has(f"coalition_share_{side}_{weight}") for side in SIDES)
    }
    if not shares:
        raise NotRecorded("no coalition shares (coalition_share_*) in the series table")
    return shares


def between(seen: View) -> list[int]:
    """Positions of the nations between the powers on the nation axis."""
    powers = set(seen.powers.values())
    return [i for i, code in enumerate(seen.nation_codes) if code not in powers]


def side_probabilities(results: ResultsLike | View) -> dict[str, Array]:
    """Probability over runs that a nation is on a side: side -> (month, nation); the three sum to 1."""
    seen = view(results)
    membership = np.round(seen.nation_metric("membership"))
    return {side: np.mean(membership == code, axis=0) for side, code in MEMBERSHIP.items()}


def crossings(results: ResultsLike | View, start: str | None = None, end: str | None = None) -> pd.DataFrame:
    """Who crosses: per nation between the powers the probability of each side at `start` and `end`, and of having
    changed sides between the two; most likely to have changed first. Columns: `nation, name, us_start, cn_start,
    none_start, us_end, cn_end, none_end, changed, toward` (`toward`: the side that gained most probability)."""
    seen = view(results)
    first, last = _ends(seen, start, end)
    membership = np.round(seen.nation_metric("membership"))
    rows = []
    for i in between(seen):
        a, b = membership[:, first, i], membership[:, last, i]
        begin = {side: float(np.mean(a == code)) for side, code in MEMBERSHIP.items()}
        final = {side: float(np.mean(b == code)) for side, code in MEMBERSHIP.items()}
        code = seen.nation_codes[i]
        rows.append(
            {
                "nation": code,
                "name": seen.names[code],
                **{f"{side}_start": p for side, p in begin.items()},
                **{f"{side}_end": p for side, p in final.items()},
                "changed": float(np.mean(a != b)),
                "toward": max(SIDES, key=lambda s: final[s] - begin[s]),
            }
        )
    return pd.DataFrame(rows).sort_values(["changed", "nation"], ascending=[False, True], ignore_index=True)


def largest_movers(
    results: ResultsLike | View, metric: str = "alignment", start: str | None = None, end: str | None = None
) -> pd.DataFrame:
    """Change of a nation metric from `start` to `end`, run by run: median and 10-90 % over runs, largest median first.
    Columns: `nation, name, start, end, change, low, high, same_sign` (`same_sign`: share of runs that move the way of
    the median)."""
    seen = view(results)
    first, last = _ends(seen, start, end)
    values = seen.nation_metric(metric)
    index = between(seen)
    moved = values[:, last, index] - values[:, first, index]
    b = band(moved)
    before, after = band(values[:, first, index]).median, band(values[:, last, index]).median
    table = pd.DataFrame(
        {
            "nation": [seen.nation_codes[i] for i in index],
            "name": [seen.names[seen.nation_codes[i]] for i in index],
            "start": before,
            "end": after,
            "change": b.median,
            "low": b.low,
            "high": b.high,
            "same_sign": np.mean(np.sign(moved) == np.sign(b.median), axis=0),
        }
    )
    order = table["change"].abs().sort_values(ascending=False, kind="stable").index
    return table.loc[order].reset_index(drop=True)


def _ends(seen: View, start: str | None, end: str | None) -> tuple[int, int]:
    first = 0 if start is None else seen.month_index(start)
    return first, len(seen.dates) - 1 if end is None else seen.month_index(end)
