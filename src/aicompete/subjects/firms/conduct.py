"""Firms: earn, research, and choose a side between two powers' penalties."""

from __future__ import annotations

import numpy as np

from aicompete.rules import approach, grouped_sum, half_life_to_rate, hedged_compliance, research_spending, safe_divide
from aicompete.subjects.firms import earnings, sites
from aicompete.subjects.mechanism import Month, mechanism
from aicompete.subjects.state import World
from aicompete.world.columns import Array, pick
from aicompete.world.facts import Facts

INNOVATORS = ("chip_designer", "foundry", "memory", "equipment", "eda_ip")


@mechanism(
    "firms",
    levers=tuple(
        dict.fromkeys(
            (*earnings.LEVERS, *sites.SITE_LEVERS, "firm_hedging", "ally_control_pressure", "entity_sanctions")
        )
    ),
    assumptions=(
        *earnings.ASSUMPTIONS,
        *sites.SITE_ASSUMPTIONS,
        "foreign_lab_share",
        "research_share",
        "research_half_life",
        "research_trend_half_life",
        "firm_compliance_half_life",
        "home_penalty_scale",
        "home_penalty_base",
        "rival_penalty_scale",
        "hedge_scale",
        "least_hedging",
    ),
    covers=("M24", "M34", "M95", "M96"),
)
def run_firms(world: World, month: Month) -> None:
    """Move sites, book revenue, set research and compliance."""
    sites.move_sites(world, month)
    earnings.earn(world, month)
    _research(world, month)
    _comply(world, month)


def _research(world: World, month: Month) -> None:
    """Research follows revenue less what moving sites costs; a nation's ideas follow its firms' research over a trend.

    China's ideas also live on the laboratories of foreign firms, as far as these stay.
    """
    facts, firms = world.facts, world.firms
    spending = research_spending(np.maximum(firms.revenue - firms.moving_cost, 0.0), month.assume("research_share"))
    fast = half_life_to_rate(month.assume("research_half_life"))
    slow = half_life_to_rate(month.assume("research_trend_half_life"))
    first = month.index == 0
    firms.research = spending if first else approach(firms.research, spending, fast)
    firms.research_trend = spending if first else approach(firms.research_trend, firms.research, slow)
    counted = facts.role(*INNOVATORS)
    own = _by_nation(world, firms.research * counted, firms.research_trend * counted)
    gone = month.assume("foreign_lab_share") * moved_away(world)[:, None]
    world.capability.science = own * (1.0 - gone * facts.is_chn)


def moved_away(world: World) -> Array:
    """Part of the foreign research and supply in China that has moved away, by sales there at the start, ``(run,)``."""
    return np.asarray(np.einsum("rf,f->r", world.firms.relocated, world.facts.once(_stakes)[0]))


def moved_away_us(world: World) -> Array:
    """The same of US firms alone, ``(run,)``."""
    return np.asarray(np.einsum("rf,f->r", world.firms.relocated, world.facts.once(_stakes)[1]))


def _stakes(facts: Facts) -> Array:
    """Shares in the sales of foreign firms in China at the start, ``(2, F)``: of all of them, and of US firms."""
    sold = np.where(facts.role(*INNOVATORS), facts.firm_share * facts.firm_china_share, 0.0)
    foreign = np.stack([sold * (facts.firm_nation != facts.chn), sold * (facts.firm_nation == facts.usa)])
    return np.asarray(foreign / foreign.sum(axis=1, keepdims=True))


def _by_nation(world: World, value: Array, base: Array) -> Array:
    """Ratio of two firm columns summed by home nation, one where a nation has no firms, ``(run, N)``."""
    starts, nations = world.facts.firm_groups
    ratio = np.ones((value.shape[0], world.facts.n))
    ratio[:, nations] = safe_divide(grouped_sum(value, starts), grouped_sum(base, starts), 1.0)
    return ratio


def _comply(world: World, month: Month) -> None:
    """Firms outside the powers weigh the leader's penalty against sales in China and its sanctions (hedged choice).

    Who has nothing at stake goes along as far as its own government does.
    """
    facts, firms = world.facts, world.firms
    usa, chn = facts.usa, facts.chn
    stake = safe_divide(firms.revenue_china, firms.revenue)
    nation = facts.firm_nation
    side = pick(world.alliances.compliance[:, 0], nation)
    pressure = month.lever("ally_control_pressure")[:, usa : usa + 1]
    goal = hedged_compliance(
        stake,
        month.assume("home_penalty_scale") * pressure * (month.assume("home_penalty_base") + side),
        month.assume("rival_penalty_scale") * month.lever("entity_sanctions")[:, chn : chn + 1] * stake,
        month.assume("hedge_scale")
        * np.maximum(pick(month.lever("firm_hedging"), nation), month.assume("least_hedging")),
        side,
    )
    goal = np.where(nation == usa, 1.0, np.where(nation == chn, 0.0, goal))
    moved = approach(firms.compliance, goal, half_life_to_rate(month.assume("firm_compliance_half_life")))
    firms.compliance = goal if month.index == 0 else moved
