"""The chip market: budgets, licences, choice of seller, rationing and price."""

from __future__ import annotations

from functools import partial

import numpy as np

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
from aicompete.subjects.mechanism import Month, mechanism
from aicompete.subjects.state import World
from aicompete.world.columns import Array, Stream, beside, bind_late, pick
from aicompete.world.facts import CHAMPION, HOME_POOL, INCUMBENT, OPEN_POOL, Facts, Mask

AI_CHIPS = 0
USD_BN = 1e9
LINK_CAP, CEILING = "chip_interconnect_cap_gbps", "chip_ceiling_tpp"
NO_LIMIT = 1e6
LEAST_LEVEL = 0.05


@mechanism(
    "chips",
    levers=(
        "ai_demand",
        "ai_spending",
        LINK_CAP,
        CEILING,
        "chip_ceiling_basis",
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
        "link_trim",
        "frontier_link_growth",
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
        "boom_follow_rate",
        "shut_out_reserve",
        "outbound_capital_weight",
        "demand_shock",
        "idle_order_cut",
        "entry_rate",
        "entry_limit",
        "home_lead_rate",
        "home_lead_limit",
        "denial_hedge",
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
    chips, budgets = world.chips, world.budgets
    _grow_budgets(world, month)
    _redesign(world, month)
    money = _released_orders(world, month)
    price, on_sale = _offers(world, month)
    willing = month.held("willing", ("purchase_guidance",), lambda: _willing(world.facts, month))
    funded = _public_orders(month)
    shares = _guided(_pool_shares(world, month, on_sale), on_sale, willing)
    open_orders = money * shares[:, OPEN_POOL] * chips.selling
    home_orders = money * shares[:, HOME_POOL] + funded * on_sale[:, HOME_POOL] * willing[:, HOME_POOL]
    asked = beside(open_orders, home_orders)
    spending = asked * world.permissions.chip_share
    quantity = spending / price * USD_BN
    per_unit = chips.performance[:, :, None] * beside(chips.product, 1.0)
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
    budgets.purse = np.maximum(budgets.purse - np.maximum(paid - funded, 0.0) - refused, 0.0)
    _set_access(world, month, on_sale * willing * world.permissions.chip_share)
    _set_prices(world, month)
    _enter(world, month)


def _grow_budgets(world: World, month: Month) -> None:
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
    lead = np.where(given, np.maximum(fills, LEAST_LEVEL), 1.0)
    outside = (budget * ~facts.is_chn).sum(axis=1, keepdims=True)
    level = np.where(facts.is_power, lead, approach(budgets.boom, lead, follow))
    return np.asarray(np.where(facts.is_chn, np.where(given, total / outside, 1.0), level))


def _redesign(world: World, month: Month) -> None:
    """A banned product leaves a gap of some months; then the best product below the limits is sold.

    A product is banned by its performance or by its chip-to-chip link. A ceiling that comes down by little is met by
    trimming what is on sale, without a gap. A product stays what it is while the frontier moves on; a ceiling that
    moves with the frontier lets it be renewed. In the month of a ban the days before it still count for sales.
    """
    chips = world.chips
    allowed = world.permissions.chip_ceiling[:, OPEN_POOL]
    if month.index == 0:  # what is on sale when the run begins is what is allowed then
        chips.product_tpp = allowed * chips.frontier_tpp[:, None]
    limit = _link_limit(world, month)
    chips.frontier_link = chips.frontier_link * np.exp(month.assume("frontier_link_growth", 0) / 12.0)
    product = np.minimum(chips.product_tpp / chips.frontier_tpp[:, None], 1.0)
    banned = (allowed < product * (1.0 - month.assume("trim_tolerance"))) | (chips.product_link >= limit)
    days = np.where(banned & (chips.redesign == 0.0), _days_banned(world, month), 1.0)
    waited = np.where(banned, chips.redesign + days, 0.0)
    ready = waited > month.assume("redesign_lag")
    rising = product + (allowed - product) / month.assume("redesign_lag")
    better = np.where(allowed > 0.999, allowed, np.maximum(rising, product))
    chips.product = np.where(ready | (~banned & (allowed < product)), allowed, np.where(banned, product, better))
    chips.product_tpp = chips.product * chips.frontier_tpp[:, None]
    link = np.minimum(chips.frontier_link[:, None], limit * month.assume("link_trim"))
    chips.product_link = np.where(banned & ~ready, chips.product_link, link)
    chips.redesign = np.where(ready, 0.0, waited)
    chips.selling = np.where(banned & ~ready, 1.0 - days, 1.0)


def _link_limit(world: World, month: Month) -> Array:
    """Chip-to-chip link from which a product may not be sold to a buyer, GB/s; infinite where there is no limit."""
    usa = world.facts.usa
    cap = month.lever(LINK_CAP)[:, usa : usa + 1]
    read = month.lever("chip_ceiling_basis")[:, usa : usa + 1] * month.targets(LINK_CAP)[usa]
    return np.asarray(np.where((read > 0.0) & (cap < NO_LIMIT), cap, np.inf))


def _days_banned(world: World, month: Month) -> Array:
    """Share of this month's days on which the limits at its end held, ``(1 or run, 1)``."""
    usa = slice(world.facts.usa, world.facts.usa + 1)
    return np.minimum(month.days_held(CEILING)[:, usa], month.days_held(LINK_CAP)[:, usa])


def _released_orders(world: World, month: Month) -> Array:
    """Money on offer this month, ``(run, N)`` USD bn: licences hold part of it back for some weeks.

    Buyers held below the frontier keep a part for chips that come past the ceiling.
    """
    chips, budgets = world.chips, world.budgets
    usa = world.facts.usa
    weeks = month.lever("chip_licence_delay")[:, usa : usa + 1] * month.targets("chip_licence_delay")[usa]
    share = 1.0 / (1.0 + weeks / WEEKS_PER_MONTH)
    ready = budgets.purse * (1.0 - month.assume("shut_out_reserve") * (1.0 - chips.product))
    chips.applications = ready * (1.0 - share)
    return np.asarray(ready * share)


WEEKS_PER_MONTH = 365.25 / 12.0 / 7.0


def _offers(world: World, month: Month) -> tuple[Array, Array]:
    """Effective price by pool and buyer (USD per H100e), and how far each pool is on sale there, ``(run, 2, N)``.

    A product has compute (ratio phi) and memory bandwidth (phi^b); what it is worth is a mean of both by the share i of
    inference, ``phi^(1-i) phi^(b i)``, so a unit of its compute costs ``p phi^-w`` with ``w = i (1 - b)``.
    On sale means a product exists below the ceiling.
    """
    chips, p = world.chips, world.permissions
    viable = (chips.selling > 0.0) & (chips.product > month.assume("smallest_product"))
    ratio = np.maximum(chips.product, month.assume("smallest_product"))
    levy = 1.0 + month.assume("levy_pass_through") * p.chip_levy
    chips.bandwidth = power(ratio, month.assume("bandwidth_exponent"))
    steepness = month.assume("inference_share") * (1.0 - month.assume("bandwidth_exponent"))
    foreign = performance_price(chips.pool_price[:, :1], ratio, steepness) * levy
    home = np.broadcast_to(chips.pool_price[:, 1:], foreign.shape)
    return beside(foreign, home), beside(np.where(viable, 1.0, 0.0), p.chip_ceiling[:, HOME_POOL])


def _willing(facts: Facts, month: Month) -> Array:
    """Share of the orders on each pool that a buyer's own government lets pass, ``(run, 2, N)``: a switch, no slope."""
    rival = month.targets("purchase_guidance")
    guided = hill_switch(
        month.lever("purchase_guidance")[:, AI_CHIPS],
        month.assume("guidance_midpoint"),
        month.assume("guidance_steepness"),
    )
    return np.asarray(1.0 - rival[:, [facts.usa, facts.chn]].T * (1.0 - guided[:, None]))


def _guided(shares: Array, on_sale: Array, willing: Array) -> Array:
    """Spending shares after guidance: what a government stops goes to the other pool if that can be had."""
    stopped = shares * (1.0 - willing)
    return np.asarray(shares * willing + stopped[:, ::-1] * (on_sale > 0.0) * willing)


def _public_orders(month: Month) -> Array:
    """What a domestic stack fund spends on home chips this month, ``(run, N)`` USD bn; what is not delivered lapses."""
    return np.asarray(
        month.lever("domestic_stack_fund")
        / month.assume("cny_per_usd")
        * month.assume("fund_demand_share")
        * month.lever("coordination")
        / 12.0
    )


def _pool_shares(world: World, month: Month, on_sale: Array) -> Array:
    """Spending shares over the two pools, ``(run, 2, N)``; what is not on sale falls to the other pool.

    Buyers compare what a chip's worth costs, compute and bandwidth together: a product held down costs more per
    operation and as much per unit of worth. Who expects to be cut off buys more at home than taste and price ask for.
    """
    p, hedge = world.permissions, month.assume("denial_hedge") * world.beliefs.chips
    taste = world.chips.home_taste + hedge * (1.0 - world.chips.home_taste)
    levy = 1.0 + month.assume("levy_pass_through") * p.chip_levy
    foreign = world.chips.pool_price[:, OPEN_POOL, None] * levy
    home = np.broadcast_to(world.chips.pool_price[:, HOME_POOL, None], foreign.shape)
    weight = beside(1.0 - taste, taste) * on_sale
    return ces_shares(beside(foreign, home), weight, month.assume("armington_elasticity", 2), axis=1)


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
    by_seller = pick(beside(usa, abroad, chn), facts.seller_pool, axis=2)
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
    chips.access = beside(us, cn, 1.0)


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
    """In-house designs enter along a logistic curve; Chinese chips gain taste where they are used and forced.

    Among Chinese designers the leader, whom the state and the foundry serve first, gains share toward a limit.
    """
    facts, chips = world.facts, world.chips
    lead, others = facts.once(_incumbent_and_others)
    share = (chips.appeal * others).sum(axis=1, keepdims=True)
    grown = budget_path(share, month.assume("entry_rate") / 12.0, np.maximum(month.assume("entry_limit"), share))
    champion, rivals = facts.once(_champion_and_rivals)
    held = (chips.appeal * champion).sum(axis=1, keepdims=True)
    rate = np.minimum(month.assume("home_lead_rate") / 12.0, 1.0)
    risen = approach(held, np.maximum(month.assume("home_lead_limit"), held), rate)
    factor = np.where(others, grown / share, np.where(lead, (1.0 - grown) / (1.0 - share), 1.0))
    factor = np.where(champion, risen / held, np.where(rivals, (1.0 - risen) / (1.0 - held), factor))
    chips.appeal = chips.appeal * factor
    push = 1.0 + month.assume("control_taste_push") * world.permissions.chip_control
    ceiling = np.maximum(month.assume("home_taste_limit") * facts.is_chn, chips.home_taste)
    chips.home_taste = approach(
        chips.home_taste, ceiling, np.minimum(month.assume("home_taste_growth") / 12.0 * push, 1.0)
    )


def _champion_and_rivals(facts: Facts) -> tuple[Mask, Mask]:
    """The leading designer of the Chinese pool, and the others of that pool, ``(S,)`` each."""
    lead = np.array([i == CHAMPION for i in facts.seller_ids])
    return lead, (facts.seller_pool == HOME_POOL) & ~lead


def _incumbent_and_others(facts: Facts) -> tuple[Mask, Mask]:
    """The leading designer of the open pool, and the others of that pool, ``(S,)`` each."""
    lead = np.array([i == INCUMBENT for i in facts.seller_ids])
    return lead, (facts.seller_pool == OPEN_POOL) & ~lead
