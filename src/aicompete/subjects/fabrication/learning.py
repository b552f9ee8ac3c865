"""Chinese makers learn by doing: yield with wafers, home tools with their sales, memory with stacks."""

from __future__ import annotations

import numpy as np

from aicompete.rules import approach, doublings, learned_share
from aicompete.subjects.fabrication.tools import home_tools_sold
from aicompete.subjects.mechanism import Month
from aicompete.subjects.state import World
from aicompete.world.columns import Array, pick

LEARNING_LEVERS = ("sme_subsystem_control", "coordination")
LEARNING_ASSUMPTIONS = (
    "yield_learning",
    "yield_ceiling",
    "home_tool_learning",
    "home_memory_learning",
    "home_memory_yield_ceiling",
    "forced_innovation_gain",
    "subsystem_drag",
)


def learn(world: World, month: Month, running: Array) -> None:
    """Every doubling of what was ever made closes a part of the gap that is left (rule ``learned_share``).

    running (run, N): share of the capacity that works. Yield learns from the wafers of all advanced lines and needs
    tools; home toolmakers learn from their sales, which foreign tools cut where fabs may buy them, faster where these
    are denied and the state coordinates, and slower without foreign parts; memory learns from the stacks that its lines
    start.
    """
    fab, firms, facts = world.fabrication, world.firms, world.facts
    chn = facts.chn
    wafers = pick(firms.capacity, facts.makers.home_foundries).sum(axis=1) * running[:, chn]
    stacks = fab.memory_home / np.maximum(fab.memory_yield, LEAST_YIELD)
    sales = home_tools_sold(world, month)
    can = fab.home_tools + (1.0 - fab.home_tools) * world.permissions.tool_access
    new = doublings(fab.wafers_ever, wafers) * can
    fab.yield_home = _closer(fab.yield_home, month.assume("yield_ceiling", 0), month.assume("yield_learning", 0), new)
    new = doublings(fab.stacks_ever, stacks) * can
    ceiling, part = month.assume("home_memory_yield_ceiling", 0), month.assume("home_memory_learning", 0)
    fab.memory_yield = _closer(fab.memory_yield, ceiling, part, new)
    new = doublings(fab.tools_ever, sales) * _effort(world, month)
    fab.home_tools = _closer(fab.home_tools, 1.0, month.assume("home_tool_learning", 0), new)
    fab.wafers_ever = fab.wafers_ever + wafers
    fab.stacks_ever = fab.stacks_ever + stacks
    fab.tools_ever = fab.tools_ever + sales


LEAST_YIELD = 1e-3


def _closer(level: Array, ceiling: Array | float, part: Array, new: Array) -> Array:
    """The level after ``new`` doublings; one above its ceiling stays: nothing is unlearned."""
    return approach(level, np.maximum(ceiling, level), learned_share(part, new))


def _effort(world: World, month: Month) -> Array:
    """How much more a sale teaches toolmakers who replace what is denied, ``(run,)``; less without foreign parts."""
    usa, chn = world.facts.usa, world.facts.chn
    denied = 1.0 - world.permissions.tool_access
    forced = 1.0 + month.assume("forced_innovation_gain", 0) * denied * month.lever("coordination")[:, chn]
    parts = month.lever("sme_subsystem_control")[:, usa] * month.targets("sme_subsystem_control")[usa, chn]
    return np.asarray(forced * (1.0 - month.assume("subsystem_drag", 0) * parts))
