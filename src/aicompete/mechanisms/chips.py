"""The chip market: budgets, licences, choice of seller, rationing and price."""

from __future__ import annotations

from functools import partial

import numpy as np

from aicompete.mechanisms.base import Month, mechanism
from aicompete.rules import (
    approach,
    budget_path,
    ces_shares,
    hill_switch,
    idle_share,
    performance_price,
    power,
    price_step,
    safe_divide,
)
from aicompete.world.columns import Array, Stream, bind_late, pick
from aicompete.world.facts import HOME_POOL, INCUMBENT, OPEN_POOL, Facts, Mask
from aicompete.world.state import World

AI_CHIPS = 0
USD_BN = 1e9


@mechanism(
    "chips",
    levers=(
        "ai_demand",
        "purchase_guidance",
        "outbound_invest_screen",
        "chip_licence_delay",
        "coordination",
        "domestic_stack_fund",
    ),
    assumptions=(
        "armington_elasticity",
        "inference_share",
        "bandwidth_exponent",
        "guidance_midpoint",
        "guidance_steepness",
        "redesign_lag",
        "trim_tolerance",
        "smallest_product",
        "stockpile_response",
        "order_cancellation",
        "refused_order_return",
        "price_gain_orders",
        "price_gain_cover",
        "price_step_limit",
        "open_cost_decline",
        "home_cost_decline",
        "markup_floor",
        "markup_ceiling",
        "chip_budget_growth",
        "outbound_capital_weight",
        "demand_shock",
        "idle_order_cut",
        "entry_rate",
        "entry_limit",
        "home_taste_growth",
        "home_taste_limit",
        "control_taste_push",
        "levy_pass_through",
        "fund_demand_share",
        "cny_per_usd",
    ),
    streams=(Stream("chip_demand", ("nation",)),),
    covers=("M27", "M33", "M35", "M41", "M96"),
)
def trade_chips(world: World, month: Month) -> None:
    """Nations spend budgets on sellers by Armington-CES under ceilings; units are rationed; prices move on orders.

    Refused orders are partly given up; other money not spent waits (with cancellations). A unit is a packaging wafer
    (open pool) or a die (Chinese pool): a product held to ratio phi of the frontier uses a whole unit for phi of its
    performance.
    """
    chips, nations = world.chips, world.nations
    _grow_budgets(world, month)
    _redesign(world, month)
    money = _released_orders(world, month)
    price, on_sale = _offers(world, month)
    asked = money[:, None, :] * _pool_shares(world, month, price, on_sale)
    spending = asked * world.permissions.chip_share
    quantity = spending / price * USD_BN
    per_unit = chips.performance[:, :, None] * np.stack([chips.product, np.ones_like(chips.product)], axis=1)
    orders = safe_divide(quantity, per_unit).sum(axis=2)  # a product shut out altogether uses no units
    supply = world.fabrication.supply
    chips.fill = np.minimum(1.0, safe_divide(supply, orders, 1.0))
    delivered = quantity * chips.fill[:, :, None]
    value = spending * chips.fill[:, :, None]
    chips.orders = orders
    chips.output = orders * chips.fill
    chips.delivered, chips.delivered_value = delivered, value
    _sell(world)
    paid, received = value.sum(axis=1), delivered.sum(axis=1)
    chips.price_paid = safe_divide(paid * USD_BN, received, 0.0)
    refused = (asked - spending).sum(axis=1) * (1.0 - month.assume("refused_order_return"))
    nations.purse = np.maximum(nations.purse - paid - refused, 0.0)
    _set_access(world, month, on_sale * world.permissions.chip_share)
    _set_prices(world, month)
    _enter(world, month)


def _grow_budgets(world: World, month: Month) -> None:
    """Budgets grow toward a ceiling share of GDP; screening and idle chips cut them, belief brings orders forward."""
    nations, facts = world.nations, world.facts
    shock = month.assume("demand_shock") * month.noise("chip_demand")
    growth = month.assume("chip_budget_growth") / 12.0
    nations.ai_intensity = budget_path(nations.ai_intensity, growth, nations.intensity_ceiling)
    screen = (
        month.lever("outbound_invest_screen")[:, facts.usa : facts.usa + 1]
        * month.targets("outbound_invest_screen")[facts.usa]
    )
    fund = (
        month.lever("domestic_stack_fund")
        / month.assume("cny_per_usd")
        * month.assume("fund_demand_share")
        * month.lever("coordination")
    )
    private = nations.ai_intensity * nations.gdp * month.lever("ai_demand")
    idle = idle_share(nations.power_need, nations.power)
    private = (
        private
        * (1.0 - month.assume("outbound_capital_weight") * screen)
        * (1.0 - np.minimum(month.assume("idle_order_cut") * idle, 1.0))
    )
    nations.ai_budget = private * np.exp(shock) + fund
    haste = (
        1.0 + month.assume("stockpile_response") * world.beliefs.chips * world.permissions.chip_ceiling[:, OPEN_POOL]
    )
    kept = nations.purse * (1.0 - month.assume("order_cancellation"))
    nations.purse = kept + nations.ai_budget * haste / 12.0


