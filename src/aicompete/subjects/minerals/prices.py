"""Prices of the critical minerals: near cost inside, a thin quote outside, an average of what is traded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from aicompete.rules import Array, approach, half_life_to_rate, licence_cut_price, safe_divide, thin_quote_step
from aicompete.rules.minerals import traded_price
from aicompete.subjects.mechanism import Month
from aicompete.subjects.minerals.demand import outside
from aicompete.subjects.minerals.licences import by_item
from aicompete.world.facts import MINERALS

if TYPE_CHECKING:
    from aicompete.subjects.state import World

PRICE_ASSUMPTIONS = (
    *(f"mineral_quote_gain_{item}" for item in MINERALS),
    "mineral_speculation",
    "mineral_shortage_gain",
    "mineral_quote_speed",
    "mineral_price_noise",
    "mineral_inside_gain",
    "mineral_inside_speed",
    "mineral_cycle_spread",
    "mineral_cycle_half_life",
    "mineral_spot_share",
    "mineral_quote_in_plans",
    "mineral_plan_memory",
)


def outside_stock(world: World, calm: Array) -> tuple[Array, Array]:
    """Stock and calm target stock outside the dominant supplier's home, ``(run, mineral)`` t."""
    return sum_outside(world, world.minerals.stock), sum_outside(world, calm)


def sum_outside(world: World, values: Array) -> Array:
    """Sum outside the dominant supplier's home, ``(run, mineral, nation)`` to ``(run, mineral)``."""
    return np.asarray(np.einsum("rmn,n->rm", values, world.facts.once(outside)))


def quote_prices(world: World, month: Month, thrifty: Array, target: Array, calm: Array) -> None:
    """Move the prices inside and outside.

    thrifty (run, mineral, nation): what users want at the present price; target, calm: stocks wanted with and without
    fear.

    Inside ``ln p -> ln p_0 + gamma ln(target / stock) + c`` at home, ``c`` a cycle that has nothing to do with controls
    (other users, other ores), ``c' = c 2^(-1/h) + s z``; outside the rule ``thin_quote_step`` with stock over
    its calm target and belief counted from their start values, so that the first month reproduces the start quote; need
    that is not met lifts its anchor by the rule ``licence_cut_price``. Spot share ``w + (1 - w) (1 - fill)``: short
    buyers turn to the quote. Plans follow a weighted mean of traded price and quote with memory.
    """
    m, t = world.minerals, world.facts.tables
    home = world.facts.chn
    scarce = np.log(safe_divide(target[..., home], m.stock[..., home], 1.0))
    left = 1.0 - half_life_to_rate(month.assume("mineral_cycle_half_life"))
    m.price_cycle = m.price_cycle * left + month.assume("mineral_cycle_spread") * month.noise("mineral_cycle")
    cost = t.price_inside * np.exp(month.assume("mineral_inside_gain") * scarce + m.price_cycle)
    m.price_inside = m.price_inside * np.exp(month.assume("mineral_inside_speed") * np.log(cost / m.price_inside))
    gain, fear = by_item(month, "mineral_quote_gain"), month.assume("mineral_speculation")
    met = served_outside(world, thrifty)
    calmed = np.exp(-gain * np.log1p(fear * world.beliefs.minerals_start))
    anchor = t.price_outside * (m.price_inside / t.price_inside) * calmed
    normal = licence_cut_price(anchor, 1.0 - met, 1.0 / month.assume("mineral_shortage_gain"))
    stock, wanted = outside_stock(world, calm)
    quote = thin_quote_step(
        m.price_outside,
        normal,
        stock,
        wanted * m.ease_start,
        world.beliefs.minerals,
        gain,
        fear,
        month.assume("mineral_quote_speed"),
    )
    m.price_outside = quote * np.exp(month.assume("mineral_price_noise") * month.noise("mineral_price"))
    spot = month.assume("mineral_spot_share")
    hungry = spot + (1.0 - spot) * (1.0 - met)
    m.price_traded = traded_price(m.price_inside, m.price_outside, hungry)
    seen = np.log(m.price_traded) + month.assume("mineral_quote_in_plans") * np.log(m.price_outside / m.price_traded)
    m.price_plan = np.exp(approach(np.log(m.price_plan), seen, 1.0 / month.assume("mineral_plan_memory")))


def served_outside(world: World, thrifty: Array) -> Array:
    """Share met of what users outside want at the present price, ``(run, mineral)``.

    What they save because of the price is no shortage; if it counted as one, thrift would drive the price that drives
    thrift.
    """
    wanted, used = sum_outside(world, thrifty), sum_outside(world, world.minerals.used)
    return np.minimum(safe_divide(used, wanted, 1.0), 1.0)
