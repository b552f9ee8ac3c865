"""Two results side by side: paired differences of the main metrics over time, or both bands when runs cannot be
paired."""

from __future__ import annotations

import textwrap
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from aicompete.analysis.bands import band
from aicompete.analysis.compare import compare, paired_differences
from aicompete.analysis.headlines import comparison_headline
from aicompete.analysis.tables import ResultsLike, View, view
from aicompete.analysis.words import axis_unit, metric_text
from aicompete.plots.frame import page
from aicompete.plots.lines import fan
from aicompete.plots.style import BLUE, MUTED, ORANGE, TALL, date_axis, end_labels, number_axis, percent_axis

MOST = 9
WIDTH = 36  # letters of a panel's title


def draw_comparison(
    a: ResultsLike | View | str | Path,
    b: ResultsLike | View | str | Path,
    path: str | Path | None = None,
    metrics: list[str] | None = None,
    point_a: int | None = None,
    point_b: int | None = None,
) -> Figure:
    """What B changes against A: mean and bands of the differences run by run (same shocks), zero line, up to nine
    metrics; what differs in levers and assumptions stands below. Unpaired results are drawn as two fans."""
    left, right = view(a, point_a), view(b, point_b)
    found = compare(left, right, metrics=metrics)
    names = list(dict.fromkeys(found.effects["metric"]))
    ranked = [str(m) for m in found.ranked["metric"]]
    moved = [m for m in ranked if not found.effects.loc[found.effects["metric"] == m, "note"].astype(bool).all()]
    chosen = (metrics or moved or names)[:MOST]
    title = comparison_headline(found, count=2)
    differing = [f"A is {left.name}, B is {right.name}.", *(found.difference_lines or ["Same levers and assumptions."])]
    how = f"{found.pairs} pairs of runs under the same shocks" if found.paired else "unpaired: other shocks"
    lines = "line: mean of B - A" if found.paired else "line: median"
    lines += "; bands: 25-75 % and 10-90 %" + ("" if found.paired else " of runs")
    meaning = f"{how}; {lines}"
    with page(right, title, band=meaning, size=TALL, path=path, differences=differing) as sheet:
        columns = min(3, len(chosen))
        rows = -(-len(chosen) // columns)
        right_room = 0.4 if found.paired else 0.7
        grid = sheet.axes(rows, columns, left=0.95, right=right_room, wspace=0.42, hspace=0.6, top=0.62)
        flat = [axes for row in grid for axes in row]
        for axes, metric in zip(flat, chosen, strict=False):
            if found.paired:
                _difference(axes, left, right, metric)
            else:
                _both(axes, left, right, metric)
        for axes in flat[len(chosen) :]:
            axes.set_visible(False)
        if len(moved) < len(names):
            sheet.notes.append(f"{len(names) - len(moved)} of {len(names)} metrics are the same in every run.")
    return sheet.figure


def _difference(axes: Axes, a: View, b: View, metric: str) -> None:
    values, dates = paired_differences(a, b, metric)
    x = np.array(dates, dtype="datetime64[M]").astype("datetime64[D]")
    d = band(values)
    if d.has_band:
        axes.fill_between(x, d.low, d.high, color=BLUE, alpha=0.16, linewidth=0)
        axes.fill_between(x, d.q25, d.q75, color=BLUE, alpha=0.26, linewidth=0)
    axes.plot(x, d.mean, color=BLUE, marker="o" if len(x) == 1 else None)
    axes.axhline(0, color=MUTED, linewidth=1.2)
    unit = b.unit(metric)
    _name(axes, metric, "percentage points" if unit == "share" else axis_unit(unit), "B - A: ")
    date_axis(axes, list(x))
    if unit == "share":
        axes.yaxis.set_major_formatter(lambda value, _: f"{100 * value:+.3g}" if value else "0")
    else:
        number_axis(axes)


def _both(axes: Axes, a: View, b: View, metric: str) -> None:
    ends = []
    for seen, colour, letter in ((a, ORANGE, "A"), (b, BLUE, "B")):
        d = fan(axes, seen, seen.metric(metric), colour)
        ends.append((float(d.median[-1]), letter, colour))
    _name(axes, metric, axis_unit(b.unit(metric)), "")
    date_axis(axes, sorted([*a.times, *b.times]))
    if b.unit(metric) == "share":
        percent_axis(axes)
    else:
        number_axis(axes)
    end_labels(axes, ends)


def _name(axes: Axes, metric: str, unit: str, before: str) -> None:
    words = metric_text(metric)
    words = words[:1].upper() + words[1:] if not before else words
    text = textwrap.fill(f"{before}{words}  [{unit}]", WIDTH)
    axes.set_title(text if "\n" in text else f"{text}\n ", fontsize=10.5)
