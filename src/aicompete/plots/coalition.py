"""Coalition shares over time: as stacked areas (means) and as lines with bands (medians), by four weights."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from aicompete.analysis.bands import BAND_TEXT, band
from aicompete.analysis.coalitions import SIDES, coalition_shares
from aicompete.analysis.headlines import coalition_headline
from aicompete.analysis.tables import Array, ResultsLike, View, view
from aicompete.plots.frame import Page, page
from aicompete.plots.lines import fan
from aicompete.plots.style import SIDE_COLOURS, date_axis, end_labels, percent_axis

WEIGHT_TITLES = {"count": "by number of nations", "gdp": "by GDP", "compute": "by AI compute", "votes": "by votes"}
SIDE_NAMES = {"us": "US side", "none": "Uncommitted", "cn": "Chinese side"}
NOTE = "Nations between the powers only: the United States and China are not counted."


def draw_coalition_area(results: ResultsLike | View, path: str | Path | None = None) -> Figure:
    """Who is on which side: mean share over runs of the nations between the powers, stacked to 100 %, by count, GDP,
    compute and votes. Means, because means add up to 100 % and medians need not."""
    seen = view(results)
    shares = coalition_shares(seen)
    title = coalition_headline(seen) or "Sides taken by the nations between the United States and China"
    with page(seen, title, band="areas: mean share over runs (no band; see the lines)", path=path) as sheet:
        for axes, (weight, sides) in zip(_panels(sheet, len(shares)), shares.items(), strict=True):
            _area(axes, seen, sides)
            axes.set_title(f"Share {WEIGHT_TITLES[weight]}  [%]")
        sheet.notes.append(NOTE)
    return sheet.figure


def draw_coalition_lines(results: ResultsLike | View, path: str | Path | None = None) -> Figure:
    """Who is on which side: median share over runs with the 10-90 % band, by count, GDP, compute and votes."""
    seen = view(results)
    shares = coalition_shares(seen)
    title = coalition_headline(seen) or "Coalition shares between the United States and China"
    with page(seen, title, band=BAND_TEXT, path=path) as sheet:
        for axes, (weight, sides) in zip(_panels(sheet, len(shares)), shares.items(), strict=True):
            ends, high = [], 0.0
            for side in SIDES:
                b = fan(axes, seen, sides[side], SIDE_COLOURS[side], inner=False)
                ends.append((float(b.median[-1]), SIDE_NAMES[side], SIDE_COLOURS[side]))
                high = max(high, float(np.nanmax(b.high)))
            axes.set_ylim(0, min(1.0, high * 1.1))
            percent_axis(axes)
            date_axis(axes, list(seen.times))
            axes.set_title(f"Share {WEIGHT_TITLES[weight]}  [%]")
            end_labels(axes, ends)
        sheet.notes.append(NOTE)
    return sheet.figure


def _panels(sheet: Page, count: int) -> list[Axes]:
    rows, columns = (2, 2) if count > 2 else (1, max(count, 1))
    grid = sheet.axes(rows, columns, right=1.75, wspace=0.55, hspace=0.42)
    flat = [axes for row in grid for axes in row]
    for axes in flat[count:]:
        axes.set_visible(False)
    return flat[:count]


def _area(axes: Axes, seen: View, sides: dict[str, Array]) -> None:
    order = ("us", "none", "cn")
    means = [band(sides[side]).mean for side in order]
    x = seen.times
    colours = [SIDE_COLOURS[side] for side in order]
    if len(x) == 1:
        bottoms = np.concatenate([[0.0], np.cumsum([float(m[0]) for m in means])[:-1]])
        axes.bar([0, 0, 0], [float(m[0]) for m in means], bottom=bottoms, color=colours, width=0.5)
        axes.set_xticks([0], [seen.dates[0]])
    else:
        axes.stackplot(x, *means, colors=colours, alpha=0.9, edgecolor="white", linewidth=0.8)
        date_axis(axes, list(x))
    axes.set_ylim(0, 1)
    percent_axis(axes)
    edges = np.concatenate([[0.0], np.cumsum([float(m[-1]) for m in means])])
    entries = [
        (
            float(edges[i] + edges[i + 1]) / 2,
            f"{SIDE_NAMES[s]} {100 * (edges[i + 1] - edges[i]):.0f} %",
            SIDE_COLOURS[s],
        )
        for i, s in enumerate(order)
    ]
    end_labels(axes, entries, size=10.5)
