"""The effect of a lever by horizon, with the month in which it changes sign."""

from __future__ import annotations

import textwrap
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from aicompete.analysis.horizon import LOGARITHM, Horizon, horizons
from aicompete.analysis.settings import setting_label, value_text
from aicompete.analysis.sweepresponse import shown_metrics
from aicompete.analysis.tables import ResultsLike, View, view
from aicompete.analysis.words import axis_unit, date_text, metric_text
from aicompete.plots.frame import page
from aicompete.plots.style import BLACK, MUTED, SEQUENCE, date_axis, end_labels, number_axis

MOST = 4
"""Panels, one for each combination of the other settings."""
LETTERS = 46
BAND = "line: median of the paired differences; band: 10-90 % of pairs"


def draw_horizon(results: ResultsLike | View, path: str | Path | None = None, metric: str | None = None) -> Figure:
    """What each value of the first swept setting does against its first value, over time; a panel for each combination
    of the other settings (at most four)."""
    seen = view(results)
    name = metric or shown_metrics(seen)[0]
    found = horizons(seen, name)
    panels = list(dict.fromkeys(one.others_text for one in found))[:MOST]
    rows = 1 if len(panels) < 3 else 2
    with page(seen, _title(seen, name, found), band=BAND, path=path) as sheet:
        grid = sheet.axes(rows, -(-len(panels) // rows), left=0.95, right=1.2, wspace=0.5, hspace=0.5, top=0.5)
        flat = [axes for row in grid for axes in row]
        span = _span([one for one in found if one.others_text in panels])
        for axes, text in zip(flat, panels, strict=False):
            _panel(axes, [one for one in found if one.others_text == text], text, span)
        for axes in flat[len(panels) :]:
            axes.set_visible(False)
        first = found[0]
        sheet.notes.append(f"Against {value_text(first.first)}. Dots: the sign changes.")
    return sheet.figure


def _span(found: list[Horizon]) -> tuple[float, float]:
    low = min(float(np.nanmin(one.effect.low)) for one in found)
    high = max(float(np.nanmax(one.effect.high)) for one in found)
    room = 0.08 * max(high - low, 1e-9)
    return min(low - room, 0.0), max(high + room, 0.0)


def _panel(axes: Axes, found: list[Horizon], text: str, span: tuple[float, float]) -> None:
    ends = []
    for one, colour in zip(found, SEQUENCE, strict=False):
        x = np.array(one.dates, dtype="datetime64[M]").astype("datetime64[D]")
        if one.effect.has_band:
            axes.fill_between(x, one.effect.low, one.effect.high, color=colour, alpha=0.14, linewidth=0)
        axes.plot(x, one.effect.median, color=colour)
        if one.turn is not None:
            place = one.dates.index(one.turn)
            axes.plot([x[place]], [one.effect.median[place]], "o", color=colour, markersize=8, markeredgecolor="white")
        ends.append((float(one.effect.median[-1]), value_text(one.value), colour))
        date_axis(axes, list(x))
    axes.axhline(0.0, color=BLACK, linewidth=1.1)
    axes.set_ylim(*span)
    unit = found[0].unit
    if unit in (LOGARITHM, "share"):
        axes.yaxis.set_major_formatter(lambda value, _: f"{100 * value:+.3g} %" if value else "0")
    else:
        number_axis(axes)
    said = "change of effective compute" if unit == LOGARITHM else "points" if unit == "share" else axis_unit(unit)
    axes.set_title(textwrap.fill(f"{text or 'Effect'}  [{said}]", LETTERS), fontsize=10.5)
    axes.tick_params(colors=MUTED)
    end_labels(axes, ends)


def _title(seen: View, metric: str, found: list[Horizon]) -> str:
    """The effect of the largest value after two years and at the end, and when it turns."""
    last = found[-1]
    words = metric_text(metric)
    month = min(23, len(last.dates) - 1) if len(last.dates) > 24 else 0
    sized = [_effect(float(last.effect.median[place]), last.unit) for place in (month, -1)]
    when = [date_text(last.dates[place]) for place in (month, -1)]
    turn = f", with a turn in {date_text(last.turn)}" if last.turn else ", without a turn"
    label = setting_label(last.setting, seen.names)
    said = (
        f"{label} {value_text(last.value)} moves {words} by {sized[0]} in {when[0]} and {sized[1]} in {when[1]}{turn}"
    )
    return said[:1].upper() + said[1:]


def _effect(value: float, unit: str) -> str:
    if unit in (LOGARITHM, "share"):
        return f"{100 * value:+.2g} {'%' if unit == LOGARITHM else 'points'}"
    return f"{value:+.2g} {axis_unit(unit)}"
