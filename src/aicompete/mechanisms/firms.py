"""Firms: build capacity with a lag, earn, research, and choose a side between two powers' penalties."""

from __future__ import annotations

import numpy as np

from aicompete.mechanisms.base import Month, mechanism
from aicompete.rules import approach, capacity_step_erlang, half_life_to_rate, hedged_compliance, research_spending, safe_divide
from aicompete.world.columns import Array
from aicompete.world.facts import HOME_POOL, OPEN_POOL
from aicompete.world.state import World

TOOLS = 2
USD_BN = 1e9


@mechanism(
    "firms",
    levers=(
        "firm_hedging",
        "ally_control_pressure",
        "entity_sanctions",
        "purchase_guidance",
        "domestic_stack_fund",
        "coordination",
        "chips_reshoring_subsidy",
        "permit_speedup",
    ),
    assumptions=(
        "build_gain",
        "build_foresight",
        "build_margin",
        "foundry_lag_home",
        "foundry_lag_us",
        "permit_delay_cut",
        "memory_lag",
        "packaging_lag",
        "capacity_decay",
        "home_build_limit",
        "home_memory_build_limit",
        "home_packaging_build_limit",
        "cn_ai_wafer_share",
        "cn_dies_per_wafer",
        "stacks_per_die",
        "fund_fab_share",
        "wafers_per_bn",
        "cny_per_usd",
        "site_response",
        "tool_spending_growth",
        "stockpile_response",
        "legacy_tool_share",
        "foundry_value_share",
        "memory_value_share",
        "cloud_yield",
        "research_share",
        "research_half_life",
        "research_trend_half_life",
        "firm_compliance_half_life",
        "home_penalty_scale",
        "rival_penalty_scale",
        "hedge_scale",
        "sanction_loss",
    ),
    covers=("M24", "M36", "M37", "M95", "M96"),
)
def run_firms(world: World, month: Month) -> None:
    """Invest toward expected orders, book revenue, set research and compliance."""
    _invest_open(world, month)
    _invest_home(world, month)
    _choose_site(world, month)
    _spend_on_tools(world, month)
    _earn(world, month)
    _research(world, month)
    _comply(world, month)


def _invest_open(world: World, month: Month) -> None:
    """Open-pool makers close the gap to expected orders at delivery time: ``I = k (K* - K - pipeline) + decay K``."""
    facts, firms, fab = world.facts, world.firms, world.fabrication
    open_side = facts.firm_nation != facts.chn
    usa_lag = month.assume("foundry_lag_us") * (1.0 - month.assume("permit_delay_cut") * month.lever("permit_speedup")[:, facts.usa : facts.usa + 1])
    foundry_lag = (1.0 - firms.us_site) * month.assume("foundry_lag_home") + firms.us_site * usa_lag
    for role, lag in (("foundry", foundry_lag), ("memory", month.assume("memory_lag"))):
        members = facts.role(role) & open_side
        target = _wanted(month, firms.capacity * members, fab.expected[:, OPEN_POOL], fab.trend[:, OPEN_POOL], lag)
        built, stages = capacity_step_erlang(
            firms.capacity, firms.pipeline, target, month.assume("build_gain"), month.assume("capacity_decay"), lag, 1.0
        )
        firms.capacity = np.where(members, built, firms.capacity)
        firms.pipeline = np.where(members, stages, firms.pipeline)
    lag = month.assume("packaging_lag")
    target = _wanted(month, firms.packaging * open_side, fab.expected[:, OPEN_POOL], fab.trend[:, OPEN_POOL], lag)
    built, firms.packaging_pipeline = capacity_step_erlang(
        firms.packaging * open_side,
        firms.packaging_pipeline,
        target,
        month.assume("build_gain"),
        month.assume("capacity_decay"),
        lag,
        1.0,
    )
    firms.packaging = np.where(open_side, built, firms.packaging)


def _wanted(month: Month, capacity: Array, expected: Array, trend: Array, lag: Array) -> Array:
    """Capacity each maker wants when its order is delivered: its share of the expected orders, carried forward."""
    ahead = np.exp(trend[:, None] * lag * month.assume("build_foresight"))
    total = capacity.sum(axis=1, keepdims=True)
    return capacity * safe_divide(expected[:, None] * ahead * (1.0 + month.assume("build_margin")), total)


