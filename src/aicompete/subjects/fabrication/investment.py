"""Where makers put their money: capacity with a build lag, sites, tools."""

from __future__ import annotations

import numpy as np

from aicompete.rules import approach, capacity_step_erlang, power, safe_divide
from aicompete.subjects.fabrication.nodes import good_dies
from aicompete.subjects.fabrication.programmes import programme_yield
from aicompete.subjects.fabrication.slack import REDUNDANCY, growth_kept, secured_tools
from aicompete.subjects.fabrication.tools import TOOL_ASSUMPTIONS, stock_tools
from aicompete.subjects.fabrication.waiting import better_equipped
from aicompete.subjects.mechanism import Month, mechanism
from aicompete.subjects.state import World
from aicompete.world.columns import Array, pick
from aicompete.world.facts import HOME_POOL, OPEN_POOL, Ints
from aicompete.world.past_policy import policy_at

USD_BN = 1e9
CHIPS = 0
LEVERS = (
    "domestic_stack_fund",
    "coordination",
    "chips_reshoring_subsidy",
    "permit_speedup",
    "production_disruption",
    "lobby_intensity",
    REDUNDANCY,
)
ASSUMPTIONS = (
    "build_gain",
    "build_foresight",
    "build_margin",
    "build_price_response",
    "foundry_lag_home",
    "foundry_lag_us",
    "permit_delay_cut",
    "memory_lag",
    "packaging_lag",
    "capacity_decay",
    "idle_line_conversion",
    "idle_line_patience",
    "home_build_limit",
    "home_memory_build_limit",
    "home_packaging_build_limit",
    "home_stage_margin",
    "cn_die_release",
    "cn_ai_wafer_share",
    "cn_dies_per_wafer",
    "stacks_per_die",
    "fund_fab_share",
    "wafers_per_bn",
    "legacy_tool_share",
    "fund_memory_share",
    "stacks_per_bn",
    "cny_per_usd",
    "site_response",
    *TOOL_ASSUMPTIONS,
    "forced_market_weight",
    "uncoordinated_yield",
    "lobby_capture",
)


@mechanism(
    "investment", levers=LEVERS, assumptions=ASSUMPTIONS, covers=("M35", "M36", "M37", "M40", "M49", "M50", "M51")
)
def invest(world: World, month: Month) -> None:
    """All makers order capacity; what was ordered earlier is delivered."""
    _invest_open(world, month)
    _invest_home(world, month)
    _choose_site(world, month)
    stock_tools(world, month)


def placed(column: Array, places: Ints, values: Array) -> Array:
    """A copy of a column ``(run, F)`` with new values at some places."""
    fresh = np.array(column, order="C")
    fresh[:, places] = values
    return fresh


def _invest_open(world: World, month: Month) -> None:
    """Open-pool makers close the gap to expected orders at delivery time: ``I = k (K* - K - pipeline) + decay K``.

    Nobody builds more where production is disrupted: the gap there counts by the part that still works.
    """
    facts, firms = world.facts, world.firms
    foundries, memory = facts.makers.open_foundries, facts.makers.open_memory
    permits = month.lever("permit_speedup")[:, facts.usa : facts.usa + 1]
    us_lag = month.assume("foundry_lag_us") * (1.0 - month.assume("permit_delay_cut") * permits)
    site = pick(firms.us_site, foundries)
    foundry_lag = (1.0 - site) * month.assume("foundry_lag_home") + site * us_lag
    memory_lag = np.broadcast_to(month.assume("memory_lag"), (month.runs, len(memory)))
    packaging_lag = np.broadcast_to(month.assume("packaging_lag"), foundry_lag.shape)
    # one step for the three stages, side by side
    lag = np.concatenate([foundry_lag, memory_lag, packaging_lag], axis=1)
    stages = (pick(firms.capacity, foundries), pick(firms.capacity, memory), pick(firms.packaging, foundries))
    total = [np.broadcast_to(stage.sum(axis=1, keepdims=True), stage.shape) for stage in stages]
    capacity = np.concatenate(stages, axis=1)
    under_way = np.concatenate([firms.pipeline, firms.packaging_pipeline], axis=2)
    calm = 1.0 - month.lever("production_disruption")[:, CHIPS]
    foundry_calm = (1.0 - site) * pick(calm, facts.firm_place[foundries]) + site * calm[:, facts.usa, None]
    places = [foundry_calm, pick(calm, facts.firm_place[memory]) * np.ones((month.runs, 1)), foundry_calm]
    wanted = (
        np.concatenate(places, axis=1)
        * capacity
        * safe_divide(_wanted(world, month, lag), np.concatenate(total, axis=1))
    )
    built, pipeline = capacity_step_erlang(
        capacity,
        under_way,
        wanted,
        month.assume("build_gain"),
        month.assume("capacity_decay"),
        lag,
        1.0,
    )
    worn = _converted(world, month, np.stack([stage.sum(axis=1) for stage in stages], axis=1))
    lines = np.repeat([0, 1, 2], [len(foundries), len(memory), len(foundries)])
    built = built * (1.0 - pick(worn, lines))
    split = len(foundries) + len(memory)
    firms.capacity = placed(firms.capacity, np.concatenate([foundries, memory]), built[:, :split])
    firms.packaging = placed(firms.packaging, foundries, built[:, split:])
    firms.pipeline, firms.packaging_pipeline = pipeline[:, :, :split], pipeline[:, :, split:]


