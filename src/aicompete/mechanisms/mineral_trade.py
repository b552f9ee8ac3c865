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
    free, approved : (run, mineral, seller, nation) share of the orders that ships without a licence; share of the approvals by seller.
    controlled : (run, mineral, nation) share of the orders that needs a licence.
    strictness, delay : of the buyer's applications, sub-steps of a month.
    throughput : share of the applications that is approved in the end.
    """

    free: Array
    approved: Array
    controlled: Array
    strictness: Array
    delay: Array
    throughput: Array


def split_orders(offers: Array, licences: Licences, affinity: Array, retry: Array) -> Split:
    """Buyers turn to sellers by what these have to sell and are expected to deliver.

    ``share_kn ~ offer_k affinity_kn (1 - c_k s_kn)``: offers (run, mineral, seller) t per month, affinity (run, seller,
    nation), c the controlled share, s the strictness. The controlled part of an order becomes an application.
    """
    scope = licences.controlled[..., None]
    weight = (1.0 - scope * licences.refusal) * (offers[..., None] * affinity[:, None])
    share = weight * safe_divide(1.0, weight.sum(axis=-2))[..., None, :]
    applied = share * scope
    stalled = applied * licences.refusal
    approved = applied - stalled
    controlled = applied.sum(axis=-2)
    passing = approved.sum(axis=-2)
    scale = safe_divide(1.0, controlled)
    strictness = np.where(controlled > 0.0, 1.0 - passing * scale, 0.0)
    delay = np.sum(applied * licences.delay[..., None], axis=-2) * scale
    return Split(
        free=share - applied,
        approved=approved * safe_divide(1.0, passing)[..., None, :],
        controlled=controlled,
        strictness=strictness,
        delay=delay,
        throughput=licence_throughput(strictness, retry),
    )


@dataclass(frozen=True, eq=False)
class Position:
    """What a nation can make, wants to import and can sell this month, ``(run, mineral, nation)`` in t per month."""

    makes: Array
    wants: Array
    offers: Array
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
    lead = np.maximum(short, 0.0) * _licence_lead(month, split)
    gap = target + lead - m.stock - split.throughput * m.waiting
    offers = np.maximum(-short, 0.0)
    spare = np.maximum(m.stock - month.assume("mineral_home_reserve", 2) * target, 0.0) / tau
    sells = np.where(offers > 0.0, offers + month.assume("mineral_surge", 2) * makes + spare, 0.0)
    return Position(makes, np.maximum(short + gap / tau, 0.0), offers, sells)


def _licence_lead(month: Month, split: Split) -> Array:
    """Months that a normal import waits for licences, retries counted."""
    tries = 1.0 / (1.0 - split.strictness * month.assume("retry", 2))
    return split.controlled * split.delay * (tries / STEPS)


def settle_licences(world: World, month: Month, demand: Demand, split: Split, makes: Array) -> None:
    """Let buyers be used to the licences in force before the start: steady queues, target stocks that hold the start stocks.

    In the steady state imports cover the shortfall: ``want (1 - c + c rho) = shortfall``, applications ``c want``; the
    stock rests below its target by ``tau (want - shortfall)``. Rebinds queue, waiting and cover_target.
    """
    m = world.minerals
    short = np.maximum(demand.planned - makes - demand.recycled, 0.0)
    want = short * safe_divide(1.0, 1.0 - split.controlled * (1.0 - split.throughput))
    applied = np.minimum(want * split.controlled, month.assume("mineral_application_cap", 2) * demand.planned)
    tries = 1.0 / (1.0 - split.strictness * month.assume("retry", 2))
    m.queue = erlang_steady_state(applied * (tries / STEPS), split.delay, m.queue.shape[1])
    m.waiting = np.sum(m.queue, axis=1)
    lead = short * _licence_lead(month, split)
    gap = month.assume("mineral_restock_time", 2) * (want - short)
    held = m.stock + split.throughput * m.waiting - lead + gap
    m.cover_target = np.where(demand.planned > 0.0, held / np.maximum(demand.planned * demand.fear, 1e-12), m.cover_target)


def affinity(side: Array, sellers: SellerMap, priority: Array) -> Array:
    """Weight of a seller for a buyer ``(run, seller, nation)``: 0 at home, ``1 + priority`` inside a coalition, else 1."""
    same = side[:, sellers.nation, None] * side[:, None, :] > 0.0
    return np.asarray(sellers.abroad * (1.0 + priority * same))


def ship(world: World, month: Month, demand: Demand, position: Position, split: Split, sellers: SellerMap) -> None:
    """Applications pass the licence office in sub-steps, sellers ration what they have, some goods are passed on.

    Nothing ships that is not free or approved; approvals that a seller could not serve go back to the last stage of
    the queue. Rebinds queue, waiting, refused, strictness, flow, received, shipped and diverted.
    """
    m = world.minerals
    cap = month.assume("mineral_application_cap", 2) * demand.planned
    applied = np.minimum(position.wants * split.controlled, cap)
    stages, approved, m.refused = licence_steps(
        m.queue, applied, split.delay, split.strictness, month.assume("retry", 2), STEPS
    )
    orders = split.free * position.wants[..., None, :] + split.approved * approved[..., None, :]
    served = np.minimum(1.0, safe_divide(sellers.gather(position.sells), orders.sum(axis=-1), 1.0))
    m.flow = orders * served[..., None]
    m.received = m.flow.sum(axis=-2)
    sold = safe_divide(m.flow.sum(axis=-1), sellers.gather(position.sells))
    m.shipped = position.sells * sellers.scatter(sold)
    unserved = approved * np.sum(split.approved * (1.0 - served)[..., None], axis=-2)
    last = (stages[:, -1] + unserved)[:, None]
    m.queue = np.concatenate([stages[:, :-1], last], axis=1)
    m.waiting = np.sum(m.queue, axis=1)
    m.strictness = split.strictness
    profit = m.price_outside / m.price_traded - 1.0 - month.assume("mineral_transit_cost")
    reach = route_flow(profit, month.assume("mineral_transit_capacity"), month.assume("mineral_transit_spread"))
    unmet = np.maximum(position.wants - m.received, 0.0)
    m.diverted = transshipment(m.received, unmet, split.controlled * split.strictness, reach[..., None])


def use_and_store(world: World, month: Month, demand: Demand, position: Position, target: Array) -> None:
    """Output follows sales and the stock gap within capacity; users husband what there is; the stock closes the account.

    ``stock' = stock + output + recycled + received + diverted - shipped - used``. Rebinds refine_output, used, fill, stock.
    """
    m = world.minerals
    incoming = demand.recycled + m.received + m.diverted
    refill = (target - m.stock) / month.assume("mineral_restock_time", 2)
    highest = position.makes * (1.0 + month.assume("mineral_surge", 2))
    m.refine_output = np.minimum(np.maximum(demand.thrifty + m.shipped + refill - incoming, 0.0), highest)
    supply = m.stock + incoming + m.refine_output - m.shipped
    m.used = husbanded_use(demand.thrifty, supply, m.cover_target, month.assume("mineral_husbanding", 2))
    m.stock = supply - m.used
    m.fill = np.minimum(safe_divide(m.used, demand.wanted, 1.0), 1.0)
