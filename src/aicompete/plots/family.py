"""Any metric, or a family of metrics that share a prefix, over time: one panel each."""

from __future__ import annotations

import textwrap
from pathlib import Path

from matplotlib.figure import Figure

from aicompete.analysis.headlines import path_headline
from aicompete.analysis.tables import ResultsLike, View, view
from aicompete.analysis.words import metric_text
from aicompete.plots.frame import page
from aicompete.plots.lines import FAN_TEXT, panel
from aicompete.plots.style import BLACK, BLUE, GREEN, TALL, VERMILLION, WIDE

MOST = 12
WIDTH = {1: 110, 2: 50, 3: 34}  # letters of a panel's title by number of columns


def draw_family(results: ResultsLike | View, path: str | Path | None = None, metric: str = "coalition_share") -> Figure:
    """Fans over time of the series metrics named `metric`, or whose names start with it (at most twelve)."""
    seen = view(results)
    names = seen.select(metric)
    shown = names[:MOST]
    columns = 1 if len(shown) == 1 else 2 if len(shown) <= 4 else 3
    rows = -(-len(shown) // columns)
    what = (
        path_headline(seen, names[0]) or metric_text(names[0]) if len(names) == 1 else f"Metrics of the family {metric}"
    )
    size = WIDE if rows <= 2 else (TALL[0], TALL[1] + max(0, rows - 3) * 2.2)
    with page(seen, what[:1].upper() + what[1:], band=FAN_TEXT, size=size, path=path) as sheet:
        grid = sheet.axes(rows, columns, left=0.95, right=0.4, wspace=0.36, hspace=0.62, top=0.5)
        flat = [axes for row in grid for axes in row]
        for axes, name in zip(flat, shown, strict=False):
            panel(axes, seen, [(name, "", _colour(name))], metric_text(name))
            title = axes.get_title(loc="left")
            title = title[:1].upper() + title[1:]
            axes.set_title("\n".join(textwrap.wrap(title, WIDTH[columns])[:2]), fontsize=11, loc="left")
        for axes in flat[len(shown) :]:
            axes.set_visible(False)
        if len(names) > len(shown):
            sheet.notes.append(f"{len(names) - len(shown)} more metrics of this family are not shown.")
    return sheet.figure


def _colour(name: str) -> str:
    """The colour of the side a metric speaks of."""
    words = set(name.split("_"))
    if words & {"cn", "chn"}:
        return VERMILLION
    return BLUE if words & {"us", "usa"} else GREEN if "open" in words else BLACK
