"""Clubs: how many nations are in each over time, and who is in at the end."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from aicompete.analysis.bands import band
from aicompete.analysis.coalitions import between
from aicompete.analysis.tables import Array, ResultsLike, View, view
from aicompete.analysis.words import date_text
from aicompete.plots.frame import page
from aicompete.plots.lines import fan
from aicompete.plots.style import BLACK, BLUE, MUTED, ORANGE, SKY, TALL, VERMILLION, date_axis, end_labels

NAMES = {"pax_silica": "Pax Silica", "safety_network": "Safety institutes", "waico": "WAICO", "brics": "BRICS"}
CLUBS = tuple(NAMES)
COLOURS = {"pax_silica": BLUE, "safety_network": SKY, "waico": VERMILLION, "brics": ORANGE}


def draw_clubs(results: ResultsLike | View, path: str | Path | None = None) -> Figure:
    """Members of the clubs that nations may join: numbers over time; chance of membership at the end, by nation."""
    seen = view(results)
    member = {club: seen.nation_metric(f"member_{club}")[:, :, between(seen)] for club in CLUBS}
    meaning = "lines: median, bands: 10-90 % of runs; squares: share of runs"
    with page(seen, clubs_headline(seen), band=meaning, size=TALL, path=path) as sheet:
        ((left, right),) = sheet.axes(1, 2, left=0.7, right=0.3, wspace=0.62, widths=(1.5, 1))
        ends, high = [], 1.0
        for club in CLUBS:
            b = fan(left, seen, seen.metric(f"club_members_{club}"), COLOURS[club], inner=False)
            ends.append((float(b.median[-1]), NAMES[club], COLOURS[club]))
            high = max(high, float(b.high.max()))
        left.set_ylim(0, high * 1.08)
        date_axis(left, list(seen.times))
        left.set_title("Members, powers not counted  [nations]")
        end_labels(left, ends)
        _squares(right, seen, member)
    return sheet.figure


def _squares(axes: Axes, seen: View, member: dict[str, Array]) -> None:
    chance = np.stack([values[:, -1].mean(axis=0) for values in member.values()], axis=1)
    before = np.stack([values[:, 0].mean(axis=0) for values in member.values()], axis=1)
    order = np.argsort(chance[:, 2:].sum(axis=1) - chance[:, :2].sum(axis=1), kind="stable")
    axes.imshow(chance[order], aspect="auto", cmap="Greens", vmin=0, vmax=1.15)
    for row, i in enumerate(order):
        for column in range(len(CLUBS)):
            text = f"{100 * chance[i, column]:.0f}" if chance[i, column] >= 0.005 else ""
            mark = "bold" if before[i, column] >= 0.5 else "normal"
            axes.text(
                column,
                row,
                text,
                ha="center",
                va="center",
                fontsize=8.5,
                fontweight=mark,
                color="white" if chance[i, column] > 0.6 else BLACK,
            )
    codes = [seen.nation_codes[i] for i in between(seen)]
    axes.set_yticks(range(len(order)), [seen.names[codes[i]] for i in order], fontsize=8.5)
    axes.set_xticks(range(len(CLUBS)), [NAMES[club].replace(" ", "\n") for club in CLUBS], fontsize=9)
    axes.tick_params(length=0)
    axes.grid(visible=False)
    for spine in axes.spines.values():
        spine.set_edgecolor(MUTED)
    axes.set_title("In at the end  [% of runs; bold: from the start]", fontsize=10)


def clubs_headline(seen: View) -> str:
    """ "WAICO grows from 0 to 12 nations by Dec 2035, Pax Silica from 6 to 16"."""
    moved = []
    for club in CLUBS:
        path = band(seen.metric(f"club_members_{club}")).median
        moved.append((-abs(float(path[-1] - path[0])), club, float(path[0]), float(path[-1])))
    moved.sort()
    if moved[0][0] == 0.0:
        return f"No club gains or loses a member in the median run by {date_text(seen.dates[-1])}"
    (_, first, a, b), (_, second, c, d) = moved[:2]
    way = "grows" if b > a else "shrinks"
    more = f", {NAMES[second]} from {c:.0f} to {d:.0f}" if c != d else ""
    return f"{NAMES[first]} {way} from {a:.0f} to {b:.0f} nations by {date_text(seen.dates[-1])}{more}"
