"""Colours, fonts and number scales that all charts of the dashboard share; the colours are those of the pictures."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from aicompete.analysis.tables import Array
from aicompete.analysis.words import axis_unit
from aicompete.plots.style import ALIGNMENT, BLUE, MUTED

Option = dict[str, Any]
REFERENCE, POLICY = "#6B7280", BLUE
"""The reference stands back in grey, your policy in front in blue."""
INK, LINE = "#222222", "#E4E4E4"
FONT = "Roboto, Helvetica, Arial, sans-serif"
SCALES = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"), (1e4, "thousand"))


def scale_of(values: Sequence[Array], unit: str) -> tuple[float, str]:
    """Factor and unit for an axis: shares in percent, large numbers in millions or so."""
    if unit == "share":
        return 100.0, "%"
    finite = [float(np.nanmax(np.abs(v))) for v in values if v.size and np.isfinite(v).any()]
    largest = max(finite, default=0.0)
    said = axis_unit(unit)
    for limit, word in SCALES:
        if largest >= limit:
            size = 1e3 if word == "thousand" else limit
            return 1.0 / size, f"{word} {said}"
    return 1.0, said


def rounded(value: float, figures: int = 4) -> float | None:
    """A number with few figures, so that little is sent; nothing where it is not known."""
    if not math.isfinite(value):
        return None
    if value == 0:
        return 0.0
    return round(value, max(figures - 1 - math.floor(math.log10(abs(value))), 0))


def signed(value: float) -> str:
    """A number with its sign and two decimals; what rounds to nothing has no sign."""
    said = f"{value:+.2f}"
    return "0.00" if said in ("+0.00", "-0.00") else said


def month_axis(dates: Sequence[str]) -> Option:
    """A time axis over months with plain years."""
    return {
        "type": "time",
        "min": f"{dates[0]}-01",
        "max": f"{dates[-1]}-01",
        "axisLabel": {"color": MUTED, "hideOverlap": True},
        "axisLine": {"lineStyle": {"color": "#999999"}},
        "splitLine": {"show": False},
    }


def value_axis(**more: Any) -> Option:
    """A value axis that does not insist on zero."""
    return {
        "type": "value",
        "scale": True,
        "axisLabel": {"color": MUTED},
        "splitLine": {"lineStyle": {"color": LINE}},
        **more,
    }


def title(text: str, below: str) -> Option:
    """Headline and the line below it."""
    return {
        "text": text,
        "subtext": below,
        "left": 8,
        "top": 6,
        "itemGap": 3,
        "textStyle": {"fontSize": 15, "fontWeight": 600, "color": INK, "fontFamily": FONT, "lineHeight": 20},
        "subtextStyle": {"fontSize": 12, "color": MUTED, "fontFamily": FONT, "lineHeight": 16},
    }


def alignment_colours(count: int = 9) -> list[str]:
    """Colours from China (-1) to the United States (+1), as in the pictures."""
    marks = [ALIGNMENT(position) for position in np.linspace(0, 1, count)]
    return ["#" + "".join(f"{round(255 * part):02X}" for part in mark[:3]) for mark in marks]
