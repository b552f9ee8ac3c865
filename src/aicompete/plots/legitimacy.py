"""Legitimacy of the powers, region by region."""

from __future__ import annotations

from pathlib import Path

from matplotlib.figure import Figure

from aicompete.analysis.errors import NotRecorded
from aicompete.analysis.standing import REGIONS, legitimacy_headline, recorded_regions
from aicompete.analysis.tables import ResultsLike, View, view
from aicompete.plots.frame import page
from aicompete.plots.lines import FAN_TEXT, fan
from aicompete.plots.style import SIDE_COLOURS, date_axis, end_labels

SIDES = (("us", "US"), ("cn", "China"))


def draw_legitimacy(results: ResultsLike | View, path: str | Path | None = None) -> Figure:
    """How legitimate the proposals of the USA and of China look in each region, on one scale."""
    seen = view(results)
    regions = recorded_regions(seen)
    if not regions:
        raise NotRecorded("no legitimacy by region (legitimacy_us_*, legitimacy_cn_*) in the series table")
    title = legitimacy_headline(seen) or "Legitimacy of the powers by region"
    with page(seen, title, band=FAN_TEXT, path=path) as sheet:
        (row,) = sheet.axes(1, len(regions), left=0.5, right=0.75, wspace=0.55)
        drawn = [[fan(axes, seen, seen.metric(f"legitimacy_{s}_{g}"), SIDE_COLOURS[s]) for s, _ in SIDES]
                 for axes, g in zip(row, regions, strict=True)]  # fmt: skip
        low, high = (
            min(b.low.min() for bands in drawn for b in bands),
            max(b.high.max() for bands in drawn for b in bands),
        )
        for axes, region, bands in zip(row, regions, drawn, strict=True):
            axes.set_ylim(low - 0.02, high + 0.02)  # one scale, before the names find their places
            axes.set_title(f"{REGIONS[region]}  [index]", fontsize=11)
            date_axis(axes, list(seen.times))
            ends = [(float(b.median[-1]), name, SIDE_COLOURS[s]) for (s, name), b in zip(SIDES, bands, strict=True)]
            end_labels(axes, ends, size=9.5)
    return sheet.figure
