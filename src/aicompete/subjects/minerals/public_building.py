"""Refining capacity that public money orders: a nation's own programme, and what the powers pay for among partners."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from aicompete.rules import Array
from aicompete.rules.algebra import TINY
from aicompete.rules.minerals import part_of
from aicompete.subjects.mechanism import Month
from aicompete.subjects.minerals.demand import USD_PER_BN
from aicompete.subjects.minerals.licences import by_item
from aicompete.subjects.minerals.state import MONTHS
from aicompete.world.facts import MINERALS

if TYPE_CHECKING:
    from aicompete.subjects.state import World

BUILDING_LEVERS = ("mineral_rebuild_budget",)
BUILDING_ASSUMPTIONS = (
    *(f"mineral_unit_cost_{item}" for item in MINERALS),
    "mineral_rebuild_cost",
    "programme_mineral_share",
)


def public_orders(world: World, month: Month, room: Array) -> tuple[Array, Array]:
    """Capacity ordered at home ``(run, mineral, nation)`` and for programmes ``(run, power, mineral, nation)``.

    Both in t per month, each month. room (run, mineral), t per month: what will be lacking outside once all that is
    under way is built. Money is split by what that would cost and buys ``budget / (unit cost x multiplier)``; nobody
    pays for more than is lacking, and what is left lapses. A part of what a power's programmes deliver to its partners
    beyond those of before builds there, where there is ore or use: ``share_mn ~ delivered_n site_mn``.
    """
    m, offers = world.minerals, world.offers
    cost = by_item(month, "mineral_unit_cost") * (month.assume("mineral_rebuild_cost") * MONTHS)  # of a t per month
    budget = month.lever("mineral_rebuild_budget")
    more = np.maximum(offers.delivered - offers.delivered_start, 0.0)
    abroad = month.assume("programme_mineral_share") * more.sum(axis=-1)
    money = (budget.sum(axis=-1, keepdims=True) + abroad.sum(axis=-1, keepdims=True)) * (USD_PER_BN / MONTHS)
    bought = room * np.minimum(part_of(money, np.sum(cost * room, axis=-1, keepdims=True)), 1.0)
    per_bn = bought / np.maximum(money, TINY) * (USD_PER_BN / MONTHS)  # of a budget a year
    placed = more[:, :, None, :] * m.entry_site[:, None]
    share = part_of(placed, placed.sum(axis=-1, keepdims=True))
    own = budget[:, None, :] * per_bn[..., None]
    return np.asarray(own), np.asarray((abroad[..., None] * per_bn[:, None])[..., None] * share)
