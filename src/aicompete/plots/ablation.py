"""What each step of the month does: steps x metrics, in standard deviations of the whole runs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from aicompete.analysis.ablation import Ablation, heading
from aicompete.plots.frame import page
from aicompete.plots.style import ALIGNMENT, BLACK, MUTED, TALL

MOST = 2.0
"""Standard deviations at which the colour is full."""
TEXT = "without the step less with it, median over pairs, in standard deviations of the whole runs; grey: own subject"


def draw_ablation(found: Ablation, path: str | Path | None = None) -> Figure:
    """A heat map at the end of the run, and one of the largest differences on the way, the step that moves most on
    top."""
    size = (TALL[0], 4.4 + 0.34 * len(found.steps))
    with page(found.whole, "What each step of the month does", band=TEXT, size=size, path=path) as sheet:
        ((end, largest),) = sheet.axes(1, 2, left=1.25, right=0.25, wspace=0.04, top=0.42, bottom=1.0)
        _cells(end, found, "end_sd", "In the last month")
        _cells(largest, found, "largest_sd", "Largest difference in the run")
        end.set_yticks(range(len(found.steps)), found.steps)
        largest.set_yticks([])
        sheet.notes.append(f"Colours are full at {MOST:g} standard deviations: blue up, red down without the step.")
    return sheet.figure


def _cells(axes: Axes, found: Ablation, column: str, title: str) -> None:
    values = found.matrix(column).to_numpy(dtype=np.float64)
    own = found.matrix("own").to_numpy(dtype=bool)
    axes.imshow(np.clip(values, -MOST, MOST), cmap=ALIGNMENT, vmin=-MOST, vmax=MOST, aspect="auto")
    axes.grid(visible=False)
    axes.set_title(title, fontsize=11)
    for (row, column_number), value in np.ndenumerate(values):
        mine = bool(own[row, column_number])
        if mine:
            axes.fill_between([column_number - 0.5, column_number + 0.5], row - 0.5, row + 0.5, color="#DDDDDD")
        dark = abs(value) > 0.7 * MOST and not mine
        text = _text(value)
        colour = "white" if dark else MUTED if mine or abs(value) < 0.2 else BLACK
        axes.text(column_number, row, text, ha="center", va="center", fontsize=9, color=colour)
    names = [heading(name).replace("- ", "") for name in found.metrics]
    axes.set_xticks(range(len(names)), names, rotation=40, ha="right", rotation_mode="anchor")


def _text(value: float) -> str:
    """Nothing where a step changes no bit, 0 where it changes next to nothing."""
    if abs(value) < 0.05:
        return "0" if value else ""
    return f"{value:+.1f}" if abs(value) < 9.95 else f"{np.clip(value, -999, 999):+.0f}"
