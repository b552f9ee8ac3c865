"""Why a nation leans as it does in a month: the terms of its alignment, reference and policy side by side."""

from __future__ import annotations

from dataclasses import dataclass

from aicompete.analysis.bands import Band, band
from aicompete.app.charts.look import FONT, INK, POLICY, REFERENCE, Option, rounded, signed, value_axis
from aicompete.app.charts.look import title as titled
from aicompete.app.pile import Pile, are_pairs, shown_runs
from aicompete.subjects.alliances.state import TERMS

WORDS = {
    "security": "security ties",
    "trade": "trade",
    "stack": "technology in use",
    "offers": "offers on the table",
    "trust": "trust",
    "legitimacy": "legitimacy",
    "peers": "what its peers do",
    "coercion": "sanctions and pressure",
    "hardening": "camps that close",
    "institutions": "clubs and new leaders",
    "government": "its government",
    "noise": "chance",
}


@dataclass(frozen=True)
class Reason:
    """One term in words: both sides, and policy less reference over pairs of runs."""

    term: str
    reference: str
    policy: str
    change: str
    middle: tuple[float, float]


def reasons(reference: Pile, policy: Pile, date: str, place: int) -> list[Reason]:
    """Terms of one nation in a month, the largest in your policy first. + pulls toward the USA, - toward China."""
    counts = shown_runs(policy, reference)[::-1]
    piles = (reference, policy)
    values = [pile.terms(pile.dates.index(date), place, runs) for pile, runs in zip(piles, counts, strict=True)]
    paired = are_pairs(policy, reference)
    rows = []
    for i, term in enumerate(TERMS):
        mine = [band(v[:, i]) for v in values]
        apart = band(values[1][:, i] - values[0][:, i]) if paired else None
        rows.append(
            Reason(
                WORDS.get(term, term),
                said(mine[0]),
                said(mine[1]),
                said(apart) if apart is not None else "not paired",
                (float(mine[0].median), float(mine[1].median)),
            )
        )
    return sorted(rows, key=lambda row: -max(abs(row.middle[0]), abs(row.middle[1])))


def headline(pile: Pile, runs: int, date: str, place: int) -> str:
    """Alignment at the start and in the month over the first ``runs``."""
    now = pile.nation_at("alignment", pile.dates.index(date), runs)[:, place]
    return f"{said(band(pile.start(place, runs)))} at the start, {said(band(now))} now"


def said(b: Band) -> str:
    """Median and 10-90 % of a number with a sign."""
    return f"{signed(float(b.median))} ({signed(float(b.low))} to {signed(float(b.high))})"


def bars(rows: list[Reason], name: str, runs: int) -> Option:
    """The terms as bars, reference and policy beside each other."""
    ordered = rows[::-1]
    series = [
        {
            "type": "bar",
            "name": who,
            "itemStyle": {"color": colour},
            "barGap": "10%",
            "data": [rounded(row.middle[side], 3) for row in ordered],
        }
        for side, who, colour in ((0, "Reference", REFERENCE), (1, "Your policy", POLICY))
    ]
    return {
        "animation": False,
        "textStyle": {"fontFamily": FONT, "color": INK},
        "title": titled(f"What moves {name}", f"median of {runs} runs; left: toward China, right: toward the USA"),
        "legend": {"left": 6, "top": 50, "itemHeight": 8},
        "grid": {"left": 158, "right": 20, "top": 78, "bottom": 28},
        "tooltip": {"trigger": "axis", "axisPointer": {"type": "shadow"}, "confine": True},
        "xAxis": value_axis(scale=False),
        "yAxis": {"type": "category", "data": [row.term for row in ordered], "axisTick": {"show": False}},
        "series": series,
    }
