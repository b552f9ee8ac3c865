"""What is left of the ties between the powers, layer by layer, and what cutting them costs."""

from __future__ import annotations

import numpy as np

from aicompete.rules import imports_left, safe_divide, unbundling_cost
from aicompete.subjects.costs.sales import by_home
from aicompete.subjects.mechanism import Month
from aicompete.subjects.state import World
from aicompete.world.columns import Array, beside, pick
from aicompete.world.facts import OPEN_POOL, Facts

RIVAL = "tariff_on_rival"
LEVERS = (RIVAL,)
ASSUMPTIONS = (
    "interdependence",
    "magnet_users",
    "gallium_users",
    "germanium_users",
    "mineral_input_share",
    "tariff_pass_through",
    "import_elasticity",
)


def cut(world: World, month: Month) -> Array:
    """Cost of cutting ties, ``(run, N)`` USD bn a year: sites that firms move, and chains that governments unbundle.

    Chains: ``I ((1 - b) d + d^2 / 2)`` of the value of the parts that hold the mineral (rule ``unbundling_cost``).
    """
    m = world.minerals
    part = unbundling_cost(m.unbundled, m.bypass, month.assume("interdependence", 2))
    magnets = 0.5 * (part[:, 0] + part[:, 1]) * month.assume("magnet_users")
    others = part[:, 2] * month.assume("gallium_users") + part[:, 3] * month.assume("germanium_users")
    chains = (magnets + others) * month.assume("mineral_input_share") * world.economy.gdp
    return np.asarray(by_home(world.facts, world.firms.moving_cost) + chains)


def left(world: World, month: Month) -> Array:
    """What is left of each tie, ``(run, layer)`` from 0 to 1, in the order of ``LAYERS``.

    Goods: trade between the powers over that of free trade, mean of both directions. Chips and tools: foreign part of
    what China buys. Minerals: part of the US need that comes from sellers with a licence duty, mean of the items.
    Sites: part of foreign research and supply in China that has not moved away since the start.
    """
    facts, m, firms = world.facts, world.minerals, world.firms
    rise = (
        month.assume("tariff_pass_through", 0)[:, None] * (month.lever(RIVAL) + world.truce.tariff_back)[:, :2] / 100.0
    )
    goods = imports_left(rise, month.assume("import_elasticity")).mean(axis=1)
    value = world.chips.delivered_value[:, :, facts.chn]
    chips = safe_divide(value[:, OPEN_POOL], value.sum(axis=1), 0.0)
    foreign = pick(firms.revenue_china, facts.foreign_toolmakers).sum(axis=1)
    tools = safe_divide(foreign, foreign + pick(firms.revenue, facts.home_toolmakers).sum(axis=1), 0.0)
    minerals = np.minimum(safe_divide(m.from_licensed[..., facts.usa], m.need[..., facts.usa]), 1.0).mean(axis=1)
    gone = np.einsum("rf,f->r", firms.relocated, facts.once(_foreign_sales))
    return beside(goods, chips, tools, minerals, 1.0 - gone)


def _foreign_sales(facts: Facts) -> Array:
    """Shares of foreign firms in what foreign firms sold in China at the start, ``(F,)``."""
    stake = np.where(facts.firm_nation != facts.chn, facts.firm_share * facts.firm_china_share, 0.0)
    return np.asarray(stake / stake.sum())
