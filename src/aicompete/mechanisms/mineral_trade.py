"""Orders, licences, rationing and transshipment of the critical minerals: who gets what from whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from aicompete.mechanisms.base import Month
from aicompete.mechanisms.mineral_demand import Demand
from aicompete.mechanisms.mineral_permissions import STEPS, Licences
from aicompete.rules import Array, erlang_steady_state, route_flow, safe_divide
from aicompete.rules.minerals import husbanded_use, licence_steps, licence_throughput, transshipment
from aicompete.world.minerals import SellerMap

if TYPE_CHECKING:
    from aicompete.world.state import World

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
)
DISRUPTED = 1
"""Place of the minerals among the items of ``production_disruption``."""


@dataclass(frozen=True, eq=False)
class Split:
    """How buyers split their orders over sellers and what licences make of it.

    Attributes
    ----------
    weight : (run, mineral, seller, nation) by which a buyer's orders fall to sellers.
    scale : (run, mineral, nation) one over the sum of weights.
    approved : (run, mineral, L, nation) share of an order that ships on a first licence, by seller with a licence duty.
    passing : (run, mineral, nation) sum of ``approved``; approvals are split by ``approved / passing``.
    controlled : share of the orders that needs a licence.
    strictness, delay : of the buyer's applications, sub-steps of a month.
    throughput : share of the applications that is approved in the end.
    barrier : share of what sellers offer that licences keep from the buyer, whether it still asks for it or not.
    """

    licences: Licences
    weight: Array
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
    dealers = month.assume("mineral_dealer_share") * TRADED_BY_DEALERS
    return np.asarray((month.assume("retry") * (1.0 - dealers))[..., None])


def application_room(month: Month) -> Array:
    """Applications above the usual ones that are taken seriously, as a factor, ``(run, mineral, 1)``: users' only."""
    dealers = month.assume("mineral_dealer_share") * TRADED_BY_DEALERS
    return np.asarray((1.0 + (month.assume("mineral_application_cap") - 1.0) * (1.0 - dealers))[..., None])


def split_orders(offers: Array, licences: Licences, affinity: Array, retry: Array) -> Split:
    """Buyers turn to sellers by what these have to sell and are expected to deliver.

    ``share_kn ~ offer_k affinity_kn (1 - c_k s_kn)``: offers (run, mineral, seller) t per month, affinity (run, seller,
    nation), c the controlled share, s the strictness. The controlled part of an order becomes an application; a buyer's
    applications to several sellers wait in one queue.
    """
    rows = licences.rows
    weight = offers[..., None] * affinity[:, None]
    bound = weight[:, :, rows] * licences.passes
    withheld = (weight[:, :, rows] - bound).sum(axis=-2)
    weight[:, :, rows] = bound
    total = weight.sum(axis=-2)
    scale = safe_divide(1.0, total)
    barrier = safe_divide(withheld, total + withheld)
    share = bound * scale[..., None, :]
    approved = share * licences.passes - share * (1.0 - licences.controlled)[..., None]
    passing = approved.sum(axis=-2)
    controlled = np.einsum("rmkn,rmk->rmn", share, licences.controlled)
    inverse = safe_divide(1.0, controlled)
    delay = np.einsum("rmkn,rmk->rmn", share, licences.controlled * licences.delay) * inverse
    strictness = np.where(controlled > 0.0, np.maximum(1.0 - passing * inverse, 0.0), 0.0)
    throughput = licence_throughput(strictness, retry)
    return Split(licences, weight, scale, approved, passing, controlled, strictness, delay, throughput, barrier)


@dataclass(frozen=True, eq=False)
class Position:
    """What a nation can make, lacks, wants to import and can sell, ``(run, mineral, nation)`` t per month."""

    makes: Array
    lacks: Array
    wants: Array
    sells: Array


def market_position(world: World, month: Month, demand: Demand, target: Array, split: Split, makes: Array) -> Position:
    """Order-up-to with a lead: ``want = use - own output + (target + lead - stock - coming) / tau``, at least 0.

    coming = what is waiting for a licence times the share approved in the end; lead = what normally waits. Nations that
    make more than they use offer the rest, and can sell in addition what a surge yields and what they hold above
    their home reserve, drawn down over tau.
    """
    m = world.minerals
    tau = month.assume("mineral_restock_time", 2)
    short = demand.planned - makes - demand.recycled
    lacks = np.maximum(short, 0.0)
    gap = target + lacks * _licence_lead(month, split) - m.stock - split.throughput * m.waiting
    offers = np.maximum(-short, 0.0)
    spare = np.maximum(m.stock - month.assume("mineral_home_reserve", 2) * target, 0.0) / tau
    sells = np.where(offers > 0.0, offers + month.assume("mineral_surge", 2) * makes + spare, 0.0)
    return Position(makes, lacks, np.maximum(short + gap / tau, 0.0), sells)


