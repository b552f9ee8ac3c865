"""Safety in the month: what rules ask, how careful labs are, what goes wrong, and who stops."""

from __future__ import annotations

import numpy as np

from aicompete.rules import precaution_public
from aicompete.subjects.mechanism import Month, mechanism
from aicompete.subjects.safety import incidents, security, watch
from aicompete.subjects.state import World
from aicompete.world.columns import Array, Stream
from aicompete.world.past_policy import Levers, policy_at

LEVERS = ("dereg", "gov_capacity_cut", "coop_channel")
ASSUMPTIONS = (
    "rule_reach",
    "incident_response",
    "race_excuse",
    "skimping_gain",
    "home_lead",
    "home_enmity",
    "rival_enmity",
    "precaution_cost",
)

MOST_CARE = 0.95
"""No lab finds all of its flaws, however careful."""


@mechanism(
    "safety",
    levers=tuple(dict.fromkeys((*LEVERS, *watch.LEVERS, *incidents.LEVERS, *security.LEVERS))),
    assumptions=tuple(dict.fromkeys((*ASSUMPTIONS, *watch.ASSUMPTIONS, *incidents.ASSUMPTIONS, *security.ASSUMPTIONS))),
    streams=(Stream("incident", ("site",)), Stream("damage", ("site",))),
    covers=("M71", "M78", "M85", "M86", "M87", "M88"),
)
def keep_safe(world: World, month: Month) -> None:
    """Labs take the care that rules ask for and that their lead allows; care costs speed, and its lack is stored up.

    ``care = r + (1 - r) s`` with r = what rules ask and s = the race rule (the leader's lead over the next team, at
    home or abroad, over enmity). Governments tighten after incidents, and less when the rival is close. Software grows
    at ``(1 - cost (care - care at the start))``, and not at all in a stop.
    """
    safety = world.safety
    if month.index == 0:
        before = policy_at(world.facts.date)
        safety.level_before = safety.level_start = world.capability.level
        safety.stance = np.broadcast_to(before.lever("dereg"), safety.flaws.shape)
        safety.precaution_start = _care(world, before, month, safety.stance)
        watch.settle(world, before, month)
        security.settle(world, before, month)
    safety.stance = _stance(world, month)
    safety.precaution = _care(world, month, month, safety.stance)
    incidents.happen(world, month)
    watch.look(world, month)
    security.guard(world, month)
    slower = month.assume("precaution_cost") * (safety.precaution - safety.precaution_start)
    safety.pace = (1.0 - slower) * (1.0 - safety.halt)
    safety.level_before = world.capability.level


def _stance(world: World, month: Month) -> Array:
    """Deregulation in force: ``(d + what backers buy)(1 - a m / (1 + m) (1 - x close))``.

    m = incidents the public remembers; close = how near the best rival is, ``exp(-gap / g)``, in both directions: who
    may lose the lead, and who may win it, hears that rules can wait. It counts for those who race, by their rank.
    """
    level = world.capability.level
    best = level[:, :-1].max(axis=1, keepdims=True)
    second = np.where(level[:, :-1] >= best, -np.inf, level[:, :-1]).max(axis=1, keepdims=True)
    gap = np.where(level >= best, best - second, best - level)
    close = np.exp(-gap / month.assume("skimping_gain"))
    weight = world.safety.recalled / (1.0 + world.safety.recalled)
    answer = month.assume("incident_response") * weight * (1.0 - month.assume("race_excuse") * close)
    announced = np.clip(month.lever("dereg") + world.politics.favour, 0.0, 1.0)
    return np.asarray(announced * (1.0 - answer))


def _care(world: World, levers: Levers, month: Month, stance: Array) -> Array:
    """Care that labs take, ``(run, N)``: what rules ask where there are officials to ask, and what the race leaves."""
    asked = month.assume("rule_reach") * (1.0 - stance) * (1.0 - levers.lever("gov_capacity_cut"))
    return np.asarray(np.minimum(asked + (1.0 - asked) * _race(world, levers, month), MOST_CARE))


def _race(world: World, levers: Levers, month: Month) -> Array:
    """Care that the race leaves to the leading lab of each nation: the smaller of what either rival leaves it.

    At home the next lab is a usual distance behind; abroad it is the best of the other nations. Enmity to the rival
    falls as the powers talk. Gaps are in units of what full skimping gains.
    """
    level, unit = world.capability.level, month.assume("skimping_gain")
    best = level[:, :-1].max(axis=1, keepdims=True)
    second = np.where(level[:, :-1] >= best, -np.inf, level[:, :-1]).max(axis=1, keepdims=True)
    lead = np.where(level >= best, best - second, 0.0)
    talks = levers.lever("coop_channel")[:, :2].mean(axis=1, keepdims=True)
    enmity = month.assume("rival_enmity") * (1.0 - talks) * world.rivalry.fear
    abroad = precaution_public(lead / unit, np.maximum(enmity, 0.01))
    at_home = precaution_public(month.assume("home_lead") / unit, month.assume("home_enmity"))
    return np.asarray(np.minimum(abroad, at_home))
