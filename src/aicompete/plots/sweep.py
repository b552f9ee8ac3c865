"""Response of a metric to what a sweep varies: a line for one lever, a heat map for two, small multiples otherwise."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from aicompete.analysis.cube import SAMPLED, is_number, kind_of_design, ordered
from aicompete.analysis.headlines import response_headline
from aicompete.analysis.settings import setting_label, setting_text, value_text
from aicompete.analysis.sweepresponse import grid, response, shown_metrics, swept_settings
from aicompete.analysis.tables import ResultsLike, View, view
from aicompete.analysis.words import axis_unit, metric_text, quantity
from aicompete.plots.frame import page
from aicompete.plots.lines import FAN_TEXT
from aicompete.plots.sampled import draw_morris, draw_scatter, draw_total_orders
from aicompete.plots.style import (
    BLACK,
    BLUE,
    GREY,
    ORANGE,
    RESPONSE,
    SEQUENCE,
    TALL,
    end_labels,
    inches,
    short_number,
)
from aicompete.plots.sweep_axes import axis_name, failed_note, value_axis

MOST_POINTS = 30
MOST_PANELS = 6
DOTS_TEXT = "dot: median; bar: 10-90 % of runs"
CELL_LETTERS = 8
LETTERS = 12.0  # of a tick label in an inch


def draw_sweep_response(
    results: ResultsLike | View, path: str | Path | None = None, metric: str | None = None, date: str | None = None
) -> Figure:
    """Response of `metric` (default: the first the experiment shows) in the month `date` (default: the last) over the
    grid."""
    seen = view(results)
    name = metric or shown_metrics(seen)[0]
    table = response(seen, name, date)
    month = seen.dates[-1] if date is None else seen.dates[seen.month_index(date)]
    settings = swept_settings(seen)
    full = int(np.prod([table[s].nunique(dropna=False) for s in settings])) == len(table)
    title = response_headline(seen, name, month)
    kind = kind_of_design(seen)
    if kind in SAMPLED:
        draw = {"morris": draw_morris, "saltelli": draw_total_orders}.get(kind, draw_scatter)
        return draw(seen, table, name, month, title, path)
    if not full or len(settings) > 3:
        return _points(seen, table, settings, name, title, path)
    if len(settings) == 1:
        return _line(seen, table, settings[0], name, title, path)
    if len(settings) == 2:
        return _heat(seen, table, settings[0], settings[1], name, title, path)
    return _multiples(seen, table, settings, name, title, path)


def _line(seen: View, table: pd.DataFrame, setting: str, metric: str, title: str, path: str | Path | None) -> Figure:
    table = _sorted(table, setting)
    x, labels = _positions(table[setting])
    b = np.asarray(table[["seed_spread", "parameter_spread"]], dtype=np.float64)
    told = bool(np.isfinite(b).any())  # a paired design cannot tell luck from not knowing
    with page(seen, title, band=FAN_TEXT, path=path) as sheet:
        numbers = all(is_number(v) for v in table[setting])
        columns, widths = (2, (1.7, 1.0)) if told else (1, None)
        room = 0.7 if numbers else 0.95
        main, *others = sheet.axes(1, columns, left=0.95, widths=widths, wspace=0.3, bottom=room)[0]
        if numbers:
            _band(main, x, table, BLUE)
        else:
            _bars(main, x, table, BLUE)
        value_axis(main, seen, metric, metric_text(metric))
        for spread in others:
            _spreads(spread, x, b, 1.6 if numbers else 0.0)
            value_axis(spread, seen, metric, "Spread at a point, standard deviation")
        for axes in (main, *others):
            _setting_axis(axes, x, labels, axis_name(seen, setting, 60 if axes is main else 40))
        failed_note(sheet, table)
    return sheet.figure


def _spreads(axes: Axes, x: Any, spreads: np.ndarray, width: float) -> None:
    """Standard deviations from shocks and from assumptions at each point."""
    words = (("Random shocks", ORANGE, "o"), ("Unknown assumptions", BLACK, "s"))
    for row, (text, colour, marker) in enumerate(words):
        axes.plot(x, spreads[:, row], color=colour, marker=marker, linewidth=width)
        axes.text(0.03, 0.97 - 0.055 * row, text, transform=axes.transAxes, color=colour, va="top", weight="bold")
    axes.set_ylim(0, float(np.nanmax(spreads)) * 1.25)


def _heat(
    seen: View, table: pd.DataFrame, across: str, down: str, metric: str, title: str, path: str | Path | None
) -> Figure:
    table = table.assign(width=table["high"] - table["low"])
    pictures = [("median", f"Median of {metric_text(metric)}")]
    if bool((table["runs"] > 1).any()):
        pictures.append(("width", "Width of the 10-90 % band of runs"))
    with page(seen, title, band="colour: median over draws and replicates", path=path) as sheet:
        (row,) = sheet.axes(1, len(pictures), left=0.95, right=0.75, wspace=0.38, bottom=0.7)
        for axes, (column, text) in zip(row, pictures, strict=True):
            cells = grid(table, down, across, column)
            numbers = all(is_number(v) for v in [*cells.columns, *cells.index])
            _cells(axes, cells, seen, metric, main=column == "median", contour=numbers)
            unit = axis_unit(seen.unit(metric))
            unit = "percentage points" if column == "width" and unit == "%" else unit
            axes.set_title(f"{text}  [{unit}]", fontsize=11)
            _setting_axis(
                axes, np.arange(cells.shape[1]), [value_text(v) for v in cells.columns], axis_name(seen, across)
            )
            axes.set_yticks(range(len(cells)), [value_text(v) for v in cells.index])
            axes.set_ylabel(axis_name(seen, down))
        failed_note(sheet, table)
    return sheet.figure


def _cells(axes: Axes, cells: pd.DataFrame, seen: View, metric: str, main: bool, contour: bool) -> None:
    """Cells in colour with their values; contours of the ``main`` picture where both axes are numbers."""
    values = cells.to_numpy(dtype=np.float64)
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    if quantity(low, seen.unit(metric), 2) == quantity(high, seen.unit(metric), 2):  # no colours for what reads alike
        low = high = float(np.nanmean(values))
    limits = (low, high) if high > low else (low - 1.0, low + 1.0)
    cmap = RESPONSE if main else "Greys"
    image = axes.imshow(values, origin="lower", aspect="auto", cmap=cmap, vmin=limits[0], vmax=limits[1])
    axes.grid(visible=False)
    if main and contour and min(values.shape) >= 3 and high > low and not np.isnan(values).any():
        levels = np.linspace(low, high, 6)[1:-1]
        axes.contour(values, levels=levels, colors="white", linewidths=1.1, alpha=0.85)
    if values.size <= 80 and values.shape[1] <= 8:
        for (i, j), value in np.ndenumerate(values):
            place = (value - limits[0]) / (limits[1] - limits[0])
            dark = place < 0.55 if main else place > 0.55
            text = _short(float(value), seen.unit(metric))
            axes.text(j, i, text, ha="center", va="center", fontsize=10.5, color="white" if dark else BLACK)
    bar = axes.figure.colorbar(image, ax=axes, fraction=0.045, pad=0.02)
    bar.outline.set_visible(False)
    share = seen.unit(metric) == "share"
    ticks = np.linspace(low, high, 4) if high > low else [low]
    bar.set_ticks(list(ticks), labels=[_short(float(t), "share" if share else "") for t in ticks])


def _multiples(
    seen: View, table: pd.DataFrame, settings: list[str], metric: str, title: str, path: str | Path | None
) -> Figure:
    """Three levers: the longest along x, the next as colours, the shortest as panels."""
    counts = {s: len(dict.fromkeys(table[s])) for s in settings}
    along, colours, panels = sorted(settings, key=lambda s: -counts[s])
    values = list(dict.fromkeys(_sorted(table, panels)[panels]))[:MOST_PANELS]
    meaning = f"line: median; band: 10-90 % of runs; colour: {setting_label(colours, seen.names)}"
    with page(seen, title, band=meaning, size=TALL, path=path) as sheet:
        columns = min(3, len(values))
        rows = -(-len(values) // columns)
        cells = sheet.axes(rows, columns, left=0.95, right=0.8, wspace=0.48, hspace=0.5, bottom=0.7, top=0.5)
        flat = [axes for row in cells for axes in row]
        high, low = float(table["high"].max()), float(table["low"].min())
        for axes, value in zip(flat, values, strict=False):
            part = table[table[panels] == value]
            ends = []
            for colour, chosen in zip(SEQUENCE, dict.fromkeys(_sorted(part, colours)[colours]), strict=False):
                line = _sorted(part[part[colours] == chosen], along)
                x, labels = _positions(line[along])
                _band(axes, x, line, colour, inner=False)
                ends.append((float(line["median"].iloc[-1]), value_text(chosen), colour))
                _setting_axis(axes, x, labels, axis_name(seen, along, 34))
            axes.set_ylim(min(low, 0) if low > -0.2 * high else low, high * 1.05)
            value_axis(axes, seen, metric, "")
            axes.set_title("\n".join(textwrap.wrap(setting_text(panels, value, seen.names), 36)), fontsize=11)
            axes.set_ylabel(f"{metric_text(metric)}  [{axis_unit(seen.unit(metric))}]")
            end_labels(axes, ends)
        for axes in flat[len(values) :]:
            axes.set_visible(False)
        failed_note(sheet, table)
    return sheet.figure


def _points(
    seen: View, table: pd.DataFrame, settings: list[str], metric: str, title: str, path: str | Path | None
) -> Figure:
    """A list of points, or four levers and more: points sorted by their median."""
    ranked = table.sort_values("median", ascending=False)
    half = MOST_POINTS // 2
    shown = ranked if len(ranked) <= MOST_POINTS else pd.concat([ranked.head(half), ranked.tail(half)])
    names = [_point_name(row, settings, seen) for row in shown.to_dict("records")]
    line = 0.27 if not any("\n" in n for n in names) else 0.42
    size = (TALL[0], max(7.5, 3.6 + line * len(shown)))
    with page(seen, title, band=DOTS_TEXT, size=size, path=path) as sheet:
        ((axes,),) = sheet.axes(1, 1, left=5.6, right=0.6)
        y = np.arange(len(shown))
        axes.hlines(y, shown["low"], shown["high"], color=GREY, linewidth=3)
        axes.scatter(shown["median"], y, color=BLUE, s=40, zorder=3)
        axes.set_yticks(y, names)
        axes.set_ylim(len(shown) - 0.5, -0.5)
        words = metric_text(metric)
        axes.set_title(f"{words[:1].upper()}{words[1:]}  [{axis_unit(seen.unit(metric))}]")
        unit = seen.unit(metric)
        axes.xaxis.set_major_formatter(lambda value, _: _short(value, unit))
        if len(shown) < len(table):
            sheet.notes.append(f"The {half} highest and {half} lowest of {len(table)} points.")
        failed_note(sheet, table)
    return sheet.figure


def _point_name(row: dict[Any, Any], settings: list[str], seen: View) -> str:
    said = [f"{setting_label(s, seen.names)} {value_text(row[s])}" for s in settings if not _missing(row[s])]
    return "\n".join(textwrap.wrap("; ".join(said) or "nothing set", 66, max_lines=2, placeholder=" ..."))


def _band(axes: Axes, x: Any, table: pd.DataFrame, colour: str, inner: bool = True) -> None:
    y = {c: np.asarray(table[c], dtype=np.float64) for c in ("low", "q25", "median", "q75", "high")}
    if int(table["runs"].max()) > 1:
        axes.fill_between(x, y["low"], y["high"], color=colour, alpha=0.16, linewidth=0)
        if inner:
            axes.fill_between(x, y["q25"], y["q75"], color=colour, alpha=0.26, linewidth=0)
    axes.plot(x, y["median"], color=colour, marker="o", markersize=5)


def _bars(axes: Axes, x: Any, table: pd.DataFrame, colour: str) -> None:
    """Words have no distance between them: dots and bars instead of a line."""
    axes.vlines(x, table["low"], table["high"], color=colour, alpha=0.3, linewidth=7)
    axes.vlines(x, table["q25"], table["q75"], color=colour, alpha=0.45, linewidth=7)
    axes.scatter(x, table["median"], color=colour, s=60, zorder=3)
    axes.set_xlim(-0.6, len(table) - 0.4)


def _positions(values: pd.Series[Any]) -> tuple[Any, list[str]]:
    """Numbers stand at their value; words stand in a row."""
    labels = [value_text(v) for v in values]
    if all(is_number(v) for v in values):
        return np.asarray(values, dtype=np.float64), labels
    return np.arange(len(labels), dtype=np.float64), labels


def _sorted(table: pd.DataFrame, setting: str) -> pd.DataFrame:
    place = {value: i for i, value in enumerate(ordered(table[setting]))}
    return table.iloc[np.argsort([place[v] for v in table[setting]], kind="stable")]


def _setting_axis(axes: Axes, x: Any, labels: list[str], name: str) -> None:
    step = -(-len(labels) // 10)
    room = max(int(inches(axes)[0] * LETTERS / max(min(len(labels), 10), 1)) - 1, 6)
    axes.set_xticks(list(x)[::step], ["\n".join(_folded(text, room)) for text in labels[::step]])
    axes.set_xlabel(name)


def _folded(text: str, room: int) -> list[str]:
    """A label in lines: a step of a dated path to each, long words wrapped."""
    return [line for part in text.split("; ") for line in textwrap.wrap(part, room)]


def _short(value: float, unit: str) -> str:
    if not np.isfinite(value):
        return "failed"
    text = (
        quantity(value, unit)
        if unit == "share"
        else quantity(value, "", 2)
        if abs(value) < 1e3
        else short_number(value)
    )
    return text if len(text) <= CELL_LETTERS else short_number(value)


def _missing(value: Any) -> bool:
    return value is None or (isinstance(value, float) and bool(np.isnan(value)))
