"""Alignment of every nation: a heat map over months beside the spread at the end."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.figure import Figure

from aicompete.analysis.bands import Band, band
from aicompete.analysis.coalitions import between
from aicompete.analysis.headlines import alignment_headline
from aicompete.analysis.tables import Array, Index, ResultsLike, View, view
from aicompete.analysis.words import date_text
from aicompete.plots.frame import AXIS_ROOM, page
from aicompete.plots.style import ALIGNMENT, BLACK, MUTED, TALL, date_axis, inches

NAMES = 1.75  # inches for country names


def draw_alignment_heatmap(results: ResultsLike | View, path: str | Path | None = None) -> Figure:
    """Median alignment of each nation by month, sorted by alignment at the end; beside it start, end and band of the
    end."""
    seen = view(results)
    values = seen.nation_metric("alignment")[:, :, between(seen)]
    names = [seen.names[seen.nation_codes[i]] for i in between(seen)]
    b = band(values)
    order = np.argsort(-b.median[-1], kind="stable")
    title = alignment_headline(seen) or "Alignment of the nations between the United States and China"
    meaning = "colour: median over runs; right: median and 10-90 % of runs at the end"
    with page(seen, title, band=meaning, size=TALL, path=path) as sheet:
        ((heat, ends),) = sheet.axes(1, 2, left=NAMES, widths=(2.6, 1), wspace=0.07, top=0.3, bottom=AXIS_ROOM + 0.55)
        _heat(heat, seen, b.median[:, order].T, [names[i] for i in order])
        what = "Median alignment" if b.has_band else "Alignment"
        heat.set_title(f"{what} by month  [index, -1 China to +1 United States]")
        _ends(ends, b, order, seen)
        tall = inches(heat)[1]
        bar = heat.inset_axes((0.0, -0.58 / tall, 0.55, 0.13 / tall))
        scale = sheet.figure.colorbar(heat.images[0], cax=bar, orientation="horizontal")
        scale.set_ticks([-1, -0.5, 0, 0.5, 1], labels=["-1 China", "-0.5", "0", "0.5", "+1 United States"])
        scale.outline.set_visible(False)
    return sheet.figure


def _heat(axes: Axes, seen: View, cells: Array, names: list[str]) -> None:
    days = np.asarray(date2num(seen.times))  # type: ignore[no-untyped-call]
    step = float(np.median(np.diff(days))) if len(days) > 1 else 30.0
    extent = (float(days[0]), float(days[-1]) + step, len(names) - 0.5, -0.5)
    axes.imshow(cells, aspect="auto", cmap=ALIGNMENT, vmin=-1, vmax=1, extent=extent, interpolation="nearest")
    axes.xaxis_date()
    ends = [seen.times[0], seen.times[-1] + np.timedelta64(int(step), "D")]
    date_axis(axes, ends)
    axes.set_yticks(range(len(names)), names)
    axes.tick_params(axis="y", length=0, labelsize=10)
    axes.grid(visible=False)
    for row in range(1, len(names)):
        axes.axhline(row - 0.5, color="white", linewidth=0.7)


def _ends(axes: Axes, b: Band, order: Index, seen: View) -> None:
    rows = np.arange(len(order))
    start, end = b.median[0][order], b.median[-1][order]
    colours = [ALIGNMENT((v + 1) / 2) for v in end]
    if b.has_band:
        axes.hlines(rows, b.low[-1][order], b.high[-1][order], color="#A9A9A9", linewidth=3)
    if len(seen.dates) > 1:
        label = f"{date_text(seen.dates[0])}"
        axes.scatter(start, rows, s=26, facecolor="white", edgecolor=MUTED, zorder=3, label=label)
    axes.scatter(
        end, rows, s=38, c=colours, edgecolor=BLACK, linewidth=0.8, zorder=4, label=f"{date_text(seen.dates[-1])}"
    )
    axes.axvline(0, color=MUTED, linewidth=1)
    axes.set_ylim(len(order) - 0.5, -0.5)
    axes.set_xlim(-1.02, 1.02)
    axes.set_xticks([-1, -0.5, 0, 0.5, 1], ["-1", "-0.5", "0", "0.5", "1"])
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    if len(seen.dates) == 1:
        axes.set_title("With its band  [index]" if b.has_band else "[index]")
    else:
        axes.set_title("Start, end and its band  [index]" if b.has_band else "Start and end  [index]")
    axes.legend(
        loc="upper center", bbox_to_anchor=(0.5, -0.3 / inches(axes)[1]), ncols=2, handletextpad=0.2, columnspacing=1.2
    )