def _redesign(world: World, month: Month) -> None:
    """A banned product leaves a gap of some months; then the best product below the ceiling is sold.

    A ceiling that comes down by little is met by trimming what is on sale, without a gap.
    A product stays what it is while the frontier moves on; a ceiling that moves with the frontier lets it be renewed.
    """
    chips = world.chips
    allowed = world.permissions.chip_ceiling[:, OPEN_POOL]
    if month.index == 0:  # what is on sale when the run begins is what is allowed then
        chips.product_tpp = allowed * chips.frontier_tpp[:, None]
    product = np.minimum(chips.product_tpp / chips.frontier_tpp[:, None], 1.0)
    banned = allowed < product * (1.0 - month.assume("trim_tolerance"))
    waited = np.where(banned, chips.redesign + 1.0, 0.0)
    ready = waited > month.assume("redesign_lag")
    rising = product + (allowed - product) / month.assume("redesign_lag")
    better = np.where(allowed > 0.999, allowed, np.maximum(rising, product))
    chips.product = np.where(ready | (~banned & (allowed < product)), allowed, np.where(banned, product, better))
    chips.product_tpp = chips.product * chips.frontier_tpp[:, None]
    chips.redesign = np.where(ready, 0.0, waited)


def _released_orders(world: World, month: Month) -> Array:
    """Money on offer this month, ``(run, N)`` USD bn: licences hold part of it back for some weeks."""
    chips, nations = world.chips, world.nations
    usa = world.facts.usa
    weeks = month.lever("chip_licence_delay")[:, usa : usa + 1] * month.targets("chip_licence_delay")[usa]
    share = 1.0 / (1.0 + weeks / WEEKS_PER_MONTH)
    chips.applications = nations.purse * (1.0 - share)
    return np.asarray(nations.purse * share)


WEEKS_PER_MONTH = 365.25 / 12.0 / 7.0


def _offers(world: World, month: Month) -> tuple[Array, Array]:
    """Effective price by pool and buyer (USD per H100e), and how far each pool is on sale there, ``(run, 2, N)``.

    A product has compute (ratio phi) and memory bandwidth (phi^b); what it is worth is a mean of both by the share i of
    inference, ``phi^(1-i) phi^(b i)``, so a unit of its compute costs ``p phi^-w`` with ``w = i (1 - b)``.
    On sale means a product exists below the ceiling and the buyer's own government does not warn against it.
    """
    chips, p, facts = world.chips, world.permissions, world.facts
    viable = (chips.redesign == 0.0) & (chips.product > month.assume("smallest_product"))
    ratio = np.maximum(chips.product, month.assume("smallest_product"))
    levy = 1.0 + month.assume("levy_pass_through") * p.chip_levy
    chips.bandwidth = power(ratio, month.assume("bandwidth_exponent"))
    steepness = month.assume("inference_share") * (1.0 - month.assume("bandwidth_exponent"))
    foreign = performance_price(chips.pool_price[:, :1], ratio, steepness) * levy
    home = np.broadcast_to(chips.pool_price[:, 1:], foreign.shape)
    guided = month.held("guided", ("purchase_guidance",), lambda: _guided(month))
    rival = month.targets("purchase_guidance")
    willing = 1.0 - rival[:, facts.usa] * (1.0 - guided)
    willing_home = 1.0 - rival[:, facts.chn] * (1.0 - guided)
    on_sale = np.stack([viable * willing, p.chip_ceiling[:, HOME_POOL] * willing_home], axis=1)
    return np.stack([foreign, home], axis=1), on_sale


def _guided(month: Month) -> Array:
    """Share of what a government warns against that is bought all the same, ``(run, N)``."""
    return hill_switch(
        month.lever("purchase_guidance")[:, AI_CHIPS],
        month.assume("guidance_midpoint"),
        month.assume("guidance_steepness"),
    )


def _pool_shares(world: World, month: Month, price: Array, on_sale: Array) -> Array:
    """Spending shares over the two pools, ``(run, 2, N)``; what is not on sale falls to the other pool."""
    taste = world.chips.home_taste
    weight = np.stack([1.0 - taste, taste], axis=1) * on_sale
    return ces_shares(price, weight, month.assume("armington_elasticity", 2), axis=1)


def _sell(world: World) -> None:
    """Pool deliveries (H100e and USD bn a month) are split over sellers by appeal.

    In-house designs are sold to their own home only, so that nation's split differs from all others'. Rebinds sold,
    sold_chn, sales, sales_chn, flow and flow_value; the last two are ``(run, S, N)`` and made only if they are read.
    """
    chips, facts, shares = world.chips, world.facts, _split(world)
    chips.sold, chips.sold_chn = _totals(facts, shares, chips.delivered)
    chips.sales, chips.sales_chn = _totals(facts, shares, chips.delivered_value)
    for name, delivered in (("flow", chips.delivered), ("flow_value", chips.delivered_value)):
        bind_late(chips, name, partial(_by_seller, facts, shares, delivered))


