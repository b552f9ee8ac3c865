"""Firms caught between two powers: revenue, what comes from China, compliance, and sales lost."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from aicompete.analysis.bands import band
from aicompete.analysis.errors import NotRecorded
from aicompete.analysis.firmpaths import firm_metric, firm_names
from aicompete.analysis.tables import Array, ResultsLike, View, view
from aicompete.analysis.words import axis_unit, date_text
from aicompete.plots.frame import page
from aicompete.plots.style import (
    BLUE,
    GREEN,
    ORANGE,
    PURPLE,
    VERMILLION,
    date_axis,
    end_labels,
    log_axis,
    number_axis,
    percent_axis,
)

BAND = "line: median; band: 10-90 % of runs"
COLOURS = {
    "nvidia": BLUE,
    "asml": GREEN,
    "samsung_memory": PURPLE,
    "tel": ORANGE,
    "huawei_ascend": VERMILLION,
    "smic": "#8A3B00",
}
"""Firms of the powers in the colours of their power (SMIC in a dark shade of it)."""
CHINESE = ("huawei_ascend", "smic")
COLUMNS = ("revenue", "revenue_china", "compliance", "sales_lost")
TINY = 1e-12


def draw_firms(results: ResultsLike | View, path: str | Path | None = None) -> Figure:
    """Six firms that stand for their kind, in four panels."""
    seen = view(results)
    names = firm_names(seen)
    if not names:
        raise NotRecorded("none of the firms that are drawn is in the manifest")
    read = {column: {f: firm_metric(seen, f, column) for f in names} for column in COLUMNS}
    china = {f: read["revenue_china"][f] / np.maximum(read["revenue"][f], TINY) for f in names}
    lost = {f: read["sales_lost"][f] / np.maximum(read["sales_lost"][f] + read["revenue"][f], TINY) for f in names}
    comply = {f: values for f, values in read["compliance"].items() if f not in CHINESE}
    with page(seen, _title(seen, china, comply, names), band=BAND, path=path) as sheet:
        grid = sheet.axes(2, 2, left=0.85, right=1.65, wspace=0.62, hspace=0.5)
        revenue, share, compliance, losses = (axes for row in grid for axes in row)
        _money(revenue, seen, read["revenue"], names)
        _shares(share, seen, china, names, "Part of revenue earned in China  [%]")
        _shares(compliance, seen, comply, names, "Compliance with US-side controls  [%]")
        _shares(losses, seen, lost, names, "Lost to controls and guidance, of possible sales  [%]")
    return sheet.figure


def _money(axes: Axes, seen: View, values: dict[str, Array], names: dict[str, str]) -> None:
    low, high = _lines(axes, seen, values, names)
    unit = axis_unit(seen.unit("revenue") or "USD bn per year")
    if low > 0 and high / low > 5:
        log_axis(axes, high / low)
        axes.set_title(f"Revenue in the modelled markets  [{unit}, log scale]")
    else:
        axes.set_ylim(0.0, 1.1 * high)
        number_axis(axes)
        axes.set_title(f"Revenue in the modelled markets  [{unit}]")
    _ends(axes, values, names)


def _shares(axes: Axes, seen: View, values: dict[str, Array], names: dict[str, str], title: str) -> None:
    _, high = _lines(axes, seen, values, names)
    axes.set_ylim(0.0, min(1.02, 1.15 * max(high, 1e-3)))
    percent_axis(axes)
    axes.set_title(title)
    _ends(axes, values, names)


def _lines(axes: Axes, seen: View, values: dict[str, Array], names: dict[str, str]) -> tuple[float, float]:
    """Draw the paths with their bands; lowest median and highest end of a band."""
    low, high = np.inf, 0.0
    for firm, path in values.items():
        b = band(path)
        if b.has_band:
            axes.fill_between(seen.times, b.low, b.high, color=COLOURS[firm], alpha=0.12, linewidth=0)
        axes.plot(seen.times, b.median, color=COLOURS[firm])
        low, high = min(low, float(b.median.min())), max(high, float(b.high.max()))
    date_axis(axes, list(seen.times))
    return low, high


def _ends(axes: Axes, values: dict[str, Array], names: dict[str, str]) -> None:
    ends = [(float(band(path).median[-1]), names[firm].split(" (")[0], COLOURS[firm]) for firm, path in values.items()]
    end_labels(axes, ends, size=9.5)


def _title(seen: View, china: dict[str, Array], comply: dict[str, Array], names: dict[str, str]) -> str:
    """What moved most of a firm outside China: its sales in China, or its compliance."""
    moved = []
    for text, paths in (("China's part of the sales of {}", china), ("Compliance of {} with US-side controls", comply)):
        medians = {f: band(values).median for f, values in paths.items() if f not in CHINESE}
        moved += [(abs(float(p[-1] - p[0])), text.format(names[f]), p) for f, p in medians.items()]
    if not moved:
        return "Firms between two powers"
    _, said, path = max(moved, key=lambda one: one[0])
    verb = "rises" if path[-1] > path[0] else "falls"
    return f"{said} {verb} from {100 * path[0]:.0f} to {100 * path[-1]:.0f} % by {date_text(seen.dates[-1])}"
