"""A zone with lowest prices: members of a coalition share its leader's floors, kept up by tariffs at the border."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from aicompete.rules import Array, power
from aicompete.rules.looks import somewhere
from aicompete.rules.minerals import part_of
from aicompete.subjects.mechanism import Month
from aicompete.subjects.minerals.pooling import POWERS

if TYPE_CHECKING:
    from aicompete.subjects.state import World

ZONE_LEVERS = ("mineral_floor_zone",)


def open_zone(world: World, month: Month, side: Array) -> None:
    """Lowest price inside the zone of each power, ``(run, mineral, power)`` USD per kg, and in each nation: ``z F``.

    z = how far the leader's floor F holds for members; side (run, nation): coalitions. Refiners in the zone reckon with
    it as with a floor of their own, and its users pay it: who sells into the zone for less is charged the rest. Rebinds
    zone_price and zone_floor.
    """
    zone, floor = month.lever("mineral_floor_zone"), month.lever("mineral_price_floor")
    m = world.minerals
    if not (somewhere(zone) or somewhere(m.zone_price)):
        return
    m.zone_price = np.asarray(zone[:, None, :POWERS] * floor[..., :POWERS])
    m.zone_floor = by_side(side, m.zone_price, np.zeros_like(m.price_traded))


def by_side(side: Array, led: Array, free: Array) -> Array:
    """Figures of the coalition that a nation is in, ``(run, mineral, nation)``.

    side (run, nation) in {-1, 0, 1}; led (run, mineral, power) those of the powers' coalitions; free (run, mineral).
    """
    inside, other = (side > 0.0)[:, None], (side < 0.0)[:, None]
    return np.asarray(np.where(inside, led[..., :1], np.where(other, led[..., 1:2], free[..., None])))


def floors(world: World, month: Month) -> Array:
    """Lowest price that refiners reckon with, USD per kg ``(run, mineral, nation)``: their nation's or the zone's."""
    return np.asarray(np.maximum(month.lever("mineral_price_floor"), world.minerals.zone_floor))


def turning(world: World, month: Month, wary: Array) -> Array:
    """Part of what falls to sellers with a licence duty that buyers want from others, ``(run, mineral, nation)``.

    ``1 - (1 - wary)(1 - z)``, wary: who avoids them anyway; z = how far the charge at the border makes up for what
    refining costs more outside: ``(F - p) / (c - p)`` in [0, 1], c = long-run cost outside, p = average price of trade.
    """
    m = world.minerals
    if not somewhere(m.zone_price):
        return wary
    cost = world.facts.tables.price_inside * month.assume("mineral_outside_cost")
    short = np.maximum(cost - m.price_traded, 0.0)[..., None]
    covered = np.maximum(m.zone_floor - m.price_traded[..., None], 0.0)
    parity = np.minimum(part_of(covered, short), 1.0) * (short > 0.0)
    return np.asarray(1.0 - (1.0 - wary) * (1.0 - parity))


def thrift(world: World, side: Array, elasticity: Array) -> Array:
    """Use at the price that users pay over that of the start, ``(run, mineral, nation)``: ``(p / p_0)^-e``.

    p = average price of trade, in a zone at least its lowest price; elasticity (run, mineral).
    """
    m = world.minerals
    free = power(m.price_traded / m.price_traded_start, -elasticity)
    raised = np.maximum(m.zone_price, m.price_traded[..., None]) / m.price_traded_start[..., None]
    return by_side(side, power(raised, -elasticity[..., None]), free)
