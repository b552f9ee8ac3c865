"""The market of critical minerals: light and heavy rare earths, gallium, germanium."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from aicompete.rules import Array
from aicompete.subjects.mechanism import Month, mechanism
from aicompete.subjects.minerals.capacity import SUPPLY_ASSUMPTIONS, SUPPLY_LEVERS, build_capacity
from aicompete.subjects.minerals.demand import DEMAND_ASSUMPTIONS, DEMAND_LEVERS, mineral_demand, target_stocks
from aicompete.subjects.minerals.licences import LICENCE_ASSUMPTIONS, LICENCE_LEVERS, grant_licences, sides
from aicompete.subjects.minerals.offtake import OFFTAKE_ASSUMPTIONS, call_offtake
from aicompete.subjects.minerals.orders import retry_chance, split_orders
from aicompete.subjects.minerals.pooling import POOLING_ASSUMPTIONS, POOLING_LEVERS, POWERS, loyal, pool_stocks
from aicompete.subjects.minerals.positions import home_refill, market_position, settle_licences
from aicompete.subjects.minerals.prices import PRICE_ASSUMPTIONS, outside_stock, quote_prices
from aicompete.subjects.minerals.public_building import BUILDING_ASSUMPTIONS, BUILDING_LEVERS
from aicompete.subjects.minerals.state import seller_map
from aicompete.subjects.minerals.ties import TIES_ASSUMPTIONS, avoiding, cut_ties
from aicompete.subjects.minerals.trade import DISRUPTED, TRADE_ASSUMPTIONS, TRADE_LEVERS, claims, ship, use_and_store
from aicompete.subjects.minerals.zone import ZONE_LEVERS, open_zone, turning
from aicompete.world.columns import Stream
from aicompete.world.past_policy import policy_at

if TYPE_CHECKING:
    from aicompete.subjects.state import World

FABRICATION_ASSUMPTIONS = ("mineral_fab_share_magnets", "mineral_fab_share_power")


@mechanism(
    "minerals",
    levers=(
        *(LICENCE_LEVERS + TRADE_LEVERS + POOLING_LEVERS + DEMAND_LEVERS),
        *(SUPPLY_LEVERS + BUILDING_LEVERS + ZONE_LEVERS),
    ),
    assumptions=tuple(
        dict.fromkeys(
            LICENCE_ASSUMPTIONS
            + TRADE_ASSUMPTIONS
            + POOLING_ASSUMPTIONS
            + DEMAND_ASSUMPTIONS
            + SUPPLY_ASSUMPTIONS
            + BUILDING_ASSUMPTIONS
            + OFFTAKE_ASSUMPTIONS
            + PRICE_ASSUMPTIONS
            + TIES_ASSUMPTIONS
            + FABRICATION_ASSUMPTIONS
        )
    ),
    streams=(
        Stream("mineral_demand", ("mineral", "nation")),
        Stream("mineral_price", ("mineral",)),
        Stream("mineral_cycle", ("mineral",)),
    ),
    covers=("M03", "M20", "M21", "M22", "M23", "M25"),
)
def trade_minerals(world: World, month: Month) -> None:
    """License, ship, use, stock and price the critical minerals, and build what will replace them.

    A dominant supplier with a fringe: contracts are served, nations use the rest of their own output first, sell what
    is left under their licences, and buy what they lack; output, stocks and prices follow, capacity years later.
    """
    m = world.minerals
    sellers = seller_map(world.facts.date)
    side = sides(world.alliances.membership)
    open_zone(world, month, side)
    demand = mineral_demand(world, month, side)
    working = 1.0 - month.lever("production_disruption")[:, DISRUPTED, None, :]
    makes = m.capacity * working
    surplus = makes + demand.recycled - demand.planned
    standing = loyal(world, month, side)
    claim = claims(side, standing, sellers, month.assume("mineral_bloc_priority", 2))
    retry = retry_chance(month)
    if month.index == 0:
        before, left = policy_at(world.facts.date), np.maximum(surplus, 0.0)
        offers, lacks = sellers.gather(left), left - surplus
        usual = grant_licences(before, month, side, sellers)
        settled = split_orders(offers, usual, sellers.abroad, retry, m.scare, lacks)
        settle_licences(world, month, demand, settled, lacks)
        m.strictness_start = settled.strictness
        stock, wanted = outside_stock(world, target_stocks(world, demand)[1])
        m.ease_start = stock / wanted
    licences = grant_licences(month, month, side, sellers, world.truce.lapsed)
    target, calm = target_stocks(world, demand)
    to_fill = ((target - m.stock) / month.assume("mineral_restock_time", 2))[..., :POWERS]
    called = call_offtake(world, licences, sellers, working, np.maximum(to_fill - surplus[..., :POWERS], 0.0))
    # what a power calls for is for its own use and stock, and nobody sells what its own users' reserve lacks
    left = np.maximum(surplus - called.given - home_refill(world, month, target), 0.0)
    surplus = surplus - called.given + called.taken
    offers, lacks = sellers.gather(left), np.maximum(-surplus, 0.0)
    wary = turning(world, month, avoiding(world, month))
    split = split_orders(offers, licences, sellers.abroad, retry, wary, lacks)
    position = market_position(world, month, target, split, makes, surplus, left)
    ship(world, month, position, split, sellers, called, claim)
    use_and_store(world, month, demand, position, target)
    pool_stocks(world, month, target, standing)
    quote_prices(world, month, demand.thrifty, target, calm)
    build_capacity(world, month, demand)
    cut_ties(world, month)
    m.input_fill = fabrication_input(world, month)


def fabrication_input(world: World, month: Month) -> Array:
    """Availability of mineral inputs for chip making, ``min_m (1 - a_m (1 - fill_m))``: Leontief in small shares a.

    Chips hold next to none of these minerals; a shortage bites through magnets in fab equipment (rare earths) and
    through power electronics (gallium, germanium) of fabs and their suppliers.
    """
    magnets, power = month.assume("mineral_fab_share_magnets"), month.assume("mineral_fab_share_power")
    fill = world.minerals.fill
    least_magnets, least_power = np.minimum(fill[:, 0], fill[:, 1]), np.minimum(fill[:, 2], fill[:, 3])
    return np.minimum(1.0 - magnets * (1.0 - least_magnets), 1.0 - power * (1.0 - least_power))
