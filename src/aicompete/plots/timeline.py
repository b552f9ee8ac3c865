"""The policy under a picture: dated lever changes on a time line, and the main levers held constant in words."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from aicompete.analysis.reference import line_text, set_levers, unit_of
from aicompete.analysis.settings import (
    LeverLine,
    expand_actor,
    is_neutral,
    lever_lines,
    lever_of,
    months_between,
    path_values,
    setting_label,
    value_text,
)
from aicompete.analysis.tables import View
from aicompete.plots.style import BLACK, MUTED, date_axis

ROW = 0.24  # inches per lever that changes
LINE = 0.185  # inches per line of text
MOST_ROWS = 6
WIDEST = 62  # letters of a lever's name
LETTER = 0.073  # inches per letter
PER_INCH = 14.8  # letters per inch of running text
SIZE = 9.5
TEXT_LINES = 2
MORE_LINES = 3  # of text when nothing changes on the way


def changed_lines(view: View, first: Sequence[str] = ()) -> list[LeverLine]:
    """Levers whose value changes on the way; those named in ``first`` before the others."""
    order = {lever: place for place, lever in enumerate(first)}
    changed = [line for line in lever_lines(view.levers, view.manifest) if not line.constant]
    return sorted(changed, key=lambda line: order.get(line.lever, len(order)))


def policy_height(view: View) -> float:
    """Inches the policy needs under the body."""
    rows = min(len(changed_lines(view)), MOST_ROWS)
    return 0.08 + (rows * ROW + 0.30 if rows else 0.0) + LINE * _text_lines(rows) + 0.06


def _text_lines(rows: int) -> int:
    return TEXT_LINES if rows else MORE_LINES


def _unit(line: LeverLine) -> str:
    return f" {unit_of(line)}" if unit_of(line) else ""


def _in_brackets(line: LeverLine) -> str:
    """The unit as it stands on an axis."""
    return f"  [{_unit(line).strip().replace('percent', '%')}]" if unit_of(line) else ""


def constant_text(view: View, width: int) -> str:
    """The levers held constant at another value than the reference, with that value, cut to `width` characters.

    Where the results do not name the reference: the main levers that are not neutral.
    """
    lines = lever_lines(view.levers, view.manifest)
    swept = _swept_levers(view)
    changes = any(not x.constant for x in lines)
    rules = len((view.manifest.get("scenario") or {}).get("replies") or [])
    but = f" but for {rules} rule{'' if rules == 1 else 's'} of reply" if rules else ""
    if not view.manifest.get("levers"):
        return "Policy: the levers were not recorded in the results."
    differing = set_levers(view)
    if differing is None:
        held = [x for x in lines if x.constant and not is_neutral(x, view.manifest)]
        held = [x for x in held if not set(x.actors) <= swept.get(x.lever, set())]
        start = f"{'Other levers' if changes or swept else 'Levers'} held constant{but}: "
        said = [f"{line_text(x, view)} {value_text(x.path[0][1])}{_unit(x)}" for x in held]
        return _some(start, said, ".", width) if said else start + "all neutral."
    found = [x for x in differing if x.line.constant and not set(x.line.actors) <= swept.get(x.line.lever, set())]
    said = [
        f"{line_text(x.line, view)} {value_text(x.line.path[0][1])}{_unit(x.line)} (reference {x.reference_text()})"
        for x in found
    ]
    if said:
        return _some("Set throughout: ", said, f"; all other levers as in the reference{but}.", width)
    return f"All {'other ' if changes or swept else ''}levers as in the reference{but}."


def _some(start: str, said: list[str], end: str, width: int) -> str:
    """As many as there is room for; the rest is counted."""
    shown: list[str] = []
    for text in said:
        if len(start) + len(end) + sum(len(s) + 2 for s in shown) + len(text) > width - 20:
            break
        shown.append(text)
    rest = len(said) - len(shown)
    return start + "; ".join(shown) + (f"; and {rest} more" if rest else "") + end


def draw_policy(
    figure: Figure,
    view: View,
    box: tuple[float, float, float, float],
    size: tuple[float, float],
    first: Sequence[str] = (),
) -> None:
    """Draw into `box` = (left, bottom, width, height) in inches: one row per changing lever, then the constant ones.

    Where not all changing levers have room, those named in `first` come before the others.
    """
    left, bottom, width, height = box
    changed = changed_lines(view, first)
    more = len(changed) - MOST_ROWS
    characters = int(width * PER_INCH)
    figure.add_artist(_rule(left, bottom + height, width, size))
    words = _swept_text(view)
    if more > 0:
        rest = ", ".join(line_text(x, view) for x in changed[MOST_ROWS:])
        words += f"Also changing: {textwrap.shorten(rest, characters // 2, placeholder=' ...')}. "
    lines = _text_lines(len(changed))
    words += constant_text(view, characters * lines - len(words))
    wrapped = textwrap.wrap(words, characters)[:lines]
    figure.text(
        left / size[0],
        (bottom + LINE * lines) / size[1],
        "\n".join(wrapped),
        fontsize=SIZE,
        color=BLACK,
        va="top",
        linespacing=1.3,
    )
    rows = changed[:MOST_ROWS]
    if not rows:
        return
    low = bottom + LINE * TEXT_LINES + 0.26
    names = [textwrap.shorten(line_text(x, view) + _in_brackets(x), WIDEST, placeholder=" ...") for x in rows]
    heading = "Policy: dated changes"
    labels = LETTER * max(len(n) for n in [*names, heading]) + 0.1
    axes = figure.add_axes(
        ((left + labels) / size[0], low / size[1], (width - labels - 0.5) / size[0], ROW * len(rows) / size[1])
    )
    figure.text(left / size[0], (low - 0.04) / size[1], heading, fontsize=SIZE, color=MUTED, va="top")
    _rows(axes, rows, names, view, width - labels - 0.5)


def words_height(lines: Sequence[str]) -> float:
    """Inches the lines of a comparison need."""
    return 0.08 + LINE * (1 + min(len(lines), MOST_ROWS)) + 0.1


def draw_words(
    figure: Figure, lines: Sequence[str], box: tuple[float, float, float, float], size: tuple[float, float]
) -> None:
    """What differs between two results, one line each; the rest is counted."""
    left, bottom, width, height = box
    figure.add_artist(_rule(left, bottom + height, width, size))
    shown = list(lines[: MOST_ROWS - 1]) if len(lines) > MOST_ROWS else list(lines)
    if len(lines) > len(shown):
        shown.append(f"and {len(lines) - len(shown)} more differences.")
    text = "\n".join(textwrap.shorten(x, int(width * PER_INCH), placeholder=" ...") for x in ["What differs:", *shown])
    top = (bottom + height - 0.08) / size[1]
    figure.text(left / size[0], top, text, fontsize=SIZE, color=BLACK, va="top", linespacing=1.3)


def _rows(axes: Axes, rows: Sequence[LeverLine], names: Sequence[str], view: View, inches: float) -> None:
    first = str(view.manifest.get("start") or view.dates[0])[:7]
    count = (int(view.dates[-1][:4]) - int(first[:4])) * 12 + int(view.dates[-1][5:7]) - int(first[5:7]) + 1
    months = months_between(first, max(count, 2))
    times = np.array(months, dtype="datetime64[M]").astype("datetime64[D]")
    axes.set_ylim(len(rows) - 0.5, -0.5)
    date_axis(axes, list(times))
    axes.grid(visible=True, axis="x")
    axes.grid(visible=False, axis="y")
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
    axes.tick_params(axis="both", length=0, labelsize=SIZE, pad=2)
    axes.tick_params(axis="y", pad=6)
    axes.set_yticks(range(len(rows)), names)
    for tick in axes.get_yticklabels():
        tick.set_color(BLACK)
    for row, line in enumerate(rows):
        _one(axes, row, line, months, times, inches / len(months), LETTER)


def _one(
    axes: Axes, row: int, line: LeverLine, months: Sequence[str], times: np.ndarray, per_month: float, per_letter: float
) -> None:
    """A grey line, a dot at each date that changes the value, and the value after it where there is room."""
    entry = {"path": dict(line.path), "shape": line.shape}
    values = path_values(entry, months)
    axes.plot([times[0], times[-1]], [row, row], color="#BBBBBB", linewidth=1.4, solid_capstyle="butt")
    if line.shape == "linear":
        knots = [months.index(d) for d, _ in line.path if d in months]
        axes.plot([times[k] for k in knots], [row] * len(knots), color=BLACK, linewidth=1.4)
    else:
        knots = [i for i in range(1, len(months)) if values[i] != values[i - 1]]
    marks = sorted({0, *knots})
    end = len(months) * per_month
    free, said = -1.0, True
    for i, k in enumerate(marks):
        if k:
            axes.plot([times[k]], [row], marker="o", markersize=5, color=BLACK, clip_on=False)
        text = value_text(values[k]) if said else f"{value_text(values[marks[i - 1]])} to {value_text(values[k])}"
        at, need = k * per_month, 0.1 + per_letter * len(text)
        after = marks[i + 1] * per_month - 0.06 if i + 1 < len(marks) else max(end + 0.5, at + need)
        said = at >= free and at + need <= after
        if said:
            axes.annotate(
                text,
                (times[k], row),
                xytext=(6 if k else 0, 0),  # a stub of line before the first value reads as a minus
                textcoords="offset points",
                va="center",
                fontsize=SIZE,
                annotation_clip=False,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8},
            )
            free = at + need


def _rule(left: float, bottom: float, width: float, size: tuple[float, float]) -> Line2D:
    y = bottom / size[1]
    return Line2D([left / size[0], (left + width) / size[0]], [y, y], color="#CCCCCC", linewidth=0.8)


def _swept(view: View) -> dict[str, list[object]]:
    return dict(view.manifest.get("swept") or {}) if view.is_sweep else {}


def _swept_levers(view: View) -> dict[str, set[str]]:
    """Swept lever -> actors for whom it is swept."""
    found: dict[str, set[str]] = {}
    for key in _swept(view):
        actor = key.partition(".")[0]
        found.setdefault(lever_of(key), set()).update(expand_actor(actor, view.manifest))
    return found


def _swept_text(view: View) -> str:
    said = []
    for key, values in _swept(view).items():
        shown = (
            (" / " if any(isinstance(v, Mapping) for v in values) else ", ").join(value_text(v) for v in values)
            if len(values) <= 9
            else (f"{value_text(values[0])} to {value_text(values[-1])} ({len(values)} values)")
        )
        said.append(f"{setting_label(key, view.names)}: {shown}")
    return f"Swept: {'; '.join(said)}. " if said else ""