def _totals(facts: Facts, shares: Array, delivered: Array) -> tuple[Array, Array]:
    """What each seller delivers to the world and to China, ``(run, S)`` each."""
    usa, chn = delivered[..., facts.usa], delivered[..., facts.chn]
    abroad = np.einsum("rpn,n->rp", delivered, facts.once(_not_usa))
    by_seller = pick(np.stack([usa, abroad, chn], axis=1), facts.seller_pool, axis=2)
    return by_seller[:, 0] * shares[:, 0] + by_seller[:, 1] * shares[:, 1], by_seller[:, 2] * shares[:, 1]


def _not_usa(facts: Facts) -> Array:
    return np.where(np.arange(facts.n) == facts.usa, 0.0, 1.0)


def _by_seller(facts: Facts, shares: Array, delivered: Array) -> Array:
    """Deliveries by pool, ``(run, 2, N)``, split over sellers, ``(run, S, N)``."""
    flow = pick(delivered, facts.seller_pool) * shares[:, 1, :, None]
    flow[:, :, facts.usa] = pick(delivered[:, :, facts.usa], facts.seller_pool) * shares[:, 0]
    return flow


def _split(world: World) -> Array:
    """Appeal as shares of the pool, in the USA and elsewhere, ``(run, 2, S)``."""
    facts = world.facts
    weight = world.chips.appeal[:, None, :] * facts.once(_sold_at_home_and_abroad)
    total = np.stack([pick(weight, sellers, 2).sum(axis=2) for sellers in facts.pool_sellers], axis=2)
    return np.asarray(weight / pick(total, facts.seller_pool, 2))


def _sold_at_home_and_abroad(facts: Facts) -> Mask:
    """Which sellers sell in the USA, and which elsewhere, ``(2, S)``."""
    return np.stack([facts.sold_by[:, facts.usa], facts.sold_by[:, facts.chn]])


def _set_access(world: World, month: Month, permitted: Array) -> None:
    """What a nation may and can buy of each stack: permission, worth of the product (``phi^(1-w)``) and delivery."""
    chips = world.chips
    worth = power(chips.product, 1.0 - month.assume("inference_share") * (1.0 - month.assume("bandwidth_exponent")))
    us = permitted[:, OPEN_POOL] * worth * chips.fill[:, OPEN_POOL, None]
    cn = permitted[:, HOME_POOL] * chips.fill[:, HOME_POOL, None]
    chips.access = np.stack([us, cn, np.ones_like(us)], axis=1)


def _set_prices(world: World, month: Month) -> None:
    """Cost falls; the mark-up answers orders over supply and the order book, within bounds."""
    chips = world.chips
    decline = np.concatenate([month.assume("open_cost_decline"), month.assume("home_cost_decline")], axis=1) / 12.0
    cost = chips.pool_cost * np.exp(-decline)
    supply = np.maximum(world.fabrication.supply, 1e-9)
    backlog = chips.orders / supply
    stepped = price_step(
        chips.pool_price * np.exp(-decline),
        chips.orders,
        supply,
        backlog,
        1.0,
        month.assume("price_gain_orders"),
        month.assume("price_gain_cover"),
        month.assume("price_step_limit"),
    )
    chips.pool_cost = cost
    chips.pool_price = np.clip(stepped, cost * month.assume("markup_floor"), cost * month.assume("markup_ceiling"))
    chips.price = chips.pool_price[:, OPEN_POOL]


def _enter(world: World, month: Month) -> None:
    """In-house designs enter along a logistic curve; Chinese chips gain taste where they are used and forced."""
    facts, chips = world.facts, world.chips
    lead, others = facts.once(_incumbent_and_others)
    share = (chips.appeal * others).sum(axis=1, keepdims=True)
    grown = budget_path(share, month.assume("entry_rate") / 12.0, np.maximum(month.assume("entry_limit"), share))
    factor = np.where(others, grown / share, np.where(lead, (1.0 - grown) / (1.0 - share), 1.0))
    chips.appeal = chips.appeal * factor
    push = 1.0 + month.assume("control_taste_push") * world.permissions.chip_control
    ceiling = np.maximum(month.assume("home_taste_limit") * facts.is_chn, chips.home_taste)
    chips.home_taste = approach(
        chips.home_taste, ceiling, np.minimum(month.assume("home_taste_growth") / 12.0 * push, 1.0)
    )


def _incumbent_and_others(facts: Facts) -> tuple[Mask, Mask]:
    """The leading designer of the open pool, and the others of that pool, ``(S,)`` each."""
    lead = np.array([i == INCUMBENT for i in facts.seller_ids])
    return lead, (facts.seller_pool == OPEN_POOL) & ~lead
