"""The hindcast in pictures: observed points over the model's fan, with the policy of the time beneath."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from aicompete.analysis.hindcast.assess import Assessment
from aicompete.analysis.hindcast.panels import Line, Panel, chip_panels, compute_panels, maker_panels, mineral_panels
from aicompete.analysis.tables import ResultsLike, View, view
from aicompete.plots.frame import page
from aicompete.plots.style import (
    BLACK,
    BLUE,
    GREEN,
    MUTED,
    TALL,
    VERMILLION,
    date_axis,
    end_labels,
    log_axis,
    number_axis,
    save,
)

BAND = "line: median; bands: 50 % and 90 % of runs, lightest 90 % with discrepancy; dashed: median without controls"
COLOURS = {"us": BLUE, "cn": VERMILLION, "world": "#4D4D4D", "other": GREEN}
CHIP_LEVERS = ("chip_ceiling_tpp", "chip_interconnect_cap_gbps", "purchase_guidance", "chip_export_control")
COMPUTE_LEVERS = ("sme_export_control", "hbm_export_control", "chip_export_control", "purchase_guidance")
MINERAL_LEVERS = (
    "mineral_licence_strictness",
    "mineral_target_strictness",
    "mineral_licence_delay",
    "mineral_tech_ban",
)
DOT = 4.6


def draw_hindcast(
    results: ResultsLike | View, found: Assessment, folder: str | Path, formats: Sequence[str] = ("png",)
) -> list[Path]:
    """All pictures of the hindcast into a folder; `results` are those of the replay. Returns the files written."""
    written = []
    for name, draw in PICTURES.items():
        figure = draw(results, found)
        written += [save(figure, Path(folder) / f"{name}.{ending}") for ending in formats]
    return written


def draw_hindcast_chips(results: ResultsLike | View, found: Assessment) -> Figure:
    """NVIDIA compute in the world and to China, and China's share."""
    return _draw(results, "Replay 2022-2025: advanced chips to China", chip_panels(found), 2, CHIP_LEVERS, "Epoch AI")


def draw_hindcast_compute(results: ResultsLike | View, found: Assessment) -> Figure:
    """Clusters, Ascend output, smuggled cards, tools, lag, owned compute."""
    title = "Replay 2022-2025: clusters, Chinese output and capability"
    return _draw(results, title, compute_panels(found), 3, COMPUTE_LEVERS, "Epoch AI, SemiAnalysis, CNAS, SEMI")


def draw_hindcast_makers(results: ResultsLike | View, found: Assessment) -> Figure:
    """Other designers, Huawei, the home-made share; neodymium and electricity."""
    sources = "Epoch AI, NVIDIA, Bernstein, Ember"
    return _draw(results, "Replay 2022-2025: who makes the chips", maker_panels(found), 3, CHIP_LEVERS, sources)


def draw_hindcast_minerals(results: ResultsLike | View, found: Assessment) -> Figure:
    """Prices inside and outside China, exports through the licences."""
    return _draw(
        results,
        "Replay 2022-2025: critical minerals",
        mineral_panels(found),
        3,
        MINERAL_LEVERS,
        "Argus, Fastmarkets, USGS, customs",
    )


PICTURES: dict[str, Callable[[ResultsLike | View, Assessment], Figure]] = {
    "hindcast_chips": draw_hindcast_chips,
    "hindcast_compute": draw_hindcast_compute,
    "hindcast_minerals": draw_hindcast_minerals,
    "hindcast_makers": draw_hindcast_makers,
}


