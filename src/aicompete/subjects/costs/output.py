"""Output lost for want of inputs: industries without minerals, and a world without a nation's chips."""

from __future__ import annotations

import numpy as np

from aicompete.rules import approach, nested_loss, power
from aicompete.rules.looks import somewhere, where_true
from aicompete.subjects.costs.sales import ValueShares, by_home
from aicompete.subjects.mechanism import Month
from aicompete.subjects.state import World
from aicompete.world.columns import Array, pick
from aicompete.world.facts import MINERALS, OPEN_POOL, Facts, Ints

LEVERS = ("production_disruption",)
ASSUMPTIONS = (
    "chip_users_usa",
    "chip_users_chn",
    "chip_users_east_asia",
    "chip_users_others",
    "chip_input_share",
    "chip_input_elasticity",
    "chip_value_advanced",
    "chip_value_memory",
    "chip_stock_months",
    "user_elasticity",
    "user_reach",
    "magnet_users",
    "magnets_from_abroad",
    "gallium_users",
    "germanium_users",
    "mineral_input_share",
    "mineral_input_elasticity",
    "mineral_thrift",
    "lost_sale_part",
)
CHIPS = 0
GROUPS = ("usa", "chn", "east_asia", "others")
ENOUGH = {"chip": 1.0 - 1e-6, "mineral": 1.0 - 1e-3}
"""At hand over need from which nothing counts as short."""
LIGHT = MINERALS.index("rare_earths")
MONTHS = 12.0
USD_BN = 1e9


def minerals_lacking(world: World, month: Month) -> Array:
    """Value added that want of minerals costs their users, ``(run, N)`` USD bn a year.

    Availability is the need met over what would be used at the price inside: what all save in a dear year is no
    shortage. Both kinds of rare earths go into a magnet, so the scarcer one counts; a part of the magnets comes from
    other nations outside the dominant supplier's home, and is as scarce as it is there on average.
    """
    m, table = world.minerals, world.facts.tables.price_inside
    usual = np.minimum(power(m.price_inside / table, -month.assume("mineral_thrift")), 1.0)
    met = np.minimum(m.fill / usual[..., None], 1.0)
    magnets = _magnets(world, month, np.minimum(met[:, 0], met[:, 1]))
    lost = np.zeros(magnets.shape)
    for at_hand, users in ((magnets, "magnet_users"), (met[:, 2], "gallium_users"), (met[:, 3], "germanium_users")):
        lost = lost + _loss(month, at_hand, "mineral", month.assume(users))
    return np.asarray(lost * world.economy.gdp)


def _magnets(world: World, month: Month, made: Array) -> Array:
    """Magnets at hand over need, ``(run, N)``: home-made ones and those of other makers outside, by rare-earth use."""
    facts = world.facts
    weight = facts.once(_magnet_makers)
    elsewhere = np.einsum("rn,n->r", made, weight)[:, None]
    mixed = made + month.assume("magnets_from_abroad") * (elsewhere - made)
    return np.where(facts.is_chn, made, mixed)


def _magnet_makers(facts: Facts) -> Array:
    """Shares in the use of light rare earths outside the dominant supplier's home, ``(N,)``."""
    use = np.where(facts.is_chn, 0.0, facts.tables.mineral_consumption[LIGHT])
    return np.asarray(use / use.sum())


def chips_at_hand(world: World, month: Month) -> Array:
    """Chips of all sorts at hand over need, ``(run,)``: they follow what is made as stocks run out."""
    made = 1.0 - np.einsum("rn->r", _missing(world, month))
    return approach(world.costs.chips_at_hand, made, np.minimum(1.0 / month.assume("chip_stock_months", 0), 1.0))


