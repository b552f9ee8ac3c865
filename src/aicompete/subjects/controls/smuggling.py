"""Leakage: chips bought legally in third places and carried to the buyers that controls shut out."""

from __future__ import annotations

import numpy as np

from aicompete.rules import detection_chance, route_flow, route_profit, safe_divide
from aicompete.subjects.mechanism import Month, mechanism
from aicompete.subjects.state import World
from aicompete.world.facts import CARD_TPP, HOME_POOL, OPEN_POOL

USD_BN = 1e9


@mechanism(
    "smuggling",
    levers=("loophole_enforcement", "gov_capacity_cut"),
    assumptions=(
        "route_capacity",
        "route_growth",
        "route_base",
        "transit_control_limit",
        "route_share_limit",
        "route_cost",
        "route_fine",
        "route_spread",
        "detection_base",
        "detection_gain",
        "route_hops",
        "smuggled_price_discount",
        "smuggled_purse_share",
    ),
    covers=("M09", "M28", "M78"),
)
def smuggle_chips(world: World, month: Month) -> None:
    """Each transit nation's route runs when expected profit is positive, up to its capacity.

    ``profit = (1-q) p_inside - p_world - cost - q fine``; the flow leaves the declared destination, part is seized.
    """
    facts, chips, leaks = world.facts, world.chips, world.leakage
    usa = facts.usa
    shut_out = world.permissions.chip_control
    bought = chips.delivered[:, OPEN_POOL] * (1.0 - shut_out)
    loose = month.assume("route_base") + (1.0 - world.alliances.compliance[:, 0])
    weight = bought * loose * (shut_out < month.assume("transit_control_limit"))
    effort = month.lever("loophole_enforcement")[:, usa : usa + 1] * (
        1.0 - month.lever("gov_capacity_cut")[:, usa : usa + 1]
    )
    hop = np.minimum(month.assume("detection_base") + month.assume("detection_gain") * effort, 1.0)
    caught = detection_chance(hop, month.assume("route_hops"))
    cards = month.assume("route_capacity") * np.exp(month.assume("route_growth") * month.index / 12.0)
    capacity = cards * chips.frontier_tpp[:, None] / CARD_TPP * safe_divide(weight, weight.sum(axis=1, keepdims=True))
    capacity = np.minimum(capacity, month.assume("route_share_limit") * bought)
    world_price = chips.price[:, None]
    inside = chips.pool_price[:, HOME_POOL : HOME_POOL + 1] * month.assume("smuggled_price_discount")
    profit = route_profit(
        inside, world_price, month.assume("route_cost") * world_price, caught, month.assume("route_fine") * world_price
    )
    wanted = route_flow(profit, capacity, month.assume("route_spread") * world_price)
    purse = world.budgets.purse * shut_out * month.assume("smuggled_purse_share")
    money = purse.sum(axis=1, keepdims=True)
    arriving = wanted.sum(axis=1, keepdims=True) * (1.0 - caught)
    scale = np.minimum(1.0, safe_divide(money * USD_BN, arriving * inside, 0.0))
    leaks.diverted = wanted * scale
    leaks.smuggled = arriving * scale * safe_divide(purse, money)
    leaks.seized = (leaks.diverted * caught).sum(axis=1)
    world.budgets.purse = world.budgets.purse - leaks.smuggled * inside / USD_BN
