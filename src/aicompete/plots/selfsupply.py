"""What China makes itself, layer by layer: over time, and from the first month to the last."""

from __future__ import annotations

from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from aicompete.analysis.selfsupply import Layer, layers
from aicompete.analysis.tables import ResultsLike, View, view
from aicompete.analysis.words import date_text, joined
from aicompete.plots.frame import page
from aicompete.plots.lines import FAN_TEXT
from aicompete.plots.style import BLACK, GREEN, MUTED, ORANGE, PURPLE, date_axis, end_labels, percent_axis

COLOURS = (BLACK, GREEN, ORANGE, PURPLE)
"""As in the picture of the home chain, what is in use in black."""
NAMED = 3
"""Layers that the title names."""


def draw_self_supply(results: ResultsLike | View, path: str | Path | None = None) -> Figure:
    """Home-made shares of China's compute, chips, tools and what else was recorded."""
    seen = view(results)
    found = layers(seen)
    with page(seen, _title(seen, found), band=FAN_TEXT, path=path) as sheet:
        ((paths, ends),) = sheet.axes(1, 2, left=0.85, right=0.6, wspace=0.62, widths=(1.5, 1.0))
        _paths(paths, seen, found)
        _ends(ends, seen, found)
    return sheet.figure


def _paths(axes: Axes, seen: View, found: list[Layer]) -> None:
    names = []
    for layer, colour in zip(found, COLOURS, strict=False):
        if layer.share.has_band:
            axes.fill_between(seen.times, layer.share.low, layer.share.high, color=colour, alpha=0.14, linewidth=0)
        axes.plot(seen.times, layer.share.median, color=colour)
        names.append((float(layer.share.median[-1]), layer.name.capitalize(), colour))
    axes.set_ylim(0.0, 1.0)
    percent_axis(axes)
    date_axis(axes, list(seen.times))
    axes.set_title("Home-made share in China  [%]")
    end_labels(axes, names)


def _ends(axes: Axes, seen: View, found: list[Layer]) -> None:
    for place, (layer, colour) in enumerate(zip(found, COLOURS, strict=False)):
        y = len(found) - 1 - place
        first, last = float(layer.share.median[0]), float(layer.share.median[-1])
        axes.plot([float(layer.share.low[-1]), float(layer.share.high[-1])], [y, y], color=colour, alpha=0.3, lw=7)
        if abs(last - first) > 0.005:
            arrow = {"arrowstyle": "-|>", "color": colour, "lw": 1.8}
            axes.annotate("", (last, y), (first, y), arrowprops=arrow)
        axes.plot([first], [y], "o", color="white", markeredgecolor=colour, markersize=8, markeredgewidth=1.8)
        axes.plot([last], [y], "o", color=colour, markersize=8)
        axes.text(0.5, y + 0.28, layer.name.capitalize(), ha="center", color=colour, fontsize=10.5, fontweight="bold")
        axes.text(last, y - 0.34, f"{100 * last:.0f} %", ha="center", color=colour, fontsize=10)
    axes.set_ylim(-0.7, len(found) - 0.4)
    axes.set_xlim(-0.03, 1.06)
    axes.set_yticks([])
    axes.xaxis.set_major_formatter(lambda value, _: f"{100 * value:.0f} %")
    axes.set_title(f"{date_text(seen.dates[0])} (ring) to {date_text(seen.dates[-1])} (dot)")
    axes.tick_params(colors=MUTED)


def _title(seen: View, found: list[Layer]) -> str:
    by_move = sorted(found, key=lambda layer: -abs(float(layer.share.median[-1] - layer.share.median[0])))
    said = []
    for layer in by_move[:NAMED]:
        first, last = f"{100 * float(layer.share.median[0]):.0f}", f"{100 * float(layer.share.median[-1]):.0f} %"
        said.append(f"{layer.name} {last}" if f"{first} %" == last else f"{layer.name} {first} to {last}")
    return f"Made in China: {joined(said)} by {date_text(seen.dates[-1])}"
