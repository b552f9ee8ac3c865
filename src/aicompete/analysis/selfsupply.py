"""What China makes itself, layer by layer of the stack: shares of what it uses or buys."""

from __future__ import annotations

from dataclasses import dataclass

from aicompete.analysis.bands import Band, band
from aicompete.analysis.errors import NotRecorded
from aicompete.analysis.tables import View

LAYERS: dict[str, str] = {
    "compute_home_made_share_chn": "compute in use",
    "chip_home_share_chn": "new legal chips",
    "home_tool_share_chn": "chip tools",
    "home_design_share_chn": "design software",
}
"""Metrics with the layer each stands for, from what is used to what makes it; those not recorded are left out."""


@dataclass(frozen=True)
class Layer:
    """Share of one layer that is home-made, over months."""

    metric: str
    name: str
    share: Band


def layers(seen: View) -> list[Layer]:
    """The layers that were recorded, in the order of the stack."""
    found = [Layer(m, name, band(seen.metric(m))) for m, name in LAYERS.items() if seen.has(m)]
    if not found:
        raise NotRecorded("no home-made shares (home_*, *_home_share_chn) in the series table")
    return found
