"""The home front: fifty states, power, safety, office work and science, each as small pictures with units."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from aicompete.analysis.bands import band
from aicompete.analysis.errors import NotRecorded
from aicompete.analysis.moved import moved_at_end
from aicompete.analysis.tables import ResultsLike, View, view
from aicompete.analysis.words import date_text, span
from aicompete.plots.frame import page
from aicompete.plots.lines import FAN_TEXT, panel
from aicompete.plots.style import BLACK, BLUE, GREEN, GREY, ORANGE, PURPLE, SKY, VERMILLION

Lines = list[tuple[str, str, str]]
Panels = tuple[tuple[str, Lines], ...]


def _both(stem: str) -> Lines:
    """A metric of the United States and of China."""
    return [(f"{stem}_usa", "USA", BLUE), (f"{stem}_chn", "China", VERMILLION)]


PERCENT = ("patchwork_cost_usa", "funding_usa", "funding_chn")
"""Ratios that are parts of a whole, drawn in percent."""
AGAINST_START = "start = 1"
MOST_STEPS = 3.0
"""Steps of a move that count for the title at most: what starts near zero would else win every time."""

STATES: Panels = (
    ("State AI laws", [("state_laws", "Passed", BLACK), ("state_laws_standing", "Standing", BLUE)]),
    ("Fragmentation of state rules", [("state_fragmentation", "", PURPLE)]),
    ("US software growth lost to the patchwork", [("patchwork_cost_usa", "", BLACK)]),
    ("State laws undone by the federal standard", [("preemption_effective", "", GREEN)]),
    (
        "The federal standard in court",
        [("states_fighting", "Sue, by GDP", PURPLE), ("preemption_enjoined", "Stopped", ORANGE)],
    ),
    ("Bond of US politics and capital", [("bond_usa", "", BLACK)]),
)
POWER: Panels = (
    (
        "Compute idle for want of power",
        _both("compute_idle_share"),
    ),
    ("Power connected for AI", _both("ai_power")),
    ("Electricity made", _both("electricity")),
    ("Skilled trades for AI sites", _both("trades")),
)
SAFETY: Panels = (
    ("Care that labs take", _both("precaution")),
    ("Serious incidents", _both("incident_rate")),
    ("Incidents in the world since the start", [("incidents", "", BLACK)]),
    ("Damage by incidents since the start", [("incident_losses", "", BLACK)]),
    ("Risk that governments see", _both("risk_seen")),
    (
        "Months of training stopped",
        _both("months_halted"),
    ),
)
LABOUR: Panels = (
    (
        "Unemployment of entry-level office workers",
        _both("unemployment_entry"),
    ),
    (
        "Entry-level office jobs taken by AI",
        _both("jobs_automated"),
    ),
    (
        "Entry-level office workers in training",
        _both("in_training"),
    ),
    ("Backlash of voters", _both("backlash")),
    ("Support for the race", _both("support")),
    ("Budgets that pass", _both("funding")),
)
FIELDS = {
    "manufacturing": GREY,
    "biotech": GREEN,
    "materials": ORANGE,
    "nuclear": PURPLE,
    "quantum": SKY,
    "chips": BLACK,
}
SCIENCE: Panels = (
    (
        "Research productivity",
        _both("science_productivity"),
    ),
    (
        "Knowledge from public-interest science",
        _both("public_science"),
    ),
    ("US results by field", [(f"science_field_{name}_usa", name, colour) for name, colour in FIELDS.items()]),
    ("Concentration of AI firms", _both("concentration")),
    ("Small AI firms", _both("small_firm_share")),
    ("US need for minerals met by substitutes", [("mineral_substitution_usa", "", GREEN)]),
)


def draw_states(results: ResultsLike | View, path: str | Path | None = None) -> Figure:
    """Laws of the states, the patchwork and its cost, the federal standard and those who fight it."""
    return _draw(results, "Fifty states", STATES, path)


def draw_power(results: ResultsLike | View, path: str | Path | None = None) -> Figure:
    """Compute that waits for power, the grid, and the hands that connect it."""
    return _draw(results, "Power for AI", POWER, path)


def draw_safety(results: ResultsLike | View, path: str | Path | None = None) -> Figure:
    """Care, hazard, incidents, what governments see, and stops."""
    return _draw(results, "Safety", SAFETY, path)


def draw_labour(results: ResultsLike | View, path: str | Path | None = None) -> Figure:
    """Entry-level office work: jobs taken, unemployment, training, and what voters make of it."""
    return _draw(results, "Office work", LABOUR, path)


def draw_science(results: ResultsLike | View, path: str | Path | None = None) -> Figure:
    """Productivity of research, fields of the mission, public science, and the firms that gain."""
    return _draw(results, "Science", SCIENCE, path)


def _moves(seen: View, name: str) -> bool:
    """Whether there is anything to see: no picture of months of training stopped where nobody stops any."""
    values = seen.metric(name)
    return bool(np.nanmax(values) > np.nanmin(values)) or values.shape[1] == 1


def _title(seen: View, subject: str, found: list[tuple[str, Lines]]) -> str:
    """What of the subject stands furthest from its start at the end: "Entry-level office jobs taken by AI: USA 0 to
    24 %, China 0 to 22 % by Dec 2035"."""
    moved = {line[0]: move for _, lines in found for line in lines if (move := moved_at_end(seen, line[0]))}
    if not moved or len(seen.dates) < 2:
        return subject
    first = max(moved.values(), key=lambda one: min(one.steps, MOST_STEPS)).metric
    text, lines = next(panel for panel in found if first in [line[0] for line in panel[1]])
    if len(lines) > 2:
        lines = [line for line in lines if line[0] == first]
    said = [f"{name} {_from_to(seen, metric)}".strip() for metric, name, _ in lines]
    return f"{text}: {', '.join(said)} by {date_text(seen.dates[-1])}"