def _draw(
    results: ResultsLike | View, title: str, panels: Sequence[Panel], columns: int, levers: Sequence[str], sources: str
) -> Figure:
    seen = view(results)
    with page(seen, title, band=BAND, size=TALL, levers=levers) as sheet:
        rows = -(-len(panels) // columns)
        named = any(line.label for panel in panels for line in panel.lines)
        right, wspace = (0.85, 0.42) if named else (0.3, 0.2)
        grid = sheet.axes(rows, columns, left=0.8, right=right, wspace=wspace, hspace=0.42, top=0.82)
        for axes, panel in zip([axes for row in grid for axes in row], panels, strict=True):
            _panel(axes, panel)
        _legend(sheet.figure, sheet.width, sheet.height)
        sheet.notes.append(f"Observed: {sources}.")
    return sheet.figure


def _panel(axes: Axes, panel: Panel) -> None:
    ends = []
    for line in panel.lines:
        colour = COLOURS[line.side]
        _fan(axes, line, colour)
        _points(axes, line, BLACK if len(panel.lines) == 1 else colour)
        if line.label:
            ends.append((float(line.fan[2, -1]), line.label, colour))
    said = f"{panel.unit}, log scale" if panel.log else panel.unit
    axes.set_title(f"{panel.title}\n[{said}]", fontsize=11)
    date_axis(axes, [np.datetime64("2022-01-01"), np.datetime64("2025-12-31")])
    axes.set_xlim(np.datetime64("2021-12-20"), np.datetime64("2026-01-12"))  # type: ignore[arg-type]
    low, high = _span(panel)
    if panel.log:
        log_axis(axes, high / low)
        axes.set_ylim(low / 1.15, high * 1.15)
    else:
        axes.set_ylim(0.0 - 0.015 * high, high * 1.06)
        number_axis(axes)
    if ends:
        end_labels(axes, ends, size=9.5)


def _fan(axes: Axes, line: Line, colour: str) -> None:
    low, q25, median, q75, high = line.fan
    if line.wide is not None:
        axes.fill_between(line.dates, *line.wide, color=colour, alpha=0.1, linewidth=0)
    axes.fill_between(line.dates, low, high, color=colour, alpha=0.16, linewidth=0)
    axes.fill_between(line.dates, q25, q75, color=colour, alpha=0.26, linewidth=0)
    axes.plot(line.dates, median, color=colour)
    if line.free is not None:
        axes.plot(line.dates, line.free, color=colour, linestyle=(0, (4, 2)), linewidth=1.3)


def _points(axes: Axes, line: Line, colour: str) -> None:
    """Points in time as dots, figures of a year or longer as bars over their span; each with its band."""
    for point in line.points:
        middle = point.begin + (point.end - point.begin) / 2
        if point.begin != point.end:
            ends = np.array([point.begin, point.end])
            axes.plot(ends, [point.value] * 2, color=colour, linewidth=2.4, solid_capstyle="butt")
        else:
            at = np.array([middle])
            axes.plot(at, [point.value], "o", color=colour, markersize=DOT, markeredgecolor="white", mew=0.7)
        if point.high > point.low:
            axes.plot(np.array([middle, middle]), [point.low, point.high], color=colour, linewidth=1.1)


def _span(panel: Panel) -> tuple[float, float]:
    """Lowest and highest figure to show; the world without controls may leave the picture."""
    lows: list[float] = []
    highs: list[float] = []
    for line in panel.lines:
        observed = [x for point in line.points for x in point.seen]
        edges = line.fan if line.wide is None else line.wide
        lows += [float(np.nanmin(edges[0])), *observed]
        highs += [float(np.nanmax(edges[-1])), *observed]
    return min(lows), max(highs)


def _legend(figure: Figure, width: float, height: float) -> None:
    dot = Line2D([], [], marker="o", color=BLACK, markersize=DOT, linewidth=1.1, label="observed, band where known")
    bar = Line2D([], [], color=BLACK, linewidth=2.4, label="observed mean over the span")
    figure.legend(
        handles=[dot, bar],
        loc="upper right",
        bbox_to_anchor=(1 - 0.3 / width, 1 - 0.86 / height),
        ncols=2,
        fontsize=10,
        labelcolor=MUTED,
    )
