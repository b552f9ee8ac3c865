"""Control against licence: the plane on which the two powers answer each other, with the paths of the runs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from aicompete.analysis.retaliation import REGIONS, Phase, phase
from aicompete.analysis.tables import ResultsLike, View, view
from aicompete.analysis.words import date_text
from aicompete.plots.frame import page
from aicompete.plots.style import (
    BLACK,
    BLUE,
    GREEN,
    GREY,
    MUTED,
    ORANGE,
    VERMILLION,
    date_axis,
    end_labels,
    percent_axis,
)

COLOURS = dict(zip(REGIONS, (GREEN, VERMILLION, BLUE, ORANGE, GREY), strict=True))
MOST_PATHS = 60
MARGIN = 0.06


def draw_retaliation(results: ResultsLike | View, path: str | Path | None = None) -> Figure:
    """Left: every run's path over US chip control and Chinese licence strictness, the median path on top. Right: how
    many runs stand in truce, lock-up or with one side yielding, month by month."""
    seen = view(results)
    found = phase(seen)
    band = f"paths: {min(len(found.control), MOST_PATHS)} runs; black: medians; areas: share of runs"
    with page(seen, _title(seen, found), band=band, path=path) as sheet:
        ((plane, shares),) = sheet.axes(1, 2, left=0.85, right=1.6, wspace=0.25, widths=(1.1, 1.0), bottom=0.62)
        _plane(plane, found)
        _shares(shares, seen, found)
        sheet.notes.append("Licence: mean strictness over four minerals. Levers in force, replies included.")
    return sheet.figure


def _plane(axes: Axes, found: Phase) -> None:
    x, y = np.median(found.control, axis=0), np.median(found.licence, axis=0)
    left, right = float(found.control.min()) - MARGIN, float(found.control.max()) + MARGIN
    low, high = float(found.licence.min()) - MARGIN, float(found.licence.max()) + MARGIN
    start_x, start_y = float(x[0]), float(y[0])
    regions = (
        ("truce", (left, start_x), (low, start_y)), ("lock-up", (start_x, right), (start_y, high)),
        ("USA yields", (left, start_x), (start_y, high)), ("China yields", (start_x, right), (low, start_y)),
    )  # fmt: skip
    for name, (x0, x1), (y0, y1) in regions:
        axes.fill_between([x0, x1], y0, y1, color=COLOURS[name], alpha=0.1, linewidth=0)
        edge_x = x0 + 0.01 if x0 == left else x1 - 0.01
        edge_y = y0 + 0.008 if y0 == low else y1 - 0.008
        ha, va = ("left" if x0 == left else "right"), ("bottom" if y0 == low else "top")
        words = name[:1].upper() + name[1:]
        axes.text(edge_x, edge_y, words, color=COLOURS[name], fontweight="bold", fontsize=11, ha=ha, va=va)
    for run in range(min(len(found.control), MOST_PATHS)):
        axes.plot(found.control[run], found.licence[run], color=MUTED, alpha=0.22, linewidth=0.9)
    axes.plot(found.control[:, -1], found.licence[:, -1], "o", color=MUTED, alpha=0.45, markersize=4)
    axes.plot(x, y, color=BLACK, linewidth=2.2)
    axes.plot([x[0]], [y[0]], "o", color="white", markeredgecolor=BLACK, markersize=10, markeredgewidth=2)
    axes.plot([x[-1]], [y[-1]], "o", color=BLACK, markersize=10)
    axes.set_xlim(left, right)
    axes.set_ylim(low, high)
    axes.set_xlabel("US chip export control  [index]")
    axes.set_ylabel("Chinese licence strictness  [share refused or stalled]")
    axes.set_title("From the start (ring) to the end (dot)")


def _shares(axes: Axes, seen: View, found: Phase) -> None:
    months = range(found.control.shape[1])
    shares = {name: np.array([found.regions(month)[name] for month in months]) for name in REGIONS}
    shown = [name for name in REGIONS if shares[name].any()]
    axes.stackplot(seen.times, *(shares[n] for n in shown), colors=[COLOURS[n] for n in shown], alpha=0.75, linewidth=0)
    date_axis(axes, list(seen.times))
    axes.set_ylim(0.0, 1.0)
    percent_axis(axes)
    axes.set_title("Where the runs stand  [% of runs]")
    ends, below = [], 0.0
    for name in shown:
        share = float(shares[name][-1])
        if share > 0.005:
            ends.append((below + share / 2, f"{name[:1].upper()}{name[1:]} {100 * share:.0f} %", COLOURS[name]))
        below += share
    end_labels(axes, ends)


def _title(seen: View, found: Phase) -> str:
    regions = found.regions()
    most = max(regions, key=lambda name: regions[name])
    words = {
        "truce": "have eased towards a truce", "lock-up": "are locked in controls and licences",
        "USA yields": "see the USA yield", "China yields": "see China yield", "no move": "see no move on either side",
    }  # fmt: skip
    return f"{100 * regions[most]:.0f} % of the runs {words[most]} by {date_text(seen.dates[-1])}"