def disrupted(world: World, month: Month, shares: ValueShares) -> Array:
    """What a disruption of chip making costs users and makers, ``(run, N)`` USD bn a year.

    Users lose by the CES rule, makers the part of their sales that finds no other use, designers and memory makers the
    AI chips that are not made.
    """
    shock, at_hand = month.lever("production_disruption")[:, CHIPS], world.costs.chips_at_hand
    gdp, groups = world.economy.gdp, world.facts.once(_groups)
    users = month.cached("users", lambda: np.concatenate([month.assume(f"chip_users_{g}") for g in GROUPS], axis=1))
    short = np.broadcast_to(at_hand[:, None], users.shape)
    loss = pick(_loss(month, short, "chip", users), groups) * gdp
    if not somewhere(shock):
        return loss
    market = np.einsum("rn,rn->r", pick(users, groups), gdp)[:, None] * month.assume("chip_input_share")
    lost_by_makers = _missing(world, month) * market + by_home(world.facts, _ai_chips(world, shock, shares))
    return np.asarray(loss + month.assume("lost_sale_part") * lost_by_makers)


def _loss(month: Month, at_hand: Array, item: str, users: Array) -> Array:
    """Share of output lost, rule ``nested_loss``, at most the users' share times their output multiplier."""
    lost = where_true(
        at_hand < ENOUGH[item],
        nested_loss,
        at_hand,
        month.assume(f"{item}_input_share"),
        users,
        month.assume(f"{item}_input_elasticity"),
        month.assume("user_elasticity"),
    )
    return np.minimum(lost, month.assume("user_reach") * users)


def _missing(world: World, month: Month) -> Array:
    """Share of the world's chips by value that disruptions take at each place, ``(run, N)``."""
    made = month.cached("made_where", lambda: _made_where(world, month))
    return np.asarray(month.lever("production_disruption")[:, CHIPS] * made)


def _made_where(world: World, month: Month) -> Array:
    """Share of the world's chips by value that each nation makes, ``(run, N)``.

    Chips are advanced logic, memory and the rest, which is made where older lines stand.
    """
    t = world.facts.tables
    advanced, memory = month.assume("chip_value_advanced"), month.assume("chip_value_memory")
    return np.asarray(
        advanced * t.advanced_logic_share + memory * t.hbm_share + (1.0 - advanced - memory) * t.legacy_share
    )


def _groups(facts: Facts) -> Ints:
    """Place of each nation in GROUPS, ``(N,)``; East Asia with South-East Asia and without China."""
    regions = {"east_asia": 2, "south_east_asia": 2}
    groups = np.array([regions.get(region, 3) for region in facts.tables.regions])
    groups[[facts.usa, facts.chn]] = 0, 1
    return groups


def _ai_chips(world: World, shock: Array, shares: ValueShares) -> Array:
    """AI chips that were ordered and not made because of a disruption, own part of each firm, ``(run, F)`` USD bn a
    year; foundries are counted among the makers of chips.

    ``min(orders, what whole plants could make) - shipped``, at most what the shock took.
    """
    facts, firms, chips = world.facts, world.firms, world.chips
    foundries, memory = facts.makers.open_foundries, facts.makers.open_memory
    site = pick(firms.us_site, foundries)
    struck = (1.0 - site) * pick(shock, facts.firm_place[foundries]) + site * shock[:, facts.usa, None]
    stages = [
        (pick(firms.capacity, foundries), struck),
        (pick(firms.packaging, foundries), struck),
        (
            pick(firms.capacity, memory),
            np.broadcast_to(pick(shock, facts.firm_place[memory]), (len(site), len(memory))),
        ),
    ]
    whole = np.minimum.reduce([made.sum(axis=1) for made, _ in stages])
    left = np.minimum.reduce([(made * (1.0 - gone)).sum(axis=1) for made, gone in stages])
    wanted = np.minimum(chips.orders[:, OPEN_POOL], whole)
    units = np.clip(wanted - chips.output[:, OPEN_POOL], 0.0, whole - left)
    value = units * chips.performance[:, OPEN_POOL] * chips.pool_cost[:, OPEN_POOL] * (MONTHS / USD_BN)
    own = np.where(facts.role("foundry"), 0.0, shares.usa)
    return np.asarray(own * value[:, None])
