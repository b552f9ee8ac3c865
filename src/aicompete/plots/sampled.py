"""Sweeps whose points are spread over ranges: the response against each setting, and the settings that matter."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from aicompete.analysis.cube import numbers_of, point_values
from aicompete.analysis.errors import NotRecorded
from aicompete.analysis.sensitivity import bins_of, sensitivity
from aicompete.analysis.settings import setting_label, value_text
from aicompete.analysis.tables import View
from aicompete.analysis.words import change, metric_text
from aicompete.plots.frame import page
from aicompete.plots.style import BLUE, GREY, TALL, VERMILLION
from aicompete.plots.sweep_axes import axis_name, failed_note, value_axis

PANELS, BARS = 6, 20
SURE = 0.05
SCATTER_TEXT = "dot: median of a point; bar: 10-90 % of runs; line: mean of points alike"
TOTAL_TEXT = "blue: with all that a setting does together with others; red: alone; line: standard error"
MORRIS_TEXT = "bar: mean size of the effect over the whole range; line: its standard deviation over walks"


def draw_scatter(
    seen: View, table: pd.DataFrame, metric: str, date: str, title: str, path: str | Path | None
) -> Figure:
    """The points against the settings that explain most, one panel each."""
    values = point_values(seen)
    shown = _worth_a_panel(sensitivity(seen, [metric], date), list(values))
    if not shown:
        raise NotRecorded("all points are the same, so there is nothing to draw them against")
    columns = min(3, len(shown))
    rows = -(-len(shown) // columns)
    with page(seen, title, band=SCATTER_TEXT, size=(TALL[0], 4.2 + 3.2 * rows), path=path) as sheet:
        grid = sheet.axes(rows, columns, left=0.95, wspace=0.3, hspace=0.5, bottom=0.7)
        panels = [axes for row in grid for axes in row]
        for axes, name in zip(panels, shown, strict=False):
            _against(axes, seen, table, name, values[name], metric)
        for axes in panels[len(shown) :]:
            axes.set_visible(False)
        if len(values) > len(shown):
            sheet.notes.append(f"{len(shown)} of {len(values)} settings: those that surely matter, then the levers.")
        failed_note(sheet, table)
    return sheet.figure


def draw_morris(seen: View, table: pd.DataFrame, metric: str, date: str, title: str, path: str | Path | None) -> Figure:
    """Mean size of the elementary effects, the largest first."""
    found = sensitivity(seen, [metric], date)
    shown = found.head(BARS)
    with page(seen, title, band=MORRIS_TEXT, size=(TALL[0], 4.0 + 0.32 * len(shown)), path=path) as sheet:
        ((axes,),) = sheet.axes(1, 1, left=4.6, right=0.6, bottom=0.7)
        y = np.arange(len(shown))
        axes.barh(y, shown["mu_star"], color=BLUE, height=0.62)
        axes.hlines(y, 0, shown["sigma"].fillna(0.0), color=VERMILLION, linewidth=2.5)
        axes.set_yticks(y, [setting_label(str(name), seen.names) for name in shown["setting"]])
        axes.set_ylim(len(shown) - 0.5, -0.5)
        axes.set_title(f"Change of {metric_text(metric)} over a setting's whole range", fontsize=11)
        unit = seen.unit(metric)
        axes.xaxis.set_major_formatter(lambda value, _: change(value, unit).lstrip("+"))
        if len(shown) < len(found):
            sheet.notes.append(f"The {len(shown)} of {len(found)} settings with the largest effects.")
        failed_note(sheet, table)
    return sheet.figure


def draw_total_orders(
    seen: View, table: pd.DataFrame, metric: str, date: str, title: str, path: str | Path | None
) -> Figure:
    """First-order and total-order shares of the variance, the largest total first."""
    found = sensitivity(seen, [metric], date).dropna(subset=["total_order"])
    if found.empty:
        raise NotRecorded("all points are the same, so there is nothing to explain")
    shown = found.head(BARS)
    with page(seen, title, band=TOTAL_TEXT, size=(TALL[0], 4.0 + 0.4 * len(shown)), path=path) as sheet:
        ((axes,),) = sheet.axes(1, 1, left=4.6, right=0.6, bottom=0.7)
        y = np.arange(len(shown))
        for shift, name, error, colour in (
            (-0.2, "total_order", "total_error", BLUE),
            (0.2, "first_order", "first_error", VERMILLION),
        ):
            axes.barh(y + shift, shown[name].clip(lower=0.0), xerr=shown[error], color=colour, height=0.38, ecolor=GREY)
        axes.set_yticks(y, [setting_label(str(name), seen.names) for name in shown["setting"]])
        axes.set_ylim(len(shown) - 0.5, -0.5)
        axes.set_xlim(left=0.0)
        axes.set_title(f"Share of the variance of {metric_text(metric)} over points", fontsize=11)
        axes.xaxis.set_major_formatter(lambda value, _: f"{100 * value:.0f} %")
        if len(shown) < len(found):
            sheet.notes.append(f"The {len(shown)} of {len(found)} settings with the largest effects.")
        failed_note(sheet, table)
    return sheet.figure


def _worth_a_panel(ranked: pd.DataFrame, settings: list[str]) -> list[str]:
    """What explains more than chance would, then what the design lists first (levers before sampled assumptions)."""
    sure = ranked.loc[ranked["chance"] < SURE / max(len(ranked), 1), "setting"].tolist()
    return list(dict.fromkeys([*sure, *settings]))[:PANELS]


def _against(axes: Axes, seen: View, table: pd.DataFrame, name: str, values: list[Any], metric: str) -> None:
    numbers = numbers_of(values)
    words = list(dict.fromkeys(values))
    x = np.array([words.index(v) for v in values], dtype=np.float64) if numbers is None else numbers
    axes.vlines(x, table["low"], table["high"], color=GREY, linewidth=1, alpha=0.6)
    axes.scatter(x, table["median"], color=BLUE, s=12, zorder=3)
    bins = bins_of(values)
    middle = pd.DataFrame({"x": x, "y": table["mean"].to_numpy()}).groupby(bins).mean().sort_values("x")
    axes.plot(middle["x"], middle["y"], color=VERMILLION, linewidth=1.8, marker="o" if numbers is None else None)
    if numbers is None:
        axes.set_xticks(range(len(words)), [value_text(word) for word in words])
    axes.set_xlabel(axis_name(seen, name, 40))
    value_axis(axes, seen, metric, metric_text(metric))
