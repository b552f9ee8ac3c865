"""What firms earn in the modelled markets, by role, and how much of it in China."""

from __future__ import annotations

import numpy as np

from aicompete.rules import approach, bought_abroad, bought_at_home, safe_divide
from aicompete.rules.minerals import per_tonne
from aicompete.subjects.firms.followers import FOLLOWER_ASSUMPTIONS, FOLLOWER_LEVERS, design_software, networks
from aicompete.subjects.firms.sites import sales_left
from aicompete.subjects.mechanism import Month
from aicompete.subjects.state import World
from aicompete.world.columns import Array, pick
from aicompete.world.facts import HOME_POOL, MINERALS, OPEN_POOL, Facts, Ints

TOOLS = 2
USD_BN = 1e9
LIGHT = MINERALS.index("rare_earths")
LEVERS = ("purchase_guidance", "entity_sanctions", *FOLLOWER_LEVERS)
ASSUMPTIONS = (
    "legacy_tool_share",
    "tool_qualification_time",
    "foundry_value_share",
    "memory_value_share",
    "maker_ai_share",
    "stacks_per_h100e",
    "cloud_yield",
    "sanction_loss",
    "mineral_basket_value",
    *FOLLOWER_ASSUMPTIONS,
)


def earn(world: World, month: Month) -> None:
    """Book revenue and the part of it earned in China, USD bn a year, ``(run, F)`` each."""
    facts, firms = world.facts, world.firms
    firms.listed = month.assume("sanction_loss") * month.lever("entity_sanctions")[:, facts.chn : facts.chn + 1]
    revenue = np.zeros((month.runs, len(facts.firm_ids)))
    china = np.zeros_like(revenue)
    for places, income, inside in _roles(world, month):
        revenue[:, places] = income
        china[:, places] = inside
    firms.revenue, firms.revenue_china = revenue, china


def _roles(world: World, month: Month) -> list[tuple[Ints, Array, Array]]:
    """(places on the firm axis, revenue, revenue in China) of every role; no firm is in two."""
    facts = world.facts
    chips = world.chips
    pools = np.einsum("rpn->rp", chips.delivered_value)[..., None] * 12.0
    makers = facts.makers
    foundry, memory = month.assume("foundry_value_share"), month.assume("memory_value_share")
    return [
        (facts.seller_firm, chips.sales * 12.0, chips.sales_chn * 12.0),
        _made_abroad(world, month, makers.open_foundries, pools[:, OPEN_POOL] * foundry),
        _made_at_home(world, makers.home_foundries, pools[:, HOME_POOL] * foundry),
        _with_stacks(world, month, _made_abroad(world, month, makers.open_memory, pools[:, OPEN_POOL] * memory)),
        _made_at_home(world, makers.home_memory, pools[:, HOME_POOL] * memory),
        *_tool_sales(world, month),
        _rented(world, month),
        design_software(world, month),
        networks(world, month),
        _refined(world, month),
    ]


Books = tuple[Ints, Array, Array]


def _made_at_home(world: World, places: Ints, income: Array) -> Books:
    """Chinese makers share their pool's income by capacity and earn it at home."""
    earned = income * _by_capacity(world, places)
    return places, earned, earned


def _made_abroad(world: World, month: Month, places: Ints, income: Array) -> Books:
    """Makers of the open pool share its income by capacity; what China buys of it is income from China.

    The other part of their business, which is no AI chip, keeps its share of sales in China:
    ``china = earned (a x + (1 - a) x_0)`` with a = part of a maker's business that hangs on AI chips and x = China's
    part of the pool's sales.
    """
    facts, value = world.facts, world.chips.delivered_value[:, OPEN_POOL]
    earned = income * _by_capacity(world, places)
    bought = safe_divide(value[:, facts.chn], np.einsum("rn->r", value))[:, None]
    tied = month.assume("maker_ai_share")
    return places, earned, earned * (tied * bought + (1.0 - tied) * facts.firm_china_share[places])


def _with_stacks(world: World, month: Month, books: Books) -> Books:
    """Memory makers also sell stacks to China directly: by capacity, by what each sold there before and may ship now.

    A stack costs its part of the price of an H100e, ``memory_value_share x price / stacks``.
    """
    places, earned, china = books
    offered = _by_capacity(world, places) * world.facts.firm_china_share[places] * world.permissions.memory_allowed
    price = month.assume("memory_value_share") * world.chips.price[:, None] / month.assume("stacks_per_h100e")
    stacks = world.fabrication.memory_inflow[:, None] * 12.0
    sold = stacks * price / USD_BN * safe_divide(offered, offered.sum(axis=1, keepdims=True))
    return places, earned + sold, china + sold