def _invest_home(world: World, month: Month) -> None:
    """Chinese foundries and memory makers grow toward home demand as fast as tools can be had; funds add to it."""
    facts, firms, fab = world.facts, world.firms, world.fabrication
    home = facts.firm_nation == facts.chn
    chn = facts.chn
    tools = fab.home_tools + (1.0 - fab.home_tools) * world.permissions.tool_access
    dies = fab.expected[:, HOME_POOL]
    good = month.assume("cn_ai_wafer_share", 0) * month.assume("cn_dies_per_wafer", 0) * fab.yield_home
    usd = month.lever("domestic_stack_fund")[:, chn] / month.assume("cny_per_usd", 0) * month.lever("coordination")[:, chn]
    extra = usd * month.assume("fund_fab_share", 0) * month.assume("wafers_per_bn", 0) * tools / 12.0
    need = {"foundry": dies / good, "memory": dies * month.assume("stacks_per_die", 0)}
    limit = {"foundry": month.assume("home_build_limit", 0), "memory": month.assume("home_memory_build_limit", 0)}
    for role in ("foundry", "memory"):
        members = facts.role(role) & home
        total = (firms.capacity * members).sum(axis=1)
        gap = np.maximum(need[role] - total, 0.0) * month.assume("build_gain", 0)
        built = np.minimum(gap, limit[role] / 12.0 * total) * tools + extra * (role == "foundry")
        share = safe_divide(firms.capacity * members, total[:, None])
        firms.capacity = np.where(members, firms.capacity + share * built[:, None], firms.capacity)
    packed = firms.packaging * home
    total = packed.sum(axis=1)
    gap = np.maximum(dies - total, 0.0) * month.assume("build_gain", 0)
    built = np.minimum(gap, month.assume("home_packaging_build_limit", 0) / 12.0 * total)
    firms.packaging = firms.packaging + safe_divide(packed, total[:, None]) * built[:, None]


def _choose_site(world: World, month: Month) -> None:
    """Subsidies and permits draw the leading foundry's new capacity to the USA."""
    facts, firms = world.facts, world.firms
    usa = facts.usa
    pull = month.lever("chips_reshoring_subsidy")[:, usa : usa + 1] * (1.0 + month.lever("permit_speedup")[:, usa : usa + 1])
    goal = 1.0 - np.exp(-month.assume("site_response") * pull)
    fresh = safe_divide(firms.pipeline[:, -1] * 3.0 / month.assume("foundry_lag_us"), firms.capacity) + month.assume("capacity_decay")
    leader = np.arange(len(facts.firm_ids)) == facts.firm_ids.index("tsmc")
    firms.us_site = np.where(leader, approach(firms.us_site, np.maximum(goal, firms.us_site), np.minimum(fresh, 1.0)), firms.us_site)


def _spend_on_tools(world: World, month: Month) -> None:
    """Spending on tools follows a trend; China's rises with the fear of being cut off."""
    fab, facts = world.fabrication, world.facts
    fab.tool_spending = fab.tool_spending * np.exp(month.assume("tool_spending_growth") / 12.0)
    world.firms.listed = month.assume("sanction_loss") * month.lever("entity_sanctions")[:, facts.chn : facts.chn + 1] * (facts.firm_nation != facts.chn)


def _earn(world: World, month: Month) -> None:
    """Revenue by role, USD bn a year, and the part of it earned in China."""
    facts, firms, chips = world.facts, world.firms, world.chips
    chn, share = facts.chn, facts.firm_share
    count = len(facts.firm_ids)
    sold = chips.flow_value.sum(axis=2) * 12.0
    to_china = chips.flow_value[:, :, chn] * 12.0
    place = np.zeros((len(facts.seller_firm), count))
    place[np.arange(len(facts.seller_firm)), facts.seller_firm] = 1.0
    revenue = np.einsum("rs,sf->rf", sold, place)
    china = np.einsum("rs,sf->rf", to_china, place)
    pools = np.stack([(sold * (facts.seller_pool == pool)).sum(axis=1) for pool in (OPEN_POOL, HOME_POOL)], axis=1)
    home = (facts.firm_nation == chn).astype(int)
    for role, part in (("foundry", "foundry_value_share"), ("memory", "memory_value_share")):
        members = facts.role(role)
        for pool in (OPEN_POOL, HOME_POOL):
            made = firms.capacity * (members & (home == pool))
            income = pools[:, pool : pool + 1] * month.assume(part) * safe_divide(made, made.sum(axis=1, keepdims=True))
            revenue = revenue + income
            china = china + income * (1.0 if pool == HOME_POOL else facts.firm_china_share)
    tools, tools_china = _tool_sales(world, month)
    revenue, china = revenue + tools, china + tools_china
    rent = np.where(facts.role("cloud", "ai_lab"), share, 0.0) * _home_weight(world)
    value = (world.nations.compute_used.sum(axis=1) * chips.price / USD_BN)[:, None] * month.assume("cloud_yield")
    revenue = revenue + rent * value
    static = _static_roles(world)
    revenue, china = revenue + static, china + static * facts.firm_china_share
    mined = _mined(world)
    firms.revenue = revenue + mined - firms.listed * (static * facts.firm_china_share)
    firms.revenue_china = china + mined * facts.firm_china_share - firms.listed * (static * facts.firm_china_share)


