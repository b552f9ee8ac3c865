"""What agents expect: announcements lead rules by days, so beliefs rise at each control and fade."""

from __future__ import annotations

import numpy as np

from aicompete.rules import half_life_to_rate
from aicompete.subjects.mechanism import Month, mechanism
from aicompete.subjects.state import World
from aicompete.world.columns import Array

OTHER_MEASURES = ("sme_export_control", "hbm_export_control", "entity_list_reach")


@mechanism(
    "beliefs",
    levers=("chip_export_control", "mineral_licence_strictness", *OTHER_MEASURES),
    assumptions=("belief_half_life", "belief_gain", "belief_floor", "belief_spillover"),
    covers=("M20", "M27"),
)
def form_beliefs(world: World, month: Month) -> None:
    """Expected tightening jumps when a control rises and decays toward a floor that rivalry keeps alive.

    ``b' = f + (b - f) 2^(-1/h) + g rise (1 - b)``, ``f`` = floor x level. For chips, steps of other measures against
    the same buyer, and of its own mineral licences, count in part: they show that the quarrel goes on.
    """
    beliefs = world.beliefs
    chips = _level(month, "chip_export_control")
    licences = month.lever("mineral_licence_strictness")
    minerals = licences.max(axis=-1)
    others = sum((_level(month, name) for name in OTHER_MEASURES), start=licences.max(axis=1))
    first = 1.0 - beliefs.seen[:, None]
    rise = _rise(chips, beliefs.chip_level) + month.assume("belief_spillover") * _rise(others, beliefs.other_level)
    beliefs.chips = _update(month, beliefs.chips, chips, rise, first)
    beliefs.minerals = _update(month, beliefs.minerals, minerals, _rise(minerals, beliefs.mineral_level), first)
    beliefs.chip_level = np.broadcast_to(chips, beliefs.chips.shape)
    beliefs.other_level = np.broadcast_to(others, beliefs.chips.shape)
    beliefs.mineral_level = np.broadcast_to(minerals, beliefs.minerals.shape)
    beliefs.seen = np.ones_like(beliefs.seen)


def _level(month: Month, name: str) -> Array:
    """The strictest measure of that name among those whose chip controls hit each nation, ``(1 or run, N)``."""
    return np.asarray((month.lever(name)[:, :, None] * month.targets("chip_export_control")[None]).max(axis=1))


def _rise(level: Array, last: Array) -> Array:
    return np.maximum(level - last, 0.0)


def _update(month: Month, belief: Array, level: Array, rise: Array, first: Array) -> Array:
    """Belief after a month; in the first one it settles at its floor."""
    floor = month.assume("belief_floor") * level
    before = np.where(first > 0.0, floor, belief)
    fade = half_life_to_rate(month.assume("belief_half_life"))
    jump = np.where(first > 0.0, 0.0, month.assume("belief_gain") * rise * (1.0 - before))
    return np.minimum(before + fade * (floor - before) + jump, 1.0)
