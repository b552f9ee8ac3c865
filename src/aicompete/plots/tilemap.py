"""A tile for each nation, roughly at its place in the world, with its alignment at the start, in the middle and at
the end."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from aicompete.analysis.bands import band
from aicompete.analysis.headlines import alignment_headline
from aicompete.analysis.tables import Array, ResultsLike, View, default_dates, view
from aicompete.analysis.words import date_text, joined
from aicompete.plots.frame import page
from aicompete.plots.geography import tile_places
from aicompete.plots.style import ALIGNMENT, BLACK, MUTED

SIZE = (13.33, 8.6)
NAME_PART = 0.42  # share of a tile's height for the name
MOST_DATES = 4


def draw_alignment_map(
    results: ResultsLike | View, path: str | Path | None = None, dates: Sequence[str] | None = None
) -> Figure:
    """Median alignment of every nation at up to four `dates` (default: start, middle, end): one stripe of the tile
    each."""
    seen = view(results)
    at = list(dates)[:MOST_DATES] if dates else default_dates(seen)
    months = [seen.month_index(d) for d in at]
    values = band(seen.nation_metric("alignment")).median[months]
    said = joined([date_text(seen.dates[m]) for m in months])
    title = alignment_headline(seen) or f"Alignment by nation: {said}"
    with page(seen, title, band=f"alignment in {said}, median over runs (no band)", size=SIZE, path=path) as sheet:
        axes = sheet.body(bottom=0.12, top=0.02)
        places = tile_places(seen.nation_codes)
        for i, code in enumerate(seen.nation_codes):
            _tile(axes, places[code], seen.names[code], values[:, i])
        rows = 1 + max(row for _, row in places.values())
        columns = 1 + max(column for column, _ in places.values())
        _key(axes, seen, months, rows)
        axes.set_xlim(-0.03, columns + 0.03)
        axes.set_ylim(rows + 0.02, -0.02)
        sheet.notes.append("Tiles stand roughly where the nations are; equal size for all.")
    return sheet.figure


def _tile(axes: Axes, place: tuple[int, int], name: str, values: Array) -> None:
    x, y, inside = place[0] + 0.03, place[1] + 0.04, 0.94
    height, width = 0.92, inside / len(values)
    axes.add_patch(Rectangle((x, y), inside, height, facecolor="white", edgecolor="#9A9A9A", linewidth=1))
    text = "\n".join(textwrap.wrap(name, 13, max_lines=2, placeholder=" ..."))
    axes.text(x + inside / 2, y + height * NAME_PART / 2, text, ha="center", va="center", fontsize=10, linespacing=0.95)
    top, low = y + height * NAME_PART, height * (1 - NAME_PART)
    for k, value in enumerate(values):
        known = bool(np.isfinite(value))
        colour = ALIGNMENT((float(value) + 1) / 2) if known else "#DDDDDD"
        axes.add_patch(Rectangle((x + k * width, top), width, low, facecolor=colour, edgecolor="white", linewidth=0.8))
        ink = "white" if known and abs(value) > 0.45 else BLACK
        said = f"{value:.2f}" if known else "?"
        axes.text(x + (k + 0.5) * width, top + low / 2, said, ha="center", va="center", fontsize=9, color=ink)


def _key(axes: Axes, seen: View, months: Sequence[int], rows: int) -> None:
    """What the stripes and colours mean, in the empty sea at the lower left."""
    left, top, width = 0.03, rows - 0.92, 2.6
    step = width / len(months)
    axes.text(left, top, "In each tile, from left to right:", fontsize=9.5, color=MUTED, va="top")
    for k, month in enumerate(months):
        axes.add_patch(Rectangle((left + k * step, top + 0.19), step, 0.24, facecolor="white", edgecolor="#9A9A9A"))
        words = date_text(seen.dates[month])
        axes.text(left + (k + 0.5) * step, top + 0.31, words, ha="center", va="center", fontsize=9.5)
    box = (left, left + width, top + 0.69, top + 0.54)
    axes.imshow(np.linspace(-1, 1, 256)[None, :], aspect="auto", cmap=ALIGNMENT, extent=box)
    for at, text, side in ((0.0, "-1 China", "left"), (0.5, "0", "center"), (1.0, "+1 United States", "right")):
        axes.text(left + at * width, top + 0.72, text, fontsize=9.5, ha=side, va="top")
    axes.text(left + width + 0.06, top + 0.61, "alignment [index]", fontsize=9.5, color=MUTED, va="center")
