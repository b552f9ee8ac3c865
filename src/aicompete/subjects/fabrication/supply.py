"""What can be made this month: the shortest of wafers, packaging and memory, by supply pool."""

from __future__ import annotations

import numpy as np

from aicompete.rules import approach, order_up_to
from aicompete.subjects.fabrication.design_tools import DESIGN_ASSUMPTIONS, replace_design_tools
from aicompete.subjects.fabrication.learning import LEARNING_ASSUMPTIONS, LEARNING_LEVERS, learn
from aicompete.subjects.fabrication.nodes import good_dies
from aicompete.subjects.fabrication.products import PRODUCT_ASSUMPTIONS, PRODUCT_LEVERS, improve
from aicompete.subjects.fabrication.programmes import PROGRAMME_ASSUMPTIONS, PROGRAMME_LEVERS, share_out_fund
from aicompete.subjects.fabrication.slack import REDUNDANCY, SLACK_ASSUMPTIONS, keep_slack
from aicompete.subjects.fabrication.tools import choose_tools
from aicompete.subjects.mechanism import Month, mechanism
from aicompete.subjects.state import World
from aicompete.world.columns import Array, Stream, beside, pick
from aicompete.world.facts import HOME_POOL, OPEN_POOL

PRODUCT = "production_disruption"
GUIDANCE = "purchase_guidance"
CHIPS, MEMORY = 0, 1


@mechanism(
    "fabrication",
    levers=tuple(dict.fromkeys((PRODUCT, REDUNDANCY, GUIDANCE, *PRODUCT_LEVERS, *LEARNING_LEVERS, *PROGRAMME_LEVERS))),
    assumptions=(
        "cn_ai_wafer_share",
        "cn_dies_per_wafer",
        "cn_die_release",
        "stacks_per_die",
        "memory_cover_target",
        "memory_supplier_limit",
        "memory_supplier_cover",
        "memory_restock_speed",
        "memory_stock_release",
        "stockpile_response",
        "order_smoothing",
        "backlog_horizon",
        "trend_smoothing",
        "trend_limit",
        "yield_shock",
        "foreign_tool_pull",
        "tool_qualification_time",
        *LEARNING_ASSUMPTIONS,
        *PRODUCT_ASSUMPTIONS,
        *PROGRAMME_ASSUMPTIONS,
        *DESIGN_ASSUMPTIONS,
        *SLACK_ASSUMPTIONS,
    ),
    streams=(Stream("fabrication", ("pool",)),),
    covers=("M29", "M35", "M37", "M39", "M40", "M41", "M42", "M49", "M50", "M51"),
)
def make_chips(world: World, month: Month) -> None:
    """Supply is a Leontief minimum; orders are smoothed into what makers expect; yields and products improve."""
    fab = world.fabrication
    choose_tools(world, month)
    share_out_fund(world, month)
    keep_slack(world, month)
    works = _works(world, month)
    front, packaging, memory = _open_stages(world, month, works)
    dies, packed, cards = _home_stages(world, month, works)
    fab.front_end = beside(front, dies)
    fab.packaging = beside(packaging, packed)
    fab.memory = beside(memory, cards)
    open_supply = np.minimum(np.minimum(front, packaging), memory)
    fab.supply = beside(open_supply, np.minimum(np.minimum(dies, packed), cards))
    _expect_orders(world, month)
    replace_design_tools(world, month)
    improve(world, month, works[:, world.facts.chn])
    learn(world, month, works)


def _works(world: World, month: Month) -> Array:
    """Share of capacity that works at each place, after shocks and mineral shortage, ``(run, N)``.

    China's second sources stand in for what is lost, as far as they are not struck themselves: ``w + slack w (1 - w)``.
    """
    left = (1.0 - month.lever(PRODUCT)[:, CHIPS]) * world.minerals.input_fill
    return np.asarray(left + world.facts.is_chn * world.fabrication.slack[:, None] * left * (1.0 - left))


def _open_stages(world: World, month: Month, works: Array) -> tuple[Array, Array, Array]:
    """Packaging wafers that each stage of the open pool could serve, ``(run,)`` each."""
    facts, firms = world.facts, world.firms
    usa, luck = facts.usa, _luck(month, OPEN_POOL)
    foundries, makers = facts.makers.open_foundries, facts.makers.open_memory
    site = pick(firms.us_site, foundries)
    at = (1.0 - site) * pick(works, facts.firm_place[foundries]) + site * works[:, usa : usa + 1]
    front = (pick(firms.capacity, foundries) * at).sum(axis=1)
    packaging = (pick(firms.packaging, foundries) * at).sum(axis=1)
    memory = (pick(firms.capacity, makers) * pick(works, facts.firm_place[makers])).sum(axis=1)
    return front * luck, packaging * luck, memory * luck


