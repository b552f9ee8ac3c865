"""Need, wanted use and target stocks of the critical minerals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from aicompete.mechanisms.base import Month
from aicompete.mechanisms.mineral_permissions import by_item
from aicompete.rules import Array, power
from aicompete.rules.minerals import fading_growth, saturating_step
from aicompete.world.facts import MINERALS
from aicompete.world.minerals import MONTHS, TREND_YEAR, trend_age

if TYPE_CHECKING:
    from aicompete.world.state import World

DEMAND_LEVERS = ("mineral_stockpile_fund", "mineral_substitution_rd")
DEMAND_ASSUMPTIONS = (
    *(f"mineral_need_trend_{item}" for item in MINERALS),
    "mineral_trend_half_life",
    "mineral_need_relocation",
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
    "mineral_rd_spillover",
)
RELOCATION_YEAR = 2026
"""Year from which magnet plants outside take need with them (F0592 and its likes were decided in 2025)."""

MAGNETS = np.array([1.0, 1.0, 0.0, 0.0])
"""Items that go into magnets."""

KG_PER_TONNE = 1000.0
USD_PER_BN = 1e9


@dataclass(frozen=True, eq=False)
class Demand:
    """What users want this month, ``(run, mineral, nation)`` in t per month, stocks in t.

    Attributes
    ----------
    wanted : use they would have at start prices, after substitution and the month's luck.
    thrifty : the same at the prices of last month.
    planned : the same without luck: what orders and targets go by.
    recycled : what scrap could yield.
    fear : factor on target stocks of buyers who expect tighter licences.
    """

    wanted: Array
    thrifty: Array
    planned: Array
    recycled: Array
    fear: Array


def mineral_demand(world: World, month: Month) -> Demand:
    """Need and use of the month; rebinds need, recycled, reserve_target, substitution and recycling.

    ``need = need_0 (GDP/GDP_0)^e exp(trend)`` with a trend that fades; ``wanted = need (1 - substitution) exp(sd xi)``;
    thrift ``(p/p_0)^-eps`` with the home price inside and the traded average outside; fear ``1 + psi belief x
    import share``.
    """
    m, t, inside = world.minerals, world.facts.tables, world.facts.is_chn
    growth = power(world.nations.gdp / t.gdp, month.assume("mineral_gdp_elasticity"))
    begin = trend_age(t.date)
    rate, half_life = by_item(month, "mineral_need_trend"), month.assume("mineral_trend_half_life")
    trend = np.exp(fading_growth(rate, half_life, begin, begin + month.index / MONTHS))
    ordinary = t.mineral_consumption / MONTHS * growth[:, None, :] * trend[..., None]
    m.need = ordinary + _relocated(world, month, ordinary)
    _learn(world, month)
    primary = m.need * (1.0 - m.substitution)
    wanted = primary * np.exp(month.assume("mineral_demand_noise", 2) * month.noise("mineral_demand"))
    thrift = -month.assume("mineral_thrift")
    dear_inside = power(m.price_inside / t.price_inside, thrift)
    dear_outside = power(m.price_traded / m.price_traded_start, thrift)
    thrifty = np.where(inside, dear_inside[..., None], dear_outside[..., None])
    planned = primary * thrifty
    m.reserve_target = _public_reserve(world, month, primary)
    recycled = m.recycling * m.need
    bought = 1.0 - np.minimum(_share(m.capacity + recycled, planned), 1.0)
    fear = 1.0 + month.assume("mineral_hoarding", 2) * world.beliefs.minerals[..., None] * bought
    return Demand(wanted, wanted * thrifty, planned, recycled, fear)


def target_stocks(world: World, demand: Demand) -> tuple[Array, Array]:
    """Stocks that nations want to hold, t, in fear and in calm: ``cover x planned use x fear + public reserve``."""
    m = world.minerals
    calm = m.cover_target * demand.planned
    return calm * demand.fear + m.reserve_target, calm + m.reserve_target


def _relocated(world: World, month: Month, need: Array) -> Array:
    """Need for rare earths that moves out of the dominant supplier's home with the making of magnets; sums to 0.

    ``x = 1 - exp(-rate (t - 2026))`` of the home need, spread over the others by their need.
    """
    facts = world.facts
    years = max(trend_age(facts.date) + TREND_YEAR + month.index / MONTHS - RELOCATION_YEAR, 0.0)
    gone = -np.expm1(-month.assume("mineral_need_relocation", 0) * years)
    moved = gone[:, None] * MAGNETS * need[..., facts.chn]
    outside = np.where(facts.is_chn, 0.0, need)
    share = outside / np.sum(outside, axis=-1, keepdims=True)
    return np.asarray(np.where(facts.is_chn, -1.0, share) * moved[..., None])


def _learn(world: World, month: Month) -> None:
    """Substitution and recycling rise with the price that designers reckon with, and with public research.

    ``d x = (rate ln+(p_plan/p_0) + yield ln(1 + R)) (x_max - x)``, R = own research + spillover x that of the others.
    """
    m, inside = world.minerals, world.facts.is_chn
    rise_outside = np.maximum(np.log(m.price_plan / m.price_plan_start), 0.0)[..., None]
    rise_inside = np.maximum(np.log(m.price_inside / world.facts.tables.price_inside), 0.0)[..., None]
    pressure = np.where(inside, rise_inside, rise_outside)
    spending = month.lever("mineral_substitution_rd")
    others = spending.sum(axis=-1, keepdims=True) - spending
    research = np.log1p(spending + month.assume("mineral_rd_spillover") * others)[:, None, :]
    push = month.assume("mineral_rd_yield", 2) * research
    m.substitution = saturating_step(
        m.substitution,
        month.assume("mineral_substitution_max", 2),
        (month.assume("mineral_substitution_rate", 2) * pressure + push) / MONTHS,
    )
    m.recycling = saturating_step(
        m.recycling,
        month.assume("mineral_recycling_max", 2),
        (month.assume("mineral_recycling_rate", 2) * pressure + push) / MONTHS,
    )


def basket_price(price: Array, month: Month) -> Array:
    """USD per tonne ``(run, mineral)``; the light rare earths are quoted by one magnet oxide of their basket."""
    value = month.assume("mineral_basket_value")
    basket = np.concatenate([value, np.ones((len(value), len(MINERALS) - 1))], axis=-1)
    return np.asarray(price * basket * KG_PER_TONNE)


def _public_reserve(world: World, month: Month, primary: Array) -> Array:
    """Public reserves grow by what the fund buys, split by value of need, up to a number of months of need."""
    m = world.minerals
    price = np.where(
        world.facts.is_chn,
        basket_price(m.price_inside, month)[..., None],
        basket_price(m.price_traded, month)[..., None],
    )
    fund = month.lever("mineral_stockpile_fund") * (USD_PER_BN / MONTHS)
    value = np.sum(price * primary, axis=1)
    bought = primary * (fund / np.maximum(value, 1.0))[:, None, :]
    limit = np.maximum(month.assume("mineral_stockpile_limit", 2) * primary, m.reserve_target)
    return np.asarray(np.minimum(m.reserve_target + bought, limit))


def _share(part: Array, whole: Array) -> Array:
    return np.asarray(part / np.maximum(whole, 1e-9))
