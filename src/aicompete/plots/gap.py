"""The gap between the powers: China's compute, chips and capability as shares of the other side's, and the lag."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from aicompete.analysis.bands import band
from aicompete.analysis.gap import GAPS, gaps
from aicompete.analysis.headlines import path_headline
from aicompete.analysis.tables import Array, ResultsLike, View, view
from aicompete.analysis.words import date_text, joined
from aicompete.plots.frame import page
from aicompete.plots.lines import FAN_TEXT, fan, panel
from aicompete.plots.style import BLACK, MUTED, VERMILLION, date_axis, percent_axis

SHOW_PAR = 0.85
"""Highest ratio from which on the line of no gap is drawn."""
LAG = "capability_lag_chn"
WORDS = {"compute": "compute", "quality": "chip quality", "capability": "effective compute"}


def draw_gap(results: ResultsLike | View, path: str | Path | None = None) -> Figure:
    """China over the United States in compute, chip quality and effective compute, in percent, and the lag in
    months."""
    seen = view(results)
    found = gaps(seen)
    count = len(found) + seen.has(LAG)
    with page(seen, _title(seen, found), band=FAN_TEXT, path=path) as sheet:
        rows = 2 if count > 2 else 1
        grid = sheet.axes(rows, -(-count // rows), left=0.85, right=0.5, wspace=0.3, hspace=0.5)
        flat = [axes for row in grid for axes in row]
        for axes, (name, values) in zip(flat, found.items(), strict=False):
            _ratio(axes, seen, values, GAPS[name])
        if seen.has(LAG):
            panel(flat[len(found)], seen, [(LAG, "", BLACK)], "China's lag behind the United States")
        for axes in flat[count:]:
            axes.set_visible(False)
        if any(np.nanmax(band(values).high) > SHOW_PAR for values in found.values()):
            sheet.notes.append("Dashed: no gap.")
    return sheet.figure


def _ratio(axes: Axes, seen: View, values: Array, text: str) -> None:
    b = fan(axes, seen, values, VERMILLION)
    highest = float(np.nanmax(b.high))
    axes.set_ylim(0.0, 1.1 * highest)
    if highest > SHOW_PAR:
        axes.axhline(1.0, color=MUTED, linestyle="--", linewidth=1.2)
    percent_axis(axes)
    date_axis(axes, list(seen.times))
    axes.set_title(f"{text}  [%]")


def _title(seen: View, found: dict[str, Array]) -> str:
    said = []
    for name, values in found.items():
        path = band(values).median
        said.append(f"{WORDS[name]} {100 * path[0]:.2g} to {100 * path[-1]:.2g} %")
    if len(seen.dates) < 2:
        return path_headline(seen, LAG) or "The gap between the powers"
    return f"China against the USA: {joined(said)} by {date_text(seen.dates[-1])}"
