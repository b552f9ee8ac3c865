"""Does a lead outlast the push that won it? The lead at the end of a sweep against that when the push ends."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from aicompete.analysis.errors import NotRecorded
from aicompete.analysis.settings import setting_label
from aicompete.analysis.tables import ResultsLike, View, view
from aicompete.analysis.tipping import Leads, find_push, leads
from aicompete.analysis.words import date_text, metric_text
from aicompete.plots.frame import page
from aicompete.plots.style import MUTED, SEQUENCE, end_labels

BAND = "a dot: a pair of runs, with and without the push; line: through the origin; dashed: all of the lead stays"

POINTS = 100.0


def draw_tipping(results: ResultsLike | View, path: str | Path | None = None) -> Figure:
    """Share won over the run without the push: at the end of the sweep against the month in which the push ends.

    Dots on the dashed line: the lead stays; below it: it is forgotten; above it: it grows by itself.
    """
    seen = view(results)
    push = find_push(seen)
    found = leads(seen, push)
    if not found:
        raise NotRecorded(f"the push of {push.setting} wins nothing")
    least, most = min(found, key=lambda one: one.kept), max(found, key=lambda one: one.kept)
    said = f"{least.kept:.1f}" if most.kept - least.kept < 0.1 else f"{least.kept:.1f} to {most.kept:.1f}"
    years = int(push.last[:4]) - int(push.end[:4])
    title = f"A point won by a push has become {said} points {years} years after it ended"
    with page(seen, title, band=BAND, path=path) as sheet:
        ((axes,),) = sheet.axes(1, 1, left=0.95, right=3.4, bottom=0.5)
        _limits(axes, found)
        _groups(axes, found)
        axes.set_xlabel(f"lead in {metric_text(push.metric)} when the push ends, {date_text(push.end)}  [points]")
        axes.set_ylabel(f"the same lead in {date_text(push.last)}  [points]")
        sheet.notes.append(f"Push: {setting_label(push.setting, seen.names)}.")
    return sheet.figure


def _limits(axes: Axes, found: list[Leads]) -> None:
    early, late = (POINTS * np.concatenate([getattr(one, name) for one in found]) for name in ("early", "late"))
    axes.set_xlim(min(0.0, 1.08 * float(early.min())), max(1.08 * float(early.max()), 1e-4))
    axes.set_ylim(min(0.0, 1.08 * float(late.min())), max(1.08 * float(late.max()), 1e-4))


def _groups(axes: Axes, found: list[Leads]) -> None:
    (_, reach), (_, top) = axes.get_xlim(), axes.get_ylim()
    axes.plot([0.0, reach], [0.0, reach], color=MUTED, linestyle="--", linewidth=1.0)
    ends = []
    for one, colour in zip(found, SEQUENCE, strict=False):
        axes.scatter(POINTS * one.early, POINTS * one.late, s=18, color=colour, alpha=0.5, linewidths=0)
        axes.plot([0.0, reach], [0.0, reach * one.kept], color=colour)
        ends.append((min(reach * one.kept, top), f"{one.label or 'all'}: {one.kept:.2f}", colour))
    end_labels(axes, ends, size=9.5)
