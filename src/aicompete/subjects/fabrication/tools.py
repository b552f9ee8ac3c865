"""Chip tools of Chinese fabs: home-made or foreign, foreign ones bought ahead of controls, kept, used when denied."""

from __future__ import annotations

import numpy as np

from aicompete.rules import approach, bought_at_home, home_first, safe_divide
from aicompete.subjects.fabrication.waiting import WAITING_ASSUMPTIONS, wait_for_tools
from aicompete.subjects.mechanism import Month
from aicompete.subjects.state import World
from aicompete.world.columns import Array, pick
from aicompete.world.past_policy import policies_before

TOOLS = 2
TOOL_ASSUMPTIONS = (
    "tool_stock_cover",
    "tool_delivery_time",
    "tool_stock_release",
    "tool_spending_growth",
    *WAITING_ASSUMPTIONS,
)


def choose_tools(world: World, month: Month) -> None:
    """Where a tool can be had at home and abroad, fabs take the foreign one unless they fear or are told otherwise.

    home_first goes to what the rule of that name gives, in the time in which a tool is qualified on a line. In the
    first month home_tools, the part of the wanted tools that home makers can make, is what makes the part they sold
    before the start: ``h = sold / (1 - a (1 - first))`` with a = share of the wanted tools that was on sale
    (``cn_tool_stock_access``). What fabs were told in the year before is in those sales, what they were told in its
    last days is not. Rebinds home_first, and home_tools in the first month.
    """
    fab, facts, beliefs = world.fabrication, world.facts, world.beliefs
    chn, pull = facts.chn, month.assume("foreign_tool_pull", 0)
    if month.index == 0:
        told = policies_before(facts.date)[0].lever("purchase_guidance")[:, TOOLS, chn]
        fab.home_first = home_first(pull, beliefs.chips_start[:, chn], told)
        sold = bought_at_home(1.0, fab.tool_stock_access, fab.home_first)
        fab.home_tools = np.minimum(fab.home_tools / sold, 1.0)
    goal = home_first(pull, beliefs.chips[:, chn], month.lever("purchase_guidance")[:, TOOLS, chn])
    fab.home_first = approach(fab.home_first, goal, 1.0 / month.assume("tool_qualification_time", 0))


def home_tools_sold(world: World, month: Month) -> Array:
    """Home-made tools that Chinese fabs buy, USD bn a month, ``(run,)``: last month's, at first those of the start."""
    facts = world.facts
    if month.index == 0:
        share = facts.tables.equipment_self_sufficiency[facts.chn]
        return np.asarray(world.fabrication.tool_spending[:, facts.chn] * share / 12.0)
    return np.asarray(pick(world.firms.revenue_china, facts.home_toolmakers).sum(axis=1) / 12.0)


def stock_tools(world: World, month: Month) -> None:
    """Fabs order tools up to a stock that grows with the fear of controls; what is denied is taken from it.

    ``haste = (cover belief F - stock) / (delivery F)``, arriving with the time of delivery: F = foreign tools needed a
    month; negative when there is more than is feared for, so orders fall back after a rush. Of the stock a part can be
    used in a month for what may no longer be bought, ``F (a_then - a)``: a = share of the wanted tools that may be
    bought, a_then = its mean when the stock was bought. Rebinds tool_spending, tool_haste, tool_stock,
    tool_stock_access and tool_cover, the share of the denied need that the stock covers; for the rest see
    wait_for_tools.
    """
    fab, facts = world.fabrication, world.facts
    chn = facts.chn
    need = fab.tool_spending[:, chn] * (1.0 - fab.home_tools * fab.home_first) / 12.0
    sold = pick(world.firms.revenue_china, facts.foreign_toolmakers).sum(axis=1)
    bought = np.maximum(sold - fab.tool_late, 0.0) / 12.0
    allowed = np.minimum(safe_divide(bought, need * (1.0 + fab.tool_haste), 1.0), 1.0)
    if month.index == 0:  # nothing was booked yet
        allowed, bought = fab.tool_stock_access, fab.tool_stock_access * need
    denied = need * (1.0 - allowed)
    gone = np.minimum(need * np.maximum(fab.tool_stock_access - allowed, 0.0), denied)
    drawn = np.minimum(gone, fab.tool_stock * month.assume("tool_stock_release", 0))
    fab.tool_cover = safe_divide(drawn, denied, 0.0)
    added = bought - need * allowed
    kept = np.maximum(fab.tool_stock - drawn + np.minimum(added, 0.0), 0.0)
    fresh = np.maximum(added, 0.0)
    mixed = safe_divide(kept * fab.tool_stock_access + fresh * allowed, kept + fresh)
    fab.tool_stock_access = np.where(kept + fresh > 0.0, mixed, allowed)
    fab.tool_stock = kept + fresh
    wait_for_tools(world, month, denied - drawn, allowed)
    delivery = month.assume("tool_delivery_time", 0)
    wanted = month.assume("tool_stock_cover", 0) * world.beliefs.chips[:, chn] * need
    ordered = np.maximum(safe_divide(wanted - fab.tool_stock, delivery * need), -1.0)
    fab.tool_haste = approach(fab.tool_haste, ordered, 1.0 / delivery)
    fab.tool_spending = fab.tool_spending * np.exp(month.assume("tool_spending_growth") / 12.0)


def tools_at_hand(world: World) -> Array:
    """Share of the tools that Chinese advanced fabs need and get: home-made, bought, from stock; ``(run,)``."""
    fab, access = world.fabrication, world.permissions.tool_access
    return np.asarray(fab.home_tools + (1.0 - fab.home_tools) * (access + (1.0 - access) * fab.tool_cover))