def _converted(world: World, month: Month, total: Array) -> Array:
    """Share of each stage's lines turned to other products or closed this month, ``(run, 3)``: ``c / 12 x idle``.

    Idle is what the stage could make (total) beyond the orders that makers expect and their margin, once they take it
    to last: ``idle' = idle + (now - idle) / patience``. What is gone comes back only by being built again.
    """
    fab = world.fabrication
    need = fab.expected[:, OPEN_POOL : OPEN_POOL + 1] * (1.0 + month.assume("build_margin"))
    now = np.maximum(1.0 - safe_divide(need, total, 1.0), 0.0)
    fab.idle_lines = approach(fab.idle_lines, now, 1.0 / month.assume("idle_line_patience"))
    return np.asarray(np.minimum(fab.idle_lines, now) * month.assume("idle_line_conversion") / 12.0)


def _wanted(world: World, month: Month, lag: Array) -> Array:
    """Capacity wanted of a stage when an order is delivered: expected orders carried forward, more at a good price.

    ``K* = e exp(foresight x trend x lag) (1 + margin) (p / c)^eta``, p / c = chip price over its normal level.
    """
    fab, chips = world.fabrication, world.chips
    ahead = np.exp(fab.trend[:, OPEN_POOL : OPEN_POOL + 1] * lag * month.assume("build_foresight"))
    dear = power((chips.pool_price / chips.pool_cost)[:, :1], month.assume("build_price_response"))
    return fab.expected[:, OPEN_POOL : OPEN_POOL + 1] * ahead * (1.0 + month.assume("build_margin")) * dear


