"""Metrics of chip fabrication."""

from __future__ import annotations

import numpy as np

from aicompete.subjects.mechanism import Metric
from aicompete.subjects.state import World
from aicompete.world.columns import Array, pick
from aicompete.world.facts import HOME_POOL

USA, CHN = 0, 1


def _tool_spending(world: World) -> Array:
    return np.asarray((world.firms.revenue_china * world.facts.role("equipment")).sum(axis=1))


def _us_logic(world: World) -> Array:
    """Capacity for AI that stands in the USA over all capacity of the open foundries."""
    facts, firms = world.facts, world.firms
    places = facts.makers.open_foundries
    capacity, site = pick(firms.capacity, places), pick(firms.us_site, places)
    there = capacity * (site + (1.0 - site) * (facts.firm_place[places] == USA))
    return np.asarray(there.sum(axis=1) / capacity.sum(axis=1))


METRICS: tuple[Metric, ...] = (
    Metric(
        "tool_spending_chn",
        "USD bn per year",
        "China's spending on chip tools, foreign and home-made",
        "series",
        _tool_spending,
    ),
    Metric(
        "home_tool_share_chn",
        "share",
        "home-made share of the tools China buys for advanced lines",
        "series",
        lambda w: w.fabrication.home_tools,
    ),
    Metric("yield_chn", "share", "good dies on Chinese advanced lines", "series", lambda w: w.fabrication.yield_home),
    Metric(
        "advanced_logic_share_usa",
        "share",
        "share of the open foundries' AI capacity that stands in the USA",
        "series",
        _us_logic,
    ),
    Metric(
        "supply_open",
        "packaging wafers per month",
        "what the open foundries can make",
        "series",
        lambda w: w.fabrication.supply[:, 0],
    ),
    Metric(
        "supply_home",
        "dies per month",
        "what Chinese foundries can make",
        "series",
        lambda w: w.fabrication.supply[:, HOME_POOL],
    ),
    Metric(
        "memory_stock_chn",
        "stacks",
        "foreign high-bandwidth memory held in China",
        "series",
        lambda w: w.fabrication.memory_stock,
    ),
)
