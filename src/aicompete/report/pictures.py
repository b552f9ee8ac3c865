"""The pictures of a result: what is drawn of it, with what one learns as title."""

from __future__ import annotations

from collections.abc import Callable

from aicompete.analysis.bands import BAND_TEXT
from aicompete.analysis.coalitions import SIDES, WEIGHTS
from aicompete.analysis.headlines import (
    alignment_headline,
    chip_headline,
    coalition_headline,
    compute_headline,
    crossing_headline,
    mineral_headline,
    standards_headline,
)
from aicompete.analysis.ledger import Ledger
from aicompete.analysis.tables import View
from aicompete.analysis.words import ITEMS
from aicompete.plots.coalition import NOTE, SIDE_NAMES, WEIGHT_TITLES
from aicompete.plots.compute import CHINA, US
from aicompete.plots.markets import CHIP_PANELS
from aicompete.plots.standards import FAMILIES, STACKS
from aicompete.plots.style import BLACK, BLUE, GREY, SIDE_COLOURS, VERMILLION
from aicompete.report.content import Picture
from aicompete.report.figures.fans import Panel, fan_panels, line_of
from aicompete.report.figures.frame import SLIDER_TEXT
from aicompete.report.figures.maps import alignment_map
from aicompete.report.figures.network import alliance_network

HOVER = "Point at a line for values; click a name to hide or show it."
COMPUTE = (
    (
        "AI compute owned",
        (("compute_world", "World", GREY), ("compute_usa", US, BLUE), ("compute_chn", CHINA, VERMILLION)),
    ),
    ("Share of world AI compute", (("compute_share_usa", US, BLUE), ("compute_share_chn", CHINA, VERMILLION))),
    ("Capability of the leading models", (("capability_usa", US, BLUE), ("capability_chn", CHINA, VERMILLION))),
    ("China's capability lag", (("capability_lag_chn", "Lag", BLACK),)),
)  # fmt: skip

Named = tuple[tuple[str, str, str], ...]


def pictures_of(seen: View, ledger: Ledger, levers: str) -> list[Picture]:
    """Every picture that a result allows."""
    makers = (_coalition, _map, _network, _compute, _chips, _minerals, _standards)
    found = [make(seen, ledger, levers) for make in makers]
    return [picture for picture in found if picture is not None]


def _fans(
    seen: View, ledger: Ledger, levers: str, name: str, panels: list[tuple[str, Named]],
    headline: Callable[[View, Ledger], str], subject: str, note: str = "",
) -> Picture | None:  # fmt: skip
    made = []
    for title, lines in panels:
        there = [line for line in lines if seen.has(line[0])]
        if there:
            unit = seen.unit(there[0][0])
            made.append(Panel(title, unit, [line_of(seen, m, text, colour) for m, text, colour in there]))
    if not made:
        return None
    said = f"{subject}. {BAND_TEXT.capitalize()}. {HOVER} {note}".strip()
    return Picture(headline(seen, ledger) or subject, fan_panels(made, name), said, levers)


def _coalition(seen: View, ledger: Ledger, levers: str) -> Picture | None:
    panels = [
        (
            f"Share {WEIGHT_TITLES[weight]}",
            tuple((f"coalition_share_{side}_{weight}", SIDE_NAMES[side], SIDE_COLOURS[side]) for side in SIDES),
        )
        for weight in WEIGHTS
    ]
    subject = "Sides taken by the nations between the powers"
    return _fans(seen, ledger, levers, "coalition", panels, coalition_headline, subject, NOTE)


def _map(seen: View, ledger: Ledger, levers: str) -> Picture | None:
    if not seen.has_nations("alignment"):
        return None
    note = (
        "Alignment by nation, median over runs; tiles stand roughly where the nations are. "
        f"{SLIDER_TEXT} Point at a tile for its band."
    )
    return Picture(alignment_headline(seen, ledger) or "Alignment by nation", alignment_map(seen, "map"), note, levers)


def _network(seen: View, ledger: Ledger, levers: str) -> Picture | None:
    if not seen.has_nations("alignment") or not seen.manifest.get("ties"):
        return None
    note = (
        "Alliance network: colour is alignment (median over runs), size is GDP, lines are security and trade ties at "
        f"the start. {SLIDER_TEXT}"
    )
    title = crossing_headline(seen, ledger) or "Alliance network"
    return Picture(title, alliance_network(seen, "network"), note, levers)


def _compute(seen: View, ledger: Ledger, levers: str) -> Picture | None:
    subject = "AI compute and capability of the powers"
    return _fans(seen, ledger, levers, "compute", list(COMPUTE), compute_headline, subject)


def _chips(seen: View, ledger: Ledger, levers: str) -> Picture | None:
    panels = [
        (title, tuple((m, text or title, colour) for m, text, colour in lines)) for title, lines, _ in CHIP_PANELS
    ]
    return _fans(seen, ledger, levers, "chips", panels, chip_headline, "Market for AI chips")


def _minerals(seen: View, ledger: Ledger, levers: str) -> Picture | None:
    panels: list[tuple[str, Named]] = [
        (
            f"{words.capitalize()} price",
            (
                (f"mineral_price_{item}_outside", "Outside China", BLACK),
                (f"mineral_price_{item}_inside", "Inside China", VERMILLION),
            ),
        )
        for item, words in ITEMS.items()
    ]
    return _fans(seen, ledger, levers, "minerals", panels, mineral_headline, "Prices of critical minerals")


def _standards(seen: View, ledger: Ledger, levers: str) -> Picture | None:
    panels: list[tuple[str, Named]] = [
        (text, tuple((f"{family}_{s}", f"{n} stack", SIDE_COLOURS[s]) for s, n in STACKS)) for family, text in FAMILIES
    ]
    return _fans(seen, ledger, levers, "standards", panels, standards_headline, "Technology standards")
