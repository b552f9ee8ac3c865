"""China's own chain: home-made layers, its cards against the best foreign chips, nodes, and the worth of its chips."""

from __future__ import annotations

from pathlib import Path

from matplotlib.figure import Figure

from aicompete.analysis.errors import NotRecorded
from aicompete.analysis.moved import moves
from aicompete.analysis.tables import ResultsLike, View, view
from aicompete.plots.frame import page
from aicompete.plots.lines import FAN_TEXT, panel
from aicompete.plots.style import BLACK, BLUE, GREEN, GREY, VERMILLION

LAYERS = [
    ("home_tool_share_chn", "Tools", BLUE),
    ("home_design_share_chn", "Design software", VERMILLION),
    ("chip_home_share_chn", "Chips", GREEN),
    ("home_software_usable_chn", "Usable software", GREY),
]
PANELS = [
    ("Home-made part of China's chain", LAYERS, False),
    ("A Chinese card over the best foreign chip", [("chip_quality_ratio_chn", "", BLACK)], True),
    ("Nodes that AI dies have moved up", [("nodes_climbed_chn", "", BLACK)], False),
    ("Worth of a home-made H100e, start = 1", [("home_chip_worth_chn", "", BLACK)], False),
]


def draw_home_chain(results: ResultsLike | View, path: str | Path | None = None) -> Figure:
    """Home-made layers of China's chain, quality of its cards (log scale), nodes climbed, and worth of its compute."""
    seen = view(results)
    found = [(title, [m for m in metrics if seen.has(m[0])], log) for title, metrics, log in PANELS]
    found = [one for one in found if one[1]]
    if not found:
        raise NotRecorded("no metrics of China's own chain in the series table")
    with page(seen, _title(seen, found), band=FAN_TEXT, path=path) as sheet:
        grid = sheet.axes(2 if len(found) > 2 else 1, 2 if len(found) > 1 else 1, right=1.5, wspace=0.5, hspace=0.42)
        flat = [axes for row in grid for axes in row]
        for axes, (text, metrics, log) in zip(flat, found, strict=False):
            panel(axes, seen, metrics, text, log=log)
        for axes in flat[len(found) :]:
            axes.set_visible(False)
        sheet.notes.append("H100e: compute of one NVIDIA H100.")
    return sheet.figure


def _title(seen: View, found: list[tuple[str, list[tuple[str, str, str]], bool]]) -> str:
    """The chain, and what of it moved furthest in this run."""
    moved = moves(seen, [line[0] for _, lines, _ in found for line in lines])
    if not moved:
        return "China's own chain of AI chips"
    return f"China's own chain: {max(moved.values(), key=lambda one: one.steps).text}"
