"""Home-made design tools: a plan with a date, money, and slips; a flow is no better than its weakest step."""

from __future__ import annotations

import numpy as np

from aicompete.rules import power
from aicompete.subjects.fabrication.programmes import programme_yield, years_of_plan
from aicompete.subjects.mechanism import Month
from aicompete.subjects.state import World
from aicompete.world.columns import Array
from aicompete.world.past_policy import policy_at

DESIGN_ASSUMPTIONS = ("design_slip", "design_money_returns", "design_weak_link")


def replace_design_tools(world: World, month: Month) -> None:
    """Home tools come to cover step after step of the design flow: ``h' = h + (1 - h_0) / (12 years x slip) x m^e``.

    years = from the start to the date of the plan; slip = time plans of this kind take over what was planned; m = what
    the fund is worth over the start's. Rebinds home_design.
    """
    fab, facts = world.fabrication, world.facts
    chn, before = facts.chn, policy_at(facts.date)
    worth = month.lever("domestic_stack_fund")[:, chn] * fab.programme_yield[:, 1]
    usual = before.lever("domestic_stack_fund")[:, chn] * programme_yield(month, before)[:, 1]
    money = power(worth / usual, month.assume("design_money_returns", 0))
    months = 12.0 * years_of_plan(world, month) * month.assume("design_slip", 0)
    pace = (1.0 - facts.market["cn_design_tools"]) / months
    fab.home_design = np.minimum(fab.home_design + pace * money, 1.0)


def design_freedom(world: World, month: Month) -> Array:
    """Part of a control of design software that home tools make good, over the start's, ``(run,)``: ``h^k``, k > 1."""
    weak = month.assume("design_weak_link", 0)
    start = power(world.facts.market["cn_design_tools"] * np.ones(month.runs), weak)
    return np.asarray((power(world.fabrication.home_design, weak) - start) / (1.0 - start))
