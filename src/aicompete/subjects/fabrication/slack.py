"""Second sources that China's chain keeps on purpose: they cost growth now and cover sudden losses later."""

from __future__ import annotations

import numpy as np

from aicompete.rules import approach
from aicompete.subjects.fabrication.tools import tools_at_hand
from aicompete.subjects.mechanism import Month
from aicompete.subjects.state import World
from aicompete.world.columns import Array
from aicompete.world.past_policy import Levers, policy_at

REDUNDANCY = "redundancy_share"
SLACK_ASSUMPTIONS = ("redundancy_scale", "redundancy_time", "loss_memory")


def keep_slack(world: World, month: Month) -> None:
    """Second sources are qualified over years, ``cover = 1 - exp(-share / scale)``, and lost as slowly.

    What can be had of tools is compared with what was usual: a loss is sudden until makers have grown used to it.
    Rebinds slack and tools_usual.
    """
    fab, chn = world.fabrication, world.facts.chn
    wanted = covered(month, month, chn)
    fab.slack = approach(fab.slack, wanted, 1.0 / (12.0 * month.assume("redundancy_time", 0)))
    now = tools_at_hand(world)
    usual = now if month.index == 0 else fab.tools_usual
    fab.tools_usual = approach(usual, now, 1.0 / (12.0 * month.assume("loss_memory", 0)))


def covered(month: Month, levers: Levers, chn: int) -> Array:
    """Part of a sudden loss that second sources cover in the long run, ``(run,)``."""
    share = levers.lever(REDUNDANCY)[:, chn]
    return np.asarray(1.0 - np.exp(-share / month.assume("redundancy_scale", 0)))


def secured_tools(world: World) -> Array:
    """Share of the tools wanted for advanced nodes that can be had, a sudden loss partly covered, ``(run,)``."""
    fab, now = world.fabrication, tools_at_hand(world)
    return np.asarray(now + fab.slack * np.maximum(fab.tools_usual - now, 0.0))


def growth_kept(world: World, month: Month) -> Array:
    """Growth of Chinese capacity over that with the slack of before the start: spares stand, ``(1 or run,)``."""
    chn, before = world.facts.chn, policy_at(world.facts.date)
    return np.asarray((1.0 - month.lever(REDUNDANCY)[:, chn]) / (1.0 - before.lever(REDUNDANCY)[:, chn]))
