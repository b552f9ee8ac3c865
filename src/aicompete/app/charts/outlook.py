"""A figure at the table: as it was told turn by turn, and the fan of what may come of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from aicompete.analysis.words import axis_unit
from aicompete.app.charts.fan import HOVER, banded
from aicompete.app.charts.look import FONT, INK, POLICY, REFERENCE, Option, month_axis, rounded, scale_of, value_axis
from aicompete.app.charts.look import title as titled
from aicompete.config.reading.dates import Month
from aicompete.game.play.fog import Report
from aicompete.game.play.outlook import Outlook

TOLD = "told"
LEGEND: Option = {"itemHeight": 4, "itemWidth": 16, "itemGap": 12, "textStyle": {"fontSize": 12}}
SIDES = (("as things stand", REFERENCE, True), ("with your moves", POLICY, False))


def fan_of(head: str, start: Month, month: int, past: Sequence[Report], ways: Sequence[Outlook]) -> Option:
    """What was told, dots joined; then as things stand, and with the moves chosen where there are any.

    ``month`` is the one in which moves of this turn begin. The fans begin at the figure last told, in the month before.
    """
    unit = past[-1].unit
    edges = [np.asarray([report.value for report in past]), *(edge for way in ways for edge in (way.low, way.high))]
    factor, said = scale_of(edges, unit)
    months = max((len(way.middle) for way in ways), default=0)
    dates = [str(start + at) for at in range(past[0].month, month + max(months, 1))]
    points = [[f"{start + report.month}-01", rounded(report.value * factor)] for report in past]
    series: list[Option] = []
    for (name, colour, behind), way in zip(SIDES, ways, strict=False):
        value = way.report.value
        low, middle, high = (np.concatenate([[value], path]) * factor for path in (way.low, way.middle, way.high))
        days = [f"{start + at}-01" for at in range(month - 1, month + len(way.middle))]
        series += banded(name, colour, days, (low, middle, high), behind=behind)
    series.append(
        {
            "type": "line",
            "name": TOLD,
            "symbol": "circle",
            "symbolSize": 7,
            "lineStyle": {"width": 1.5, "color": INK},
            "itemStyle": {"color": INK},
            "data": points,
            "z": 5,
        }
    )
    head_line = titled(head, said or axis_unit(unit))
    head_line["textStyle"]["fontSize"] = 13  # the charts are small and the names long
    names = [{"name": name, "icon": "roundRect"} for name in (TOLD, *(side[0] for side in SIDES[: len(ways)]))]
    return {
        "animation": False,
        "textStyle": {"fontFamily": FONT, "color": INK},
        "title": head_line,
        "grid": {"left": 10, "right": 22, "top": 78, "bottom": 8, "containLabel": True},
        "legend": {"data": names, "left": 6, "top": 50, **LEGEND},
        "tooltip": {"trigger": "axis", ":formatter": HOVER, "confine": True},
        "xAxis": month_axis(dates),
        "yAxis": value_axis(),
        "series": series,
    }
