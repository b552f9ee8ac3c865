"""What leaks from the leader, channel by channel: papers and people, closed models, open models."""

from __future__ import annotations

import numpy as np

from aicompete.rules import safe_divide
from aicompete.subjects.mechanism import Month
from aicompete.subjects.state import World
from aicompete.world.columns import Array, beside
from aicompete.world.powers import of_powers

CLAUSES = "open_source_weaponisation"
YEAR = 12
OPENNESS_LEVERS = ("open_source_push", CLAUSES, "model_weight_control", "talent_restriction")
OPENNESS_ASSUMPTIONS = (
    "diffusion",
    "release_delay",
    "open_push_gain",
    "weight_control_loss",
    "talent_loss",
    "clause_bite",
    "fork_rate",
    "fork_return",
)


def openness(world: World, month: Month, leader: Array) -> Array:
    """Leak k from the leader to every nation, ``(run, N)``: ``k_0 [(1 - w) + w (1 - shut) (1 - v) + (w + g) v] t``.

    w = part of the leak that goes through closed models (answers to learn from, weights that get out), which a weight
    control shuts; v = how near the best open model stands to the leader, seen from the follower (1: as good, 0: no
    better than its own), g = what open weights add to closed ones; t = what talent limits leave. The nearer the open
    models, the less is left for a weight control to stop. Rebinds leak_closed, leak_open.
    """
    capability, usa = world.capability, world.facts.usa
    _fork(world, month)
    best = _open_level(world, month)
    behind = np.maximum(leader - capability.level, 0.0)
    near = np.clip(safe_divide(best - capability.level, behind), 0.0, 1.0)
    shut = month.lever("model_weight_control")[:, usa : usa + 1] * month.targets("model_weight_control")[usa]
    kept_out = month.lever("talent_restriction")[:, usa : usa + 1] * month.targets("talent_restriction")[usa]
    through = month.assume("weight_control_loss")
    base = month.assume("diffusion") * (1.0 - month.assume("talent_loss") * kept_out)
    capability.leak_closed = base * through * (1.0 - shut) * (1.0 - near)
    capability.leak_open = base * (through + month.assume("open_push_gain")) * near
    return np.asarray(np.minimum(base * (1.0 - through) + capability.leak_closed + capability.leak_open, 1.0))


def _open_level(world: World, month: Month) -> Array:
    """Level of the best open model that a nation may use, ``(run, N)``: own models are released later, or less of them.

    ``O_j = C_j - delay (1 - push_j) g``, g = growth of the leader over the past year. Clauses of a power keep its
    targets from its models and projects as far as they bite and no fork goes on without them.
    """
    capability, facts = world.capability, world.facts
    path = capability.leader_path
    gap = month.assume("release_delay") * (path[:, -1:] - path[:, -1 - YEAR : -YEAR])
    released = np.where(facts.is_rest, -np.inf, capability.level - gap * (1.0 - month.lever("open_source_push")))
    capability.open_level = released[:, :-1].max(axis=1, keepdims=True)
    others = np.where(facts.is_power, -np.inf, released).max(axis=1, keepdims=True)
    barred = of_powers(month.lever(CLAUSES)) * month.targets(CLAUSES)[:2]
    biting = month.assume("clause_bite", 2) * gap[..., None] * (1.0 - capability.forks[..., None])
    theirs = (released[:, :2, None] - biting * barred).max(axis=1)
    return np.asarray(np.maximum(theirs, others))


def _fork(world: World, month: Month) -> None:
    """Users whom clauses threaten go on without the giver; few come back: ``f' = f + (a w (1 - f) - r f) / 12``."""
    capability = world.capability
    clauses = month.lever(CLAUSES)[:, :2]
    leaving = month.assume("fork_rate") * clauses * (1.0 - capability.forks)
    returning = month.assume("fork_return") * capability.forks
    capability.forks = capability.forks + (leaving - returning) / 12.0
    worth = beside(capability.level[:, 0], capability.level[:, 1])
    kept = np.exp(np.log(10.0) * (worth - worth.max(axis=1, keepdims=True))) * (1.0 - capability.forks)
    kept = kept * month.lever("open_source_push")[:, :2]
    capability.open_following = safe_divide(kept, kept.sum(axis=1, keepdims=True))
