"""What nations want to spend on AI chips each month: the path of their budgets, booms and orders brought forward."""

from __future__ import annotations

import numpy as np

from aicompete.rules import approach, budget_path, ceiling_ratio, hill_switch_normalised, power, safe_divide
from aicompete.subjects.mechanism import Month
from aicompete.subjects.state import World
from aicompete.world.columns import Array
from aicompete.world.facts import OPEN_POOL
from aicompete.world.past_policy import policy_at
from aicompete.world.powers import of_powers


def grow_budgets(world: World, month: Month) -> None:
    """Budgets grow toward a ceiling share of GDP through booms and busts; belief brings orders forward.

    ``own = intensity x GDP x exp(cycle) / (1 + s dtariff)``: the cycle of AI investment is common to all (Ornstein-
    Uhlenbeck), s is the part of a site's cost that a tariff on the rival makes dearer. Who counts less on the leader
    builds more of its own (``sovereign``). Screening and idle chips cut
    budgets; export finance and alliance programmes of a power add to those of its partners, over the start's.
    """
    budgets, facts = world.budgets, world.facts
    shock = month.assume("demand_shock") * month.noise("chip_demand")
    growth = month.assume("chip_budget_growth") / 12.0
    budgets.ai_intensity = budget_path(budgets.ai_intensity, growth, budgets.intensity_ceiling)
    screen = (
        month.lever("outbound_invest_screen")[:, facts.usa : facts.usa + 1]
        * month.targets("outbound_invest_screen")[facts.usa]
    )
    _turn_cycle(world, month)
    own = budgets.ai_intensity * world.economy.gdp * np.exp(budgets.cycle) * _site_cost(world, month)
    own = own * world.development.demand * sovereign(world, month)
    budgets.boom = _level(world, month, own)
    private = own * budgets.boom * month.lever("ai_demand")
    given = month.lever("ai_spending")[:, facts.usa : facts.usa + 1] > 0.0  # so spending is known
    kept = (1.0 - np.minimum(month.assume("idle_order_cut") * world.power.lacking, 1.0)) * _worthwhile(world, month)
    private = private * (1.0 - month.assume("outbound_capital_weight") * screen) * np.where(given, 1.0, kept)
    budgets.ai_budget = np.maximum(
        private * np.exp(shock) + _financed(world, month) + _for_government(month, world), 0.0
    )
    haste = (
        1.0 + month.assume("stockpile_response") * world.beliefs.chips * world.permissions.chip_ceiling[:, OPEN_POOL]
    )
    kept = budgets.purse * (1.0 - month.assume("order_cancellation"))
    budgets.purse = kept + budgets.ai_budget * haste / 12.0


def _turn_cycle(world: World, month: Month) -> None:
    """Booms and busts fade with their half-life and keep their spread; plans announced before the start come first.

    What was announced for the first year is spent in even steps over it, and fades afterwards like any boom.
    """
    keep = np.exp2(-1.0 / month.assume("chip_cycle_half_life"))
    fresh = month.assume("chip_cycle_spread") * np.sqrt(1.0 - keep * keep)
    drift = np.log(month.assume("announced_scale") * world.facts.market["announced_spending"]) / 12.0
    planned = np.where(month.index < 12, drift, 0.0)
    world.budgets.cycle = world.budgets.cycle * keep + planned + fresh * month.noise("chip_cycle")[:, None]


