"""The price of chips: contracts follow cost and scarcity, the spot price what could not be had by contract."""

from __future__ import annotations

import numpy as np

from aicompete.rules import approach, power, scarcity_price
from aicompete.subjects.mechanism import Month
from aicompete.subjects.state import World
from aicompete.world.facts import OPEN_POOL

LEAST = 1e-9


def set_prices(world: World, month: Month) -> None:
    """Contracts are renewed at the scarcity price, a part of them each month; spot deals pay for what is not had.

    ``ln p' = ln p + s (ln p* - ln p)`` with ``p* = c (v + (1 - v) x^k)`` (rule ``scarcity_price``): x = orders over
    what can be made, s = share of the contracts renewed in a month. Spot price ``p x^g``: above the contract price
    while orders wait, below it in a glut. Buyers pay the mean, a share of it at the spot price. Rebinds pool_cost,
    contract_price, pool_price, price and spot_premium.
    """
    chips = world.chips
    decline = np.concatenate([month.assume("open_cost_decline"), month.assume("home_cost_decline")], axis=1) / 12.0
    cost = chips.pool_cost * np.exp(-decline)
    tightness = np.maximum(chips.orders, LEAST) / np.maximum(world.fabrication.supply, LEAST)
    offered = scarcity_price(
        cost,
        month.assume("price_variable_share"),
        tightness,
        month.assume("price_scarcity_gain"),
        month.assume("price_glut_gain"),
    )
    renewed = np.minimum(month.assume("contract_renewal"), 1.0)
    falling = chips.contract_price * np.exp(-decline)  # contracts pass the fall of cost on at once
    chips.contract_price = np.exp(approach(np.log(falling), np.log(offered), renewed))
    chips.pool_cost = cost
    chips.spot_premium = power(tightness, month.assume("spot_gain")) - 1.0
    chips.pool_price = chips.contract_price * (1.0 + month.assume("spot_share") * chips.spot_premium)
    chips.price = chips.pool_price[:, OPEN_POOL]
