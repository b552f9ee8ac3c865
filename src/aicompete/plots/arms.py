"""US arms that run late: by kind of programme, and for want of what."""

from __future__ import annotations

from pathlib import Path

from matplotlib.figure import Figure

from aicompete.analysis.bands import band
from aicompete.analysis.errors import NotRecorded
from aicompete.analysis.tables import ResultsLike, View, view
from aicompete.analysis.words import date_text
from aicompete.plots.frame import page
from aicompete.plots.lines import panel
from aicompete.plots.style import BLACK, BLUE, GREEN, GREY, ORANGE, PURPLE, SKY

BAND = "line: median; band: 10-90 % of runs"
PROGRAMMES = (
    ("defence_delay_ships", "Warships", BLUE),
    ("defence_delay_missiles", "Missiles", PURPLE),
    ("defence_delay_aircraft", "Aircraft", SKY),
)
CAUSES = (
    ("defence_delay_for_parts", "Parts", ORANGE),
    ("defence_delay_for_labour", "Workers", GREY),
    ("defence_delay_for_software", "Software", BLACK),
    ("defence_delay_for_minerals", "Minerals", GREEN),
)


def draw_arms(results: ResultsLike | View, path: str | Path | None = None) -> Figure:
    """How late three kinds of US programme run, and for want of what, mean of the three."""
    seen = view(results)
    if not seen.has("defence_mineral_part"):
        raise NotRecorded("no delays of arms (defence_delay_*) in the series table")
    with page(seen, _title(seen), band=BAND, path=path) as sheet:
        left, right = sheet.axes(1, 2, left=0.85, right=1.25, wspace=0.52)[0]
        panel(left, seen, list(PROGRAMMES), "Delay of US arms", inner=False)
        panel(right, seen, list(CAUSES), "For want of what, mean of the three", inner=False)
        sheet.notes.append("Delays at the start and their causes are estimates from reviews of 2024 and 2025.")
    return sheet.figure


def _title(seen: View) -> str:
    part = 100 * float(seen.metric("defence_mineral_part")[:, -1].mean())
    total = float(sum(band(seen.metric(name)).median[-1] for name, _, _ in PROGRAMMES)) / len(PROGRAMMES)
    when = date_text(seen.dates[-1])
    return f"US arms run {total:.0f} months late in {when}; {part:.1f} % of that, on average, for want of minerals"