def _licence_lead(month: Month, split: Split) -> Array:
    """Months that a normal import waits for licences, retries counted."""
    tries = 1.0 / (1.0 - split.strictness * retry_chance(month))
    return split.controlled * split.delay * (tries / STEPS)


def settle_licences(world: World, month: Month, demand: Demand, split: Split, makes: Array) -> None:
    """Let buyers be used to the licences in force before the start, with queues and stocks at rest.

    In the steady state imports cover the shortfall: ``want (1 - c + c rho) = shortfall``, applications ``c want``; the
    stock rests below its target by ``tau (want - shortfall)``. Rebinds queue, waiting, application_habit, cover_target.
    """
    m = world.minerals
    short = np.maximum(demand.planned - makes - demand.recycled, 0.0)
    m.application_habit = safe_divide(1.0, 1.0 - split.controlled * (1.0 - split.throughput), 1.0)
    want = short * m.application_habit
    applied = want * split.controlled
    tries = 1.0 / (1.0 - split.strictness * retry_chance(month))
    m.queue = erlang_steady_state(applied * (tries / STEPS), split.delay, m.queue.shape[1])
    m.waiting = np.sum(m.queue, axis=1)
    lead = short * _licence_lead(month, split)
    gap = month.assume("mineral_restock_time", 2) * (want - short)
    held = m.stock + split.throughput * m.waiting - lead + gap
    m.cover_target = np.where(
        demand.planned > 0.0, held / np.maximum(demand.planned * demand.fear, 1e-12), m.cover_target
    )


def affinity(side: Array, sellers: SellerMap, priority: Array) -> Array:
    """Weight of a seller for a buyer ``(run, seller, nation)``: 0 at home, ``1 + priority`` inside a coalition."""
    same = side[:, sellers.nation, None] * side[:, None, :] > 0.0
    return np.asarray(sellers.abroad * (1.0 + priority * same))


def ship(world: World, month: Month, demand: Demand, position: Position, split: Split, sellers: SellerMap) -> None:
    """Applications pass the licence office in sub-steps, sellers ration what they have, some goods are passed on.

    Nothing ships that is not free or approved; approvals that a seller could not serve go back to the last stage of
    the queue. Rebinds queue, waiting, refused, strictness, flow, received, shipped and diverted.
    """
    m = world.minerals
    credible = application_room(month) * m.application_habit * position.lacks
    applied = np.minimum(position.wants * split.controlled, credible)
    stages, approved, m.refused = licence_steps(
        m.queue, applied, split.delay, split.strictness, retry_chance(month), STEPS
    )
    rows, granted = split.licences.rows, approved * safe_divide(1.0, split.passing)
    orders = split.weight * (position.wants * split.scale)[..., None, :]
    free = orders[:, :, rows] * (1.0 - split.licences.controlled)[..., None]
    orders[:, :, rows] = free + split.approved * granted[..., None, :]
    ordered, stocked = orders.sum(axis=-1), sellers.gather(position.sells)
    served = np.minimum(1.0, safe_divide(stocked, ordered, 1.0))
    m.flow = orders * served[..., None]
    m.received = m.flow.sum(axis=-2)
    m.shipped = position.sells * sellers.scatter(safe_divide(ordered * served, stocked))
    unserved = np.einsum("rmkn,rmk->rmn", split.approved, 1.0 - served[..., rows]) * granted
    last = (stages[:, -1] + unserved)[:, None]
    m.queue = np.concatenate([stages[:, :-1], last], axis=1)
    m.waiting = np.sum(m.queue, axis=1)
    m.strictness = split.strictness
    profit = m.price_outside / m.price_traded - 1.0 - month.assume("mineral_transit_cost")
    reach = route_flow(profit, month.assume("mineral_transit_capacity"), month.assume("mineral_transit_spread"))
    unmet = np.maximum(position.wants - m.received, 0.0)
    m.diverted = transshipment(m.received, unmet, split.barrier, reach[..., None])


def use_and_store(world: World, month: Month, demand: Demand, position: Position, target: Array) -> None:
    """Scrap, then refining, follow sales and the stock gap within capacity; users husband what there is.

    ``stock' = stock + output + recycled + received + diverted - shipped - used``. Rebinds recycled, refine_output,
    used, fill and stock.
    """
    m = world.minerals
    refill = (target - m.stock) / month.assume("mineral_restock_time", 2)
    highest = position.makes * (1.0 + month.assume("mineral_surge", 2))
    called = np.maximum(demand.thrifty + m.shipped + refill - m.received - m.diverted, 0.0)
    m.recycled = np.minimum(called, demand.recycled)
    m.refine_output = np.minimum(called - m.recycled, highest)
    supply = m.stock + m.received + m.diverted + m.recycled + m.refine_output - m.shipped
    m.used = husbanded_use(demand.thrifty, supply, m.cover_target, month.assume("mineral_husbanding", 2))
    m.stock = supply - m.used
    m.fill = np.minimum(safe_divide(m.used, demand.wanted, 1.0), 1.0)
