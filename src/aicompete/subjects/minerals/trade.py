"""Rationing and transshipment of the critical minerals: who gets what from whom, and what is used and stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from aicompete.rules import Array, priority_shares, product_by_run, route_flow, safe_divide
from aicompete.rules.algebra import TINY
from aicompete.rules.minerals import (
    husbanded_use,
    licence_steps,
    met_share,
    part_of,
    transshipment,
)
from aicompete.subjects.mechanism import Month
from aicompete.subjects.minerals.demand import Demand
from aicompete.subjects.minerals.licences import STEPS
from aicompete.subjects.minerals.offtake import Called
from aicompete.subjects.minerals.orders import Split, application_room, over_rows, retry_chance
from aicompete.subjects.minerals.pooling import POWERS
from aicompete.subjects.minerals.positions import Position
from aicompete.subjects.minerals.state import SellerMap
from aicompete.world.columns import beside, bind_lazy, pick

if TYPE_CHECKING:
    from aicompete.subjects.state import World

TRADE_LEVERS = ("production_disruption",)
TRADE_ASSUMPTIONS = (
    "retry",
    "mineral_dealer_share",
    "mineral_application_cap",
    "mineral_restock_time",
    "mineral_home_reserve",
    "mineral_surge",
    "mineral_husbanding",
    "mineral_bloc_priority",
    "mineral_transit_capacity",
    "mineral_transit_cost",
    "mineral_transit_spread",
    "mineral_transit_tilt",
)
DISRUPTED = 1
"""Place of the minerals among the items of ``production_disruption``."""


def claims(side: Array, standing: Array, sellers: SellerMap, priority: Array) -> Array:
    """Part of an order that a seller serves first, as it owes it to a coalition, ``(run, seller, nation)``: ``w s``.

    w = priority (run, 1, 1), for buyers of the seller's own coalition; s = how far the seller stands by it.
    side (run, nation): coalitions; standing (run, power, nation): how far a member stands by its own (``loyal``).
    """
    blocs = np.maximum(beside(side, -side), 0.0)
    return product_by_run(pick(standing, sellers.nation, axis=2).swapaxes(1, 2), blocs * priority)


def ship(
    world: World, month: Month, position: Position, split: Split, sellers: SellerMap, called: Called, claim: Array
) -> None:
    """Applications pass the licence office in sub-steps, sellers ration what they have, some goods are passed on.

    A seller who cannot serve all serves first the part of an order that it owes to the coalition it shares with the
    buyer, claim (run, seller, nation). Nothing ships that is not free or approved; approvals that a seller could not
    serve go back to the last stage of the queue. What is called under contract goes beside the market and is not passed
    on. Rebinds queue, waiting, refused, strictness, flow, received, from_licensed, shipped, diverted and offtake.
    """
    m = world.minerals
    credible = application_room(month) * m.application_habit * position.lacks
    applied = np.minimum(position.wants * split.controlled, credible)
    stages, approved, m.refused = licence_steps(
        m.queue, applied, split.delay, split.strictness, retry_chance(month), STEPS
    )
    rows, open_share = split.licences.rows, (1.0 - split.licences.controlled)[..., None]
    granted = approved * (split.passing > 0.0) / np.maximum(split.passing, TINY)
    reach = position.wants * split.scale
    bound = split.bound * reach[..., None, :] * open_share + split.approved * granted[..., None, :]
    owed, owed_bound = claim * split.abroad, bound * pick(claim, rows)[:, None]
    ordered = split.free * product_by_run(reach, split.abroad.T)
    first = split.free * product_by_run(reach, owed.swapaxes(1, 2))
    ordered[:, :, rows] += np.einsum("rmkn->rmk", bound)
    first[:, :, rows] += np.einsum("rmkn->rmk", owed_bound)
    stocked = sellers.gather(position.sells)
    of_first, of_rest = priority_shares(first, ordered, stocked)
    ahead = of_first - of_rest
    from_free, from_owed = split.free * of_rest, split.free * ahead
    from_bound = bound * pick(of_rest, rows, axis=2)[..., None] + owed_bound * pick(ahead, rows, axis=2)[..., None]
    fill = part_of(from_bound, bound)
    m.from_licensed = over_rows(from_bound)
    m.received = (product_by_run(from_free, split.abroad) + product_by_run(from_owed, owed)) * reach + m.from_licensed

    def flow() -> Array:
        free = from_free[..., None] * split.abroad + from_owed[..., None] * owed[:, None]
        return shipments(split, free * reach[:, :, None], from_bound, sellers, called)

    bind_lazy(m, "flow", flow)
    m.shipped = position.sells * sellers.scatter(safe_divide(ordered * of_rest + first * ahead, stocked))
    stages[:, -1] += over_rows(split.approved * (1.0 - fill) * (bound > 0.0)) * granted
    m.queue, m.waiting = stages, np.einsum("rkmn->rmn", stages)
    m.strictness = split.strictness
    profit = m.price_outside / m.price_traded - 1.0 - month.assume("mineral_transit_cost")
    smuggled = route_flow(profit, month.assume("mineral_transit_capacity"), month.assume("mineral_transit_spread"))
    unmet = np.maximum(position.wants - m.received, 0.0)
    m.diverted = transshipment(m.received, unmet, split.barrier, smuggled[..., None] * _willing(world, month))
    m.received, m.shipped = m.received + called.taken, m.shipped + called.given
    m.offtake = called.taken - called.given


def _willing(world: World, month: Month) -> Array:
    """How readily a nation passes goods on to those who are cut off, over the start, ``(run, 1, nation)``.

    ``1 + tilt (a - a_0)`` with a = its leaning to the USA, whose side is who may be cut off: friends help.
    """
    moved = world.alliances.alignment - world.alliances.alignment_start
    return np.maximum(1.0 + month.assume("mineral_transit_tilt") * moved, 0.0)[:, None, :]


def shipments(split: Split, flow: Array, from_bound: Array, sellers: SellerMap, called: Called) -> Array:
    """Declared shipments by seller and buyer, ``(run, mineral, seller, nation)``: the widest array of the month.

    flow: what ships without a licence; from_bound what ships with one.
    """
    flow[:, :, split.licences.rows] += from_bound
    for power in range(POWERS):
        flow[..., power] += sellers.gather(called.moved[:, power])
    return flow


def use_and_store(world: World, month: Month, demand: Demand, position: Position, target: Array) -> None:
    """Scrap, then refining, follow sales and the stock gap within capacity; users husband what there is.

    ``stock' = stock + output + recycled + received + diverted - shipped - used``. Rebinds recycled, refine_output,
    used, fill and stock.
    """
    m = world.minerals
    restocking = (target - m.stock) / month.assume("mineral_restock_time", 2)
    called = np.maximum(restocking + demand.thrifty + m.shipped - m.received - m.diverted, 0.0)
    m.recycled = np.minimum(called, demand.recycled)
    highest = position.makes * (1.0 + month.assume("mineral_surge", 2))
    # a pledged plant runs for its contract, even where its nation could do with imports
    m.refine_output = np.minimum(np.maximum(called - m.recycled, -m.offtake), highest)
    supply = m.stock + m.received + m.diverted + m.recycled + m.refine_output - m.shipped
    m.used = husbanded_use(demand.thrifty, supply, m.cover_target, month.assume("mineral_husbanding", 2))
    m.stock = supply - m.used
    m.fill = met_share(m.used, demand.wanted)
