"""Swing of the middle states: where they stood at the start and stand at the end, in two triangles."""

from __future__ import annotations

import textwrap
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from aicompete.analysis.coalitions import between, side_probabilities
from aicompete.analysis.errors import NotRecorded
from aicompete.analysis.sidechanges import change_headline
from aicompete.analysis.tables import Array, ResultsLike, View, view
from aicompete.analysis.words import date_text
from aicompete.plots.frame import page
from aicompete.plots.labels import name_dots
from aicompete.plots.style import BLACK, GREY, MUTED, SIDE_COLOURS, WIDE

MIDDLE = 0.5
"""Share of runs uncommitted at the start or the end from which on a nation counts as a middle state."""
STAY = 0.05
"""Change of a chance below which a nation counts as staying."""
HEIGHT = np.sqrt(3.0) / 2.0


def draw_swing(results: ResultsLike | View, path: str | Path | None = None) -> Figure:
    """Middle states as arrows from start to end: by the chance of each side (a triangle) and by technology."""
    seen = view(results)
    shown = middle_states(seen)
    sides = side_probabilities(seen)
    chance = np.stack([sides[side] for side in ("us", "cn", "none")], axis=-1)  # (month, nation, corner)
    title = change_headline(seen) or "Where the middle states stand"
    meaning = f"arrows: {date_text(seen.dates[0])} to {date_text(seen.dates[-1])}"
    with page(seen, title, band=meaning, size=WIDE, path=path) as sheet:
        ((left, right),) = sheet.axes(1, 2, left=0.4, right=0.4, wspace=0.18, top=0.45, bottom=0.6)
        names = [seen.names[seen.nation_codes[i]] for i in shown]
        _triangle(left, ("US side", "Chinese side", "Uncommitted"), (SIDE_COLOURS["us"], SIDE_COLOURS["cn"], GREY))
        _arrows(left, chance[0, shown], chance[-1, shown], names)
        left.set_title("Chance of each side over runs")
        stacks = ("stack_us", "stack_cn")
        if all(seen.has_nations(name) for name in stacks):
            base = np.stack([np.median(seen.nation_metric(name), axis=0) for name in stacks], axis=-1)
            _stacks(right, base[0, shown], base[-1, shown], names)
        else:
            right.set_visible(False)
        sheet.notes.append("Middle states: uncommitted in half of the runs at the start or the end.")
    return sheet.figure


def middle_states(seen: View) -> list[int]:
    """Places of the nations that are uncommitted in half of the runs at the start or the end."""
    none = side_probabilities(seen)["none"]
    found = [i for i in between(seen) if max(none[0, i], none[-1, i]) >= MIDDLE]
    if not found:
        raise NotRecorded("no nation is uncommitted at the start or the end")
    return found


def _spot(parts: Array) -> Array:
    """Place in the triangle of shares (..., corner): left, right, top."""
    return np.stack([parts[..., 1] + 0.5 * parts[..., 2], HEIGHT * parts[..., 2]], axis=-1)


def _triangle(axes: Axes, corners: tuple[str, str, str], colours: tuple[str, str, str]) -> None:
    edge = _spot(np.eye(3)[[0, 1, 2, 0]])
    axes.plot(edge[:, 0], edge[:, 1], color=MUTED, linewidth=1.2)
    for part in (0.25, 0.5, 0.75):
        for turn in range(3):
            ends = np.zeros((2, 3))
            ends[:, turn] = part
            ends[0, (turn + 1) % 3] = ends[1, (turn + 2) % 3] = 1.0 - part
            line = _spot(ends)
            axes.plot(line[:, 0], line[:, 1], color="#E4E4E4", linewidth=0.8, zorder=0)
    for at, text, colour, lies in zip(edge, corners, colours, ("left", "right", "center"), strict=False):
        top = lies == "center"
        at = at + (0.0, 0.03 if top else -0.04)
        axes.text(
            float(at[0]), float(at[1]), text, color=colour, fontweight="bold", ha=lies, va="bottom" if top else "top"
        )
    axes.set_aspect("equal")
    axes.set_xlim(-0.08, 1.08)
    axes.set_ylim(-0.1, HEIGHT + 0.1)
    axes.set_axis_off()


def _arrows(axes: Axes, start: Array, end: Array, names: list[str]) -> None:
    """Chances as arrows; who stays in the middle in nearly all runs is listed and not drawn."""
    moves = np.abs(end - start).max(axis=-1) >= STAY
    before, after = _spot(start[moves]), _spot(end[moves])
    for a, b in zip(before, after, strict=True):
        _arrow(axes, a, b)
    moved = [name for name, far in zip(names, moves, strict=True) if far]
    name_dots(axes, after[:, 0], after[:, 1], moved, avoid=[text for text in axes.texts if text.get_text()])
    still = [name for name, moved in zip(names, moves, strict=True) if not moved]
    if still:
        text = textwrap.fill(f"Hardly move: {', '.join(still)}", 34)
        axes.text(-0.06, HEIGHT + 0.08, text, fontsize=8.5, va="top", color=MUTED)


def _stacks(axes: Axes, start: Array, end: Array, names: list[str]) -> None:
    """Technology in use as arrows, over the part of the plane in which they lie."""
    points = 100.0 * np.concatenate([start, end])
    low, high = points.min(axis=0), points.max(axis=0)
    air = 0.15 * (high - low) + 1.0
    axes.set_xlim(low[0] - air[0], high[0] + air[0])
    axes.set_ylim(max(low[1] - air[1], 0.0), high[1] + air[1])
    for a, b in zip(100.0 * start, 100.0 * end, strict=True):
        _arrow(axes, a, b)
    name_dots(axes, 100.0 * end[:, 0], 100.0 * end[:, 1], names)
    axes.set_xlabel("US stack  [% of the installed base, median]")
    axes.set_title("Chinese stack  [% of the installed base, median]")


def _arrow(axes: Axes, a: Array, b: Array) -> None:
    head, tail = (float(b[0]), float(b[1])), (float(a[0]), float(a[1]))
    axes.annotate(
        "", head, tail, arrowprops={"arrowstyle": "-|>", "color": MUTED, "lw": 1.0, "shrinkA": 0, "shrinkB": 2}
    )
    axes.plot(*tail, "o", markersize=4, markerfacecolor="white", markeredgecolor=MUTED)
    axes.plot(*head, "o", markersize=5, color=BLACK)
