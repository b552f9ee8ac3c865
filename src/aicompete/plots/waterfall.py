"""A waterfall: from where a nation stood to where it stands, term by term."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from aicompete.plots.style import BLACK, BLUE, GREY, MUTED, VERMILLION, WIDE, new_figure, own_look, save

Array = NDArray[np.float64]
ACROSS, ROW = 3, 5.5
"""Panels beside each other, and inches for a further row of them."""
LEAST = 0.0005
"""Means smaller than this are not drawn one by one."""


def draw_waterfall(
    title: str,
    note: str,
    changes: Mapping[tuple[str, str], tuple[Array, Array, Mapping[str, Array]]],
    ends: tuple[str, str],
    path: str | Path | None = None,
) -> Figure:
    """One panel a change: bars from before to after, parts by size; whiskers hold 10-90 % of the runs of a part.

    changes: (what, unit) -> (before, after, parts), each (run,); ends: what before and after are called.
    """
    columns = min(len(changes), ACROSS)
    rows = -(-len(changes) // columns)
    width, height = WIDE
    size = (width, height + (rows - 1) * ROW)
    with own_look():
        figure = new_figure(size)
        figure.text(0.03, 1 - 0.26 / size[1], title, fontsize=15, fontweight="bold", va="top")
        figure.text(0.03, 1 - 0.64 / size[1], note, fontsize=10.5, color=MUTED, va="top")
        grid = figure.add_gridspec(
            rows, columns, left=0.1, right=0.97, top=1 - 1.35 / size[1], bottom=0.6 / size[1], wspace=0.55, hspace=0.3
        )
        for place, ((what, unit), (before, after, parts)) in enumerate(changes.items()):
            axes = figure.add_subplot(grid[place // columns, place % columns])
            _panel(axes, before, after, parts, ends)
            head = textwrap.fill(f"{what[:1].upper()}{what[1:]}  [{unit}]", 38 if columns > 2 else 70)
            axes.set_title(head, fontsize=10.5 if columns > 2 else 11.5)
    if path is not None:
        save(figure, path)
    return figure


def _panel(axes: Axes, before: Array, after: Array, parts: Mapping[str, Array], ends: tuple[str, str]) -> None:
    means = {name: float(values.mean()) for name, values in parts.items()}
    shown = sorted((name for name in parts if abs(means[name]) >= LEAST), key=lambda name: -abs(means[name]))
    rest = sum(means.values()) - sum(means[name] for name in shown)
    at, row, labels = float(before.mean()), 0, [ends[0]]
    axes.barh(0, at, color=GREY, height=0.6)
    axes.text(at, 0, f" {at:+.2f}", va="center", fontsize=9.5)
    for name in shown:
        row += 1
        step = means[name]
        axes.barh(row, step, left=at, color=BLUE if step > 0 else VERMILLION, height=0.6)
        low, high = np.percentile(parts[name], [10, 90])
        axes.hlines(row, at + low, at + high, color=BLACK, linewidth=1)
        axes.text(max(at + step, at, at + float(high)), row, f" {step:+.3f}", va="center", fontsize=9.5)
        at += step
        axes.vlines(at, row - 0.3, row + 1.3, color=MUTED, linewidth=0.7, linestyle=":")
        labels.append(name)
    if abs(rest) >= LEAST:
        row += 1
        axes.barh(row, rest, left=at, color=MUTED, height=0.6)
        labels.append("all others")
    end = float(after.mean())
    axes.barh(row + 1, end, color=GREY, height=0.6)
    axes.text(end, row + 1, f" {end:+.2f}", va="center", fontsize=9.5)
    labels.append(ends[1])
    axes.set_yticks(range(len(labels)), labels)
    axes.invert_yaxis()
    axes.axvline(0, color=MUTED, linewidth=1)
    low, high = axes.get_xlim()
    axes.set_xlim(low - 0.04 * (high - low), high + 0.14 * (high - low))
