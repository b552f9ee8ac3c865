"""Who moved when: nations flowing between sides from one chosen month to the next, with probabilities."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path as Outline

from aicompete.analysis.sidechanges import ORDER, Changes, change_headline, changes, spaced_dates
from aicompete.analysis.tables import Array, ResultsLike, View, view
from aicompete.analysis.words import date_text
from aicompete.plots.coalition import SIDE_NAMES
from aicompete.plots.frame import page
from aicompete.plots.style import BLACK, MUTED, SIDE_COLOURS, TALL

BAR, GAP = 0.035, 0.05
"""Width of a block and air between blocks, as parts of the picture's width and height."""
NAMED, SEEN = 4, 0.15
"""Movers named on a stream, and the probability from which on they are."""


def draw_side_changes(
    results: ResultsLike | View, path: str | Path | None = None, dates: Sequence[str] | None = None
) -> Figure:
    """Blocks of the US side, the uncommitted and the Chinese side at chosen months (four, evenly spaced), and between
    them streams as wide as the expected number of nations that go from one to the other."""
    seen = view(results)
    chosen = list(dates) if dates and len(dates) > 1 else spaced_dates(seen)
    found = changes(seen, chosen)
    title = change_headline(seen) or "Who stands on which side"
    band = "widths: expected number of nations over runs; names: probability of the move"
    with page(seen, title, band=band, size=TALL, path=path) as sheet:
        axes = sheet.body(top=0.35, bottom=0.1)
        axes.set_xlim(-0.13, 1.13)
        axes.set_ylim(-0.02, 1.06)
        tops = _blocks(axes, found)
        _streams(axes, seen, found, tops)
        sheet.notes.append("Nations between the powers only.")
    return sheet.figure


def _blocks(axes: Axes, found: Changes) -> Array:
    """Draw the blocks and return the upper edge of each, (month, side)."""
    count = found.share.sum(axis=2)  # (month, side)
    unit = (1.0 - GAP * (len(ORDER) - 1)) / count[0].sum()
    tops = np.zeros(count.shape)
    for m, date in enumerate(found.dates):
        x, top = _place(m, len(found.dates)), 1.0
        for s, side in enumerate(ORDER):
            tops[m, s], height = top, unit * count[m, s]
            axes.add_patch(Rectangle((x - BAR / 2, top - height), BAR, height, color=SIDE_COLOURS[side], linewidth=0))
            last = m == len(found.dates) - 1
            if m == 0 or last:
                text = f"{SIDE_NAMES[side]}\n{count[m, s]:.1f}"
                at = x + BAR * 0.8 if last else x - BAR * 0.8
                axes.text(at, top - height / 2, text, ha="left" if last else "right", va="center", fontsize=11,
                          color=SIDE_COLOURS[side], fontweight="bold")  # fmt: skip
            elif height > 0.04:
                axes.text(
                    x, top - height / 2, f"{count[m, s]:.1f}", ha="center", va="center", fontsize=9, color="white"
                )
            top -= height + GAP
        axes.text(x, 1.02, date_text(date), ha="center", va="bottom", fontsize=11.5, fontweight="bold")
    return tops


def _streams(axes: Axes, seen: View, found: Changes, tops: Array) -> None:
    unit = (1.0 - GAP * (len(ORDER) - 1)) / found.share[0].sum()
    for m in range(len(found.dates) - 1):
        left, right = _place(m, len(found.dates)) + BAR / 2, _place(m + 1, len(found.dates)) - BAR / 2
        leave, enter = tops[m].copy(), tops[m + 1].copy()
        for a, side in enumerate(ORDER):
            for b in range(len(ORDER)):
                width = unit * float(found.moved[m, a, b].sum())
                if width <= 0.0:
                    continue
                stay = a == b
                _ribbon(axes, left, right, leave[a], enter[b], width, SIDE_COLOURS[side], 0.18 if stay else 0.65)
                if not stay:
                    middle = 0.5 * (leave[a] + enter[b] - width)
                    _names(axes, seen, found, (m, a, b), 0.5 * (left + right), middle)
                leave[a] -= width
                enter[b] -= width


def _ribbon(
    axes: Axes, left: float, right: float, start: float, end: float, width: float, colour: str, alpha: float
) -> None:
    """A band that leaves level at ``start`` and arrives level at ``end`` (upper edges)."""
    half = 0.5 * (left + right)
    points = [
        (left, start), (half, start), (half, end), (right, end),
        (right, end - width), (half, end - width), (half, start - width), (left, start - width), (left, start),
    ]  # fmt: skip
    codes = [Outline.MOVETO, *[Outline.CURVE4] * 3, Outline.LINETO, *[Outline.CURVE4] * 3, Outline.CLOSEPOLY]
    axes.add_patch(PathPatch(Outline(points, codes), facecolor=colour, alpha=alpha, linewidth=0))


def _names(axes: Axes, seen: View, found: Changes, step: tuple[int, int, int], x: float, y: float) -> None:
    chance = found.moved[step]
    order = [int(i) for i in np.argsort(-chance, kind="stable")[:NAMED] if chance[i] >= SEEN]
    if order:
        sure = len(seen.good) == 1
        said = [seen.names[found.codes[i]] + ("" if sure else f" {100 * chance[i]:.0f} %") for i in order]
        box = {"facecolor": "white", "alpha": 0.75, "edgecolor": MUTED, "linewidth": 0.4, "pad": 2}
        text = "\n".join(said)
        axes.text(x, y, text, ha="center", va="center", fontsize=9.5, color=BLACK, linespacing=1.15, bbox=box)


def _place(month: int, months: int) -> float:
    return month / max(months - 1, 1)
