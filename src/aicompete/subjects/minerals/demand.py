"""Need, wanted use and target stocks of the critical minerals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from aicompete.rules import Array, erlang_queue_step, power, small_exp
from aicompete.rules.looks import somewhere
from aicompete.rules.minerals import fading_growth, per_tonne, saturating_step
from aicompete.subjects.mechanism import Month
from aicompete.subjects.minerals.licences import by_item
from aicompete.subjects.minerals.state import MONTHS, TREND_YEAR, trend_age
from aicompete.subjects.minerals.zone import thrift
from aicompete.world.facts import MINERALS
from aicompete.world.tables import FIELDS, read_columns

if TYPE_CHECKING:
    from aicompete.subjects.state import World
    from aicompete.world.facts import Facts

DEMAND_LEVERS = ("mineral_stockpile_fund", "mineral_substitution_rd")
DEMAND_ASSUMPTIONS = (
    *(f"mineral_need_trend_{item}" for item in MINERALS),
    "mineral_trend_half_life",
    "mineral_need_relocation",
    "mineral_relocation_announced",
    "mineral_gdp_elasticity",
    "mineral_demand_noise",
    "mineral_thrift",
    "mineral_basket_value",
    "mineral_stockpile_limit",
    "mineral_hoarding",
    "mineral_substitution_max",
    "mineral_substitution_rate",
    "mineral_recycling_max",
    "mineral_recycling_rate",
    "mineral_rd_yield",
    "mineral_rd_lag",
    "mineral_ai_research",
    "mineral_rd_spillover",
)
RELOCATION_YEAR = 2026
"""Year from which magnet plants outside take need with them (F0592 and its likes were decided in 2025)."""

MAGNETS = np.array([1.0, 1.0, 0.0, 0.0])
"""Items that go into magnets."""

USD_PER_BN = 1e9

LEAST = 1e-9
"""Tonnes per month below which nothing is wanted."""


@dataclass(frozen=True, eq=False)
class Demand:
    """What users want this month, ``(run, mineral, nation)`` in t per month, stocks in t.

    Attributes
    ----------
    primary : use they would have at start prices, after substitution, without the month's luck.
    wanted : the same with luck.
    planned : primary at the prices of last month: what orders and targets go by.
    thrifty : the same with luck.
    recycled : what scrap could yield.
    fear : factor on target stocks of buyers who expect tighter licences.
    """

    primary: Array
    wanted: Array
    planned: Array
    thrifty: Array
    recycled: Array
    fear: Array


def mineral_demand(world: World, month: Month, side: Array) -> Demand:
    """Need and use of the month; rebinds need, recycled, reserve_target, substitution and recycling.

    ``wanted = need (1 - substitution) exp(sd xi)``; thrift ``(p/p_0)^-eps`` with the home price inside and the traded
    average outside, in a zone at least its lowest price; fear ``1 + psi belief x import share``. side (run, nation):
    coalitions.
    """
    m, t, chn = world.minerals, world.facts.tables, world.facts.chn
    m.need = _need(world, month)
    _learn(world, month)
    primary = (1.0 - m.substitution) * m.need
    luck = small_exp(month.assume("mineral_demand_noise", 2) * month.noise("mineral_demand"))
    elasticity = month.assume("mineral_thrift")
    dear = thrift(world, side, elasticity * np.ones_like(m.price_traded))
    dear[..., chn] = power(m.price_inside / t.price_inside, -elasticity)
    planned = np.asarray(primary * dear)
    m.reserve_target = _public_reserve(world, month, primary)
    recycled = m.recycling * m.need
    imported = 1.0 - np.minimum((m.capacity + recycled) / np.maximum(planned, LEAST), 1.0)
    fear = 1.0 + imported * (month.assume("mineral_hoarding", 2) * world.beliefs.minerals[..., None])
    return Demand(primary, primary * luck, planned, planned * luck, recycled, fear)


def by_home(values: Array, inside: Array, outside: Array, chn: int) -> Array:
    """Nation figures times a factor of the dominant supplier's home or of all others, factors ``(run, mineral)``."""
    scaled = np.asarray(values * outside[..., None])
    scaled[..., chn] = values[..., chn] * inside
    return scaled


def target_stocks(world: World, demand: Demand) -> tuple[Array, Array]:
    """Stocks that nations want to hold, t, in fear and in calm: ``cover x planned use x fear + public reserve``."""
    m = world.minerals
    calm = m.cover_target * demand.planned
    return calm * demand.fear + m.reserve_target, calm + m.reserve_target


