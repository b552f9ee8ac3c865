"""Three pillars: technology at home, what carries it, and the rules it sets abroad; the weakest limits the chain."""

from __future__ import annotations

import numpy as np

from aicompete.rules import loop_gain, power, safe_divide
from aicompete.subjects.mechanism import Month, mechanism
from aicompete.subjects.state import World
from aicompete.world.columns import Array, beside

HORIZON = 10.0
"""Years over which the loop is said to give back what is put in."""


@mechanism(
    "pillars",
    assumptions=("loop_return", "quality_weight", "software_growth", "stack_turnover", "stack_growth"),
    covers=("M70", "M99"),
)
def chain_pillars(world: World, month: Month) -> None:
    """Each power's pillars over the start's, the weakest of them, and what users abroad give back to research.

    Technology = own part of the capability of both; infrastructure = powered part of the compute that stands in both;
    rules = own part of the global standard. ``pace = (users abroad / those at the start)^e``: users abroad pay, report
    faults and bring developers. Loop gain: the part of a push on software that comes back within ten years (rule
    ``loop_gain``), with the weight of quality in the choice of a stack times what is not one's own yet as the pull.
    """
    pillars = world.pillars
    raw = _raw(world)
    users = _abroad(world)
    if month.index == 0:
        pillars.raw_start, pillars.users_start = raw, users
    pillars.index = raw / pillars.raw_start
    pillars.chain = pillars.index.min(axis=1)
    given_back = power(users / pillars.users_start, month.assume("loop_return"))
    places = np.arange(world.facts.n)
    pillars.pace = np.where(places == 0, given_back[:, :1], np.where(places == 1, given_back[:, 1:2], 1.0))
    pillars.gain = loop_gain(
        month.assume("loop_return"),
        month.assume("quality_weight") * (1.0 - users),
        month.assume("software_growth"),
        month.assume("stack_turnover") + month.assume("stack_growth"),
        HORIZON,
    )


def _raw(world: World) -> Array:
    """Technology, infrastructure and rules of the two powers, ``(run, pillar, power)``."""
    level = world.capability.level[:, :2]
    edge = 0.5 * (1.0 + np.tanh(0.5 * np.log(10.0) * (level - level[:, ::-1])))
    ready = np.minimum(safe_divide(world.power.connected, world.power.need, 1.0), 1.0)
    stands = (world.compute.hosted * ready)[:, :2]
    carried = stands / world.compute.hosted[:, :2].sum(axis=1, keepdims=True)
    return beside(edge, carried, world.stacks.standard_share[:, :2])


def _abroad(world: World) -> Array:
    """GDP-weighted base of each power's stack outside that power, ``(run, power)``."""
    gdp, base = world.economy.gdp, world.stacks.base[:, :2]
    size = base * gdp[:, None, :]
    whole = gdp.sum(axis=1, keepdims=True) - gdp[:, :2]
    own = np.stack([size[:, 0, 0], size[:, 1, 1]], axis=1)
    return np.asarray((size.sum(axis=2) - own) / whole)
