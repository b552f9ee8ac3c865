"""A metric over time: median and 10-90 % band of the reference and of your policy, or of their difference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from aicompete.analysis.bands import Band, band
from aicompete.analysis.tables import Array
from aicompete.analysis.words import axis_unit, change, change_span, metric_text, number, quantity, sentence, span
from aicompete.app.charts.look import FONT, INK, POLICY, REFERENCE, Option, month_axis, rounded, scale_of, value_axis
from aicompete.app.charts.look import title as titled
from aicompete.app.pile import Pile, common_months, difference, shown_runs

HOVER = """params => {
  const rows = params.filter(p => p.value.length > 2).map(p =>
    `${p.marker} ${p.seriesName}: <b>${p.value[1]}</b> (${p.value[2]} to ${p.value[3]})`);
  return [params[0].axisValueLabel.slice(0, 7), ...rows].join("<br>");
}"""
"""What stands beside the pointer: median and band as they were computed, no drawing."""
UNKNOWN = "…"
NEXT_TO_NOTHING = 0.01
"""An effect whose band lies within this share of the reference's band is called about nothing."""
ABOUT_NOTHING = "about 0"


@dataclass(frozen=True)
class Line:
    """A band over time with its name and colour."""

    name: str
    colour: str
    dates: tuple[str, ...]
    over_runs: Band
    behind: bool = False
    """The reference: dashed, so that both lines are seen where they are the same."""


def levels(metric: str, unit: str, reference: Pile, policy: Pile) -> Option:
    """Reference and policy in one chart, the same runs of both where they pair."""
    mine, others = shown_runs(policy, reference)
    sides = (("Your policy", POLICY, policy, mine, False), ("Reference", REFERENCE, reference, others, True))
    lines = [
        Line(name, colour, pile.dates, band(pile.series(metric, runs)), behind)
        for name, colour, pile, runs, behind in sides
        if runs and metric in pile.metrics
    ]
    counts = f"{mine} runs each" if mine == others else f"{others} reference and {mine} policy runs"
    return _chart(metric, unit, lines, f"median and 10-90 % of {counts}", legend=True)


def effect(metric: str, unit: str, reference: Pile, policy: Pile) -> Option:
    """Your policy less the reference, paired run by run."""
    found = difference(policy, reference, metric)
    if found is None:
        return _chart(metric, unit, [], "no pairs of runs with the same draws and shocks")
    line = Line("Policy less reference", POLICY, common_months(policy, reference), found)
    below = f"difference, median and 10-90 % of {found.runs} pairs of runs"
    wide = band(reference.series(metric))
    largest = max(float(np.nanmax(np.abs(edge))) for edge in (found.low, found.high))
    width = float(np.nanmax(wide.high - wide.low))
    option = _chart(metric, unit, [line], below, zero=True)
    if largest <= NEXT_TO_NOTHING * width:  # an axis that blew it up would tell of an effect
        option["title"]["subtext"] += "; all within a hundredth of the reference's band"
        factor, _ = scale_of([found.low, found.high], unit)
        reach = float(f"{factor * width * 10 * NEXT_TO_NOTHING:.1g}") or 1.0
        option["yAxis"] |= {"min": -reach, "max": reach}
    return option


def reading(metric: str, unit: str, reference: Pile, policy: Pile, date: str) -> tuple[str, str, str]:
    """Texts for a month: the reference, your policy, and their paired difference; the unit stands with the name."""
    texts = []
    for pile, runs in zip((reference, policy), shown_runs(policy, reference)[::-1], strict=True):
        if runs and metric in pile.metrics and date in pile.dates:
            b = band(pile.series(metric, runs)[:, pile.dates.index(date)])
            texts.append(_said(float(b.median), float(b.low), float(b.high), unit))
        else:
            texts.append(UNKNOWN)
    found, months = difference(policy, reference, metric), common_months(policy, reference)
    if found is None or date not in months:
        return texts[0], texts[1], "not paired" if policy.runs and reference.runs else UNKNOWN
    at = months.index(date)
    low, middle, high = (float(v[at]) for v in (found.low, found.median, found.high))
    b = band(reference.series(metric)[:, reference.dates.index(date)])
    if max(abs(low), abs(high)) <= NEXT_TO_NOTHING * float(b.high - b.low):
        return texts[0], texts[1], ABOUT_NOTHING
    if unit == "share":
        return texts[0], texts[1], f"{change(middle, unit)} ({change_span(low, high, unit)})"
    return texts[0], texts[1], f"{change(middle, '')} ({change(low, '')} to {change(high, '')})"


