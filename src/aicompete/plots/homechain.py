"""China's own chain: home-made layers, its cards against the best foreign chips, nodes, and the worth of its chips."""

from __future__ import annotations

from pathlib import Path

from matplotlib.figure import Figure

from aicompete.analysis.bands import band
from aicompete.analysis.errors import NotRecorded
from aicompete.analysis.tables import ResultsLike, View, view
from aicompete.analysis.words import date_text, joined, span
from aicompete.plots.frame import page
from aicompete.plots.lines import FAN_TEXT, panel
from aicompete.plots.style import BLACK, GREEN, GREY, ORANGE, PURPLE

NAMED = 2
"""Layers that the title names."""
LAYERS = [
    ("home_tool_share_chn", "Tools", ORANGE),
    ("home_design_share_chn", "Design software", PURPLE),
    ("chip_home_share_chn", "Legal chips", GREEN),
    ("home_software_usable_chn", "Usable software", GREY),
]
PANELS = [
    ("Home-made part of China's chain", LAYERS, False),
    ("Best Chinese chip over the best foreign one", [("chip_quality_ratio_chn", "", BLACK)], True),
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
    """The home-made layers from the first to the last month, those that moved most before the others."""
    lines = [line for _, group, _ in found for line in group if line[0] in [layer[0] for layer in LAYERS]]
    paths = {name: band(seen.metric(name)).median for name, _, _ in lines}
    if not paths or len(seen.dates) < 2:
        return "China's own chain of AI chips"
    first = sorted(paths, key=lambda name: -abs(float(paths[name][-1] - paths[name][0])))[:NAMED]
    words = {name: text.lower() for name, text, _ in lines}
    said = [f"{words[name]} {span(float(paths[name][0]), float(paths[name][-1]), 'share')}" for name in first]
    return f"Home-made in China: {joined(said)} by {date_text(seen.dates[-1])}"
