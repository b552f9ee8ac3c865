"""Ties between the powers: what is left of them, the way round, sites that moved, and what cutting them costs."""

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
from aicompete.plots.lines import panel
from aicompete.plots.style import BLACK, BLUE, GREEN, GREY, ORANGE, PURPLE, VERMILLION, end_labels, number_axis

BAND = "line: median; band: 10-90 % of runs"
Lines = tuple[tuple[str, str, str], ...]

TIES: Lines = (
    ("tie_goods", "Goods", GREY),
    ("tie_chips", "Chips", BLUE),
    ("tie_tools", "Tools", GREEN),
    ("tie_minerals", "Minerals", VERMILLION),
    ("tie_sites", "Sites", PURPLE),
)
WAY_ROUND: Lines = (
    ("mineral_bypass_usa", "Met without", GREEN),
    ("mineral_unbundled_usa", "Given up", BLACK),
    ("mineral_substitution_usa", "Substituted", ORANGE),
)
MOVED: Lines = (
    ("mineral_leverage_chn", "China's hold", VERMILLION),
    ("firms_relocated_us", "Sites moved", PURPLE),
)
COSTS: Lines = (
    ("cost_ties_usa", "USA", BLUE),
    ("cost_ties_chn", "China", VERMILLION),
    ("cost_ties_rest", "Others", BLACK),
)
PANELS: tuple[tuple[str, Lines], ...] = (
    ("What is left of the ties between the powers", TIES),
    ("Licensed minerals and the US need", WAY_ROUND),
    ("China's hold on minerals, US sites in China", MOVED),
)


def draw_decoupling(results: ResultsLike | View, path: str | Path | None = None) -> Figure:
    """Ties by layer, how the USA does without licensed minerals, the hold and the sites that are left, and the cost."""
    seen = view(results)
    if not seen.has("decoupling_index"):
        raise NotRecorded("no ties between the powers (decoupling_index, tie_*) in the series table")
    with page(seen, _title(seen), band=BAND, path=path) as sheet:
        grid = sheet.axes(2, 2, left=0.85, right=1.25, wspace=0.52, hspace=0.5, bottom=0.66)
        *shown, curve = (axes for row in grid for axes in row)
        for axes, (title, lines) in zip(shown, PANELS, strict=True):
            recorded = [line for line in lines if seen.has(line[0])]
            if recorded:
                panel(axes, seen, recorded, title, inner=False)
            else:
                axes.set_visible(False)
        _cost_curve(curve, seen)
        sheet.notes.append("Ties: 1 would be a market without measures. Sites are counted against the start.")
    return sheet.figure


def _cost_curve(axes: Axes, seen: View) -> None:
    """What cut ties cost against how many are cut: the median path, and every run at its end."""
    recorded = [line for line in COSTS if seen.has(line[0])]
    if not recorded:
        axes.set_visible(False)
        return
    cut, ends = seen.metric("decoupling_index"), []
    for name, text, colour in recorded:
        cost = seen.metric(name)
        axes.plot(cut[:, -1], cost[:, -1], "o", color=colour, alpha=0.3, markersize=4)
        axes.plot(np.median(cut, axis=0), np.median(cost, axis=0), color=colour)
        ends.append((float(np.median(cost[:, -1])), text, colour))
    axes.set_title(f"What cut ties cost, by how many are cut  [{axis_unit(seen.unit(recorded[0][0]))}]", fontsize=11)
    axes.set_xlabel("part of the ties that is gone (line: median path; dots: runs at the end)", fontsize=9.5)
    axes.set_ylim(bottom=0.0)
    number_axis(axes)
    end_labels(axes, ends)


def _title(seen: View) -> str:
    path = band(seen.metric("decoupling_index")).median
    first, last = date_text(seen.dates[0]), date_text(seen.dates[-1])
    return f"Of the ties between the powers {100 * path[-1]:.0f} % are gone in {last}, {100 * path[0]:.0f} % in {first}"
