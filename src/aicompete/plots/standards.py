"""Whose technology standard the world follows: global standard shares and the installed base behind them."""

from __future__ import annotations

from pathlib import Path

from matplotlib.figure import Figure

from aicompete.analysis.errors import NotRecorded
from aicompete.analysis.headlines import standards_headline
from aicompete.analysis.tables import ResultsLike, View, view
from aicompete.plots.frame import page
from aicompete.plots.lines import FAN_TEXT, panel
from aicompete.plots.style import SIDE_COLOURS

STACKS = (("us", "US"), ("cn", "Chinese"), ("open", "Open"))
FAMILIES = (("standard_share", "Global standard share"), ("stack_share", "Installed base, weighted by GDP"))


def draw_standards(results: ResultsLike | View, path: str | Path | None = None) -> Figure:
    """Shares of the US, Chinese and open stacks in the global standard and in the installed base, medians with
    bands."""
    seen = view(results)
    families = [(f, t) for f, t in FAMILIES if any(seen.has(f"{f}_{s}") for s, _ in STACKS)]
    if not families:
        raise NotRecorded("no standard shares (standard_share_*) in the series table")
    title = standards_headline(seen) or "Technology standards: US, Chinese and open stacks"
    with page(seen, title, band=FAN_TEXT, path=path) as sheet:
        (row,) = sheet.axes(1, len(families), right=1.2, wspace=0.42)
        for axes, (family, text) in zip(row, families, strict=True):
            lines = [(f"{family}_{s}", n, SIDE_COLOURS[s]) for s, n in STACKS if seen.has(f"{family}_{s}")]
            panel(axes, seen, lines, text)
    return sheet.figure
