"""How chips get better: the main line, side tracks, new nodes; and when a home card comes near the best foreign one."""

from __future__ import annotations

import numpy as np

from aicompete.rules import power
from aicompete.subjects.fabrication.design_tools import design_freedom
from aicompete.subjects.fabrication.nodes import NODE_ASSUMPTIONS, climb
from aicompete.subjects.fabrication.side_bets import SIDE_ASSUMPTIONS, SIDE_LEVERS, bet, main_line
from aicompete.subjects.fabrication.slack import secured_tools
from aicompete.subjects.fabrication.state import H100_TPP, NEVER
from aicompete.subjects.mechanism import Month
from aicompete.subjects.state import World
from aicompete.world.columns import Array, beside
from aicompete.world.facts import HOME_POOL, OPEN_POOL
from aicompete.world.tables import FIELDS

PRODUCT_LEVERS = ("eda_export_control", *SIDE_LEVERS)
PRODUCT_ASSUMPTIONS = (
    "open_performance_growth",
    "home_performance_growth",
    "performance_fade",
    "frontier_tpp_growth",
    "eda_drag",
    "research_returns",
    "node_growth_share",
    "parity_level",
    *NODE_ASSUMPTIONS,
    *SIDE_ASSUMPTIONS,
)


def improve(world: World, month: Month, running: Array) -> None:
    """Performance per unit grows by design, by side successes and, in China, by nodes; the frontier product by design.

    The yearly growth of Chinese dies is split: the part that came by nodes now comes when a node is
    taken into use. running ``(run,)`` = part of Chinese lines that work.
    """
    chips, facts = world.chips, world.facts
    chn, usa = facts.chn, facts.usa
    ideas = world.capability.science * world.science.field[:, FIELDS.index("chips")]
    ideas_usa, ideas_chn = power(ideas[:, [usa, chn]], month.assume("research_returns")).T
    fade = np.exp(-month.assume("performance_fade", 0) * month.index / 12.0) / 12.0
    main, side = main_line(world, month), bet(world, month)
    open_growth = month.assume("open_performance_growth", 0) * ideas_usa * fade * main[:, OPEN_POOL]
    denied = month.lever("eda_export_control")[:, usa] * month.targets("eda_export_control")[usa, chn]
    drag = 1.0 - month.assume("eda_drag", 0) * denied * (1.0 - design_freedom(world, month))
    design = 1.0 - month.assume("node_growth_share", 0)
    home_growth = month.assume("home_performance_growth", 0) * design * ideas_chn * drag * fade * main[:, HOME_POOL]
    climbed = climb(world, month, secured_tools(world), running)
    chips.performance = chips.performance * np.exp(beside(open_growth, home_growth + climbed) + side)
    chips.frontier_tpp = chips.frontier_tpp * np.exp(month.assume("frontier_tpp_growth", 0) * ideas_usa * fade)
    _watch_parity(world, month)


def _watch_parity(world: World, month: Month) -> None:
    """Note the year in which a home card first comes near the best foreign product; nothing follows from it."""
    fab = world.fabrication
    fab.quality_ratio = card_ratio(world, month)
    year = float(world.facts.date[:4]) + (float(world.facts.date[5:7]) - 1.0 + month.index) / 12.0
    first = (fab.parity_year >= NEVER) & (fab.quality_ratio >= month.assume("parity_level", 0))
    fab.parity_year = np.where(first, year, fab.parity_year)


def card_ratio(world: World, month: Month) -> Array:
    """Performance of a home card over the best foreign product, ``(run,)``."""
    card = world.chips.performance[:, HOME_POOL] * world.facts.market["cn_dies_per_card"]
    return np.asarray(card * H100_TPP / world.chips.frontier_tpp)
