"""Capability: effective compute of one's own, blended with what diffuses from the leader."""

from __future__ import annotations

import numpy as np

from aicompete.rules import leader_follower_step, power
from aicompete.subjects.capability.openness import OPENNESS_ASSUMPTIONS, OPENNESS_LEVERS, openness
from aicompete.subjects.mechanism import Month, mechanism
from aicompete.subjects.state import World
from aicompete.world.columns import Stream


@mechanism(
    "capability",
    levers=OPENNESS_LEVERS,
    assumptions=(
        "software_growth",
        "software_returns",
        "own_compute_pull",
        "talent_brake",
        "capability_shock",
        *OPENNESS_ASSUMPTIONS,
    ),
    streams=(Stream("capability", ("nation",)),),
    covers=("M15", "M30", "M33", "M43", "M44", "M45", "M46", "M48", "M52"),
)
def advance_capability(world: World, month: Month) -> None:
    """``dC = own growth + theta (own - C) + k theta max(leader - C, 0)`` in log10 effective compute.

    Own level = log10 of used compute, software, and what ways of training, public data and quantum computing add;
    openness k is the sum of what leaks through papers and people, closed models and open models. The leader's path is
    kept, for the lag is looked up in its own past.
    """
    capability, facts = world.capability, world.facts
    usa = facts.usa
    talent = month.lever("talent_restriction")[:, usa : usa + 1]
    brain = power(world.capability.science, month.assume("software_returns"))
    drained = 1.0 - month.assume("talent_brake") * talent * (np.arange(facts.n) == usa)
    policed, paced = 1.0 - world.training.drag, world.data.factor * world.development.pace
    at_home = world.safety.pace * world.states.pace * world.science.pace
    at_home = at_home * world.rivalry.pace * world.pillars.pace
    growth = month.assume("software_growth") / 12.0 * brain * drained * policed * paced * at_home
    capability.software = (
        capability.software
        + growth
        + world.development.skill
        + month.assume("capability_shock") * month.noise("capability") * ~facts.is_rest
    )
    before = capability.own_level
    gained = world.training.spread_gain + world.training.data_gain + world.quantum.gain
    capability.own_level = np.log10(world.compute.used) + capability.software + gained
    leader = capability.level[:, :-1].max(axis=1, keepdims=True)
    learned = openness(world, month, leader) * (1.0 + world.institutions.skill)
    learned = learned * world.safety.theft * world.rivalry.spill
    running = 1.0 - world.safety.halt
    capability.level = leader_follower_step(
        capability.level,
        capability.own_level,
        (capability.own_level - before) * running,
        leader,
        month.assume("own_compute_pull") / 12.0 * running,
        np.minimum(learned, 1.0),
    )
    now = capability.level[:, :-1].max(axis=1, keepdims=True)
    capability.leader_path = np.concatenate([capability.leader_path[:, 1:], now], axis=1)
