"""Metrics of controls and of what leaks past them."""

from __future__ import annotations

from aicompete.subjects.mechanism import Metric
from aicompete.subjects.state import World
from aicompete.world.columns import Array, pick
from aicompete.world.facts import CARD_TPP

CHN = 1


def _cards_smuggled(world: World) -> Array:
    """Smuggled performance in cards of the frontier's size of the month."""
    return world.leakage.smuggled[:, CHN] / (world.chips.frontier_tpp / CARD_TPP)


def _diverted(world: World) -> Array:
    return world.leakage.diverted


METRICS: tuple[Metric, ...] = (
    Metric(
        "chip_flow_to_chn_smuggled",
        "H100e per month",
        "smuggled chips arriving in China",
        "series",
        lambda w: w.leakage.smuggled[:, CHN],
    ),
    Metric("chip_cards_smuggled_chn", "cards per month", "smuggled chips arriving in China", "series", _cards_smuggled),
    Metric("chip_diverted", "H100e per month", "legal imports diverted to smugglers", "nations", _diverted),
    Metric(
        "chip_ceiling",
        "ratio",
        "best chip a seller may ship to a buyer, over the frontier",
        "trade",
        lambda w: pick(w.permissions.chip_ceiling, w.facts.seller_pool),
    ),
)
