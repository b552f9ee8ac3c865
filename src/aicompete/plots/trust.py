"""Trust of single nations in each power: the nations whose trust moved furthest, one panel each."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from aicompete.analysis.bands import BAND_TEXT, band
from aicompete.analysis.coalitions import between
from aicompete.analysis.tables import Array, ResultsLike, View, view
from aicompete.analysis.words import date_text, joined, span
from aicompete.plots.frame import MARGIN, page
from aicompete.plots.lines import fan
from aicompete.plots.style import SIDE_COLOURS, TALL, date_axis, percent_axis

SHOWN, NAMED = 12, 2
TOWARD = {"us": "trust in the United States", "cn": "trust in China"}
NOTICED = 0.02
"""Change of a median from which on trust counts as moved."""


def draw_trust(results: ResultsLike | View, path: str | Path | None = None) -> Figure:
    """Trust in the United States and in China of the twelve nations in which either moved furthest; median and band."""
    seen = view(results)
    us, cn = seen.nation_metric("trust_us"), seen.nation_metric("trust_cn")
    moved = {i: _furthest(us[:, :, i], cn[:, :, i]) for i in between(seen)}
    shown = sorted(moved, key=lambda i: -moved[i])[:SHOWN]
    high = max(float(band(values[:, :, shown]).high.max()) for values in (us, cn))
    with page(seen, trust_headline(seen) or "Trust in each power", band=BAND_TEXT, size=TALL, path=path) as sheet:
        grid = sheet.axes(3, 4, left=0.85, right=0.35, top=0.45, wspace=0.25, hspace=0.45)
        for axes, nation in zip([axes for row in grid for axes in row], shown, strict=False):
            for side, values in (("us", us), ("cn", cn)):
                fan(axes, seen, values[:, :, nation], SIDE_COLOURS[side], inner=False)
            axes.set_ylim(0.0, min(1.0, high * 1.1))
            percent_axis(axes)
            date_axis(axes, list(seen.times))
            axes.set_title(seen.names[seen.nation_codes[nation]])
        keys = [Line2D([], [], color=SIDE_COLOURS[side], label=text) for side, text in TOWARD.items()]
        corner = (1 - MARGIN / sheet.width, 1 - (sheet.header - 0.1) / sheet.height)
        sheet.figure.legend(handles=keys, loc="upper right", bbox_to_anchor=corner, ncols=2, borderaxespad=0.0)
    return sheet.figure


def trust_headline(seen: View) -> str:
    """ "Trust in the United States falls furthest in Canada (74 to 49 % by Jun 2029) and Japan (...)"."""
    if len(seen.dates) < 2 or not seen.has_nations("trust_us"):
        return ""
    said: list[tuple[float, str]] = []
    for metric, power in (("trust_us", "the United States"), ("trust_cn", "China")):
        values = seen.nation_metric(metric)
        paths = {i: band(values[:, :, i]).median for i in between(seen)}
        first = sorted(paths, key=lambda i: -_move(paths[i])[0])[: NAMED if not said else 1]
        moved = [i for i in first if _move(paths[i])[0] >= NOTICED]
        if moved:
            signs = {i: np.sign(paths[i][_move(paths[i])[1]] - paths[i][0]) for i in moved}
            way = "falls" if signs[moved[0]] < 0 else "rises"
            who = joined([_told(seen, i, paths[i]) for i in moved if signs[i] == signs[moved[0]]])
            said.append((-_move(paths[moved[0]])[0], f"trust in {power} {way} furthest in {who}"))
    if not said:
        return f"Trust in either power hardly moves by {date_text(seen.dates[-1])}"
    text = "; ".join(part for _, part in sorted(said)[:2])
    return f"{text[0].upper()}{text[1:]}"


def _told(seen: View, nation: int, path: Array) -> str:
    """ "Canada (74 to 49 % by Jun 2029)"."""
    month = _move(path)[1]
    moved = span(float(path[0]), float(path[month]), "share")
    return f"{seen.names[seen.nation_codes[nation]]} ({moved} by {date_text(seen.dates[month])})"


def _move(path: Array) -> tuple[float, int]:
    """How far a path gets from its start, and in which month."""
    away = np.abs(path - path[0])
    return float(away.max()), int(away.argmax())


def _furthest(*values: Array) -> float:
    """Largest change of a median path from its start."""
    return max(_move(band(v).median)[0] for v in values)
