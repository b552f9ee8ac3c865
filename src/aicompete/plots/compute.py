"""Compute and capability of the two powers, with fans over runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from aicompete.analysis.errors import NotRecorded
from aicompete.analysis.headlines import compute_headline
from aicompete.analysis.tables import ResultsLike, View, view
from aicompete.plots.frame import page
from aicompete.plots.lines import FAN_TEXT, panel
from aicompete.plots.style import BLACK, BLUE, GREY, VERMILLION

Panel = tuple[str, list[tuple[str, str, str]], Callable[[Axes, View, list[tuple[str, str, str]], str], None]]
US, CHINA = "United States", "China"


def draw_compute(results: ResultsLike | View, path: str | Path | None = None) -> Figure:
    """AI compute owned in the United States, China and the world (log scale), their shares of the world, capability
    (log10 of effective compute) and China's lag in months."""
    seen = view(results)
    wanted: list[Panel] = [
        (
            "AI compute owned",
            [("compute_world", "World", GREY), ("compute_usa", US, BLUE), ("compute_chn", CHINA, VERMILLION)],
            _log,
        ),
        (
            "Share of world AI compute",
            [("compute_share_usa", US, BLUE), ("compute_share_chn", CHINA, VERMILLION)],
            _plain,
        ),
        (
            "Capability of the leading models",
            [("capability_usa", US, BLUE), ("capability_chn", CHINA, VERMILLION)],
            _free,
        ),
        ("China's capability lag behind the United States", [("capability_lag_chn", "", BLACK)], _plain),
    ]
    found = [(t, [m for m in metrics if seen.has(m[0])], draw) for t, metrics, draw in wanted]
    found = [f for f in found if f[1]]
    if not found:
        raise NotRecorded("no compute or capability metrics in the series table")
    title = compute_headline(seen) or "AI compute and capability of the powers"
    with page(seen, title, band=FAN_TEXT, path=path) as sheet:
        rows = 2 if len(found) > 2 else 1
        grid = sheet.axes(rows, 2 if len(found) > 1 else 1, right=1.5, wspace=0.5, hspace=0.42)
        flat = [axes for row in grid for axes in row]
        for axes, (text, metrics, draw) in zip(flat, found, strict=False):
            draw(axes, seen, metrics, text)
        for axes in flat[len(found) :]:
            axes.set_visible(False)
        sheet.notes.append("H100e: compute of one NVIDIA H100.")
    return sheet.figure


def _log(axes: Axes, seen: View, metrics: list[tuple[str, str, str]], title: str) -> None:
    panel(axes, seen, metrics, title, log=True)


def _plain(axes: Axes, seen: View, metrics: list[tuple[str, str, str]], title: str) -> None:
    panel(axes, seen, metrics, title)


def _free(axes: Axes, seen: View, metrics: list[tuple[str, str, str]], title: str) -> None:
    """Logarithms have no natural zero."""
    panel(axes, seen, metrics, title, floor_zero=False)