def _need(world: World, month: Month) -> Array:
    """``need_0 (GDP/GDP_0)^e exp(trend)`` with a trend that fades, and some of it moved abroad.

    The part ``x = 1 - exp(-rate (t - 2026))`` of the dominant supplier's need for rare earths moves with the making of
    magnets; the total stays. A part of it goes where magnet plants have been announced (``magnet_plants.csv``), the
    rest to makers that grow where they are, by present need.
    """
    facts, t = world.facts, world.facts.tables
    growth = power(world.economy.gdp / t.gdp, month.assume("mineral_gdp_elasticity"))
    begin, passed = trend_age(t.date), month.index / MONTHS
    rate, half_life = by_item(month, "mineral_need_trend"), month.assume("mineral_trend_half_life")
    trend = np.exp(fading_growth(rate, half_life, begin, begin + passed))
    ordinary = facts.once(_start_need) * growth[:, None, :]
    years = np.maximum(begin + TREND_YEAR + passed - RELOCATION_YEAR, 0.0)
    gone = -np.expm1(-month.assume("mineral_need_relocation") * years) * MAGNETS
    abroad = np.einsum("rmn,n->rm", ordinary, facts.once(outside))
    moved = gone * ordinary[..., facts.chn]
    announced = month.assume("mineral_relocation_announced")
    grown = 1.0 + moved * (1.0 - announced) / abroad
    need = by_home(ordinary, trend * (1.0 - gone), trend * grown, facts.chn)
    return np.asarray(need + (trend * moved * announced)[..., None] * facts.once(magnet_sites))


def magnet_sites(facts: Facts) -> Array:
    """Share of each nation in the magnet plants announced outside China, ``(nation,)``."""
    rows = read_columns("magnet_plants.csv")
    tonnes = np.zeros(facts.n)
    for iso3, size in zip(rows["iso3"], rows["tonnes_per_year"], strict=True):
        tonnes[facts.nation(iso3)] += float(size)
    return np.asarray(tonnes / tonnes.sum())


def outside(facts: Facts) -> Array:
    """1 for all nations but the dominant supplier's home, ``(nation,)``."""
    return np.where(facts.is_chn, 0.0, 1.0)


def _start_need(facts: Facts) -> Array:
    return np.asarray(facts.tables.mineral_consumption / MONTHS)


def _learn(world: World, month: Month) -> None:
    """Substitution and recycling rise with the price that designers reckon with, and with public research.

    ``d x = (rate ln+(p_plan/p_0) + yield ln(1 + R)) (x_max - x)``, R = own research + spillover x that of the others,
    as it bears fruit: money spent today comes to use after an Erlang time of years. Rebinds substitution, recycling,
    research, research_waiting and ai_start.
    """
    m, chn = world.minerals, world.facts.chn
    rise_outside = np.maximum(np.log(m.price_plan / m.price_plan_start), 0.0)
    rise_inside = np.maximum(np.log(m.price_inside / world.facts.tables.price_inside), 0.0)
    push = _research(world, month) * world.science.field[:, None, FIELDS.index("materials")]

    def learned(level: Array, speed: Array, ceiling: Array) -> Array:
        rate = push + (speed / MONTHS * rise_outside)[..., None]
        rate[..., chn] = push[..., chn] + speed / MONTHS * rise_inside
        return saturating_step(level, ceiling, rate)

    m.substitution = learned(
        m.substitution, month.assume("mineral_substitution_rate"), month.assume("mineral_substitution_max", 2)
    )
    m.recycling = learned(m.recycling, month.assume("mineral_recycling_rate"), month.assume("mineral_recycling_max", 2))


def _research(world: World, month: Month) -> Array:
    """What public research adds to learning, per month, ``(run, 1, nation)``; better AI makes a dollar go further.

    ``yield ln(1 + R) 10^(g (C - C_0))`` with C - C_0 = orders of magnitude that a nation's AI has gained.
    """
    m, capability = world.minerals, world.capability
    lag = month.assume("mineral_rd_lag") * MONTHS
    paid = month.lever("mineral_substitution_rd") / MONTHS * np.ones((month.runs, 1))
    m.research_waiting, done = erlang_queue_step(m.research_waiting, paid, lag)
    m.research = done * MONTHS
    others = m.research.sum(axis=-1, keepdims=True) - m.research
    research = np.log1p(m.research + month.assume("mineral_rd_spillover") * others)
    if month.index == 0:
        m.ai_start = capability.level
    gained = np.maximum(capability.level - m.ai_start, 0.0)
    aided = power(10.0 * np.ones_like(gained), month.assume("mineral_ai_research") * gained)
    return np.asarray((month.assume("mineral_rd_yield") / MONTHS * research * aided)[:, None, :])


def _public_reserve(world: World, month: Month, primary: Array) -> Array:
    """Public reserves grow by what the fund buys, split by value of need, up to a number of months of need."""
    m = world.minerals
    fund = month.lever("mineral_stockpile_fund")
    if not somewhere(fund):
        return m.reserve_target
    chn = world.facts.chn
    basket = month.assume("mineral_basket_value")
    value = np.einsum("rm,rmn->rn", per_tonne(m.price_traded, basket), primary)
    value[:, chn] = np.sum(per_tonne(m.price_inside, basket) * primary[..., chn], axis=-1)
    bought = primary * (fund * (USD_PER_BN / MONTHS) / np.maximum(value, 1.0))[:, None, :]
    limit = np.maximum(month.assume("mineral_stockpile_limit", 2) * primary, m.reserve_target)
    return np.asarray(np.minimum(m.reserve_target + bought, limit))
