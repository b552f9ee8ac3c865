"""Orders, licences, rationing and transshipment of the critical minerals: who gets what from whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from aicompete.rules import Array, erlang_steady_state, priority_shares, product_by_run, route_flow, safe_divide
from aicompete.rules.algebra import TINY
from aicompete.rules.minerals import (
    husbanded_use,
    licence_steps,
    licence_throughput,
    met_share,
    part_of,
    transshipment,
)
from aicompete.subjects.mechanism import Month
from aicompete.subjects.minerals.demand import Demand
from aicompete.subjects.minerals.licences import STEPS, Licences
from aicompete.subjects.minerals.offtake import Called
from aicompete.subjects.minerals.pooling import POWERS
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


@dataclass(frozen=True, eq=False)
class Split:
    """How buyers split their orders over sellers and what licences make of it.

    Attributes
    ----------
    abroad : (seller, nation) 0 where seller and buyer are the same nation, else 1.
    free : (run, mineral, seller) what sellers without a licence duty offer; orders fall to them by ``free abroad``.
    bound : (run, mineral, L, nation) weight by which orders fall to sellers with a licence duty.
    scale : (run, mineral, nation) one over the sum of weights.
    approved : (run, mineral, L, nation) share of an order that ships on a first licence, by seller with a licence duty.
    passing : (run, mineral, nation) sum of ``approved``; approvals are split by ``approved / passing``.
    controlled : share of the orders that needs a licence.
    strictness, delay : of the buyer's applications, sub-steps of a month.
    throughput : share of the applications that is approved in the end.
    barrier : share of what sellers offer that licences keep from the buyer, whether it still asks for it or not.
    """

    licences: Licences
    abroad: Array
    free: Array
    bound: Array
    scale: Array
    approved: Array
    passing: Array
    controlled: Array
    strictness: Array
    delay: Array
    throughput: Array
    barrier: Array


TRADED_BY_DEALERS = np.array([0.0, 0.0, 1.0, 1.0])
"""Items that go through dealers, whom licence offices refuse: gallium, germanium."""


def retry_chance(month: Month) -> Array:
    """Chance that a stalled application comes back, ``(run, mineral, 1)``: users' only, dealers give up."""
    return month.cached("retry_chance", lambda: (month.assume("retry") * _users(month))[..., None])


def application_room(month: Month) -> Array:
    """Applications above the usual ones that are taken seriously, as a factor, ``(run, mineral, 1)``: users' only."""
    return month.cached(
        "application_room",
        lambda: (1.0 + (month.assume("mineral_application_cap") - 1.0) * _users(month))[..., None],
    )


def _users(month: Month) -> Array:
    """Share of the applications that users hand in themselves, ``(run, mineral)``."""
    return np.asarray(1.0 - month.assume("mineral_dealer_share") * TRADED_BY_DEALERS)


def split_orders(offers: Array, licences: Licences, abroad: Array, retry: Array, wary: Array, lacks: Array) -> Split:
    """Buyers turn to sellers by what these have to sell and are expected to deliver.

    ``share_kn ~ offer_k abroad_kn (1 - c_k s_kn)``: offers (run, mineral, seller) t per month, abroad (seller, nation)
    0 at home and else 1, c the controlled share, s the strictness. The controlled part of an order becomes an
    application; a buyer's applications to several sellers wait in one queue. Buyers who remember a cut take to the
    other sellers the part wary (run, mineral, nation) of what would fall to those with a licence duty, as far as these
    can serve what all lack.
    """
    rows = licences.rows
    held = pick(offers, rows, axis=2) * licences.duty
    free = offers.copy()
    free[:, :, rows] -= held
    asked = abroad[rows] * held[..., None]
    bound = asked * licences.passes
    kept = over_rows(asked - bound)
    from_free, from_bound = product_by_run(free, abroad), over_rows(bound)
    total = from_free + from_bound
    barrier = part_of(kept, total + kept)
    moved = _turned_away(from_free, from_bound, total, wary, free.sum(axis=2, keepdims=True), lacks)
    scale = (1.0 + part_of(moved, from_free)) * (total > 0.0) / np.maximum(total, TINY)
    bound = bound * ((1.0 - part_of(moved, from_bound)) / (1.0 + part_of(moved, from_free)))[:, :, None]
    share = bound * scale[:, :, None]
    approved = share * (licences.passes - (1.0 - licences.controlled)[..., None])
    passing = over_rows(approved)
    controlled = over_rows(share * licences.controlled[..., None])
    delay = part_of(over_rows(share * (licences.controlled * licences.delay)[..., None]), controlled)
    strictness = np.maximum(1.0 - part_of(passing, controlled), 0.0) * (controlled > 0.0)
    throughput = licence_throughput(strictness, retry)
    return Split(
        licences, abroad, free, bound, scale, approved, passing, controlled, strictness, delay, throughput, barrier
    )


