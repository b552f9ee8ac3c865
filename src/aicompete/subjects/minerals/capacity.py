"""Refining capacity of the critical minerals: replacement, growth, entry for price, building for public money."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from aicompete.rules import Array, approach, erlang_queue_step, investment, lasting_memory, power, small_exp
from aicompete.rules.looks import used_places
from aicompete.rules.minerals import entry_target
from aicompete.subjects.mechanism import Month
from aicompete.subjects.minerals.demand import Demand, outside
from aicompete.subjects.minerals.licences import by_item
from aicompete.subjects.minerals.offtake import pledge
from aicompete.subjects.minerals.public_building import public_orders
from aicompete.subjects.minerals.state import MONTHS, trend_age
from aicompete.subjects.minerals.ties import avoiding
from aicompete.subjects.minerals.zone import floors
from aicompete.world.facts import MINERALS

if TYPE_CHECKING:
    from aicompete.subjects.state import World

SUPPLY_LEVERS = ("mineral_price_floor", "mineral_tech_ban")
SUPPLY_ASSUMPTIONS = (
    *(f"mineral_rebuild_time_{item}" for item in MINERALS),
    "mineral_rebuild_slip",
    "mineral_home_build_time",
    "mineral_tech_ban_delay",
    "mineral_outside_cost",
    "mineral_entry_elasticity",
    "mineral_plan_gain",
    "mineral_plan_memory",
    "mineral_diversification",
    "mineral_scare_half_life",
    "mineral_scare_onset",
    "mineral_depreciation",
)


def build_capacity(world: World, month: Month, demand: Demand) -> None:
    """Producers plan for their sales, entrants for the price, governments for the gap; all of it takes years.

    ``K* = S e^(g (lead + 1/k + memory)) r^eta + w D (1 - r^-eta)`` (rule ``entry_target``); private orders close
    the gap to K* with the pipeline counted. Who was cut off, or whose government cuts its ties, also signs for supply
    at any price, ``w sum(x imports)`` on top of K* with x = ``avoiding``. Public orders come on top (rule of
    ``public_orders``), and what powers pay for abroad is pledged to them in part. Build times are Erlang(3). Rebinds
    sales, capacity, building, pledged and pledged_building.
    """
    m, abroad = world.minerals, world.facts.once(outside)
    lead = month.cached_for("lead", ("mineral_tech_ban",), lambda: _build_years(world, month))
    gain, memory = month.assume("mineral_plan_gain", 2), month.assume("mineral_plan_memory", 2)
    m.sales = approach(m.sales, m.refine_output, 1.0 / memory)
    under_way = np.einsum("rkmn->rmn", m.building)
    trend, by_gdp = _planned_growth(world, month)
    grown = small_exp((trend + by_gdp) * lead)
    imports = np.maximum(demand.primary * grown - demand.recycled - m.capacity, 0.0)
    market = np.maximum(np.einsum("rmn,n->rm", imports - under_way, abroad), 0.0)[..., None]
    # the plan reaches beyond the building by 1/k and the memory: exp(a + b) as a product, one factor a mineral
    beyond = 1.0 / gain + memory / MONTHS
    by_gdp_beyond = month.cached("grown_beyond", lambda: np.exp(by_gdp * beyond))
    planned = grown * m.sales * np.exp(trend * beyond) * by_gdp_beyond
    _remember(world, month)
    secured = m.entry_site * np.einsum("rmn,n->rm", avoiding(world, month) * imports, abroad)[..., None]
    target = _wanted_capacity(world, month, planned, m.entry_site * market) + secured
    wear, lag = month.assume("mineral_depreciation", 2) / MONTHS, lead * MONTHS
    ordered = investment(m.capacity, under_way, target, gain / MONTHS, wear, lag, 1.0)
    # imports count though others have some to sell; what is under way also replaces what wears out meanwhile
    room = np.einsum("rmn,n->rm", imports - under_way + wear * lag * m.capacity, abroad)
    own, abroad_for = public_orders(world, month, np.maximum(room, 0.0))
    ordered = ordered + own + abroad_for.sum(axis=1)
    pledge(world, month, abroad_for, lag, wear)
    m.building, done = erlang_queue_step(m.building, ordered, lag)
    m.capacity = done + m.capacity * (1.0 - wear)


def _remember(world: World, month: Month) -> None:
    """A cut over the usual licences is believed to last as time passes, and is forgotten with its half-life."""
    m = world.minerals
    cut = np.maximum(m.strictness - m.strictness_start, 0.0)
    half_life = month.assume("mineral_scare_half_life", 2) * MONTHS
    m.scare = lasting_memory(m.scare, cut, month.assume("mineral_scare_onset", 2), half_life)


def _build_years(world: World, month: Month) -> Array:
    """Build times at home and abroad, ``(run, mineral, nation)`` years.

    Abroad they are the item's announced time x slip, longer by ``1 + e x refining shares of others who bar their
    know-how``.
    """
    barred = month.lever("mineral_tech_ban") * world.facts.tables.refine_share
    others = barred.sum(axis=-1, keepdims=True) - barred
    announced, slip = by_item(month, "mineral_rebuild_time"), month.assume("mineral_rebuild_slip")
    years = (1.0 + month.assume("mineral_tech_ban_delay", 2) * others) * (announced * slip)[..., None]
    years[..., world.facts.chn] = month.assume("mineral_home_build_time")
    return np.asarray(years)


def _planned_growth(world: World, month: Month) -> tuple[Array, Array]:
    """Growth of need that planners reckon with, log per year: trend of the day and GDP growth at the start.

    They add up: ``(run, mineral, 1)`` and ``(run, 1, nation)``.
    """
    t = world.facts.tables
    age = trend_age(t.date) + month.index / MONTHS
    fade = power(2.0, -age / month.assume("mineral_trend_half_life"))
    trend = by_item(month, "mineral_need_trend") * fade
    by_gdp = month.cached(
        "growth_by_gdp", lambda: month.assume("mineral_gdp_elasticity", 2) * np.log1p(t.gdp_growth / 100.0)
    )
    return trend[..., None], by_gdp


def _wanted_capacity(world: World, month: Month, sales: Array, prize: Array) -> Array:
    """Rule ``entry_target`` at the price that producers reckon with over their long-run cost; that ratio is 1 inside.

    Producers reckon with the plan price or, where it is higher, with the guaranteed floor.
    """
    m, chn = world.minerals, world.facts.chn
    elasticity = month.assume("mineral_entry_elasticity", 2)
    cost = (world.facts.tables.price_inside * month.assume("mineral_outside_cost"))[..., None]
    plan, floor = m.price_plan[..., None], floors(world, month)
    target = entry_target(sales, plan / cost, elasticity, prize)
    safe = used_places(floor > 0.0)
    if safe.size:
        ratio = np.maximum(plan, floor[..., safe]) / cost
        target[..., safe] = entry_target(sales[..., safe], ratio, elasticity, prize[..., safe])
    target[..., chn] = sales[..., chn]
    return target
