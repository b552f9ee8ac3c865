"""The squeeze on minerals: stocks that are left, applications that wait, what goes round the licence, and the hold."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from aicompete.analysis.bands import band
from aicompete.analysis.errors import NotRecorded
from aicompete.analysis.tables import ResultsLike, View, view
from aicompete.analysis.words import ITEMS, date_text
from aicompete.plots.frame import page
from aicompete.plots.lines import FAN_TEXT, panel
from aicompete.plots.style import BLACK, BLUE, GREEN, ORANGE, PURPLE, TALL, VERMILLION

ROWS: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...] = (
    (
        "stock over need",
        (
            ("mineral_cover_{}_outside", "Outside", BLACK),
            ("mineral_cover_{}_usa", "USA", BLUE),
            ("mineral_cover_{}_jpn", "Japan", GREEN),
            ("mineral_cover_{}_chn", "China", VERMILLION),
        ),
    ),
    ("waiting for a licence", (("mineral_waiting_{}", "", ORANGE),)),
    ("diverted", (("mineral_diverted_{}", "", PURPLE),)),
    ("China's share of refining", (("mineral_refine_share_{}_chn", "", VERMILLION),)),
)


CUT = 1.8
"""Bands of stocks are drawn up to so many times the highest median."""


def draw_squeeze(results: ResultsLike | View, path: str | Path | None = None) -> Figure:
    """Per mineral: months of stock, the queue for licences, goods that go round them, and China's share of refining."""
    seen = view(results)
    rows = [(text, lines) for text, lines in ROWS if any(seen.has(lines[0][0].format(item)) for item in ITEMS)]
    items = [item for item in ITEMS if any(seen.has(lines[0][0].format(item)) for _, lines in rows)]
    if not items:
        raise NotRecorded("no stocks, queues or shares of minerals (mineral_*) in the series table")
    size = (TALL[0], TALL[1] + 1.6)
    with page(seen, _title(seen, items), band=FAN_TEXT, size=size, path=path) as sheet:
        grid = sheet.axes(len(rows), len(items), left=0.85, right=0.95, wspace=0.66, hspace=0.72, top=0.5)
        for axes_row, (text, lines) in zip(grid, rows, strict=True):
            for axes, item in zip(axes_row, items, strict=True):
                _cell(axes, seen, text, [(name.format(item), label, colour) for name, label, colour in lines], item)
        sheet.notes.append(f"Bands of stocks are cut at {CUT:g} times the highest median.")
    return sheet.figure


def _cell(axes: Axes, seen: View, text: str, lines: list[tuple[str, str, str]], item: str) -> None:
    recorded = [line for line in lines if seen.has(line[0])]
    if not recorded:
        axes.set_visible(False)
        return
    panel(axes, seen, recorded, text, inner=len(recorded) == 1, size=9)
    if len(recorded) > 1:  # a stockpile in some runs would press all lines to the floor
        highest = max(float(band(seen.metric(name)).median.max()) for name, _, _ in recorded)
        axes.set_ylim(0.0, min(axes.get_ylim()[1], CUT * highest))
    name = ITEMS[item][0].upper() + ITEMS[item][1:]
    axes.set_title(axes.get_title(loc="left").replace(text, f"{name}\n{text}"), fontsize=10.5, loc="left")


def _title(seen: View, items: list[str]) -> str:
    """The mineral whose stock outside China gets lowest, and what is left of China's hold on it."""
    covers = {
        i: band(seen.metric(f"mineral_cover_{i}_outside")).median
        for i in items
        if seen.has(f"mineral_cover_{i}_outside")
    }
    if not covers:
        return "The squeeze on critical minerals"
    item = min(covers, key=lambda one: float(covers[one].min() / max(float(covers[one][0]), 1e-9)))
    month = int(np.argmin(covers[item]))
    name, low, when = ITEMS[item], float(covers[item][month]), date_text(seen.dates[month])
    said = f"Stocks of {name} outside China fall to {low:.2g} months in {when}"
    if month == 0:
        said = f"No stock outside China falls below its start ({name}: {low:.2g} months)"
    hold = f"mineral_refine_share_{item}_chn"
    if not seen.has(hold):
        return said
    share = band(seen.metric(hold)).median
    return f"{said}; China's share of refining goes from {100 * share[0]:.0f} to {100 * share[-1]:.0f} %"
