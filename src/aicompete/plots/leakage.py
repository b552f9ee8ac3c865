"""What gets past the controls: smuggled chips and rented compute beside what China owns, and what the way costs."""

from __future__ import annotations

from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from aicompete.analysis.bands import band
from aicompete.analysis.leakage import leak
from aicompete.analysis.tables import ResultsLike, View, view
from aicompete.analysis.words import date_text
from aicompete.plots.frame import page
from aicompete.plots.lines import FAN_TEXT, fan, panel
from aicompete.plots.style import BLUE, ORANGE, PURPLE, VERMILLION, date_axis, end_labels, percent_axis


def draw_leakage(results: ResultsLike | View, path: str | Path | None = None) -> Figure:
    """Part of China's compute that was smuggled or is rented, chips that arrive by each way, and the premium."""
    seen = view(results)
    found = leak(seen)
    with page(seen, _title(seen), band=FAN_TEXT, path=path) as sheet:
        grid = sheet.axes(2, 2, left=0.85, right=1.25, wspace=0.52, hspace=0.5)
        shares, flows, cards, premium = (axes for row in grid for axes in row)
        _shares(shares, seen)
        wanted = (("smuggled", "Smuggled", PURPLE), ("foreign", "Legal", BLUE))
        arriving = [(f"chip_flow_to_chn_{way}", text, colour) for way, text, colour in wanted]
        _optional(flows, seen, arriving, "Foreign chips that arrive in China")
        _optional(cards, seen, [("chip_cards_smuggled_chn", "", PURPLE)], "Smuggled chips, by number")
        _optional(premium, seen, [("chip_premium_chn", "", VERMILLION)], "Price in China over the world price")
        if not found.rented.any():
            sheet.notes.append("Nothing is rented abroad in these runs.")
        sheet.notes.append("H100e: compute of one NVIDIA H100. What enforcement costs is not in the model.")
    return sheet.figure


def _shares(axes: Axes, seen: View) -> None:
    found = leak(seen)
    ends = []
    for values, text, colour in ((found.smuggled, "Smuggled", PURPLE), (found.rented, "Rented", ORANGE)):
        b = fan(axes, seen, values, colour)
        ends.append((float(b.median[-1]), text, colour))
    axes.set_ylim(bottom=0.0)
    axes.set_title("Part of the compute China has the use of  [%]")
    percent_axis(axes)
    date_axis(axes, list(seen.times))
    end_labels(axes, ends)


def _optional(axes: Axes, seen: View, lines: list[tuple[str, str, str]], title: str) -> None:
    recorded = [line for line in lines if seen.has(line[0])]
    if recorded:
        panel(axes, seen, recorded, title)
    else:
        axes.set_visible(False)


def _title(seen: View) -> str:
    path = band(leak(seen).both).median
    most = int(path.argmax())
    end = f"{100 * path[-1]:.2g} % of the compute China uses is smuggled or rented in {date_text(seen.dates[-1])}"
    if most in (0, len(path) - 1) or f"{path[most]:.2g}" == f"{path[-1]:.2g}":
        return f"{end}, after {100 * path[0]:.2g} % in {date_text(seen.dates[0])}"
    return f"{end}, after {100 * path[most]:.2g} % at most in {date_text(seen.dates[most])}"