def _luck(month: Month, pool: int) -> Array:
    """Monthly yield luck of a pool, ``(run,)``, with mean one."""
    size = month.assume("yield_shock", 0)
    return np.exp(size * month.noise("fabrication")[:, pool] - 0.5 * size * size)


def _home_stages(world: World, month: Month, works: Array) -> tuple[Array, Array, Array]:
    """Dies at hand, dies that can be packaged and dies' worth of memory in China this month, ``(run,)`` each.

    Last month's shipments leave the die bank and the memory stock first; unsold dies stay in the bank. The bank is
    used as fast as it can be released, and wafers become AI dies only as far as dies can be packaged besides.
    """
    facts, firms, fab = world.facts, world.firms, world.fabrication
    per_die = month.assume("stacks_per_die", 0)
    shipped = world.chips.output[:, HOME_POOL]
    fab.die_bank = np.maximum(fab.die_bank + fab.dies_made - shipped, 0.0)
    fab.memory_stock = np.maximum(fab.memory_stock + fab.memory_home + fab.memory_inflow - shipped * per_die, 0.0)
    running = works[:, facts.chn]
    wafers = pick(firms.capacity, facts.makers.home_foundries).sum(axis=1)
    good = good_dies(world, month)
    need = np.minimum(fab.expected[:, HOME_POOL], fab.front_end[:, HOME_POOL]) * per_die
    lacking = np.maximum(need * (1.0 + month.assume("memory_cover_target", 0)) - fab.memory_stock, 0.0)
    good_stacks = pick(firms.capacity, facts.makers.home_memory).sum(axis=1) * running * fab.memory_yield
    fab.memory_home = np.minimum(good_stacks, lacking)
    fab.memory_inflow = _buy_memory(world, month)
    stacks = fab.memory_home + fab.memory_inflow + fab.memory_stock * month.assume("memory_stock_release", 0)
    packed = pick(firms.packaging, facts.makers.home_foundries).sum(axis=1) * running
    released = fab.die_bank * month.assume("cn_die_release", 0)
    wanted = np.maximum(np.minimum(packed, stacks / per_die) - released, 0.0)
    fab.dies_made = np.minimum(wafers * good * running * _luck(month, HOME_POOL), wanted)
    dies = fab.dies_made + released
    return dies, packed, stacks / per_die


def _buy_memory(world: World, month: Month) -> Array:
    """Foreign memory bought as months of future need, under permission, guidance and the suppliers' own stock.

    What makers could have sold stays in their stock, up to some months: it can go at once when a control is coming.
    """
    fab, facts = world.fabrication, world.facts
    need = fab.expected[:, HOME_POOL] * month.assume("stacks_per_die", 0)
    belief = world.beliefs.chips[:, facts.chn]
    cover = month.assume("memory_cover_target", 0) * (1.0 + month.assume("stockpile_response", 0) * belief)
    wanted = order_up_to(fab.memory_stock, fab.memory_home, need, 1.0, cover, month.assume("memory_restock_speed", 0))
    free = 1.0 - month.lever(GUIDANCE)[:, MEMORY, facts.chn]
    may = world.permissions.memory_share
    bought = np.minimum(wanted * free, fab.memory_offer) * may
    made = month.assume("memory_supplier_limit", 0) * may
    fab.memory_offer = np.minimum(fab.memory_offer - bought + made, made * month.assume("memory_supplier_cover", 0))
    return np.asarray(bought)


def _expect_orders(world: World, month: Month) -> None:
    """Makers smooth orders and their growth: ``e' = e + a (o - e)``, trend within a limit.

    ``o = fresh orders + waiting orders / horizon``: orders in hand are not demand, they are worked off once.
    """
    fab, chips = world.fabrication, world.chips
    before = fab.expected
    waiting = chips.orders - chips.fresh_orders
    asked = chips.fresh_orders + waiting / month.assume("backlog_horizon")
    fab.expected = approach(before, np.maximum(asked, 1.0), month.assume("order_smoothing"))
    growth = np.log(fab.expected / before)
    limit = month.assume("trend_limit")
    fab.trend = np.clip(approach(fab.trend, growth, month.assume("trend_smoothing")), -limit, limit)