def _turned_away(from_free: Array, from_bound: Array, total: Array, wary: Array, offered: Array, lacks: Array) -> Array:
    """Weight that wary buyers move from sellers with a licence duty to those without, ``(run, mineral, nation)``.

    ``wary x from_bound`` where there is somebody to turn to, and of it the part that offered (run, mineral, 1), what
    the others have to sell, leaves after the orders that they have anyway.
    """
    turned = wary * from_bound * (from_free > 0.0)
    usual = np.sum(lacks * part_of(from_free, total), axis=-1, keepdims=True)
    more = np.sum(lacks * part_of(turned, total), axis=-1, keepdims=True)
    return np.asarray(turned * np.minimum(part_of(np.maximum(offered - usual, 0.0), more), 1.0))


def over_rows(values: Array) -> Array:
    """Sum over the sellers with a licence duty, ``(run, mineral, L, nation)`` to ``(run, mineral, nation)``."""
    return np.asarray(values[:, :, 0] if values.shape[2] == 1 else values.sum(axis=2))


@dataclass(frozen=True, eq=False)
class Position:
    """What a nation can make, lacks, wants to import and can sell, ``(run, mineral, nation)`` t per month."""

    makes: Array
    lacks: Array
    wants: Array
    sells: Array


def home_refill(world: World, month: Month, target: Array) -> Array:
    """What exporters keep to fill the reserve of their own users, ``(run, mineral, nation)`` t per month.

    ``max(reserve part x target - stock, 0) / tau``: at home the shortage is seen first, and governments see to it.
    """
    missing = np.maximum(month.assume("mineral_home_reserve", 2) * target - world.minerals.stock, 0.0)
    return np.asarray(missing / month.assume("mineral_restock_time", 2))


def market_position(
    world: World, month: Month, target: Array, split: Split, makes: Array, surplus: Array, offers: Array
) -> Position:
    """Order-up-to with a lead: ``want = use - own output + (target + lead - stock - coming) / tau``, at least 0.

    coming = what is waiting for a licence times the share approved in the end; lead = what normally waits. Nations that
    make more than they use offer the rest, and can sell in addition what a surge yields and what they hold above their
    home reserve, drawn down over tau. Goods called under contract count in the surplus and are not offered.
    """
    m = world.minerals
    tau = month.assume("mineral_restock_time", 2)
    lacks = np.maximum(-surplus, 0.0)
    missing = _licence_lead(month, split) * lacks + target - m.stock - split.throughput * m.waiting
    wants = np.maximum(missing / tau - surplus, 0.0)
    spare = np.maximum(m.stock - month.assume("mineral_home_reserve", 2) * target, 0.0)
    sells = (spare / tau + offers + month.assume("mineral_surge", 2) * makes) * (offers > 0.0)
    return Position(makes, lacks, wants, sells)


def _licence_lead(month: Month, split: Split) -> Array:
    """Months that a normal import waits for licences, retries counted."""
    return np.asarray(split.controlled * split.delay / (STEPS * (1.0 - split.strictness * retry_chance(month))))


def settle_licences(world: World, month: Month, demand: Demand, split: Split, short: Array) -> None:
    """Let buyers be used to the licences in force before the start, with queues and stocks at rest.

    short (run, mineral, nation): what they use and do not make, t per month.

    In the steady state imports cover the shortfall: ``want (1 - c + c rho) = shortfall``, applications ``c want``; the
    stock rests below its target by ``tau (want - shortfall)``. What was feared before the start is in the stocks,
    news of the first month is not. Rebinds queue, waiting, application_habit, cover_target.
    """
    m, b = world.minerals, world.beliefs
    feared = 1.0 + (demand.fear - 1.0) * safe_divide(b.minerals_start, b.minerals, 1.0)[..., None]
    m.application_habit = safe_divide(1.0, 1.0 - split.controlled * (1.0 - split.throughput), 1.0)
    want = short * m.application_habit
    applied = want * split.controlled
    tries = 1.0 / (1.0 - split.strictness * retry_chance(month))
    m.queue = erlang_steady_state(applied * (tries / STEPS), split.delay, m.queue.shape[1])
    m.waiting = np.sum(m.queue, axis=1)
    lead = short * _licence_lead(month, split)
    gap = month.assume("mineral_restock_time", 2) * (want - short)
    held = m.stock + split.throughput * m.waiting - lead + gap
    m.cover_target = np.where(demand.planned > 0.0, held / np.maximum(demand.planned * feared, 1e-12), m.cover_target)


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
