"""What makers of design software and of networks earn: their markets follow others'."""

from __future__ import annotations

import numpy as np

from aicompete.rules import power, safe_divide
from aicompete.subjects.firms.sites import sales_left
from aicompete.subjects.mechanism import Month
from aicompete.subjects.state import World
from aicompete.world.columns import Array, pick
from aicompete.world.facts import Facts, Ints
from aicompete.world.past_policy import Levers, policy_at

CN_STACK = 1
FOLLOWER_LEVERS = ("eda_export_control",)
FOLLOWER_ASSUMPTIONS = ("eda_research_elasticity", "eda_substitution", "network_market_growth")
Books = tuple[Ints, Array, Array]


def design_software(world: World, month: Month) -> Books:
    """Design software grows with the research of chip designers, ``(R / R_0)^e``, those of China and those elsewhere.

    In China a foreign house sells what its own law or, as far as it follows it, the leader's law leaves, over what they
    left before the start; a part of what is barred goes to Chinese houses, the rest is used without being paid for.
    """
    facts, firms = world.facts, world.firms
    places, outside, inside = facts.once(_software)
    home = facts.firm_nation[places] == facts.chn
    grown = power(_research_ratio(world, month), month.assume("eda_research_elasticity"))
    left = _left(world, month, month, places) / np.maximum(_left(world, month, policy_at(facts.date), places), LEAST)
    open_market = inside * grown[:, :1]
    sold = open_market * np.where(
        home, 1.0, np.minimum(left, 1.0) * (1.0 - firms.listed) * pick(sales_left(world, month), places)
    )
    barred = (open_market - sold).sum(axis=1, keepdims=True)
    share = np.where(home, inside, 0.0) / inside[home].sum()
    china = sold + month.assume("eda_substitution") * barred * share
    return places, china + outside * grown[:, 1:], china


LEAST = 0.05


def _left(world: World, month: Month, levers: Levers, places: Ints) -> Array:
    """Share of its sales in China that law leaves each house, ``(run, house)``."""
    facts = world.facts
    law, hits = levers.lever("eda_export_control"), month.targets("eda_export_control")[:, facts.chn]
    own = pick(law * hits, facts.firm_nation[places])
    leader = law[:, facts.usa : facts.usa + 1] * hits[facts.usa] * pick(world.firms.compliance, places)
    return np.asarray(1.0 - np.maximum(own, leader))


def _research_ratio(world: World, month: Month) -> Array:
    """Research of chip designers over that of the first month, in China and elsewhere, ``(run, 2)``."""
    facts, firms = world.facts, world.firms
    designers, home = facts.role("chip_designer"), facts.firm_nation == facts.chn
    groups = (np.flatnonzero(designers & home), np.flatnonzero(designers & ~home))
    now = np.stack([pick(firms.research, group).sum(axis=1) for group in groups], axis=1)
    # the first month's research is known at its end
    firms.design_start = np.where(month.index <= 1, now, firms.design_start)
    return safe_divide(now, firms.design_start, 1.0)


def _software(facts: Facts) -> tuple[Ints, Array, Array]:
    return _books_of(facts, "eda_ip")


def networks(world: World, month: Month) -> Books:
    """Makers of networks share a slowly changing market by the installed base of their side's stack, by GDP of place.

    Abroad Chinese makers earn ``start x sum(GDP b_cn) / start's`` and all others the same with ``1 - b_cn``; sanctions
    cost foreign makers sales in China.
    """
    facts, market = world.facts, np.exp(month.assume("network_market_growth") * month.index / 12.0)
    places, outside, inside = facts.once(_networks)
    home = facts.firm_nation[places] == facts.chn
    gdp = np.where(facts.is_chn, 0.0, world.economy.gdp)
    start = np.where(facts.is_chn, 0.0, facts.tables.gdp)
    chinese = safe_divide((gdp * world.stacks.base[:, CN_STACK]).sum(axis=1), gdp.sum(axis=1))[:, None]
    usual = (start * world.stacks.base_start[:, CN_STACK]).sum(axis=1, keepdims=True) / start.sum()
    share = np.where(home, chinese / usual, (1.0 - chinese) / (1.0 - usual))
    china = inside * np.where(home, 1.0, (1.0 - world.firms.listed) * pick(sales_left(world, month), places)) * market
    return places, china + outside * share * market, china


def _networks(facts: Facts) -> tuple[Ints, Array, Array]:
    return _books_of(facts, "standards_other")


def _books_of(facts: Facts, role: str) -> tuple[Ints, Array, Array]:
    """Places of a role, revenue outside and inside China at the start."""
    places = np.flatnonzero(facts.role(role))
    earned, share = facts.firm_share[places] * facts.market[f"role_revenue_{role}"], facts.firm_china_share[places]
    return places, earned * (1.0 - share), earned * share
