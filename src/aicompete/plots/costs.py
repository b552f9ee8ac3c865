"""Who pays: costs of the competition by kind, stacked, for the United States, China and all others."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from aicompete.analysis.costs import KINDS, PAYERS, mean_by_kind
from aicompete.analysis.errors import NotRecorded
from aicompete.analysis.tables import Array, ResultsLike, View, view
from aicompete.analysis.words import date_text, number, unit_text
from aicompete.plots.frame import page
from aicompete.plots.style import (
    BLACK,
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    PURPLE,
    SKY,
    VERMILLION,
    YELLOW,
    date_axis,
    number_axis,
)

SHOWN = ("usa", "chn", "rest")
COLOURS = dict(zip(KINDS, (BLUE, ORANGE, GREY, SKY, PURPLE, BLACK, GREEN, VERMILLION, YELLOW), strict=True))
BAND = "areas: mean over runs"
SHORT = {"usa": "USA", "chn": "China", "rest": "others"}


def draw_costs(results: ResultsLike | View, path: str | Path | None = None) -> Figure:
    """What the competition costs the United States, China and all others, USD bn a year, by kind, on one scale."""
    seen = view(results)
    found = {payer: mean_by_kind(seen, payer) for payer in SHOWN}
    if not any(found.values()):
        raise NotRecorded("no costs by kind (cost_*) in the series table")
    highest = max(float(np.sum(list(kinds.values()), axis=0).max()) for kinds in found.values() if kinds)
    with page(seen, _title(seen, found), band=BAND, path=path) as sheet:
        row = sheet.axes(1, len(SHOWN), left=0.75, right=0.35, wspace=0.22, bottom=1.05)[0]
        for axes, (payer, kinds) in zip(row, found.items(), strict=True):
            _areas(axes, seen, kinds, highest)
            words = PAYERS[payer]
            axes.set_title(f"{words[0].upper()}{words[1:]}  [{unit_text('usd_bn_per_year')}]")
        shown = [k for k in KINDS if any(k in kinds for kinds in found.values())]
        patches = [Patch(color=COLOURS[k], label=KINDS[k]) for k in shown]
        low = (sheet.bottom + 0.02) / sheet.height
        sheet.figure.legend(
            handles=patches, loc="lower center", bbox_to_anchor=(0.5, low), ncols=-(-len(shown) // 2), fontsize=10
        )
        sheet.notes.append("Gains of others are not set off; no tariffs kept at home.")
    return sheet.figure


def _title(seen: View, found: dict[str, dict[str, Array]]) -> str:
    """What each pays in the last month, and mostly for what."""
    said = []
    for payer, kinds in found.items():
        total = sum(float(values[-1]) for values in kinds.values())
        if total > 0.0:
            most = KINDS[max(kinds, key=lambda kind: float(kinds[kind][-1]))]
            said.append(f"{SHORT[payer]} {number(total, 2)} (mostly {most})")
    return f"Who pays in {date_text(seen.dates[-1])}, USD bn a year: {', '.join(said)}"


def _areas(axes: Axes, seen: View, kinds: dict[str, Array], highest: float) -> None:
    colours = [COLOURS[kind] for kind in kinds]
    if len(seen.times) == 1:
        below = 0.0
        for kind, colour in zip(kinds, colours, strict=True):
            axes.bar([0.0], kinds[kind], bottom=below, color=colour, width=0.5)
            below += float(kinds[kind][0])
        axes.set_xticks([0.0], [seen.dates[0]])
    else:
        axes.stackplot(seen.times, *kinds.values(), colors=colours, linewidth=0)
        date_axis(axes, list(seen.times))
    axes.set_ylim(0.0, max(highest * 1.05, 1e-9))
    number_axis(axes)
