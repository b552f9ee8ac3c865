"""A lever's path over the months, as a small chart beside its editor."""

from __future__ import annotations

from aicompete.app.charts.look import FONT, INK, POLICY, REFERENCE, Option, month_axis, value_axis
from aicompete.config import Lever, Path, Scenario
from aicompete.config.reading.dates import Month


def lever_path(lever: Lever, scenario: Scenario, before: Path, after: Path) -> Option:
    """What was in force and what is proposed, month by month (value of the month's last day)."""
    dates = scenario.dates
    days = [(Month.parse(date) + 1).first_day - 1 for date in dates]
    series = [
        {
            "type": "line",
            "name": name,
            "step": False if path.shape == "linear" else "end",
            "symbol": "none",
            "lineStyle": {"width": width, "color": colour, "type": style},
            "itemStyle": {"color": colour},
            "data": [[f"{date}-01", lever.code(path.at(day))] for date, day in zip(dates, days, strict=True)],
        }
        for name, colour, width, style, path in (
            ("in force", REFERENCE, 2, "dashed", before),
            ("proposed", POLICY, 2.5, "solid", after),
        )
    ]
    return {
        "animation": False,
        "textStyle": {"fontFamily": FONT, "color": INK},
        "grid": {"left": 10, "right": 20, "top": 30, "bottom": 8, "containLabel": True},
        "legend": {"left": 6, "top": 0, "itemHeight": 4},
        "tooltip": {"trigger": "axis", "confine": True},
        "xAxis": month_axis(dates),
        "yAxis": value_axis(**_labels(lever)),
        "series": series,
    }


def _labels(lever: Lever) -> Option:
    """Fixed range where it is small enough to be looked at as a whole."""
    if lever.kind == "number" and lever.sentinel is None:
        return {"min": lever.low, "max": lever.high}
    if lever.kind == "number":
        return {}
    return {"min": 0, "max": 1 if lever.kind == "bool" else len(lever.choices) - 1}
