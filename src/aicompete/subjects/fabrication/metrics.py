"""Metrics of chip fabrication."""

from __future__ import annotations

import numpy as np

from aicompete.rules import safe_divide
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


def _home_tools(world: World) -> Array:
    """Home-made tools that fabs buy over all that they want."""
    facts, fab = world.facts, world.fabrication
    wanted = fab.tool_spending[:, facts.chn] * (1.0 + fab.tool_haste)
    return safe_divide(pick(world.firms.revenue_china, facts.home_toolmakers).sum(axis=1), wanted)


def _layers(world: World) -> Array:
    """Home-made part of China's chain, mean of four layers: tools, design software, chips and usable software."""
    fab, bought = world.fabrication, world.chips.delivered[:, :, CHN]
    chips = safe_divide(bought[:, HOME_POOL], bought.sum(axis=1))
    return np.asarray((_home_tools(world) + fab.home_design + chips + world.compute.home_usable) / 4.0)


def _public_gain(world: World) -> Array:
    """What lobbying leaves of US programmes, times how little US chip designers' sales stand in few hands."""
    facts = world.facts
    ours = facts.role("chip_designer") & (facts.firm_nation == USA)
    sales = world.firms.revenue * ours
    share = safe_divide(sales, sales.sum(axis=1, keepdims=True))
    return np.asarray((1.0 - (share * share).sum(axis=1)) * (1.0 - world.fabrication.captured[:, USA]))


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
        "home-made share of the tools that Chinese fabs want",
        "series",
        _home_tools,
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
        "self_sufficiency_chn",
        "share",
        "home-made part of China's chain: mean of tools, design software, chips and usable software",
        "series",
        _layers,
    ),
    Metric(
        "home_design_share_chn",
        "share",
        "steps of chip design that home-made tools cover",
        "series",
        lambda w: w.fabrication.home_design,
    ),
    Metric(
        "nodes_climbed_chn",
        "nodes",
        "nodes that Chinese AI dies have moved up since the start",
        "series",
        lambda w: w.fabrication.node_used,
    ),
    Metric(
        "chip_quality_ratio_chn",
        "ratio",
        "performance of a Chinese card, with the dies of the start, over the best foreign chip",
        "series",
        lambda w: w.fabrication.quality_ratio,
    ),
    Metric(
        "chip_parity_year_chn",
        "year",
        "year in which a Chinese card came near the best foreign chip; 2100: not yet",
        "series",
        lambda w: w.fabrication.parity_year,
    ),
    Metric(
        "side_tracks_gain_chn",
        "log",
        "performance of home chips won beside the main line",
        "series",
        lambda w: w.fabrication.side_built[:, HOME_POOL],
    ),
    Metric(
        "programme_yield_usa",
        "share",
        "US programme money that does what it is meant for",
        "series",
        lambda w: w.fabrication.programme_yield[:, USA],
    ),
    Metric(
        "programme_yield_chn",
        "share",
        "Chinese programme money that does what it is meant for",
        "series",
        lambda w: w.fabrication.programme_yield[:, CHN],
    ),
    Metric(
        "public_gain_usa",
        "share",
        "part of the gain from US programmes that does not end with a few firms",
        "series",
        _public_gain,
    ),
    Metric(
        "second_source_cover_chn",
        "share",
        "part of a sudden loss that second sources in China's chain cover",
        "series",
        lambda w: w.fabrication.slack,
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
