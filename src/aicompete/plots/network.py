"""The alliance network at chosen dates: nodes sized by compute or GDP, coloured by alignment, edges by ties."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke

from aicompete.analysis.bands import band
from aicompete.analysis.errors import NotRecorded
from aicompete.analysis.headlines import crossing_headline
from aicompete.analysis.tables import Array, ResultsLike, View, view
from aicompete.analysis.words import date_text
from aicompete.plots.frame import page
from aicompete.plots.geography import keep_apart, spring_layout, tie_weights, tile_places
from aicompete.plots.style import ALIGNMENT, BLACK, TALL

SHOWN_TIE = 0.3  # ties weaker than this are not drawn
SIZES = (("gdp", "GDP"), ("compute", "AI compute"))
PANEL = (6.2, 6.6)  # inches one network needs so that labels do not meet


def draw_alliance_network(
    results: ResultsLike | View, path: str | Path | None = None, dates: Sequence[str] | None = None, size: str = "gdp"
) -> Figure:
    """Networks at `dates` (default: first and last month) on one layout made from the ties alone, so that nodes do not
    move between dates. `size`: node area by "gdp" or "compute" (median over runs)."""
    seen = view(results)
    ties = seen.manifest.get("ties")
    if not ties:
        raise NotRecorded("the manifest has no ties, so there is no network to draw")
    at = list(dates) if dates else list(dict.fromkeys([seen.dates[0], seen.dates[-1]]))
    alignment = band(seen.nation_metric("alignment")).median
    amount, words = amounts(seen, size)
    columns = min(len(at), 2)
    rows = -(-len(at) // columns)
    sheet_size = (TALL[0], TALL[1] + (rows - 1) * (PANEL[1] + 0.6))
    title = crossing_headline(seen) or "Alliance network"
    meaning = "colour: median over runs (no band)"
    with page(seen, title, band=meaning, size=sheet_size, path=path) as sheet:
        grid = sheet.axes(rows, columns, left=0.35, right=0.35, wspace=0.03, hspace=0.06, top=0.3, bottom=0.62)
        flat = [axes for row in grid for axes in row]
        weights = tie_weights(seen.nation_codes, ties)
        spots = network_layout(seen, weights, np.sqrt(areas(np.nanmax(amount, axis=0)) / np.pi) / 72)
        for axes, date in zip(flat, at, strict=False):
            month = seen.month_index(date)
            _network(axes, seen, spots, weights, alignment[month], amount[month])
            axes.set_title(date_text(seen.dates[month]))
        for axes in flat[len(at) :]:
            axes.set_visible(False)
        _key(sheet.figure, sheet.bottom / sheet.height, sheet.height)
        sheet.notes.append(f"Area: {words}. Lines: security and trade ties at the start.")
    return sheet.figure


def amounts(seen: View, size: str) -> tuple[Array, str]:
    """Median amount (month, nation) that stands for a nation's size, and what it is."""
    for metric, words in sorted(SIZES, key=lambda s: s[0] != size):
        if seen.has_nations(metric):
            return band(seen.nation_metric(metric)).median, f"{words}, {seen.unit(metric) or 'median over runs'}"
    fixed = np.array([seen.gdp[c] for c in seen.nation_codes])
    return np.broadcast_to(fixed, (len(seen.dates), len(fixed))), "GDP at the start, USD bn a year"


def areas(amount: Array) -> Array:
    """Node areas in square points."""
    return np.asarray(55 + 1500 * np.maximum(amount, 0) / max(float(np.nanmax(amount)), 1e-12))


def network_layout(seen: View, weights: Array, radius: Array) -> Array:
    """Spring layout started from places on the map, then parted until nodes (`radius` in inches) and labels are
    free."""
    places = tile_places(seen.nation_codes)
    anchors = np.array([places[c] for c in seen.nation_codes], dtype=np.float64)
    anchors = anchors / np.maximum(anchors.max(axis=0), 1)
    anchors[:, 1] = 1 - anchors[:, 1]
    strong = np.where(weights >= SHOWN_TIE, weights, 0.0)
    spots = spring_layout(strong * 0.12, anchors) * np.array(PANEL) * 0.9
    names = [label(seen.names[c]) for c in seen.nation_codes]
    wide = np.array([0.08 * max(map(len, n.split("\n"))) + 0.12 for n in names])
    deep = np.array([0.17 + 0.14 * n.count("\n") for n in names])
    boxes = np.stack([np.maximum(wide, 2 * radius), 2 * radius + deep + 0.06], axis=1)
    lowered = np.stack([np.zeros(len(deep)), deep / 2], axis=1)  # a box reaches from the node's top to its label's foot
    return keep_apart(spots - lowered, boxes) + lowered


def label(name: str) -> str:
    """A country name on at most two short lines."""
    return "\n".join(textwrap.wrap(name, 12, max_lines=2, placeholder=" ..."))


def _network(axes: Axes, seen: View, spots: Array, weights: Array, alignment: Array, amount: Array) -> None:
    pairs = [(i, j) for i in range(len(weights)) for j in range(i) if weights[i, j] >= SHOWN_TIE]
    strength = np.array([weights[p] for p in pairs])
    lines = [[tuple(spots[i]), tuple(spots[j])] for i, j in pairs]
    axes.add_collection(
        LineCollection(lines, colors="#9AA0A6", linewidths=0.35 + 1.1 * np.minimum(strength, 1.6), alpha=0.4)
    )
    area = areas(amount)
    colours = [ALIGNMENT((float(a) + 1) / 2) for a in np.nan_to_num(alignment)]
    axes.scatter(spots[:, 0], spots[:, 1], s=area, c=colours, edgecolor=BLACK, linewidth=0.8, zorder=3)
    radius = np.sqrt(area / np.pi) / 72
    halo = [withStroke(linewidth=2.6, foreground="white")]
    for (x, y), r, code in zip(spots, radius, seen.nation_codes, strict=True):
        axes.annotate(
            label(seen.names[code]),
            (x, y),
            xytext=(0, -72 * r - 1.5),
            textcoords="offset points",
            ha="center",
            va="top",
            fontsize=9,
            linespacing=0.95,
            zorder=4,
            path_effects=halo,
        )
    axes.set_xlim(spots[:, 0].min() - 0.45, spots[:, 0].max() + 0.45)
    axes.set_ylim(spots[:, 1].min() - 0.5, spots[:, 1].max() + 0.3)
    axes.grid(visible=False)
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_visible(False)


def _key(figure: Figure, bottom: float, height: float) -> None:
    """The colour key under the networks."""
    box = figure.add_axes((0.36, bottom + 0.36 / height, 0.28, 0.14 / height))
    box.imshow(np.linspace(-1, 1, 256)[None, :], aspect="auto", cmap=ALIGNMENT, extent=(-1, 1, 0, 1))
    box.set_yticks([])
    box.grid(visible=False)
    box.set_xticks([-1, 0, 1], ["-1 China", "alignment 0 [index]", "+1 United States"])
    box.tick_params(length=0, labelsize=9.5)
    for spine in box.spines.values():
        spine.set_visible(False)
