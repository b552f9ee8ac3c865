"""Sales that controls, guidance and licences take from firms, and what a nation loses by them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from aicompete.rules import grouped_sum, safe_divide
from aicompete.rules.minerals import per_tonne
from aicompete.subjects.costs.demand import FreeMarket
from aicompete.subjects.mechanism import Month
from aicompete.subjects.state import World
from aicompete.world.columns import Array, pick
from aicompete.world.facts import HOME_POOL, OPEN_POOL, Facts, Ints

LEVERS = (
    "mineral_licence_strictness",
    "mineral_target_strictness",
    "mineral_target_mode",
    "mineral_suspended_strictness",
    "mineral_suspended_mode",
)
ASSUMPTIONS = (
    "lost_sale_part",
    "foundry_value_share",
    "memory_value_share",
    "stacks_per_die",
    "stacks_per_h100e",
    "mineral_basket_value",
)
USD_BN = 1e9
MONTHS = 12.0


@dataclass(frozen=True, eq=False)
class ValueShares:
    """Who earns what of a dollar spent on chips of the open pool, ``(run, F)`` each; both sum to 1.

    Designers keep what foundries and memory makers do not get; in-house designs are sold in their own home only.
    """

    usa: Array
    abroad: Array


def value_shares(world: World, month: Month) -> ValueShares:
    """Split of the open pool's sales over designers (by appeal), foundries and memory makers (by capacity)."""
    facts, firms = world.facts, world.firms
    foundry, memory = month.assume("foundry_value_share"), month.assume("memory_value_share")
    sellers = facts.pool_sellers[OPEN_POOL]
    made = np.zeros((month.runs, len(facts.firm_ids)))
    for places, part in ((facts.makers.open_foundries, foundry), (facts.makers.open_memory, memory)):
        capacity = pick(firms.capacity, places)
        made[:, places] = part * safe_divide(capacity, capacity.sum(axis=1, keepdims=True))
    found = []
    for buyer in (facts.usa, facts.chn):
        appeal = pick(world.chips.appeal, sellers) * facts.sold_by[sellers, buyer]
        whole = made.copy()
        whole[:, facts.seller_firm[sellers]] = (1.0 - foundry - memory) * appeal / appeal.sum(axis=1, keepdims=True)
        found.append(whole)
    return ValueShares(*found)


def by_home(facts: Facts, values: Array) -> Array:
    """A figure of firms summed by home nation, ``(run, F)`` to ``(run, N)``."""
    starts, nations = facts.firm_groups
    total = np.zeros((values.shape[0], facts.n))
    total[:, nations] = grouped_sum(values, starts)
    return total


def lost_sales(world: World, month: Month, free: FreeMarket, shares: ValueShares) -> Array:
    """Own part of the sales that firms lose, ``(run, F)`` USD bn a year: chips, tools and memory for China's makers.

    Tools: what China would buy abroad less what it bought there. Memory: what China's dies take beyond home-made
    stacks, less what was bought.
    """
    lost = np.asarray(shares.abroad * np.einsum("rn->r", free.lost)[:, None])
    for places, missed in (_tools(world), _memory(world, month)):
        lost[:, places] = pick(lost, places) + missed
    return lost


def _tools(world: World) -> tuple[Ints, Array]:
    """Foreign toolmakers and what each does not sell in China, USD bn a year."""
    facts, fab = world.facts, world.fabrication
    places = facts.foreign_toolmakers
    wanted = fab.tool_spending[:, facts.chn] * (1.0 + fab.tool_haste) * (1.0 - fab.home_tools * fab.home_first)
    share = facts.firm_share[places] / facts.firm_share[places].sum()
    booked = pick(world.firms.revenue_china, places)
    return places, np.maximum(wanted[:, None] * share - booked, 0.0)


def _memory(world: World, month: Month) -> tuple[Ints, Array]:
    """Foreign memory makers and the stacks they do not sell to China, USD bn a year."""
    facts, fab = world.facts, world.fabrication
    places = facts.makers.open_memory
    need = fab.expected[:, HOME_POOL] * month.assume("stacks_per_die", 0)
    missed = np.maximum(need - fab.memory_home - fab.memory_inflow, 0.0) * MONTHS
    price = month.assume("memory_value_share", 0) * world.chips.price / month.assume("stacks_per_h100e", 0)
    capacity = pick(world.firms.capacity, places)
    share = safe_divide(capacity, capacity.sum(axis=1, keepdims=True))
    return places, (missed * price / USD_BN)[:, None] * share


def cost(world: World, month: Month, lost: Array) -> Array:
    """What nations lose by lost sales, ``(run, N)`` USD bn a year: the part that finds no other use.

    Exporters of minerals lose what their licences refuse.
    """
    return np.asarray(month.assume("lost_sale_part") * (by_home(world.facts, lost) + _minerals(world, month)))


def _minerals(world: World, month: Month) -> Array:
    """Value of refused exports at the price inside, by issuer, ``(run, N)`` USD bn a year.

    Refusals are known by buyer; they are shared out over issuers by capacity and strictness.
    """
    m = world.minerals
    lapsed = world.truce.lapsed[:, None, None]
    modes = np.maximum(month.lever("mineral_target_mode"), lapsed * month.lever("mineral_suspended_mode"))
    aimed = month.lever("mineral_target_strictness") * (modes > 0.0)
    general = np.maximum(
        month.lever("mineral_licence_strictness"), lapsed * month.lever("mineral_suspended_strictness")
    )
    strict = np.maximum(general, aimed) * m.capacity
    issuer = safe_divide(strict, strict.sum(axis=2, keepdims=True))
    worth = per_tonne(m.price_inside, month.assume("mineral_basket_value"))
    refused = np.einsum("rmn->rm", m.refused) * worth * (MONTHS / USD_BN)
    return np.asarray(np.einsum("rmn,rm->rn", issuer, refused))
