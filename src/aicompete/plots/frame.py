"""The page every picture stands on: title, scenario and runs above; policy timeline and share of estimates below."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from aicompete.analysis.bands import BAND_TEXT
from aicompete.analysis.discrepancy import NOTE
from aicompete.analysis.tables import View, failure_text
from aicompete.analysis.words import date_text
from aicompete.plots.style import MUTED, WIDE, new_figure, own_look, save
from aicompete.plots.timeline import draw_policy, draw_words, policy_height, words_height

MARGIN = 0.35  # inches at the left and right edge
HEADER = 0.9
FOOTER = 0.34
TITLE_PER_INCH = 7.0  # letters of a title at its first size
TITLE_SIZES = (17.0, 14.0)  # points; the largest at which it fits on one line, the last on two
TITLE_LINE = 0.25  # inches of a second line of the title
USUAL_POLICY = 1.3  # inches under the body
AXIS_ROOM = 0.42  # inches under the body for tick labels


@dataclass
class Page:
    """A figure with a body to draw in; the rest is drawn by the page itself."""

    view: View
    figure: Figure
    height: float
    width: float
    bottom: float
    header: float = HEADER
    notes: list[str] = field(default_factory=list)

    def axes(
        self,
        rows: int,
        columns: int,
        *,
        left: float = 0.75,
        right: float = 0.3,
        wspace: float = 0.3,
        hspace: float = 0.45,
        widths: Sequence[float] | None = None,
        top: float = 0.32,
        bottom: float = AXIS_ROOM,
    ) -> list[list[Axes]]:
        """A grid of axes in the body; `left`, `right`, `top`, `bottom` in inches from the body's edges."""
        grid = self.figure.add_gridspec(
            rows,
            columns,
            left=left / self.width,
            right=1 - right / self.width,
            bottom=(self.bottom + bottom) / self.height,
            top=1 - (self.header + top) / self.height,
            wspace=wspace,
            hspace=hspace,
            width_ratios=widths,
        )
        return [[self.figure.add_subplot(grid[r, c]) for c in range(columns)] for r in range(rows)]

    def body(self, left: float = MARGIN, right: float = MARGIN, top: float = 0.0, bottom: float = 0.1) -> Axes:
        """One pair of axes over the whole body, without frame (maps and networks)."""
        low = (self.bottom + bottom) / self.height
        high = 1 - (self.header + top) / self.height
        axes = self.figure.add_axes((left / self.width, low, 1 - (left + right) / self.width, high - low))
        axes.set_axis_off()
        return axes


@contextmanager
def page(
    view: View,
    title: str,
    *,
    band: str = BAND_TEXT,
    size: tuple[float, float] = WIDE,
    path: str | Path | None = None,
    differences: Sequence[str] | None = None,
    levers: Sequence[str] = (),
) -> Iterator[Page]:
    """Open a page, draw in its body, and get title, runs, policy and estimates drawn around it; saved to `path` if
    given.

    `band` says what lines and shading mean; with one run it is replaced by "one run: no band can be shown".
    `differences`: lines that take the place of the policy (for a comparison, what differs). `levers`: which changing
    levers to show first.
    """
    with own_look():
        room = policy_height(view) if differences is None else words_height(differences)
        letters, lines = _title_lines(title, size[0] - 2 * MARGIN)
        more = TITLE_LINE * (len(lines) - 1)
        # neither a long policy nor a long title squeezes the picture
        width, height = size[0], size[1] + max(0.0, room - USUAL_POLICY) + more
        size = (width, height)
        figure = new_figure(size)
        sheet = Page(view, figure, height, width, FOOTER + room, HEADER + more)
        yield sheet
        _header(sheet, letters, lines, band)
        box = (MARGIN, FOOTER, width - 2 * MARGIN, room)
        if differences is None:
            draw_policy(figure, view, box, size, levers)
        else:
            draw_words(figure, differences, box, size)
        _footer(sheet)
    if path is not None:
        save(figure, path)


def run_text(view: View, band: str = BAND_TEXT) -> str:
    """Scenario, runs, seed, months and what the band is, in one line."""
    shown = band if len(view.good) > 1 else "one run: no band can be shown"
    if view.manifest.get(NOTE) and shown:
        shown = f"{shown}, {NOTE}"
    seed = view.manifest.get("seed", "not recorded")
    span = " to ".join(dict.fromkeys(date_text(date) for date in (view.dates[0], view.dates[-1])))
    kind = "experiment" if view.is_sweep else "scenario"
    parts = [
        f"{kind}: {view.name}",
        failure_text(view),
        f"seed {seed}",
        span + (", recorded yearly" if view.yearly else ""),
    ]
    return "  |  ".join([*parts, shown] if shown else parts)


def estimate_text(view: View) -> str:
    """How many of the model's inputs are estimates or assumptions."""
    inputs: dict[str, Any] = view.manifest.get("inputs") or {}
    total, estimates = inputs.get("total"), inputs.get("estimates")
    share = view.manifest.get("estimate_share")
    if total and estimates is not None:
        counts = f"({estimates:,} of {total:,})"
        return f"Estimates or assumptions: {100 * estimates / total:.0f} % of the model's inputs {counts}."
    if share is not None:
        return f"Estimates or assumptions: {100 * float(share):.0f} % of the model's inputs."
    return "The share of inputs that are estimates was not recorded."


def _title_lines(title: str, room: float) -> tuple[float, list[str]]:
    """Size of the title's letters in points and its lines: one where it fits into `room` inches, else two."""
    for size in TITLE_SIZES:
        fit = int(room * TITLE_PER_INCH * TITLE_SIZES[0] / size)
        if len(title) <= fit:
            return size, [title]
    return size, textwrap.wrap(title, fit, max_lines=2, placeholder=" ...")


def _header(sheet: Page, size: float, lines: list[str], band: str) -> None:
    left, top, under = MARGIN / sheet.width, sheet.height, sheet.header - HEADER
    title = "\n".join(lines)
    sheet.figure.text(left, 1 - 0.18 / top, title, fontsize=size, fontweight="bold", va="top", ha="left")
    text = "\n".join(textwrap.wrap(run_text(sheet.view, band), int((sheet.width - 2 * MARGIN) * 13.6))[:2])
    y = 1 - (0.54 + under) / top
    sheet.figure.text(left, y, text, fontsize=10.5, color=MUTED, va="top", ha="left", linespacing=1.25)


def _footer(sheet: Page) -> None:
    version, commit = sheet.view.manifest.get("version"), sheet.view.manifest.get("commit")
    made = f"aicompete {version}" + (f", commit {str(commit)[:7]}" if commit else "") if version else "aicompete"
    y = 0.11 / sheet.height
    text = " ".join([estimate_text(sheet.view), *sheet.notes])
    limit = int((sheet.width - 2 * MARGIN) * 15.2) - len(made) - 3
    sheet.figure.text(
        MARGIN / sheet.width,
        y,
        textwrap.shorten(text, limit, placeholder=" ..."),
        fontsize=9.5,
        color=MUTED,
        va="bottom",
    )
    sheet.figure.text(1 - MARGIN / sheet.width, y, made, fontsize=9.5, color=MUTED, va="bottom", ha="right")


def window(view: View) -> tuple[np.datetime64, np.datetime64]:
    """First and last recorded month as dates."""
    return view.times[0], view.times[-1]