def _from_to(seen: View, metric: str) -> str:
    """Medians of the first and the last month."""
    path = band(seen.metric(metric)).median
    return span(float(path[0]), float(path[-1]), "share" if metric in PERCENT else seen.unit(metric), 2)


def _alike(seen: View, lines: Lines) -> Lines:
    """Lines that lie on one another as one, which then says so."""
    paths = [band(seen.metric(name)).median for name, _, _ in lines]
    if len(lines) > 2 and all(np.allclose(path, paths[0], rtol=1e-3) for path in paths[1:]):
        return [(lines[0][0], "all alike", BLACK)]
    return lines


def _draw(results: ResultsLike | View, title: str, panels: Panels, path: str | Path | None) -> Figure:
    seen = view(results)
    found = [(text, [line for line in lines if seen.has(line[0])]) for text, lines in panels]
    found = [pair for pair in found if any(_moves(seen, line[0]) for line in pair[1])]
    if not found:
        raise NotRecorded(f"none of {', '.join(line[0] for _, lines in panels for line in lines)} is recorded")
    with page(seen, _title(seen, title, found), band=FAN_TEXT, path=path) as sheet:
        columns = len(found) if len(found) < 4 else -(-len(found) // 2)
        rows = -(-len(found) // columns)
        grid = sheet.axes(rows, columns, left=0.85, right=1.15, wspace=0.58, hspace=0.62, top=0.5)
        flat: list[Axes] = [axes for row in grid for axes in row]
        for axes, (text, lines) in zip(flat, found, strict=False):
            part = lines[0][0] in PERCENT
            whole = part or seen.unit(lines[0][0]) != "ratio"  # ratios to the start are read off around one
            lines, inner = _alike(seen, lines), len(lines) == 1
            size = 9.0 if len(lines) > 3 else 9.5
            unit, scale = ("%", 0.01) if part else (None if whole else AGAINST_START, 1.0)
            panel(axes, seen, lines, text, inner=inner, size=size, floor_zero=whole, unit=unit, scale=scale)
            heading = axes.get_title(loc="left").replace("  [", "\n[")
            axes.set_title(heading, fontsize=11, loc="left")
        for axes in flat[len(found) :]:
            axes.set_visible(False)
    return sheet.figure
