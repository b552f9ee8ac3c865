"""What agents expect: announcements lead rules by days, so beliefs rise at each control and fade."""

from __future__ import annotations

import numpy as np

from aicompete.mechanisms.base import Month, mechanism
from aicompete.rules import half_life_to_rate
from aicompete.world.columns import Array
from aicompete.world.state import World


@mechanism(
    "beliefs",
    levers=("chip_export_control", "mineral_licence_strictness"),
    assumptions=("belief_half_life", "belief_gain", "belief_floor"),
    covers=("M20", "M27"),
)
def form_beliefs(world: World, month: Month) -> None:
    """Expected tightening jumps when a control rises and decays toward a floor that rivalry keeps alive.

    ``b' = f + (b - f) 2^(-1/h) + g max(level - last, 0) (1 - b)``, ``f`` = floor x level.
    """
    beliefs = world.beliefs
    control = month.lever("chip_export_control")
    chips = (control[:, :, None] * month.targets("chip_export_control")[None]).max(axis=1)
    minerals = month.lever("mineral_licence_strictness").max(axis=-1)
    beliefs.chips, beliefs.chip_level = _update(month, beliefs.chips, chips, beliefs.chip_level, beliefs.seen)
    beliefs.minerals, beliefs.mineral_level = _update(
        month, beliefs.minerals, minerals, beliefs.mineral_level, beliefs.seen
    )
    beliefs.seen = np.ones_like(beliefs.seen)


def _update(month: Month, belief: Array, level: Array, last: Array, seen: Array) -> tuple[Array, Array]:
    level = np.broadcast_to(level, belief.shape)
    floor = month.assume("belief_floor") * level
    rise = np.maximum(level - last, 0.0) * seen[:, None]
    before = np.where(seen[:, None] > 0, belief, floor)
    fade = half_life_to_rate(month.assume("belief_half_life"))
    moved = before + fade * (floor - before) + month.assume("belief_gain") * rise * (1.0 - before)
    return np.minimum(moved, 1.0), level
