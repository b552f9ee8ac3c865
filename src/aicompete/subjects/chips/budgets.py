"""What nations want to spend on AI chips each month: the path of their budgets, booms and orders brought forward."""

from __future__ import annotations

import numpy as np

from aicompete.rules import approach, budget_path, idle_share, safe_divide
from aicompete.subjects.mechanism import Month
from aicompete.subjects.state import World
from aicompete.world.columns import Array
from aicompete.world.facts import OPEN_POOL


def grow_budgets(world: World, month: Month) -> None:
    """Budgets grow toward a ceiling share of GDP; screening and idle chips cut them, belief brings orders forward."""
    budgets, facts = world.budgets, world.facts
    shock = month.assume("demand_shock") * month.noise("chip_demand")
    growth = month.assume("chip_budget_growth") / 12.0
    budgets.ai_intensity = budget_path(budgets.ai_intensity, growth, budgets.intensity_ceiling)
    screen = (
        month.lever("outbound_invest_screen")[:, facts.usa : facts.usa + 1]
        * month.targets("outbound_invest_screen")[facts.usa]
    )
    own = budgets.ai_intensity * world.economy.gdp
    budgets.boom = _level(world, month, own)
    private = own * budgets.boom * month.lever("ai_demand")
    idle = idle_share(world.power.need, world.power.connected)
    private = (
        private
        * (1.0 - month.assume("outbound_capital_weight") * screen)
        * (1.0 - np.minimum(month.assume("idle_order_cut") * idle, 1.0))
    )
    budgets.ai_budget = private * np.exp(shock)
    haste = (
        1.0 + month.assume("stockpile_response") * world.beliefs.chips * world.permissions.chip_ceiling[:, OPEN_POOL]
    )
    kept = budgets.purse * (1.0 - month.assume("order_cancellation"))
    budgets.purse = kept + budgets.ai_budget * haste / 12.0


def _level(world: World, month: Month, budget: Array) -> Array:
    """Multiple of the own budgets at which nations spend when the total outside China is given, ``(run, N)``.

    The USA takes the level at once and the other nations follow it with a lag; the USA's is what fills the total.
    China keeps its ratio to the total. Without a given total the level is one, or goes back to it.
    """
    budgets, facts = world.budgets, world.facts
    usa = slice(facts.usa, facts.usa + 1)
    total = month.lever("ai_spending")[:, usa]
    given = total > 0.0
    follow = np.minimum(month.assume("boom_follow_rate") / 12.0, 1.0)
    own = budget * ~facts.is_power
    settled = (own * (1.0 - follow) * budgets.boom).sum(axis=1, keepdims=True)
    fills = safe_divide(total - settled, budget[:, usa] + (own * follow).sum(axis=1, keepdims=True))
    lead = np.where(given, np.maximum(fills, month.assume("ai_spending_floor")), 1.0)
    outside = (budget * ~facts.is_chn).sum(axis=1, keepdims=True)
    level = np.where(facts.is_power, lead, approach(budgets.boom, lead, follow))
    return np.asarray(np.where(facts.is_chn, np.where(given, total / outside, 1.0), level))
