"""What agents expect: announcements lead rules by days, so beliefs rise at each control and fade."""

from __future__ import annotations

from functools import cache

import numpy as np

from aicompete.rules import approach, half_life_to_rate
from aicompete.subjects.mechanism import Month, mechanism
from aicompete.subjects.state import World
from aicompete.world.columns import Array
from aicompete.world.facts import Facts
from aicompete.world.past_policy import Levers, policy_at

REMEMBERED = 48
"""Months of the record that beliefs are built up from: some three half-lives; what came before has faded."""
OTHER_MEASURES = ("sme_export_control", "hbm_export_control", "entity_list_reach")


@mechanism(
    "beliefs",
    levers=(
        "chip_export_control",
        "mineral_licence_strictness",
        "mineral_announced_strictness",
        "mineral_suspended_strictness",
        "entity_list_suspended",
        "decoupling_bill_threat",
        "decoupling_bill_passed",
        *OTHER_MEASURES,
    ),
    assumptions=("belief_half_life", "belief_gain", "belief_floor", "belief_spillover", "law_news_half_life"),
    covers=("M20", "M27", "M34"),
)
def form_beliefs(world: World, month: Month) -> None:
    """Expected tightening jumps when a control rises and decays toward a floor that rivalry keeps alive.

    ``b' = f + (b - f) 2^(-1/h) + g rise (1 - b)``, ``f`` = floor x level. For chips, steps of other measures against
    the same buyer, and of its own mineral licences, count in part: they show that the quarrel goes on. A run begins
    with what the record of the years before it has taught. An announced rule counts from its announcement, and what a
    truce holds back counts by the chance that the truce is over or about to end. Firms come to share the odds that are
    given to a decoupling law; once passed it is certain.
    """
    if month.index == 0:
        _recall(world, month)
    seen = half_life_to_rate(month.assume("law_news_half_life"))
    heard = approach(world.beliefs.law, month.lever("decoupling_bill_threat"), seen)
    world.beliefs.law = np.maximum(heard, month.lever("decoupling_bill_passed"))
    _hear(world, month, month, np.maximum(world.truce.lapsed, world.truce.doubt))


def _recall(world: World, month: Month) -> None:
    """Beliefs at the start: what the record of the levers over the years before has taught, month by month."""
    for date in _months_before(world.facts.date):
        _hear(world, month, policy_at(date), np.zeros(month.runs))
    world.beliefs.chips_start, world.beliefs.minerals_start = world.beliefs.chips, world.beliefs.minerals


@cache
def _months_before(start: str) -> tuple[str, ...]:
    """The months by whose first day the record of ``REMEMBERED`` months ran, the start last."""
    year, month = map(int, start.split("-"))
    last = 12 * year + month - 1
    return tuple(f"{at // 12:04d}-{at % 12 + 1:02d}" for at in range(last - REMEMBERED, last + 1))


def _hear(world: World, month: Month, levers: Levers, feared: Array) -> None:
    """One month of news: the levers in force against those of the month before; feared = end of a truce, (run,)."""
    beliefs = world.beliefs
    chips = _level(levers, month, "chip_export_control")
    licences = np.maximum(levers.lever("mineral_licence_strictness"), levers.lever("mineral_announced_strictness"))
    held_back = np.maximum(levers.lever("mineral_suspended_strictness") - licences, 0.0)
    licences = licences + feared[:, None, None] * held_back
    minerals = (licences * world.facts.once(_weight_of_issuers)).max(axis=-1)
    others = sum((_level(levers, month, name) for name in OTHER_MEASURES), start=licences.max(axis=1))
    others = others + feared[:, None] * _level(levers, month, "entity_list_suspended")
    rise = _rise(chips, beliefs.chip_level) + month.assume("belief_spillover") * _rise(others, beliefs.other_level)
    beliefs.chips = _update(month, beliefs.chips, chips, rise)
    beliefs.minerals = _update(month, beliefs.minerals, minerals, _rise(minerals, beliefs.mineral_level))
    beliefs.chip_level = np.broadcast_to(chips, beliefs.chips.shape)
    beliefs.other_level = np.broadcast_to(others, beliefs.chips.shape)
    beliefs.mineral_level = np.broadcast_to(minerals, beliefs.minerals.shape)


def _weight_of_issuers(facts: Facts) -> Array:
    """Refining of each nation over that of the largest, ``(mineral, N)``: who refines nothing scares nobody."""
    share = facts.tables.refine_share
    return np.asarray(share / share.max(axis=1, keepdims=True))


def _level(levers: Levers, month: Month, name: str) -> Array:
    """The strictest measure of that name among those whose chip controls hit each nation, ``(1 or run, N)``."""
    return np.asarray((levers.lever(name)[:, :, None] * month.targets("chip_export_control")[None]).max(axis=1))


def _rise(level: Array, last: Array) -> Array:
    return np.maximum(level - last, 0.0)


def _update(month: Month, belief: Array, level: Array, rise: Array) -> Array:
    """Belief after a month: it goes back toward its floor, and jumps with what is new."""
    floor = month.assume("belief_floor") * level
    fade = half_life_to_rate(month.assume("belief_half_life"))
    jump = month.assume("belief_gain") * rise * (1.0 - belief)
    return np.minimum(belief + fade * (floor - belief) + jump, 1.0)
