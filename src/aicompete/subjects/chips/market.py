"""The chip market: orders of every nation on both pools of sellers, licences, rationing and what a nation can buy."""

from __future__ import annotations

import numpy as np

from aicompete.rules import performance_price, power, safe_divide
from aicompete.subjects.chips.budgets import grow_budgets
from aicompete.subjects.chips.choice import guided, permitted_by_guidance, pool_shares
from aicompete.subjects.chips.prices import set_prices
from aicompete.subjects.chips.priority import served_by_camp
from aicompete.subjects.chips.products import CEILING, LINK_CAP, redesign
from aicompete.subjects.chips.sellers import enter, sell
from aicompete.subjects.mechanism import Month, mechanism
from aicompete.subjects.state import World
from aicompete.world.columns import Array, Stream, beside
from aicompete.world.facts import HOME_POOL, OPEN_POOL

USD_BN = 1e9
WEEKS_PER_MONTH = 365.25 / 12.0 / 7.0


@mechanism(
    "chips",
    levers=(
        "ai_demand",
        "ai_spending",
        "export_finance",
        "marshall_budget",
        "gov_compute_invest",
        "chip_export_control",
        "tariff_on_rival",
        LINK_CAP,
        CEILING,
        "chip_ceiling_basis",
        "purchase_guidance",
        "outbound_invest_screen",
        "chip_licence_delay",
        "coordination",
        "domestic_stack_fund",
        "chip_bloc_priority",
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
        "open_cost_decline",
        "home_cost_decline",
        "price_variable_share",
        "price_scarcity_gain",
        "price_glut_gain",
        "contract_renewal",
        "spot_gain",
        "spot_share",
        "chip_budget_growth",
        "boom_follow_rate",
        "ai_spending_floor",
        "chip_cycle_spread",
        "chip_cycle_half_life",
        "announced_scale",
        "site_overhead",
        "ceiling_midpoint",
        "ceiling_steepness",
        "budget_elasticity",
        "site_tariff_share",
        "sovereign_response",
        "finance_chip_share",
        "finance_additionality",
        "programme_chip_share",
        "shut_out_reserve",
        "outbound_capital_weight",
        "demand_shock",
        "idle_order_cut",
        "entry_rate",
        "entry_limit",
        "entry_levelling",
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
    streams=(Stream("chip_demand", ("nation",)), Stream("chip_cycle")),
    covers=("M01", "M03", "M27", "M33", "M35", "M41", "M94", "M96"),
)
def trade_chips(world: World, month: Month) -> None:
    """Nations spend budgets on sellers by Armington-CES under ceilings; units are rationed; prices move on orders.

    Refused orders are partly given up; other money not spent waits (with cancellations). What smugglers order through a
    nation comes on top of its own orders and is paid by them. A unit is a packaging wafer
    (open pool) or a die (Chinese pool): a product held to ratio phi of the frontier uses a whole unit for phi of its
    performance.
    """
    chips, budgets = world.chips, world.budgets
    grow_budgets(world, month)
    redesign(world, month)
    money = _released_orders(world, month)
    price, on_sale = _offers(world, month)
    willing = month.cached_for("willing", ("purchase_guidance",), lambda: permitted_by_guidance(world.facts, month))
    funded = _public_orders(month)
    shares = guided(pool_shares(world, month, on_sale), on_sale, willing)
    passed_on = world.leakage.transit_orders * price[:, OPEN_POOL] / USD_BN * on_sale[:, OPEN_POOL]
    open_orders = money * shares[:, OPEN_POOL] * chips.selling + passed_on
    home_orders = money * shares[:, HOME_POOL] + funded * on_sale[:, HOME_POOL] * willing[:, HOME_POOL]
    asked = beside(open_orders, home_orders)
    spending = asked * world.permissions.chip_share
    quantity = spending / price * USD_BN
    per_unit = chips.performance[:, :, None] * beside(chips.product, 1.0)
    orders = safe_divide(quantity, per_unit).sum(axis=2)  # a product shut out altogether uses no units
    supply = world.fabrication.supply
    chips.fill = np.minimum(1.0, safe_divide(supply, orders, 1.0))
    chips.served = served_by_camp(world, month, safe_divide(quantity, per_unit), supply)
    delivered = quantity * chips.served
    value = spending * chips.served
    chips.orders = orders
    fresh = np.minimum(1.0, safe_divide(budgets.ai_budget / 12.0, budgets.purse))
    chips.fresh_orders = safe_divide(quantity * fresh[:, None, :], per_unit).sum(axis=2)
    chips.output = orders * chips.fill
    chips.delivered, chips.delivered_value = delivered, value
    through = safe_divide(passed_on, open_orders)
    chips.transit = delivered[:, OPEN_POOL] * through
    sell(world)
    paid, received = value.sum(axis=1), delivered.sum(axis=1)
    chips.price_paid = safe_divide(paid * USD_BN, received, 0.0)
    own_refused = (asked - spending).sum(axis=1) - through * (asked - spending)[:, OPEN_POOL]
    refused = own_refused * (1.0 - month.assume("refused_order_return"))
    own_paid = np.maximum(paid - funded - through * value[:, OPEN_POOL], 0.0)
    budgets.purse = np.maximum(budgets.purse - own_paid - refused, 0.0)
    _set_access(world, month, on_sale * willing * world.permissions.chip_share)
    set_prices(world, month)
    enter(world, month)


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


def _public_orders(month: Month) -> Array:
    """What a domestic stack fund spends on home chips this month, ``(run, N)`` USD bn; what is not delivered lapses."""
    return np.asarray(
        month.lever("domestic_stack_fund")
        / month.assume("cny_per_usd")
        * month.assume("fund_demand_share")
        * month.lever("coordination")
        / 12.0
    )


def _set_access(world: World, month: Month, permitted: Array) -> None:
    """What a nation may and can buy of each stack: permission, worth of the product (``phi^(1-w)``) and delivery."""
    chips = world.chips
    worth = power(chips.product, 1.0 - month.assume("inference_share") * (1.0 - month.assume("bandwidth_exponent")))
    us = permitted[:, OPEN_POOL] * worth * chips.served[:, OPEN_POOL]
    cn = permitted[:, HOME_POOL] * chips.served[:, HOME_POOL]
    chips.access = beside(us, cn, 1.0)
