"""Claims against what the model says: effects with their intervals, in sizes of what was claimed (forest plot)."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Hashable, Mapping
from pathlib import Path

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from aicompete.analysis.words import effect_text
from aicompete.plots.style import BLACK, BLUE, GREEN, MUTED, ORANGE, VERMILLION, new_figure, own_look, save

MOST = 3.0
"""Sizes of a claim up to which an effect is drawn to scale; an arrow stands for more."""
ROW, HEAD, FOOT, WIDTH, LEFT, RIGHT = 0.52, 1.25, 0.95, 13.33, 5.15, 2.9  # inches
COLOURS = {"holds": GREEN, "refuted": VERMILLION, "undecided": ORANGE}
LETTERS = 57
INCH = 1 / (WIDTH - LEFT - RIGHT)  # of the width of the axes


def draw_forest(table: pd.DataFrame, what: str, path: str | Path | None = None) -> Figure:
    """One row a part of a hypothesis: dot the effect, line its 95 % interval, both divided by the size claimed.

    Green is where the claim would hold, red where it is refuted. `table`: that of the hypotheses with one row a part;
    `what`: runs and seed, in words.
    """
    rows = table.to_dict("records")
    with own_look():
        height = HEAD + FOOT + ROW * len(rows)
        figure = new_figure((WIDTH, height))
        left, right = LEFT / WIDTH, 1 - RIGHT / WIDTH
        axes = figure.add_axes((left, FOOT / height, right - left, ROW * len(rows) / height))
        for place, row in enumerate(rows):
            _row(axes, len(rows) - 1 - place, row, new=place == 0 or rows[place - 1]["id"] != row["id"])
        axes.set_xlim(-MOST, MOST)
        axes.set_ylim(-0.6, len(rows) - 0.4)
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
        axes.axvline(0.0, color=BLACK, linewidth=1.0, zorder=2)
        axes.set_xlabel("effect, in sizes of the claim (1: as large as claimed; 0: none)")
        figure.text(0.35 / WIDTH, 1 - 0.2 / height, _title(table), fontsize=15, fontweight="bold", va="top")
        text = (
            f"{what}  |  dot: effect; line: 95 % interval (bootstrap over pairs of runs with the same draws and shocks)"
        )
        figure.text(0.35 / WIDTH, 1 - 0.58 / height, text, fontsize=10, color=MUTED, va="top")
        shades = "green: where the claim holds; red: where it is refuted; between them, or across: undecided"
        figure.text(0.35 / WIDTH, 1 - 0.82 / height, shades, fontsize=10, color=MUTED, va="top")
    if path is not None:
        save(figure, path)
    return figure


def _title(table: pd.DataFrame) -> str:
    """How many claims hold."""
    verdicts = table.drop_duplicates("id")["verdict"]
    counts = {word: int((verdicts == word).sum()) for word in ("refuted", "undecided")}
    held = int((verdicts == "holds").sum())
    claims = "claim" if len(verdicts) == 1 else "claims"
    return f"{held} of {len(verdicts)} {claims} hold, {counts['refuted']} refuted, {counts['undecided']} undecided"


def _row(axes: Axes, y: int, row: Mapping[Hashable, object], new: bool) -> None:
    scale = float(str(row["scale"]))
    effect, low, high = (float(str(row[key])) / scale for key in ("effect", "low", "high"))
    _regions(axes, y, row, scale)
    colour = COLOURS[str(row["verdict_of_part"])]
    if math.isfinite(effect):
        inside_low, inside_high = max(low, -MOST), min(high, MOST)
        if inside_low < inside_high:
            axes.plot([inside_low, inside_high], [y, y], color=colour, linewidth=3, zorder=3, solid_capstyle="butt")
        shown = min(max(effect, -MOST * 0.985), MOST * 0.985)
        marker = ">" if effect > MOST else "<" if effect < -MOST else "o"
        axes.plot([shown], [y], marker=marker, color=colour, markeredgecolor="white", markersize=9, zorder=4)
    wide = axes.get_yaxis_transform()
    says = textwrap.wrap(str(row["says"]), LETTERS)[:2]
    if new:
        axes.text(
            (0.3 - LEFT) * INCH,
            y,
            str(row["id"]),
            transform=wide,
            ha="left",
            va="center",
            fontsize=11,
            fontweight="bold",
        )
        axes.axhline(
            y + 0.5,
            color="#BBBBBB",
            linewidth=0.8,
            xmin=(0.3 - LEFT) * INCH,
            xmax=1 + (RIGHT - 0.2) * INCH,
            clip_on=False,
        )
    axes.text(
        (0.85 - LEFT) * INCH, y, "\n".join(says), transform=wide, ha="left", va="center", fontsize=9.5, linespacing=1.1
    )
    unit = str(row["unit"])
    value = effect_text(float(str(row["effect"])), unit)
    around = [effect_text(float(str(row[key])), unit if unit == "share" else "") for key in ("low", "high")]
    value = f"{value} ({' to '.join(around)})"
    axes.text(1.02, y + 0.2, value, transform=wide, ha="left", va="center", fontsize=9.5, color=BLACK)
    verdict = f"{row['verdict_of_part']}; claimed {row['claimed']}"
    axes.text(1.02, y - 0.2, verdict, transform=wide, ha="left", va="center", fontsize=9, color=colour)


def _regions(axes: Axes, y: int, row: Mapping[Hashable, object], scale: float) -> None:
    """Where the claim holds and where it is refuted, as bars behind the effect."""
    spans = [(float(str(row["claimed_low"])) / scale, float(str(row["claimed_high"])) / scale, GREEN)]
    below, above, same = (_number(row[key]) for key in ("refuted_below", "refuted_above", "refuted_same"))
    if below is not None:
        spans.append((-math.inf, below / scale, VERMILLION))
    if above is not None:
        spans.append((above / scale, math.inf, VERMILLION))
    for low, high, colour in spans:
        start, end = max(low, -MOST), min(high, MOST)
        if start < end:
            axes.barh(y, end - start, left=start, height=0.84, color=colour, alpha=0.13, linewidth=0, zorder=1)
    if same is not None:
        axes.plot([same / scale] * 2, [y - 0.42, y + 0.42], color=BLUE, linestyle=":", linewidth=1.6, zorder=2)


def _number(value: object) -> float | None:
    if value is None:
        return None
    number = float(str(value))
    return number if math.isfinite(number) else None