def _worthwhile(world: World, month: Month) -> Array:
    """What buyers spend at the quality they may have, over the start's quality, ``(run, N)``: ``(u / u_0)^(1 - e)``.

    ``u = 1 + o (phi^-(1 - w) - 1)``: a product held to phi of the frontier needs more servers, links and power for the
    same worth (``w`` as in the price of performance), which are the part o of a site's cost. Dearer worth is bought
    less, with elasticity e: orders rise with quality. Only the part of its money that a nation spent on foreign chips
    last month gains or loses by what may be sold to it.
    """
    budgets = world.budgets
    steepness = month.assume("inference_share") * (1.0 - month.assume("bandwidth_exponent"))
    ratio = np.maximum(world.chips.product, month.assume("smallest_product"))
    cost = 1.0 + month.assume("site_overhead") * (power(ratio, steepness - 1.0) - 1.0)
    if month.index == 0:
        allowed = np.maximum(_allowed_before(world, month), month.assume("smallest_product"))
        budgets.worth_cost_start = 1.0 + month.assume("site_overhead") * (power(allowed, steepness - 1.0) - 1.0)
    value = world.chips.delivered_value
    abroad = safe_divide(value[:, OPEN_POOL], value.sum(axis=1), 1.0)
    budgets.worth_cost = abroad * cost + (1.0 - abroad) * budgets.worth_cost_start
    return power(budgets.worth_cost / budgets.worth_cost_start, 1.0 - month.assume("budget_elasticity"))


def _allowed_before(world: World, month: Month) -> Array:
    """Best product over the frontier that buyers might have under the rules before the start, ``(run, N)``."""
    usa, before = world.facts.usa, policy_at(world.facts.date)
    control = before.lever("chip_export_control")[:, usa, None] * month.targets("chip_export_control")[usa]
    by_index = hill_switch_normalised(control, month.assume("ceiling_midpoint"), month.assume("ceiling_steepness"))
    ceiling = ceiling_ratio(before.lever("chip_ceiling_tpp")[:, usa, None], world.chips.frontier_tpp[:, None])
    by_tpp = 1.0 - month.targets("chip_ceiling_tpp")[usa] * (1.0 - ceiling)
    return np.asarray(np.where(before.lever("chip_ceiling_basis")[:, usa, None] > 0.0, by_tpp, by_index))


def sovereign(world: World, month: Month) -> Array:
    """Budgets for compute of one's own over those of a nation that counts on the leader as at the start, ``(run, N)``.

    ``exp(-k (c - c_0))``: c = confidence of the government in the leader, whose clouds are the other way to have
    compute; a partner that is let down pays for its own, one that is courted rents more.
    """
    alliances = world.alliances
    moved = (alliances.confidence[:, 0] - alliances.confidence_start[:, 0]) * alliances.ties.acts
    return np.asarray(np.exp(-month.assume("sovereign_response") * moved))


def _site_cost(world: World, month: Month) -> Array:
    """What tariffs on the rival leave of a budget in sites, over the tariffs before the start, ``(run, N)``."""
    before = policy_at(world.facts.date).lever("tariff_on_rival")
    rise = (month.lever("tariff_on_rival") + world.truce.tariff_back - before) / 100.0
    return np.asarray(1.0 / (1.0 + month.assume("site_tariff_share") * rise))


def _financed(world: World, month: Month) -> Array:
    """Chips that the powers' money buys for others, over the start's, ``(run, N)`` USD bn a year.

    Of export finance a part goes into chips, and a part of that would have been spent anyway; of an alliance programme
    a smaller part. What arrives of the money is shared out as all programmes of the power are, over those it aims at.
    """
    offers, before = world.offers, policy_at(world.facts.date)
    loans = month.assume("finance_chip_share", 2) * month.assume("finance_additionality", 2)
    bought = np.zeros_like(offers.delivered)
    for budget, part in (("export_finance", loans), ("marshall_budget", month.assume("programme_chip_share", 2))):
        money = of_powers(month.lever(budget) - before.lever(budget))
        arrives = offers.delivered * month.targets(budget)[:2]
        bought = bought + part * money * safe_divide(arrives, arrives.sum(axis=2, keepdims=True))
    reach = safe_divide(offers.delivered.sum(axis=2), offers.value.sum(axis=2))[:, :, None]
    return np.asarray(np.maximum((reach * bought).sum(axis=1), 0.0))


def _for_government(month: Month, world: World) -> Array:
    """Chips of dedicated government centres beyond those of before the start, ``(1 or run, N)`` USD bn a year.

    A part of the money goes into chips, and a part of it the same clouds would have spent anyway.
    """
    more = month.lever("gov_compute_invest") - policy_at(world.facts.date).lever("gov_compute_invest")
    return np.asarray(month.assume("finance_chip_share") * month.assume("finance_additionality") * more)


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
