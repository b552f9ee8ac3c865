"""Foreign chip tools that China buys ahead of controls, keeps, and uses when it is denied more."""

from __future__ import annotations

import numpy as np

from aicompete.rules import approach, safe_divide
from aicompete.subjects.mechanism import Month
from aicompete.subjects.state import World
from aicompete.world.columns import Array, pick

TOOL_ASSUMPTIONS = ("tool_stock_cover", "tool_delivery_time", "tool_stock_release", "tool_spending_growth")


def stock_tools(world: World, month: Month) -> None:
    """Fabs order tools up to a stock that grows with the fear of controls; what is denied is taken from it.

    ``haste = (cover belief F - stock) / (delivery F)``, arriving with the time of delivery: F = foreign tools needed a
    month; negative when there is more than is feared for, so orders fall back after a rush. Of the stock a part can be
    used in a month for what may no longer be bought, ``F (a_then - a)``: a = share of the wanted tools that may be
    bought, a_then = its mean when the stock was bought. Rebinds tool_spending, tool_haste, tool_stock,
    tool_stock_access and tool_cover, the share of the denied need that the stock covers.
    """
    fab, facts = world.fabrication, world.facts
    chn = facts.chn
    need = fab.tool_spending[:, chn] * (1.0 - fab.home_tools) / 12.0
    bought = pick(world.firms.revenue_china, facts.foreign_toolmakers).sum(axis=1) / 12.0
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
    delivery = month.assume("tool_delivery_time", 0)
    wanted = month.assume("tool_stock_cover", 0) * world.beliefs.chips[:, chn] * need
    ordered = np.maximum(safe_divide(wanted - fab.tool_stock, delivery * need), -1.0)
    fab.tool_haste = approach(fab.tool_haste, ordered, 1.0 / delivery)
    fab.tool_spending = fab.tool_spending * np.exp(month.assume("tool_spending_growth") / 12.0)


def tools_at_hand(world: World) -> Array:
    """Share of the tools that Chinese advanced fabs need and get: home-made, bought, from stock; ``(run,)``."""
    fab, access = world.fabrication, world.permissions.tool_access
    return np.asarray(fab.home_tools + (1.0 - fab.home_tools) * (access + (1.0 - access) * fab.tool_cover))