def _invest_home(world: World, month: Month) -> None:
    """Chinese makers grow toward home demand, wafers and memory as fast as tools can be had; funds add both.

    New wafers need tools for advanced nodes: what is spent on them, as far as they can be had, equips so many and no
    more; tools that lines have waited for add to them. Packaging and memory follow the dies that can be had, with a
    margin.
    """
    facts, firms, fab = world.facts, world.firms, world.fabrication
    makers, chn = facts.makers, facts.chn
    tools = secured_tools(world)
    dies = fab.expected[:, HOME_POOL] + month.assume("forced_market_weight", 0) * _market_at_stake(world)
    good = good_dies(world, month)
    paid = (
        month.lever("domestic_stack_fund")[:, chn]
        * month.lever("coordination")[:, chn]
        / month.assume("cny_per_usd", 0)
        * fab.fund_left
        * _uncaptured(world, month)
    )
    spare = growth_kept(world, month) * better_equipped(world, month)
    wafers_paid = paid * month.assume("fund_fab_share", 0) * month.assume("wafers_per_bn", 0) * tools / 12.0
    stacks_paid = paid * month.assume("fund_memory_share", 0) * month.assume("stacks_per_bn", 0) * tools / 12.0
    gain = month.assume("build_gain", 0)

    def grown(
        column: Array,
        places: Ints,
        need: Array,
        limit: str,
        ease: Array | float,
        extra: Array | float,
        most: Array | float = np.inf,
    ) -> Array:
        mine = pick(column, places)
        total = mine.sum(axis=1)
        gap = np.maximum(need - total, 0.0) * gain
        built = np.minimum(np.minimum(gap, month.assume(limit, 0) / 12.0 * total) * ease * spare, most) + extra
        return placed(column, places, mine * (1.0 + safe_divide(built, total))[:, None])

    wafers = pick(firms.capacity, makers.home_foundries).sum(axis=1)
    had = wafers * good + fab.die_bank * month.assume("cn_die_release", 0)
    later = np.minimum(dies, had * month.assume("home_stage_margin", 0))
    stacks = later * month.assume("stacks_per_die", 0) / fab.memory_yield
    advanced = fab.tool_spending[:, chn] * (1.0 - month.assume("legacy_tool_share", 0)) * tools
    equipped = advanced * better_equipped(world, month) * month.assume("wafers_per_bn", 0) / 12.0
    firms.capacity = grown(
        firms.capacity, makers.home_foundries, dies / good, "home_build_limit", tools, wafers_paid, equipped
    )
    firms.capacity = grown(firms.capacity, makers.home_memory, stacks, "home_memory_build_limit", tools, stacks_paid)
    firms.packaging = grown(firms.packaging, makers.home_foundries, later, "home_packaging_build_limit", 1.0, 0.0)


def _uncaptured(world: World, month: Month) -> Array:
    """What lobbying leaves of China's programme money, over what it left before the start, ``(run,)``."""
    before = policy_at(world.facts.date).lever("lobby_intensity")[:, world.facts.chn]
    return np.asarray((1.0 - world.fabrication.captured[:, 1]) / (1.0 - month.assume("lobby_capture", 0) * before))


def _market_at_stake(world: World) -> Array:
    """Dies' worth of the foreign chips China bought last month that it expects to be denied, ``(run,)`` a month."""
    facts, chips = world.facts, world.chips
    foreign = chips.delivered_value[:, OPEN_POOL, facts.chn]
    per_die = chips.pool_price[:, HOME_POOL] * chips.performance[:, HOME_POOL]
    return np.asarray(world.beliefs.chips[:, facts.chn] * foreign * USD_BN / per_die)


def _choose_site(world: World, month: Month) -> None:
    """Subsidies and permits draw the leading foundry's new orders to the USA; what they build stands years later.

    The share of the orders of each month that goes to the USA waits as long as its fabs do (Erlang, as many stages as
    the pipeline), then it is the share of what is delivered: ``u' = u + (fresh / capacity) max(q_last - u, 0)``.
    """
    facts, firms = world.facts, world.firms
    usa, leader = facts.usa, facts.firm_ids.index("tsmc")
    row = int(np.flatnonzero(facts.makers.open_foundries == leader)[0])
    permits = 1.0 + month.lever("permit_speedup")[:, usa]
    done = programme_yield(month, month)[:, 0] / programme_yield(month, policy_at(facts.date))[:, 0]
    money = np.maximum(month.lever("chips_reshoring_subsidy")[:, usa] - world.quantum.displaced[:, usa], 0.0) * done
    goal = 1.0 - np.exp(-month.assume("site_response", 0) * money * permits)
    lag = month.assume("foundry_lag_us", 0) * (
        1.0 - month.assume("permit_delay_cut", 0) * month.lever("permit_speedup")[:, usa]
    )
    stages = firms.us_orders.shape[1]
    passed = np.minimum(stages / lag, 1.0)[:, None]
    before = np.concatenate([goal[:, None], firms.us_orders[:, :-1]], axis=1)
    firms.us_orders = approach(firms.us_orders, before, passed)
    delivered = firms.pipeline[:, -1, row] * firms.pipeline.shape[1] / lag
    fresh = safe_divide(delivered, firms.capacity[:, leader]) + month.assume("capacity_decay", 0)
    site = firms.us_site[:, leader]
    moved = approach(site, np.maximum(firms.us_orders[:, -1], site), np.minimum(fresh, 1.0))
    firms.us_site = placed(firms.us_site, np.array([leader]), moved[:, None])
