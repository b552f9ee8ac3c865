"""How it may end: frequencies of the named ends over time, with what they are read from."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from aicompete.analysis.ends import ENDS, frequencies, wilson
from aicompete.analysis.tables import ResultsLike, View, view
from aicompete.analysis.words import date_text, joined
from aicompete.plots.frame import page
from aicompete.plots.lines import FAN_TEXT, panel
from aicompete.plots.style import BLACK, BLUE, GREEN, GREY, ORANGE, PURPLE, VERMILLION, date_axis, percent_axis

COLOURS = dict(zip(ENDS, (PURPLE, ORANGE, GREEN, GREY), strict=True))


def draw_ends(results: ResultsLike | View, path: str | Path | None = None) -> Figure:
    """Frequencies of end states, the systems' shares, split, ties, threat and effort."""
    seen = view(results)
    found = frequencies(seen)
    with page(seen, _title(seen, found), band=FAN_TEXT, path=path) as sheet:
        first, second = sheet.axes(2, 3, left=0.85, right=1.15, wspace=0.68, hspace=0.62, top=0.5)
        _areas(first[0], seen, found)
        rest = (
            ("World's AI systems run on", [("system_share_us", "USA", BLUE), ("system_share_cn", "China", VERMILLION)]),
            ("Split of the world's AI systems", [("governance_split", "", ORANGE)]),
            ("Ties between the powers that are gone", [("decoupling_index", "", BLACK)]),
            ("Threat felt", [("threat_usa", "USA", BLUE), ("threat_chn", "China", VERMILLION)]),
            ("Effort of the state", [("race_effort_usa", "USA", BLUE), ("race_effort_chn", "China", VERMILLION)]),
        )
        for axes, (text, lines) in zip([*first[1:], *second], rest, strict=True):
            known = [line for line in lines if seen.has(line[0])]
            axes.set_visible(bool(known))
            if known:
                panel(axes, seen, known, text, inner=len(known) == 1, size=9.5)
                axes.set_title(axes.get_title(loc="left").replace("  [", "\n["), fontsize=11, loc="left")
        sheet.notes.append("Beside the names: the last month, with 95 % intervals of a share.")
    return sheet.figure


def _title(seen: View, found: dict[str, np.ndarray]) -> str:
    """How many runs stand in which end in the last month, the most frequent first."""
    last = sorted(((float(found[name][-1]), name) for name in ENDS if found[name][-1] > 0.0), reverse=True)
    said = [f"{100 * share:.0f} % {name}" for share, name in last]
    return f"How it may end: {joined(said)} in {date_text(seen.dates[-1])}"


def _areas(axes: Axes, seen: View, found: dict[str, np.ndarray]) -> None:
    colours = [COLOURS[name] for name in ENDS]
    if len(seen.times) == 1:
        below = 0.0
        for name, colour in zip(ENDS, colours, strict=True):
            axes.bar([0.0], found[name], bottom=below, color=colour, width=0.5)
            below += float(found[name][0])
        axes.set_xticks([0.0], [seen.dates[0]])
    else:
        axes.stackplot(seen.times, *(found[name] for name in ENDS), colors=colours, linewidth=0)
        date_axis(axes, list(seen.times))
    axes.set_ylim(0.0, 1.0)
    percent_axis(axes)
    axes.set_title("Runs by how they would end\n[%]", fontsize=11, loc="left")
    patches = [Patch(color=COLOURS[name], label=_said(seen, name, float(found[name][-1]))) for name in ENDS]
    axes.legend(
        handles=patches,
        fontsize=8,
        loc="upper left",
        bbox_to_anchor=(0.98, 1.06),
        frameon=False,
        handlelength=1.2,
        handletextpad=0.5,
    )


def _said(seen: View, name: str, share: float) -> str:
    low, high = wilson(share, len(seen.good))
    return f"{name}\n{100 * share:.0f} % ({100 * low:.0f}-{100 * high:.0f})"
