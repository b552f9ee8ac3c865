"""The price of chips: cost, orders over supply and the order book."""

from __future__ import annotations

import numpy as np

from aicompete.rules import price_step
from aicompete.subjects.mechanism import Month
from aicompete.subjects.state import World
from aicompete.world.facts import OPEN_POOL


def set_prices(world: World, month: Month) -> None:
    """Cost falls; the mark-up answers orders over supply and the order book, within bounds."""
    chips = world.chips
    decline = np.concatenate([month.assume("open_cost_decline"), month.assume("home_cost_decline")], axis=1) / 12.0
    cost = chips.pool_cost * np.exp(-decline)
    supply = np.maximum(world.fabrication.supply, 1e-9)
    backlog = chips.orders / supply
    stepped = price_step(
        chips.pool_price * np.exp(-decline),
        chips.orders,
        supply,
        backlog,
        1.0,
        month.assume("price_gain_orders"),
        month.assume("price_gain_cover"),
        month.assume("price_step_limit"),
    )
    chips.pool_cost = cost
    chips.pool_price = np.clip(stepped, cost * month.assume("markup_floor"), cost * month.assume("markup_ceiling"))
    chips.price = chips.pool_price[:, OPEN_POOL]
