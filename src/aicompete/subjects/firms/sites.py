"""Where firms have their research and supply: a law against staying with the rival moves them before it is passed."""

from __future__ import annotations

import numpy as np

from aicompete.rules import approach, half_life_to_rate, relocation_share
from aicompete.subjects.mechanism import Month
from aicompete.subjects.state import World
from aicompete.world.columns import Array, pick
from aicompete.world.past_policy import policy_at

THREAT, PASSED = "decoupling_bill_threat", "decoupling_bill_passed"
SITE_LEVERS = (THREAT, PASSED)
SITE_ASSUMPTIONS = (
    "firm_relocation_sensitivity",
    "relocation_cost",
    "relocation_half_life",
    "law_deadline",
    "law_exemption",
    "presence_share",
)
MONTHS = 12.0


def move_sites(world: World, month: Month) -> None:
    """Firms leave China as far as the law they expect outweighs the cost of moving; under the law all but the exempt.

    The part that is worth moving is ``s* = 1 - exp(-k (p - p_0) x / c)`` (rule ``relocation_share``): p = chance of a
    law that its managers see, p_0 that of before the start, whose response is in the start figures; x = China's share
    of the firm's sales; c = cost of moving over a year's business in China. New sites take years, under a law the time
    that it leaves; nothing goes back. Rebinds relocated and moving_cost.
    """
    facts, firms = world.facts, world.firms
    hit = month.targets(THREAT)[:, facts.chn]
    rise = np.maximum(world.beliefs.law - policy_at(facts.date).lever(THREAT), 0.0) * hit
    forced = pick(month.lever(PASSED) * hit * np.ones((month.runs, 1)), facts.firm_nation)
    expected = pick(rise, facts.firm_nation)
    worth = relocation_share(
        expected, facts.firm_china_share, month.assume("relocation_cost"), month.assume("firm_relocation_sensitivity")
    )
    goal = np.maximum(worth, forced * (1.0 - month.assume("law_exemption")))
    usual = half_life_to_rate(month.assume("relocation_half_life") * MONTHS)
    hasty = half_life_to_rate(month.assume("law_deadline") / 3.0)  # all but an eighth in time
    moved = approach(firms.relocated, np.maximum(goal, firms.relocated), np.where(forced > 0.0, hasty, usual))
    stake = firms.revenue_china if month.index > 0 else np.zeros_like(firms.revenue_china)
    firms.moving_cost = month.assume("relocation_cost") * (moved - firms.relocated) * stake * MONTHS
    firms.relocated = moved


def sales_left(world: World, month: Month) -> Array:
    """Part of its sales in China that a firm keeps after moving, ``(run, F)``: some need people and stocks there."""
    return np.asarray(1.0 - month.assume("presence_share") * world.firms.relocated)
