"""Leakage: chips bought legally in third places and carried to the buyers that controls shut out."""

from __future__ import annotations

import numpy as np

from aicompete.rules import detection_chance, power, route_flow, route_profit, safe_divide
from aicompete.subjects.controls.hold import CONDITION, conditions_kept, take_hold
from aicompete.subjects.mechanism import Month, mechanism
from aicompete.subjects.state import World
from aicompete.world.columns import Array
from aicompete.world.facts import CARD_TPP, HOME_POOL, OPEN_POOL, Facts
from aicompete.world.tables import read_columns

USD_BN = 1e9


@mechanism(
    "smuggling",
    levers=("loophole_enforcement", "gov_capacity_cut", CONDITION),
    assumptions=(
        "route_capacity",
        "route_growth",
        "route_base",
        "route_volume_exponent",
        "transit_control_limit",
        "route_share_limit",
        "route_cost",
        "route_fine",
        "route_spread",
        "detection_base",
        "detection_gain",
        "route_hops",
        "order_cancellation",
        "smuggled_price_discount",
        "smuggled_purse_share",
        "data_condition_reach",
        "alternative_supply",
    ),
    covers=("M09", "M28", "M32", "M78"),
)
def smuggle_chips(world: World, month: Month) -> None:
    """Each transit nation's route runs when expected profit is positive, up to its capacity (see ``_routes``).

    ``profit = (1-q) p_inside - p_world - cost - q fine``. Smugglers order beside a nation's own buyers, at most so much
    that they take the part ``route_share_limit`` of its imports; what is delivered goes on, and a part is seized.
    """
    facts, chips, leaks = world.facts, world.chips, world.leakage
    usa = facts.usa
    shut_out = world.permissions.chip_control
    take_hold(world, month)
    share, delivered = month.assume("route_share_limit"), chips.delivered[:, OPEN_POOL]
    own = (delivered - chips.transit) * (1.0 - shut_out)
    weight, usual = _routes(world, month, own, shut_out)
    effort = month.lever("loophole_enforcement")[:, usa : usa + 1] * (
        1.0 - month.lever("gov_capacity_cut")[:, usa : usa + 1]
    )
    effort = effort * world.states.enforcement
    hop = np.minimum(month.assume("detection_base") + month.assume("detection_gain") * effort, 1.0)
    caught = detection_chance(hop, month.assume("route_hops"))
    cards = month.assume("route_capacity") * np.exp(month.assume("route_growth") * month.index / 12.0)
    capacity = cards * chips.frontier_tpp[:, None] / CARD_TPP * safe_divide(weight, usual)
    limit = share / (1.0 - share) * own
    capacity = np.minimum(capacity, limit)
    world_price = chips.price[:, None]
    inside = chips.pool_price[:, HOME_POOL : HOME_POOL + 1] * month.assume("smuggled_price_discount")
    profit = route_profit(
        inside, world_price, month.assume("route_cost") * world_price, caught, month.assume("route_fine") * world_price
    )
    wanted = route_flow(profit, capacity, month.assume("route_spread") * world_price)
    purse = world.budgets.purse * shut_out * month.assume("smuggled_purse_share")
    money = purse.sum(axis=1, keepdims=True)
    # in the first month smugglers take from what was imported: nobody ordered before it
    at_hand = np.minimum(wanted, share * own) if month.index == 0 else np.minimum(chips.transit, limit)
    arriving = at_hand.sum(axis=1, keepdims=True) * (1.0 - caught)
    scale = np.minimum(1.0, safe_divide(money * USD_BN, arriving * inside, 0.0))
    leaks.diverted = at_hand * scale
    payable = safe_divide(money * USD_BN, wanted.sum(axis=1, keepdims=True) * (1.0 - caught) * inside, 0.0)
    waiting = np.maximum(leaks.transit_orders - chips.transit, 0.0) * (1.0 - month.assume("order_cancellation"))
    leaks.transit_orders = wanted * np.minimum(1.0, payable) + waiting
    leaks.smuggled = arriving * scale * safe_divide(purse, money)
    leaks.seized = (leaks.diverted * caught).sum(axis=1)
    world.budgets.purse = world.budgets.purse - leaks.smuggled * inside / USD_BN


def _routes(world: World, month: Month, own: Array, shut_out: Array) -> tuple[Array, Array]:
    """Weight of each transit nation, ``(run, N)``, and the sum of all weights in the world at the start, ``(run, 1)``.

    ``w_n = hub_n (base + 1 - compliance_n) v_n^g`` with v = legal chips over those of all nations but the powers. The
    capacity of all routes is stated for the weights at the start: others do not make up for a route that closes.
    """
    facts, base = world.facts, month.assume("route_base")
    hub, before = facts.once(_hubs), facts.once(_owned_shares)
    grows = month.assume("route_volume_exponent")
    legal = world.chips.delivered[:, OPEN_POOL] - world.chips.transit
    volume = safe_divide(own, np.where(facts.is_power, 0.0, legal).sum(axis=1, keepdims=True))
    open_to = shut_out < month.assume("transit_control_limit")
    weight = hub * (base + 1.0 - world.alliances.compliance[:, 0]) * power(volume, grows) * open_to
    weight = weight * conditions_kept(world, month)
    usual = hub * (base + 1.0 - world.alliances.ties.compliance[:1]) * power(before, grows) * open_to
    return weight, np.maximum(usual.sum(axis=1, keepdims=True), 1e-9)


def _hubs(facts: Facts) -> Array:
    """How much of a transit hub each nation is, ``(N,)``: 1 for the busiest, 0 for those never named."""
    rows = read_columns("transit_hubs.csv")
    known = dict(zip(rows["iso3"], map(float, rows["weight"]), strict=True))
    return np.array([known.get(iso, 0.0) for iso in facts.nation_ids])


def _owned_shares(facts: Facts) -> Array:
    """AI compute at the start over that of all nations but the powers, ``(1, N)``."""
    owned = facts.tables.compute_owned
    return np.asarray(owned / owned[~facts.is_power].sum())[None]
