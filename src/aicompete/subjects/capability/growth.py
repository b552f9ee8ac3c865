"""Capability: effective compute of one's own, blended with what diffuses from the leader."""

from __future__ import annotations

import numpy as np

from aicompete.rules import leader_follower_step, power, safe_divide
from aicompete.subjects.mechanism import Month, mechanism
from aicompete.subjects.state import World
from aicompete.world.columns import Array, Stream


@mechanism(
    "capability",
    levers=("open_source_push", "model_weight_control", "talent_restriction"),
    assumptions=(
        "software_growth",
        "software_returns",
        "own_compute_pull",
        "diffusion",
        "open_push_gain",
        "weight_control_loss",
        "talent_loss",
        "talent_brake",
        "capability_shock",
    ),
    streams=(Stream("capability", ("nation",)),),
    covers=("M30", "M33", "M43", "M44"),
)
def advance_capability(world: World, month: Month) -> None:
    """``dC = own growth + theta (own - C) + k theta max(leader - C, 0)`` in log10 effective compute.

    Own level = log10 of used compute plus software; openness k rises with the open models of others and falls with
    talent controls, and with weight controls as far as models are not open anyway. The leader's path is kept, for the
    lag is looked up in its own past.
    """
    capability, facts = world.capability, world.facts
    usa = facts.usa
    talent = month.lever("talent_restriction")[:, usa : usa + 1]
    brain = power(world.capability.science, month.assume("software_returns"))
    drained = 1.0 - month.assume("talent_brake") * talent * (np.arange(facts.n) == usa)
    at_home = world.safety.pace * world.states.pace * world.science.pace
    at_home = at_home * world.rivalry.pace * world.pillars.pace
    growth = month.assume("software_growth") / 12.0 * brain * drained * at_home
    capability.software = (
        capability.software + growth + month.assume("capability_shock") * month.noise("capability") * ~facts.is_rest
    )
    before = capability.own_level
    capability.own_level = np.log10(world.compute.used) + capability.software
    leader = capability.level[:, :-1].max(axis=1, keepdims=True)
    push = _open_to_others(world, month)
    shut = month.lever("model_weight_control")[:, usa : usa + 1] * month.targets("model_weight_control")[usa]
    kept_out = talent * month.targets("talent_restriction")[usa]
    openness = (
        month.assume("diffusion")
        * (1.0 + month.assume("open_push_gain") * push)
        * (1.0 - month.assume("weight_control_loss") * shut * (1.0 - push))
        * (1.0 - month.assume("talent_loss") * kept_out)
        * world.safety.theft
        * world.rivalry.spill
    )
    running = 1.0 - world.safety.halt
    capability.level = leader_follower_step(
        capability.level,
        capability.own_level,
        (capability.own_level - before) * running,
        leader,
        month.assume("own_compute_pull") / 12.0 * running,
        np.minimum(openness, 1.0),
    )
    now = capability.level[:, :-1].max(axis=1, keepdims=True)
    capability.leader_path = np.concatenate([capability.leader_path[:, 1:], now], axis=1)


def _open_to_others(world: World, month: Month) -> Array:
    """How far the models of others are open, by what they are worth: ``sum_j v_j push_j / sum_j v_j``, ``(run, N)``.

    j = all others, v_j = their effective compute, ``10^level``: the best models count most, and nobody's own.
    """
    worth = power(10.0 + np.zeros_like(world.capability.level), world.capability.level - world.capability.level[:, :1])
    worth = worth * ~world.facts.is_rest
    shown = worth * month.lever("open_source_push")
    others = worth.sum(axis=1, keepdims=True) - worth
    return safe_divide(shown.sum(axis=1, keepdims=True) - shown, others)
