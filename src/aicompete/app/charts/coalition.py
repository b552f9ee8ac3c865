"""The coalition map of one month: a tile for each nation with its alignment and the side that it is likely on."""

from __future__ import annotations

import numpy as np

from aicompete.analysis.coalitions import MEMBERSHIP
from aicompete.analysis.tables import Array
from aicompete.analysis.words import SIDES, date_text
from aicompete.app.charts.look import FONT, INK, Option, alignment_colours, signed
from aicompete.app.charts.look import title as titled
from aicompete.app.pile import Pile
from aicompete.plots.geography import tile_places
from aicompete.plots.style import MUTED

SHORT = {"us": "US", "cn": "CN", "none": "mid"}
"""Sides in as few letters as a tile has room for."""
DARK = 0.4
"""Alignment beyond which the tile is dark and its text white."""


def tile_map(who: str, pile: Pile, runs: int, date: str, names: dict[str, str], chosen: str | None = None) -> Option:
    """Median alignment of every nation in a month over the first ``runs``. ``names``: iso3 -> name, nation axis."""
    codes = list(names)
    month = pile.dates.index(date)
    alignment = np.nanmedian(pile.nation_at("alignment", month, runs)[:, : len(codes)], axis=0)
    sides = side_shares(pile, month, len(codes), runs)
    spots = tile_places(codes)
    rows = 1 + max(row for _, row in spots.values())
    columns = 1 + max(column for column, _ in spots.values())
    tiles = [
        _tile(
            code,
            names[code],
            spots[code],
            rows,
            float(alignment[i]),
            {s: float(p[i]) for s, p in sides.items()},
            chosen,
        )
        for i, code in enumerate(codes)
    ]
    return {
        "animation": False,
        "textStyle": {"fontFamily": FONT, "color": INK},
        "title": titled(
            f"{who}, {date_text(date)}", f"median alignment over {runs} runs, and the likeliest side (mid: uncommitted)"
        ),
        "grid": {"left": 8, "right": 8, "top": 56, "bottom": 44},
        "xAxis": {"type": "category", "data": list(range(columns)), "show": False},
        "yAxis": {"type": "category", "data": list(range(rows)), "show": False},
        "visualMap": {
            "min": -1,
            "max": 1,
            "dimension": 2,
            "calculable": False,
            "orient": "horizontal",
            "left": "center",
            "bottom": 4,
            "itemWidth": 12,
            "itemHeight": 160,
            "text": ["+1 United States", "-1 China"],
            "textStyle": {"color": MUTED},
            "inRange": {"color": alignment_colours()},
        },
        "tooltip": {"trigger": "item", "confine": True},
        "series": [{"type": "heatmap", "data": tiles, "emphasis": {"itemStyle": {"shadowBlur": 6}}}],
    }


def side_shares(pile: Pile, month: int, nations: int, runs: int | None = None) -> dict[str, Array]:
    """Share of the runs in which each nation is on a side: side -> (nation,)."""
    membership = pile.nation_at("membership", month, runs)[:, :nations]
    good = membership[~np.isnan(membership).any(axis=1)]
    return {side: (np.round(good) == code).mean(axis=0) for side, code in MEMBERSHIP.items()}


def _tile(
    code: str,
    name: str,
    spot: tuple[int, int],
    rows: int,
    value: float,
    sides: dict[str, float],
    chosen: str | None,
) -> Option:
    likely = max(sides, key=lambda side: sides[side])
    ink = "#FFFFFF" if abs(value) > DARK else INK
    shares = "<br>".join(f"{SIDES[side]}: {100 * share:.0f} % of runs" for side, share in sides.items())
    picked = code == chosen
    return {
        "name": code,
        "value": [spot[0], rows - 1 - spot[1], round(value, 3)],
        "label": {
            "show": True,
            "formatter": f"{{a|{code}}}\n{signed(value)}\n{{b|{SHORT[likely]} {100 * sides[likely]:.0f}%}}",
            "color": ink,
            "fontSize": 11,
            "lineHeight": 14,
            "rich": {
                "a": {"fontWeight": "bold", "fontSize": 13, "color": ink, "lineHeight": 17},
                "b": {"fontSize": 10, "color": ink, "lineHeight": 14},
            },
        },
        "itemStyle": {
            "borderColor": "#111111" if picked else "#FFFFFF",
            "borderWidth": 3,
            "borderRadius": 6,
        },
        "tooltip": {"formatter": f"<b>{name}</b><br>alignment {signed(value)}<br>{shares}"},
    }
