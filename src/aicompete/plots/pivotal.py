"""Pivotal nations: how small a push moves each of them, and how much goes with it; the landscape over time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from aicompete.analysis.bands import BAND_TEXT
from aicompete.analysis.landscape import descent, pivotal
from aicompete.analysis.sidechanges import spaced_dates
from aicompete.analysis.tables import ResultsLike, View, view
from aicompete.analysis.words import date_text, joined
from aicompete.plots.frame import page
from aicompete.plots.labels import name_dots
from aicompete.plots.lines import fan
from aicompete.plots.style import ALIGNMENT, BLACK, MUTED, VERMILLION, WIDE, date_axis, percent_axis

NEAR, HEAVY = 0.15, 0.03
"""A push of this size (utility) is within reach of a programme or a quarrel; this share of GDP is worth it."""
NAMED = 3
FEW = 5


def draw_pivotal(results: ResultsLike | View, path: str | Path | None = None, date: str | None = None) -> Figure:
    """Each nation by the push that takes it across the border of a bloc and by the GDP that changes camp with it."""
    seen = view(results)
    month = date or seen.dates[-1]
    table = pivotal(seen, month)
    meaning = "medians over runs; colour: alignment; ring: the GDP that its followers add"
    with page(seen, pivotal_headline(seen, table, month), band=meaning, path=path) as sheet:
        ((left, right),) = sheet.axes(1, 2, left=0.8, right=0.5, wspace=0.32, widths=(1.35, 1), bottom=0.6)
        _dots(left, table)
        _bonds(right, table)
        sheet.notes.append("Left: the model's utility. Right: two camps, Axelrod and Bennett.")
    return sheet.figure


def pivotal_headline(seen: View, table: pd.DataFrame, date: str) -> str:
    """ "Smallest pushes that count in Dec 2035: Turkey (0.04 of utility, 2.1 % of GDP), ..."."""
    near = table[(table["push"] <= NEAR) & (table["carried"] >= HEAVY)].sort_values("push")
    if near.empty:
        first = table[table["carried"] >= HEAVY].sort_values("push").head(1)
        if first.empty:
            return f"No nation carries {100 * HEAVY:.0f} % of GDP with it in {date_text(date)}"
        row = first.iloc[0]
        nearest = f"{row['name']} is nearest (a push of {row['push']:.2f})"
        return (
            f"No nation that moves {100 * HEAVY:.0f} % of GDP is near a change of camp in {date_text(date)}; {nearest}"
        )
    said = [
        f"{r['name']} ({r['push']:.2f}, {100 * r['carried']:.0f} % of GDP)" for r in near.head(NAMED).to_dict("records")
    ]
    return f"The smallest pushes that count in {date_text(date)}: {joined(said)}"


def _dots(axes: Axes, table: pd.DataFrame) -> None:
    x, y = table["push"].to_numpy(), 100.0 * table["carried"].to_numpy()
    colours = [ALIGNMENT((lean + 1) / 2) for lean in table["lean"]]
    axes.scatter(x, y, s=70, c=colours, edgecolor=BLACK, linewidth=0.7, zorder=3)
    extra = (table["carried"] - table["own"]).to_numpy() > 0.01
    axes.scatter(x[extra], y[extra], s=220, facecolor="none", edgecolor=VERMILLION, linewidth=1.2, zorder=2)
    axes.axvspan(0, NEAR, color="#F4F1E8", zorder=0)
    axes.set_yscale("symlog", linthresh=1.0)
    ticks = [t for t in (0, 0.3, 1, 3, 10, 30, 100) if t <= max(1.0, float(y.max()) * 1.5)]
    axes.set_yticks(ticks, [f"{t:g} %" for t in ticks])
    axes.set_xlim(-0.01, float(x.max()) * 1.1 + 0.02)
    axes.set_ylim(0.0, max(1.0, float(y.max()) * 1.5))
    name_dots(axes, x, y, [str(name) for name in table["name"]])
    axes.set_xlabel("Push that takes it across the border of a bloc  [utility]")
    axes.set_title("GDP between the powers that changes camp with it  [%]")


def _bonds(axes: Axes, table: pd.DataFrame) -> None:
    ordered = table.sort_values("bond", ascending=False)
    rows = np.arange(len(ordered))
    colours = [ALIGNMENT((lean + 1) / 2) for lean in ordered["lean"]]
    axes.barh(rows, ordered["bond"], color=colours, edgecolor=BLACK, linewidth=0.5)
    axes.axvline(0, color=MUTED, linewidth=1)
    words = [
        f"{n} ({100 * m:.0f} %)" if m >= 0.005 else str(n)
        for n, m in zip(ordered["name"], ordered["misplaced"], strict=True)
    ]
    axes.set_yticks(rows, words, fontsize=8)
    axes.tick_params(axis="y", length=0)
    axes.set_title("Bond to its camp  [index; % of runs on the wrong side]", fontsize=10.5)


def draw_landscape(results: ResultsLike | View, path: str | Path | None = None) -> Figure:
    """Energy of the camps and of the next local minimum, and how much stands in a camp that its friends are not in."""
    seen = view(results)
    dates = spaced_dates(seen, FEW)
    ways = [descent(seen, date) for date in dates]
    times = np.array(dates, dtype="datetime64[M]").astype("datetime64[D]")
    with page(seen, _landscape_headline(seen, ways), band=BAND_TEXT, size=WIDE, path=path) as sheet:
        ((energy, misplaced, push),) = sheet.axes(1, 3, left=0.8, right=0.4, wspace=0.3, top=0.5)
        fan(energy, seen, seen.metric("landscape_energy"), BLACK)
        energy.set_title(
            "Strain of the three camps  [energy, index]\n(low: friends together, rivals apart)", fontsize=10.5
        )
        fan(misplaced, seen, seen.metric("landscape_misplaced"), VERMILLION)
        middle = [np.median(way["weight"]) for way in ways]
        misplaced.plot(times, middle, "o--", color=BLACK, markersize=5, linewidth=1)
        misplaced.set_title(
            "GDP of nations with friends in another camp  [%]\n(dots: what would move before all are at rest)",
            fontsize=10.5,
        )
        misplaced.set_ylim(bottom=0.0)
        percent_axis(misplaced)
        fan(push, seen, seen.metric("landscape_push"), MUTED)
        push.set_title("Weakest bond of a well placed nation\n(the push that would flip it)  [index]", fontsize=10.5)
        push.set_ylim(bottom=0.0)
        for axes in (energy, misplaced, push):
            date_axis(axes, list(seen.times))
        sheet.notes.append("Axelrod and Bennett (1993); propensities of the start world, GDP as size.")
    return sheet.figure


def _landscape_headline(seen: View, ways: list[dict[str, np.ndarray]]) -> str:
    rest = float(np.mean(ways[-1]["movers"] == 0.0))
    movers = float(np.median(ways[-1]["movers"]))
    last = date_text(seen.dates[-1])
    if rest >= 0.5:
        return f"In {100 * rest:.0f} % of runs every nation is in the camp of its friends in {last}"
    share = 100 * float(np.median(ways[-1]["weight"]))
    count = f"{movers:.0f} nation{'' if movers == 1 else 's'}"
    return f"{count} ({share:.0f} % of GDP) would still follow friends into another camp in {last}"
