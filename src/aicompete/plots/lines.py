"""Lines with fans: the median over runs, 10-90 % and 25-75 % of the runs around it."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from aicompete.analysis.bands import Band, band
from aicompete.analysis.tables import Array, View
from aicompete.analysis.words import axis_unit
from aicompete.plots.style import date_axis, end_labels, log_axis, number_axis, percent_axis

FAN_TEXT = "line: median; bands: 25-75 % and 10-90 % of runs"


def fan(axes: Axes, view: View, values: Array, colour: str, *, style: str = "-", inner: bool = True) -> Band:
    """Median of `values` (run, month) with its bands; a single month is drawn as a dot with bars."""
    b = band(values)
    x = view.times
    if len(x) == 1:
        axes.errorbar(x, b.median, yerr=[b.median - b.low, b.high - b.median], fmt="o", color=colour, capsize=4)
        return b
    if b.has_band:
        axes.fill_between(x, b.low, b.high, color=colour, alpha=0.16, linewidth=0)
        if inner:
            axes.fill_between(x, b.q25, b.q75, color=colour, alpha=0.26, linewidth=0)
    axes.plot(x, b.median, color=colour, linestyle=style)
    return b


def panel(
    axes: Axes,
    view: View,
    metrics: list[tuple[str, str, str]],
    title: str,
    *,
    unit: str | None = None,
    log: bool = False,
    scale: float = 1.0,
    floor_zero: bool = True,
    inner: bool = True,
    size: float = 10.5,
) -> None:
    """One small picture: some metrics as fans, named at the right end. `metrics`: (name, text, colour); `scale`
    divides the values (with `unit` then saying so)."""
    said = unit if unit is not None else axis_unit(view.unit(metrics[0][0]))
    share = view.unit(metrics[0][0]) == "share"
    ends, highest, lowest = [], 0.0, np.inf
    for name, text, colour in metrics:
        b = fan(axes, view, view.metric(name) / scale, colour, inner=inner)
        if np.isfinite(b.median[-1]):
            ends.append((float(b.median[-1]), text, colour))
        if np.isfinite(b.high).any():
            highest, lowest = max(highest, float(np.nanmax(b.high))), min(lowest, float(np.nanmin(b.low)))
    axes.set_title(f"{title}  [{said}]", fontsize=11.5)
    date_axis(axes, list(view.times))
    if log and lowest > 0 and highest / lowest > 5:
        log_axis(axes, highest / lowest)
        axes.set_title(f"{title}  [{said}, log scale]", fontsize=11.5)
    elif floor_zero and lowest >= 0:
        axes.set_ylim(0, min(highest * 1.08, 1.0) if share and highest > 0.9 else max(highest * 1.08, 1e-9))
    if share:
        percent_axis(axes)
    elif axes.get_yscale() == "linear":
        number_axis(axes)
    if len(metrics) > 1 or metrics[0][1]:
        end_labels(axes, [e for e in ends if e[1]], size=size)


def has_all(view: View, names: list[str]) -> bool:
    """Are all these series metrics recorded?"""
    return all(view.has(name) for name in names)
