"""A comparison in lines: effects with levels, interval and size, the largest first."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from aicompete.analysis.effectsize import NOISE, counted, first_lines, size_text
from aicompete.analysis.words import change, change_span, date_text, metric_text, quantity

NO_PERCENT = ("share", "index", "")
IDENTICAL = "identical in every run"
TINY = "changed by less than 0.1 %"
WITH = "With the discrepancy: metrics that were observed carry what the replay was off, on both sides of a pair alike."
WITHOUT = "The model alone: what it leaves out is not in these figures (--discrepancy puts it in)."
FIRST = 5
"""Effects that are told before the rest is counted."""


def largest_lines(ranked: pd.DataFrame) -> list[str]:
    """The five largest effects, and how many more there are of each size."""
    shown = first_lines(ranked[ranked["word"] != NOISE].reset_index(drop=True), FIRST)
    width = max((len(metric_text(m)) for m in shown["metric"]), default=0)
    lines = [
        f"  {metric_text(r['metric']):<{width}}  {effect_text(r)}: {_sized(r)} ({date_text(str(r['date']))})"
        f"{_largest_text(r)}"
        for r in shown.to_dict("records")
    ]
    if shown.empty:
        lines.append("  No effect is more than noise.")
    rest = ranked[~ranked["metric"].isin(shown["metric"])]
    if len(rest):
        lines.append(f"{len(rest)} more: {counted(rest)}. All of them, with dates: --all.")
    return lines


def _largest_text(row: dict[Any, Any]) -> str:
    """When the difference is largest on the way, where that is neither of the months compared."""
    unit = str(row["unit"])
    if not row.get("peak_date") or change(row["peak"], unit) == change(row["effect"], unit):
        return ""
    return f"; most in {date_text(str(row['peak_date']))}: {change(row['peak'], unit)}"


def _sized(row: dict[Any, Any]) -> str:
    """ "0.61 times the band of A, large"."""
    size = row["size"]
    if math.isnan(size):
        return str(row["word"])
    return (
        f"{size_text(size)} times the band of A, {row['word']}"
        if math.isfinite(size)
        else f"A has no band there, {row['word']}"
    )


def effect_text(r: dict[Any, Any]) -> str:
    """ "9.4 -> 12.9 months: +3.5 months, +37 % [+3.1 to +3.9 months]"."""
    unit = str(r["unit"])
    interval = change_span(r["low"], r["high"], unit) if math.isfinite(r["low"]) else "no interval"
    percent = f", {r['percent']:+.1f} %" if math.isfinite(r["percent"]) and unit not in NO_PERCENT else ""
    return f"{quantity(r['a'], unit)} -> {quantity(r['b'], unit)}: {change(r['effect'], unit)}{percent} [{interval}]"


def effect_lines(rows: pd.DataFrame) -> list[str]:
    same = rows["note"].isin([IDENTICAL, TINY])
    width = max((len(metric_text(m)) for m in rows.loc[~same, "metric"]), default=0)
    lines = []
    for r in rows[~same].to_dict("records"):
        up = f", up in {100 * r['up']:.0f} % of pairs" if math.isfinite(r["up"]) else ""
        lines.append(f"  {metric_text(r['metric']):<{width}}  {effect_text(r)}{up}: {_sized(r)}")
    for note in (TINY, IDENTICAL):
        names = [metric_text(m) for m in rows.loc[rows["note"] == note, "metric"]]
        if names:
            lines.append(f"  {note}: {'; '.join(names)}")
    return lines
