"""The home front: fifty states, power, safety, office work and science, each as small pictures with units."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from aicompete.analysis.errors import NotRecorded
from aicompete.analysis.moved import moves
from aicompete.analysis.tables import ResultsLike, View, view
from aicompete.plots.frame import page
from aicompete.plots.lines import FAN_TEXT, panel
from aicompete.plots.style import BLACK, BLUE, GREEN, GREY, ORANGE, PURPLE, SKY, VERMILLION

Lines = list[tuple[str, str, str]]
Panels = tuple[tuple[str, Lines], ...]

STATES: Panels = (
    ("State AI laws", [("state_laws", "Passed", BLACK), ("state_laws_standing", "Standing", BLUE)]),
    ("Fragmentation of rules", [("state_fragmentation", "", VERMILLION)]),
    ("US software growth lost to the patchwork", [("patchwork_cost_usa", "", BLACK)]),
    ("State laws undone by the federal standard", [("preemption_effective", "", GREEN)]),
    (
        "Part of the economy that sues, of the standard stopped",
        [("states_fighting", "Sues", PURPLE), ("preemption_enjoined", "Stopped", ORANGE)],
    ),
    ("Bond of politics and capital, USA", [("bond_usa", "", BLACK)]),
)
POWER: Panels = (
    (
        "Compute idle for want of power",
        [("compute_idle_share_usa", "USA", BLUE), ("compute_idle_share_chn", "China", VERMILLION)],
    ),
    ("Power connected for AI", [("ai_power_usa", "USA", BLUE), ("ai_power_chn", "China", VERMILLION)]),
    ("Electricity made", [("electricity_usa", "USA", BLUE), ("electricity_chn", "China", VERMILLION)]),
    ("Skilled trades for AI sites", [("trades_usa", "USA", BLUE), ("trades_chn", "China", VERMILLION)]),
)
SAFETY: Panels = (
    ("Care that labs take", [("precaution_usa", "USA", BLUE), ("precaution_chn", "China", VERMILLION)]),
    ("Serious incidents", [("incident_rate_usa", "USA", BLUE), ("incident_rate_chn", "China", VERMILLION)]),
    ("Incidents in the world since the start", [("incidents", "", BLACK)]),
    ("Their damage", [("incident_losses", "", BLACK)]),
    ("Risk that governments see", [("risk_seen_usa", "USA", BLUE), ("risk_seen_chn", "China", VERMILLION)]),
    (
        "Months of training stopped",
        [("months_halted_usa", "USA", BLUE), ("months_halted_chn", "China", VERMILLION)],
    ),
)
LABOUR: Panels = (
    (
        "Unemployment of entry-level office workers",
        [("unemployment_entry_usa", "USA", BLUE), ("unemployment_entry_chn", "China", VERMILLION)],
    ),
    ("Their jobs taken by AI", [("jobs_automated_usa", "USA", BLUE), ("jobs_automated_chn", "China", VERMILLION)]),
    ("In training", [("in_training_usa", "USA", BLUE), ("in_training_chn", "China", VERMILLION)]),
    ("Backlash", [("backlash_usa", "USA", BLUE), ("backlash_chn", "China", VERMILLION)]),
    ("Support for the race", [("support_usa", "USA", BLUE), ("support_chn", "China", VERMILLION)]),
    ("Budgets that pass", [("funding_usa", "USA", BLUE), ("funding_chn", "China", VERMILLION)]),
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
        [("science_productivity_usa", "USA", BLUE), ("science_productivity_chn", "China", VERMILLION)],
    ),
    (
        "Knowledge from public-interest science",
        [("public_science_usa", "USA", BLUE), ("public_science_chn", "China", VERMILLION)],
    ),
    ("US results by field", [(f"science_field_{name}_usa", name, colour) for name, colour in FIELDS.items()]),
    ("Concentration of AI firms", [("concentration_usa", "USA", BLUE), ("concentration_chn", "China", VERMILLION)]),
    ("Small AI firms", [("small_firm_share_usa", "USA", BLUE), ("small_firm_share_chn", "China", VERMILLION)]),
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


def _title(seen: View, subject: str, found: list[tuple[str, list[tuple[str, str, str]]]]) -> str:
    """The subject, and what of it moved furthest in this run."""
    moved = moves(seen, [line[0] for _, lines in found for line in lines])
    if not moved:
        return subject
    return f"{subject}: {max(moved.values(), key=lambda one: one.steps).text}"


def _draw(results: ResultsLike | View, title: str, panels: Panels, path: str | Path | None) -> Figure:
    seen = view(results)
    found = [(text, [line for line in lines if seen.has(line[0])]) for text, lines in panels]
    found = [pair for pair in found if any(_moves(seen, line[0]) for line in pair[1])]
    if not found:
        raise NotRecorded(f"none of {', '.join(line[0] for _, lines in panels for line in lines)} is recorded")
    with page(seen, _title(seen, title, found), band=FAN_TEXT, path=path) as sheet:
        columns = min(3, -(-len(found) // 2)) if len(found) > 1 else 1
        rows = -(-len(found) // columns)
        grid = sheet.axes(rows, columns, left=0.85, right=1.15, wspace=0.58, hspace=0.62, top=0.5)
        flat: list[Axes] = [axes for row in grid for axes in row]
        for axes, (text, lines) in zip(flat, found, strict=False):
            whole = seen.unit(lines[0][0]) != "ratio"  # ratios to the start are read off around one
            size = 9.0 if len(lines) > 3 else 9.5
            panel(axes, seen, lines, text, inner=len(lines) == 1, size=size, floor_zero=whole)
            axes.set_title(axes.get_title(loc="left").replace("  [", "\n["), fontsize=11, loc="left")
        for axes in flat[len(found) :]:
            axes.set_visible(False)
    return sheet.figure
