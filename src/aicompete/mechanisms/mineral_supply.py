"""Refining capacity of the critical minerals: replacement, growth, entry for price, building for public money."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from aicompete.mechanisms.base import Month
from aicompete.mechanisms.mineral_demand import USD_PER_BN
from aicompete.mechanisms.mineral_permissions import by_item
from aicompete.rules import Array, approach, erlang_queue_step, investment, power
from aicompete.rules.minerals import entry_target
from aicompete.world.facts import MINERALS
from aicompete.world.minerals import MONTHS, trend_age

if TYPE_CHECKING:
    from aicompete.world.state import World

SUPPLY_LEVERS = ("mineral_rebuild_budget", "mineral_price_floor", "mineral_tech_ban")
SUPPLY_ASSUMPTIONS = (
    *(f"mineral_unit_cost_{item}" for item in MINERALS),
    "mineral_rebuild_cost",
    "mineral_rebuild_time",
    "mineral_home_build_time",
    "mineral_tech_ban_delay",
    "mineral_outside_cost",
    "mineral_entry_elasticity",
    "mineral_plan_gain",
    "mineral_plan_memory",
    "mineral_depreciation",
)


def build_capacity(world: World, month: Month) -> None:
    """Producers plan for their sales, entrants for the price, governments for the gap; all of it takes years.

    ``K* = S e^(g (lead + 1/k + memory)) r^eta + w D (1 - r^-eta)`` (rule ``entry_target``); private orders close
    the gap to K* with the pipeline counted; public orders add ``budget / (unit cost x multiplier)``. Build times are
    Erlang(3). Rebinds sales, capacity and building.
    """
    m, inside = world.minerals, world.facts.is_chn
    lead = np.where(
        inside,
        month.assume("mineral_home_build_time", 2),
        month.assume("mineral_rebuild_time", 2) * _know_how(world, month),
    )
    gain = month.assume("mineral_plan_gain", 2)
    memory = month.assume("mineral_plan_memory", 2)
    m.sales = approach(m.sales, m.refine_output, 1.0 / memory)
    under_way = np.sum(m.building, axis=1)
    rate = _planned_growth(world, month)
    future = m.need * (1.0 - m.substitution) * np.exp(rate * lead) - m.recycling * m.need
    prize = np.maximum(np.sum(np.where(inside, 0.0, np.maximum(future - m.capacity, 0.0) - under_way), axis=-1), 0.0)[
        ..., None
    ]
    growth = np.exp(rate * (lead + 1.0 / gain + memory / MONTHS))
    target = entry_target(
        m.sales * growth, _price_ratio(world, month), month.assume("mineral_entry_elasticity", 2), m.entry_site * prize
    )
    wear = month.assume("mineral_depreciation", 2) / MONTHS
    private = investment(m.capacity, under_way, target, gain / MONTHS, wear, lead * MONTHS, 1.0)
    stages, done = erlang_queue_step(m.building, private + _public_building(world, month), lead * MONTHS)
    m.building = stages
    m.capacity = m.capacity * (1.0 - wear) + done


def _know_how(world: World, month: Month) -> Array:
    """Factor on build times abroad: ``1 + e x sum of the refining shares of the others who bar their know-how``."""
    barred = month.lever("mineral_tech_ban") * world.facts.tables.refine_share
    abroad = barred.sum(axis=-1, keepdims=True) - barred
    return np.asarray(1.0 + month.assume("mineral_tech_ban_delay", 2) * abroad)


def _planned_growth(world: World, month: Month) -> Array:
    """Growth of need that planners reckon with, log per year: trend of the day and GDP growth at the start."""
    t = world.facts.tables
    age = trend_age(t.date) + month.index / MONTHS
    fade = power(2.0, -age / month.assume("mineral_trend_half_life"))
    trend = by_item(month, "mineral_need_trend") * fade
    return trend[..., None] + month.assume("mineral_gdp_elasticity", 2) * np.log1p(t.gdp_growth / 100.0)


def _price_ratio(world: World, month: Month) -> Array:
    """Price that producers reckon with over their long-run cost: the plan price or the guaranteed floor; 1 inside."""
    m = world.minerals
    cost = (world.facts.tables.price_inside * month.assume("mineral_outside_cost"))[..., None]
    floor = np.maximum(m.price_plan[..., None], month.lever("mineral_price_floor"))
    return np.where(world.facts.is_chn, 1.0, floor / cost)


def _public_building(world: World, month: Month) -> Array:
    """Capacity ordered for public money, t per month each month, split by what capacity for all need outside costs."""
    m = world.minerals
    cost = by_item(month, "mineral_unit_cost") * month.assume("mineral_rebuild_cost")
    need = np.sum(np.where(world.facts.is_chn, 0.0, m.need), axis=-1)
    per_usd = need / np.sum(cost * need, axis=-1, keepdims=True)
    spent = month.lever("mineral_rebuild_budget")[:, None, :] * (USD_PER_BN / MONTHS)
    return np.asarray(spent * (per_usd / MONTHS)[..., None])