def name_and_unit(metric: str, unit: str) -> str:
    """A metric in words with its unit, which a share needs not."""
    said = sentence(metric_text(metric)).rstrip(".")
    return said if unit == "share" else f"{said} [{axis_unit(unit)}]"


def _said(middle: float, low: float, high: float, unit: str) -> str:
    if unit == "share":
        return f"{quantity(middle, unit)} ({span(low, high, unit)})"
    return f"{number(middle)} ({number(low)} to {number(high)})"


def _chart(
    metric: str, unit: str, lines: list[Line], below: str, *, legend: bool = False, zero: bool = False
) -> Option:
    edges = [np.asarray(edge) for line in lines for edge in (line.over_runs.low, line.over_runs.high)]
    factor, said = scale_of(edges, unit)
    if zero and unit == "share":
        said = "points"
    series: list[Option] = []
    for line in lines:
        b, days = line.over_runs, [f"{date}-01" for date in line.dates]
        shape = (b.low * factor, b.median * factor, b.high * factor)
        series += banded(line.name, line.colour, days, shape, behind=line.behind)
    head = sentence(metric_text(metric)).rstrip(".")
    option: Option = {
        "animationDuration": 250,
        "animationDurationUpdate": 250,
        "textStyle": {"fontFamily": FONT, "color": INK},
        "title": titled(f"{head} [{said}]", below),
        "grid": {"left": 10, "right": 22, "top": 78 if legend else 62, "bottom": 8, "containLabel": True},
        "tooltip": {"trigger": "axis", ":formatter": HOVER, "confine": True},
        "xAxis": month_axis(lines[0].dates) if lines else {"type": "time"},
        "yAxis": value_axis(**({"scale": False} if zero else {})),
        "series": series,
        "toolbox": {"right": 8, "top": 0, "feature": {"saveAsImage": {"name": metric, "title": "PNG"}}},
    }
    if legend:
        names = [{"name": line.name, "icon": "roundRect"} for line in lines]
        option["legend"] = {"data": names, "left": 6, "top": 50, "itemHeight": 4, "textStyle": {"fontSize": 12}}
    return option


def banded(
    name: str, colour: str, days: Sequence[str], edges: tuple[Array, Array, Array], *, behind: bool = False
) -> list[Option]:
    """A band as two stacked lines (low edge, width) and the median over it; all three under one name."""
    low, middle, high = ([rounded(float(v)) for v in edge] for edge in edges)
    width = [None if a is None or z is None else rounded(z - a) for a, z in zip(low, high, strict=True)]
    hidden = {
        "type": "line",
        "name": name,
        "stack": name,
        "stackStrategy": "all",
        "symbol": "none",
        "silent": True,
        "lineStyle": {"opacity": 0},
        "itemStyle": {"color": colour},
    }
    median = {
        "type": "line",
        "name": name,
        "symbol": "none",
        "lineStyle": {"width": 2.5, "color": colour, "type": "dashed" if behind else "solid"},
        "z": 4 if behind else 3,
        "itemStyle": {"color": colour},
        "data": [list(row) for row in zip(days, middle, low, high, strict=True)],
    }
    return [
        {**hidden, "data": [list(row) for row in zip(days, low, strict=True)]},
        {
            **hidden,
            "areaStyle": {"color": colour, "opacity": 0.18},
            "data": [list(row) for row in zip(days, width, strict=True)],
        },
        median,
    ]
