"""Prices and flows of the chip and mineral markets as small multiples with units."""

from __future__ import annotations

from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from aicompete.analysis.errors import NotRecorded
from aicompete.analysis.headlines import chip_headline, mineral_headline
from aicompete.analysis.tables import ResultsLike, View, view
from aicompete.analysis.words import ITEMS
from aicompete.plots.frame import Page, page
from aicompete.plots.lines import FAN_TEXT, panel
from aicompete.plots.style import BLACK, BLUE, GREEN, PURPLE, TALL, VERMILLION

Lines = list[tuple[str, str, str]]

CHIP_PANELS: tuple[tuple[str, Lines, bool], ...] = (
    ("Chip price", [("chip_price", "", BLACK)], True),
    ("Chips delivered in the world", [("chip_flow_world", "", BLACK)], True),
    ("World spending on AI chips", [("chip_spending_world", "", BLACK)], False),
    (
        "Chips reaching China",
        [
            ("chip_flow_to_chn_foreign", "Foreign", BLUE),
            ("chip_flow_to_chn_home", "Home-made", VERMILLION),
            ("chip_flow_to_chn_smuggled", "Smuggled", PURPLE),
        ],
        False,
    ),
    ("Home-made share of China's legal chips", [("chip_home_share_chn", "", VERMILLION)], False),
    ("Price in China over the world price", [("chip_premium_chn", "", VERMILLION)], False),
)
MINERAL_ROWS = (
    ("price", (("mineral_price_{}_outside", "Outside", BLACK), ("mineral_price_{}_inside", "China", VERMILLION))),
    ("exports of China", (("mineral_export_{}_chn", "", VERMILLION),)),
    ("need met outside China", (("mineral_fill_{}_outside", "", GREEN),)),
)


def draw_chip_market(results: ResultsLike | View, path: str | Path | None = None) -> Figure:
    """Chip price, deliveries, spending, what reaches China by route, the home-made share and the premium."""
    seen = view(results)
    found = [(t, [m for m in lines if seen.has(m[0])], log) for t, lines, log in CHIP_PANELS]
    found = [f for f in found if f[1]]
    if not found:
        raise NotRecorded("no chip market metrics (chip_*) in the series table")
    title = chip_headline(seen) or "Market for AI chips: prices and flows"
    with page(seen, title, band=FAN_TEXT, path=path) as sheet:
        columns = min(3, len(found))
        flat = _grid(sheet, -(-len(found) // columns), columns, right=1.15, wspace=0.58)
        for axes, (text, lines, log) in zip(flat, found, strict=False):
            panel(axes, seen, lines, text, log=log, size=9.5)
            axes.set_title(axes.get_title(loc="left").replace("  [", "\n["), fontsize=11, loc="left")
        for axes in flat[len(found) :]:
            axes.set_visible(False)
        sheet.notes.append("H100e: compute of one NVIDIA H100.")
    return sheet.figure


def draw_mineral_market(results: ResultsLike | View, path: str | Path | None = None) -> Figure:
    """Per mineral: price outside and inside China, China's exports, and the share of the need met outside China."""
    seen = view(results)
    rows = [(t, lines) for t, lines in MINERAL_ROWS if any(seen.has(n.format(i)) for n, _, _ in lines for i in ITEMS)]
    items = [i for i in ITEMS if any(seen.has(n.format(i)) for _, lines in rows for n, _, _ in lines)]
    if not items:
        raise NotRecorded("no mineral metrics (mineral_*) in the series table")
    title = mineral_headline(seen) or "Markets for critical minerals: prices and flows"
    with page(seen, title, band=FAN_TEXT, size=TALL, path=path) as sheet:
        flat = _grid(sheet, len(rows), len(items), right=0.95, wspace=0.62)
        cells = [(text, lines, item) for text, lines in rows for item in items]
        for axes, (text, lines, item) in zip(flat, cells, strict=True):
            _cell(axes, seen, text, [(n.format(item), t, c) for n, t, c in lines], item)
    return sheet.figure


def _cell(axes: Axes, seen: View, text: str, lines: Lines, item: str) -> None:
    lines = [line for line in lines if seen.has(line[0])]
    if not lines:
        axes.set_visible(False)
        return
    name = ITEMS[item][0].upper() + ITEMS[item][1:]
    panel(axes, seen, lines, text, inner=len(lines) == 1, size=9.5)
    axes.set_title(axes.get_title(loc="left").replace(text, f"{name}\n{text}"), fontsize=11, loc="left")


def _grid(sheet: Page, rows: int, columns: int, *, right: float, wspace: float) -> list[Axes]:
    grid = sheet.axes(rows, columns, left=0.85, right=right, wspace=wspace, hspace=0.62, top=0.5)
    return [axes for row in grid for axes in row]
