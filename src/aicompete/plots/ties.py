"""Decoupling: the ties between the powers that are left, what goes round them, and what cutting them costs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from aicompete.analysis.bands import band
from aicompete.analysis.errors import NotRecorded
from aicompete.analysis.tables import ResultsLike, View, view
from aicompete.analysis.words import axis_unit, date_text
from aicompete.plots.frame import page
from aicompete.plots.lines import FAN_TEXT, panel
from aicompete.plots.style import (
    BLACK,
    BLUE,
    GREEN,
    GREY,
    MUTED,
    ORANGE,
    PURPLE,
    SKY,
    VERMILLION,
    end_labels,
    number_axis,
)

TIES = {
    "tie_goods": ("Goods", GREY), "tie_chips": ("Chips", BLACK), "tie_tools": ("Chip tools", PURPLE),
    "tie_minerals": ("Minerals", GREEN), "tie_sites": ("Sites in China", ORANGE),
}  # fmt: skip
WORDS = {
    "tie_goods": "trade in goods goes from",
    "tie_chips": "the foreign part of China's chips goes from",
    "tie_tools": "the foreign part of China's chip tools goes from",
    "tie_minerals": "US need met by licensed minerals goes from",
    "tie_sites": "foreign sites left in China go from",
}
WAYS = (
    ("mineral_bypass_usa", "Met without licence", GREEN),
    ("mineral_substitution_usa", "Need substituted", SKY),
    ("mineral_unbundled_usa", "Given up on purpose", PURPLE),
)
COST = (("cost_ties_usa", "USA", BLUE), ("cost_ties_chn", "China", VERMILLION))
INDEX = "decoupling_index"


def draw_decoupling(results: ResultsLike | View, path: str | Path | None = None) -> Figure:
    """Ties by layer, the ways round Chinese minerals, and the cost of ties that are gone against how many are."""
    seen = view(results)
    if not seen.has(INDEX):
        raise NotRecorded("no decoupling index in the series table")
    with page(seen, _title(seen), band=FAN_TEXT, path=path) as sheet:
        grid = sheet.axes(2, 2, left=0.85, right=1.75, wspace=0.72, hspace=0.5, bottom=0.66)
        ties, index, ways, cost = (axes for row in grid for axes in row)
        lines = [(name, text, colour) for name, (text, colour) in TIES.items() if seen.has(name)]
        panel(ties, seen, lines, "Ties between the powers that are left", inner=False)
        panel(index, seen, [(INDEX, "", BLACK)], "Decoupling: ties that are gone, mean")
        shown = [line for line in WAYS if seen.has(line[0])]
        if shown:
            panel(ways, seen, shown, "The US need for minerals", inner=False, size=9.5)
        else:
            ways.set_visible(False)
        _cost(cost, seen)
    return sheet.figure


def _cost(axes: Axes, seen: View) -> None:
    """Cost against decoupling: every run at its end, and the median path."""
    shown = [line for line in COST if seen.has(line[0])]
    if not shown:
        axes.set_visible(False)
        return
    x, ends = seen.metric(INDEX), []
    for name, text, colour in shown:
        y = seen.metric(name)
        axes.plot(x[:, -1], y[:, -1], "o", color=colour, alpha=0.3, markersize=4)
        axes.plot(np.median(x, axis=0), np.median(y, axis=0), color=colour)
        ends.append((float(np.median(y[:, -1])), text, colour))
    axes.set_title(f"Cost of cut ties against decoupling  [{axis_unit(seen.unit(shown[0][0]))}]", fontsize=11)
    axes.set_xlabel("decoupling index (line: median path; dots: runs at the end)", fontsize=9.5, color=MUTED)
    axes.set_ylim(bottom=0.0)
    number_axis(axes)
    end_labels(axes, ends)


def _title(seen: View) -> str:
    path = band(seen.metric(INDEX)).median
    verb = "rises" if path[-1] > path[0] else "falls"
    moved = {name: band(seen.metric(name)).median for name in TIES if seen.has(name)}
    said = f"Decoupling {verb} from {path[0]:.2f} to {path[-1]:.2f} by {date_text(seen.dates[-1])}"
    if not moved:
        return said
    most = max(moved, key=lambda name: abs(float(moved[name][-1] - moved[name][0])))
    first, last = (100 * float(moved[most][place]) for place in (0, -1))
    return f"{said}; {WORDS[most]} {first:.0f} to {last:.0f} %"
