"""Trust of single nations in each power: the nations whose trust moved furthest, one panel each."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from aicompete.analysis.bands import BAND_TEXT, band
from aicompete.analysis.coalitions import between, largest_movers
from aicompete.analysis.tables import ResultsLike, View, view
from aicompete.analysis.words import date_text, joined
from aicompete.plots.frame import page
from aicompete.plots.lines import fan
from aicompete.plots.style import SIDE_COLOURS, TALL, date_axis, percent_axis

SHOWN, NAMED = 12, 2
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
        grid = sheet.axes(3, 4, left=0.6, right=0.3, wspace=0.25, hspace=0.45)
        for axes, nation in zip([axes for row in grid for axes in row], shown, strict=False):
            for side, values in (("us", us), ("cn", cn)):
                fan(axes, seen, values[:, :, nation], SIDE_COLOURS[side], inner=False)
            axes.set_ylim(0.0, min(1.0, high * 1.1))
            percent_axis(axes)
            date_axis(axes, list(seen.times))
            axes.set_title(seen.names[seen.nation_codes[nation]])
        sheet.notes.append("Blue: in the United States; red: in China.")
    return sheet.figure


def trust_headline(seen: View) -> str:
    """ "Trust in the United States falls most in Canada (-0.21) and Japan (-0.15) by Dec 2035"."""
    if len(seen.dates) < 2 or not seen.has_nations("trust_us"):
        return ""
    said: list[tuple[float, str]] = []
    for metric, power in (("trust_us", "the United States"), ("trust_cn", "China")):
        table = largest_movers(seen, metric)
        rows = [row for row in table.head(NAMED if not said else 1).to_dict("records") if abs(row["change"]) >= NOTICED]
        if rows:
            same = [row for row in rows if np.sign(row["change"]) == np.sign(rows[0]["change"])]
            way = "falls" if rows[0]["change"] < 0 else "rises"
            who = joined([f"{row['name']} ({row['change']:+.2f})" for row in same])
            said.append((-abs(rows[0]["change"]), f"trust in {power} {way} most in {who}"))
    if not said:
        return f"Trust in either power hardly moves by {date_text(seen.dates[-1])}"
    text = "; ".join(part for _, part in sorted(said)[:2])
    return f"{text[0].upper()}{text[1:]} by {date_text(seen.dates[-1])}"


def _furthest(*values: np.ndarray) -> float:
    """Largest change of a median path from its start."""
    return max(float(np.abs(band(v).median - band(v).median[0]).max()) for v in values)
