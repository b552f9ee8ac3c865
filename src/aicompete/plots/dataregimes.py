"""Data and audit regimes: whose audits count, what firms meet abroad, and whose stack the Belt and Road runs on."""

from __future__ import annotations

from pathlib import Path

from matplotlib.figure import Figure

from aicompete.analysis.errors import NotRecorded
from aicompete.analysis.standing import data_headline
from aicompete.analysis.tables import ResultsLike, View, view
from aicompete.plots.frame import page
from aicompete.plots.lines import FAN_TEXT, panel
from aicompete.plots.style import GREY, SIDE_COLOURS

US, CN, OPEN = SIDE_COLOURS["us"], SIDE_COLOURS["cn"], SIDE_COLOURS["open"]
PANELS = (
    ("Whose AI audits\ncount abroad", "audit_share", (("us", "US", US), ("cn", "Chinese", CN), ("own", "Own", GREY))),
    ("Localised data that\nfirms meet abroad", "localisation_met", (("us", "US", US), ("cn", "Chinese", CN))),
    ("World's data that\nmakers learn from", "data_pool", (("usa", "US", US), ("chn", "Chinese", CN))),
    (
        "Installed base on\nthe Belt and Road",
        "belt_share",
        (("us", "US", US), ("cn", "Chinese", CN), ("open", "Open", OPEN)),
    ),
)


def draw_data_regimes(results: ResultsLike | View, path: str | Path | None = None) -> Figure:
    """Audit regimes in the nations that take sides, localisation that firms meet, and stacks on the Belt and Road."""
    seen = view(results)
    shown = [
        (text, [(f"{family}_{side}", name, colour) for side, name, colour in lines if seen.has(f"{family}_{side}")])
        for text, family, lines in PANELS
    ]
    shown = [(text, lines) for text, lines in shown if lines]
    if not shown:
        raise NotRecorded("no data or audit regimes (audit_share_*, localisation_met_*) in the series table")
    with page(seen, data_headline(seen) or "Data and audit regimes", band=FAN_TEXT, path=path) as sheet:
        (row,) = sheet.axes(1, len(shown), right=1.0, wspace=0.62, top=0.55)
        for axes, (text, lines) in zip(row, shown, strict=True):
            panel(axes, seen, lines, text)
    return sheet.figure