def _by_capacity(world: World, places: Ints) -> Array:
    capacity = pick(world.firms.capacity, places)
    return np.asarray(safe_divide(capacity, capacity.sum(axis=1, keepdims=True)))


def _tool_sales(world: World, month: Month) -> list[tuple[Ints, Array, Array]]:
    """Toolmakers: outside China by share; in China home-made or foreign as permitted and preferred (rules of sourcing).

    What a foreign maker may sell is its part of legacy tools and what is permitted of the others, less what guidance,
    sanctions and closed sites take. Home makers also sell what they can make of all that, and what is newly denied once
    fabs have qualified it. What lines have waited for goes to those who may ship it.
    """
    facts, fab = world.facts, world.fabrication
    chn, foreign, home = facts.chn, facts.foreign_toolmakers, facts.home_toolmakers
    share = facts.firm_share[foreign] / facts.firm_share[foreign].sum()
    spending = fab.tool_spending[:, chn : chn + 1]
    abroad = fab.tool_spending.sum(axis=1, keepdims=True) - spending
    wanted = spending * (1.0 + fab.tool_haste[:, None])
    legacy = month.assume("legacy_tool_share")
    guided = 1.0 - month.lever("purchase_guidance")[:, TOOLS, chn : chn + 1] * (1.0 - legacy)
    allowed = (legacy + (1.0 - legacy) * world.permissions.tool_share) * guided * (1.0 - world.firms.listed)
    allowed = allowed * pick(sales_left(world, month), foreign)
    able, first = fab.home_tools[:, None], fab.home_first[:, None]
    imported = wanted * share * bought_abroad(able, allowed, first)
    open_to = (share * allowed).sum(axis=1, keepdims=True)
    # who loses a foreign tool buys the home-made one once it is qualified on the line
    usual = approach(world.firms.tool_access_usual, open_to, 1.0 / month.assume("tool_qualification_time"))
    world.firms.tool_access_usual = usual
    access = np.minimum(np.maximum(usual, open_to), 1.0)
    imported = imported + fab.tool_late[:, None] * safe_divide(share * allowed, open_to)
    own = wanted * bought_at_home(able, access, first) * facts.firm_share[home] / facts.firm_share[home].sum()
    return [(foreign, abroad * share + imported, imported), (home, own, own)]


def _rented(world: World, month: Month) -> tuple[Ints, Array, Array]:
    """Clouds and labs earn a yield on the replacement value of the compute their nation runs, by share of the world."""
    facts = world.facts
    places, start = facts.once(_clouds)
    now = world.compute.used / world.compute.used.sum(axis=1, keepdims=True)
    value = (world.compute.used.sum(axis=1) * world.chips.price / USD_BN)[:, None] * month.assume("cloud_yield")
    earned = facts.firm_share[places] * pick(now / start, facts.firm_nation[places]) * value
    return places, earned, earned * facts.firm_china_share[places]


def _clouds(facts: Facts) -> tuple[Ints, Array]:
    """Places of those who rent compute out, and each nation's share of the world's compute at the start."""
    owned = facts.tables.compute_owned
    return np.flatnonzero(facts.role("cloud", "ai_lab")), owned / owned.sum()


def _refined(world: World, month: Month) -> tuple[Ints, Array, Array]:
    """Refiners earn their share of the world's refined output at the inside price.

    The quote for light rare earths is for the magnet oxides; a tonne of the whole basket is worth a part of it.
    """
    facts, minerals = world.facts, world.minerals
    places, item = facts.once(_refiners)
    worth = per_tonne(minerals.price_inside, month.assume("mineral_basket_value"))
    value = minerals.refine_output.sum(axis=2) * 12.0 * worth / USD_BN
    earned = pick(value, item) * facts.firm_share[places]
    return places, earned, earned * facts.firm_china_share[places]


def _refiners(facts: Facts) -> tuple[Ints, Ints]:
    """Places of the refiners and the mineral of each."""
    places = np.flatnonzero(facts.role("miner_refiner"))
    return places, np.array([MINERALS.index(facts.firm_mineral[i]) for i in places])
