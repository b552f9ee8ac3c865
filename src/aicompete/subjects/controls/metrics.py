"""Metrics of controls and of what leaks past them."""

from __future__ import annotations

import numpy as np

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


def _held_data(world: World) -> Array:
    """Mean hold over the nations outside the powers, weighted by the compute they use, ``(run,)``."""
    used = np.where(world.facts.is_power, 0.0, world.compute.used)
    return np.asarray((used * world.leakage.hold).sum(axis=1) / used.sum(axis=1))


METRICS: tuple[Metric, ...] = (
    Metric(
        "data_hold_us",
        "share",
        "processing of data outside the powers that hangs on US chips without an alternative, by compute used",
        "series",
        _held_data,
    ),
    Metric(
        "data_hold",
        "share",
        "processing of data that hangs on US chips without an alternative",
        "nations",
        lambda w: w.leakage.hold,
    ),
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
