"""Refining capacity that public money orders: a nation's own programme, and what the powers pay for among partners."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from aicompete.rules import Array
from aicompete.rules.minerals import part_of
from aicompete.subjects.mechanism import Month
from aicompete.subjects.minerals.demand import USD_PER_BN, outside
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

SELF_SUFFICIENT = 1e-6
"""Weight of need against what is lacking: by it money is split where nothing is lacking any more."""


def lacking_outside(world: World) -> Array:
    """Part of the need outside, after substitutes, that capacity and scrap there do not cover, ``(run, mineral)``."""
    m, abroad = world.minerals, world.facts.once(outside)
    own = np.einsum("rmn,n->rm", m.capacity, abroad) + np.einsum("rmn,n->rm", m.recycling * m.need, abroad)
    return np.asarray(np.maximum(1.0 - own / _need_outside(world), 0.0))


def _need_outside(world: World) -> Array:
    """Need outside after substitutes, ``(run, mineral)`` t per month."""
    m = world.minerals
    return np.asarray(np.einsum("rmn,n->rm", m.need * (1.0 - m.substitution), world.facts.once(outside)))


def public_orders(world: World, month: Month) -> tuple[Array, Array]:
    """Capacity ordered at home ``(run, mineral, nation)`` and for programmes ``(run, power, mineral, nation)``.

    Both in t per month, each month. Governments see what is imported now (USGS net import reliance), not what others
    build: money is split by what capacity for all that is lacking outside would cost, and buys ``budget / (unit cost x
    multiplier)``. A part of what a power's programmes deliver to its partners beyond those of before builds there,
    where there is ore or use: ``share_mn ~ delivered_n site_mn``.
    """
    m, offers = world.minerals, world.offers
    cost = by_item(month, "mineral_unit_cost") * month.assume("mineral_rebuild_cost")
    wanted = _need_outside(world) * (lacking_outside(world) + SELF_SUFFICIENT)
    per_usd = wanted / np.sum(cost * wanted, axis=-1, keepdims=True) * (USD_PER_BN / MONTHS / MONTHS)
    own = month.lever("mineral_rebuild_budget")[:, None, :] * per_usd[..., None]
    more = np.maximum(offers.delivered - offers.delivered_start, 0.0)
    placed = more[:, :, None, :] * m.entry_site[:, None]
    share = part_of(placed, placed.sum(axis=-1, keepdims=True))
    money = month.assume("programme_mineral_share", 2) * more.sum(axis=-1, keepdims=True)
    return np.asarray(own), np.asarray((money * per_usd[:, None])[..., None] * share)