def _tool_sales(world: World, month: Month) -> tuple[Array, Array]:
    """Toolmakers' sales by firm: outside China by share; in China home tools first, the rest as permitted."""
    facts, fab = world.facts, world.fabrication
    chn = facts.chn
    equipment = facts.role("equipment")
    foreign = equipment & (facts.firm_nation != chn)
    share = facts.firm_share
    abroad = (fab.tool_spending.sum(axis=1) - fab.tool_spending[:, chn])[:, None]
    belief = 1.0 + month.assume("stockpile_response") * world.beliefs.chips[:, chn : chn + 1]
    inside = fab.tool_spending[:, chn : chn + 1] * belief
    guided = 1.0 - month.lever("purchase_guidance")[:, TOOLS, chn : chn + 1] * (1.0 - month.assume("legacy_tool_share"))
    legacy = month.assume("legacy_tool_share")
    allowed = (legacy + (1.0 - legacy) * world.permissions.tool_share) * guided * (1.0 - world.firms.listed)
    imported = inside * (1.0 - fab.home_tools[:, None]) * share * foreign / share[foreign].sum() * allowed
    domestic = equipment & (facts.firm_nation == chn)
    made = (inside - imported.sum(axis=1, keepdims=True)) * np.minimum(1.0, fab.home_tools[:, None] / np.maximum(fab.home_tools[:, None], 1e-9))
    own = np.minimum(inside * fab.home_tools[:, None], made) * share * domestic / share[domestic].sum()
    return abroad * share * foreign / share[foreign].sum() + imported + own, imported + own


def _home_weight(world: World) -> Array:
    """How a nation's used compute has grown against the world since the start, by firm."""
    facts, nations = world.facts, world.nations
    start = facts.tables.compute_owned / facts.tables.compute_owned.sum()
    now = nations.compute_used / nations.compute_used.sum(axis=1, keepdims=True)
    return (now / start)[:, facts.firm_nation]


def _static_roles(world: World) -> Array:
    """Roles whose market is not modelled month by month earn their share of a start total."""
    facts = world.facts
    total = np.zeros(len(facts.firm_ids))
    for role in ("eda_ip", "standards_other"):
        total = total + facts.role(role) * facts.firm_share * facts.market[f"role_revenue_{role}"]
    return np.broadcast_to(total, world.firms.revenue.shape)


def _mined(world: World) -> Array:
    """Refiners earn their part of their nation's refined output at the traded price, USD bn a year."""
    facts, minerals = world.facts, world.minerals
    value = minerals.refine_output * 12.0 * 1e3 * minerals.price_inside[:, :, None] / USD_BN
    total = np.zeros_like(world.firms.revenue)
    for item, name in enumerate(MINERAL_NAMES):
        world_output = value[:, item].sum(axis=1, keepdims=True)
        total = total + world_output * facts.firm_share * np.array([m == name for m in facts.firm_mineral])
    return total


MINERAL_NAMES = ("rare_earths", "heavy_rare_earths", "gallium", "germanium")


def _research(world: World, month: Month) -> None:
    """Research follows revenue; a nation's ideas follow its firms' research over a slow trend."""
    facts, firms = world.facts, world.firms
    spending = research_spending(firms.revenue, month.assume("research_share"))
    fast, slow = half_life_to_rate(month.assume("research_half_life")), half_life_to_rate(month.assume("research_trend_half_life"))
    first = month.index == 0
    firms.research = spending if first else approach(firms.research, spending, fast)
    firms.research_trend = spending if first else approach(firms.research_trend, firms.research, slow)
    makers = facts.role("chip_designer", "foundry", "memory", "equipment", "eda_ip")
    world.nations.science = _by_nation(world, firms.research * makers, firms.research_trend * makers)


def _by_nation(world: World, value: Array, base: Array) -> Array:
    """Ratio of two firm columns summed by home nation, one where a nation has no firms, ``(run, N)``."""
    starts, nations = _firm_groups(world)
    ratio = np.ones((value.shape[0], world.facts.n))
    summed = safe_divide(np.add.reduceat(value, starts, axis=1), np.add.reduceat(base, starts, axis=1), 1.0)
    ratio[:, nations] = summed
    return ratio


def _firm_groups(world: World) -> tuple[np.ndarray, np.ndarray]:  # type: ignore[type-arg]
    """Where each nation's firms begin on the (sorted) firm axis, and which nation it is."""
    nations, starts = np.unique(world.facts.firm_nation, return_index=True)
    return starts, nations


def _comply(world: World, month: Month) -> None:
    """Firms outside the powers weigh the leader's penalty against sales in China and its sanctions (hedged choice)."""
    facts, firms = world.facts, world.firms
    usa, chn = facts.usa, facts.chn
    stake = safe_divide(firms.revenue_china, firms.revenue)
    nation = facts.firm_nation
    side = world.alliances.compliance[:, 0][:, nation]
    pressure = month.lever("ally_control_pressure")[:, usa : usa + 1]
    goal = hedged_compliance(
        stake,
        month.assume("home_penalty_scale") * pressure * (0.5 + side),
        month.assume("rival_penalty_scale") * month.lever("entity_sanctions")[:, chn : chn + 1] * stake,
        month.assume("hedge_scale") * np.maximum(month.lever("firm_hedging")[:, nation], 0.05),
        side,
    )
    goal = np.where(nation == usa, 1.0, np.where(nation == chn, 0.0, goal))
    moved = approach(firms.compliance, goal, half_life_to_rate(month.assume("firm_compliance_half_life")))
    firms.compliance = goal if month.index == 0 else moved
