"""Which limit held each month: the stage that was short, or demand where lines stood idle."""

from __future__ import annotations

import numpy as np

from aicompete.subjects.mechanism import Metric
from aicompete.subjects.state import World
from aicompete.world.columns import Array

STAGES = (("wafers", "wafers (China: dies)"), ("packaging", "advanced packaging"), ("memory", "high-bandwidth memory"))
POOLS = (("open", "the open foundries"), ("home", "Chinese foundries"))
FULL = 1.0 - 1e-9


def binding(world: World) -> Array:
    """1 where a limit held, ``(run, pool, limit)``: the stages of ``STAGES``, then demand.

    The shortest stage holds while orders wait; stages that are equal but for rounding hold together; where all orders
    were shipped, demand was the limit.
    """
    fab = world.fabrication
    stages = np.stack([fab.front_end, fab.packaging, fab.memory], axis=2)
    waiting = (world.chips.fill < FULL)[..., None]
    shortest = stages * FULL <= stages.min(axis=2, keepdims=True)
    return np.concatenate([np.where(waiting, shortest, False), ~waiting], axis=2).astype(np.float64)


METRICS: tuple[Metric, ...] = tuple(
    Metric(
        f"limit_{pool}_{limit}",
        "share",
        f"{words} limited what {who} shipped (1) or not (0)",
        "series",
        binding,
        (i, k),
    )
    for i, (pool, who) in enumerate(POOLS)
    for k, (limit, words) in enumerate((*STAGES, ("demand", "orders")))
)
