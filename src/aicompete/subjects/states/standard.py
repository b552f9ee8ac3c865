"""A federal standard over the states: the route it takes, the states that sue, and what is left of it."""

from __future__ import annotations

import numpy as np

from aicompete.rules import approach, logistic, share_above
from aicompete.subjects.mechanism import Month
from aicompete.subjects.state import World
from aicompete.subjects.states.state import state_facts
from aicompete.world.columns import Array
from aicompete.world.past_policy import PastPolicy

LEVERS = ("federal_preemption_route", "federal_preemption_strength")
ASSUMPTIONS = (
    "ndaa_odds",
    "standalone_odds",
    "preemption_opposition",
    "preemption_repeal",
    "order_reach",
    "order_weakness",
    "statute_weakness",
    "court_delay",
    "suit_cost",
    "suit_spread",
    "state_workaround",
)
NDAA, STANDALONE, ORDER = 1.0, 2.0, 3.0
"""Codes of the routes; 0 is none."""
DECEMBER = 11


def settle(world: World, month: Month, before: PastPolicy) -> Array:
    """First month: an order of before the start is in force; returns what it leaves of the states' laws at once."""
    usa, states = world.facts.usa, world.states
    by_order = np.where(before.lever("federal_preemption_route")[:, usa : usa + 1] == ORDER, 1.0, 0.0)
    states.order = by_order * before.lever("federal_preemption_strength")[:, usa : usa + 1] + 0.0 * states.order
    return np.asarray(1.0 - month.assume("order_reach") * states.order)


def override(world: World, month: Month) -> None:
    """Congress may pass what the route brings before it; states sue; courts stop a part after a while.

    Odds fall with the strength of the text. ``in fact = reach (1 - stopped)(1 - workaround S)`` with S = part of the
    economy in states that fight, which rises with what they would lose: a stronger text is fought harder, stopped
    more, and got round more, so its effect need not rise with it.
    """
    states, usa = world.states, world.facts.usa
    route = month.lever("federal_preemption_route")[:, usa : usa + 1]
    strength = month.lever("federal_preemption_strength")[:, usa : usa + 1]
    states.statute = _voted(world, month, route, strength)
    states.order = np.where(route == ORDER, strength, 0.0) + 0.0 * states.order
    by_order = month.assume("order_reach") * states.order
    reach = np.maximum(states.statute, by_order)
    threat = np.maximum(states.statute, states.order)
    states.suing = logistic((threat * states.ambition - month.assume("suit_cost")) / month.assume("suit_spread"))
    states.suing = states.suing * np.where(threat > 0.0, 1.0, 0.0)
    fighting = (state_facts().weight * states.suing).sum(axis=1, keepdims=True)
    weak = np.where(by_order > states.statute, month.assume("order_weakness"), month.assume("statute_weakness"))
    stopped = np.minimum(weak * threat * fighting * 2.0, 1.0)
    states.enjoined = approach(states.enjoined, stopped, 1.0 / (1.0 + month.assume("court_delay")))
    states.preempted = reach * (1.0 - states.enjoined) * (1.0 - month.assume("state_workaround") * fighting)


def _voted(world: World, month: Month, route: Array, strength: Array) -> Array:
    """Reach of the statute after this month: the defence act comes once a year, a bill of its own at any time.

    A law in force is as strong as its text was; a later Congress may undo it.
    """
    kept = world.states.statute * (1.0 - month.assume("preemption_repeal") / 12.0)
    willing = 1.0 - month.assume("preemption_opposition") * strength
    yearly = np.where(month.index % 12 == DECEMBER, month.assume("ndaa_odds"), 0.0)
    odds = np.where(route == NDAA, yearly, np.where(route == STANDALONE, month.assume("standalone_odds") / 12.0, 0.0))
    passes = share_above(month.noise("congress")) < odds * willing * world.politics.access
    return np.asarray(np.where(passes, np.maximum(kept, strength), kept))
