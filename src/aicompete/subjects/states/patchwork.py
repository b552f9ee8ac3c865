"""The states in the month: they make laws, a federal standard overrides them, some resist, and firms bear the sum."""

from __future__ import annotations

import numpy as np

from aicompete.rules import half_life_to_rate, regime_fragmentation
from aicompete.subjects.mechanism import Month, mechanism
from aicompete.subjects.state import World
from aicompete.subjects.states import standard
from aicompete.subjects.states.state import state_facts
from aicompete.world.columns import Array, Stream
from aicompete.world.past_policy import Levers, policy_at

LEVERS = ("state_bill_rate", "state_pass_rate", "state_trade_defection", "state_industry_support")
ASSUMPTIONS = (
    "state_law_repeal",
    "state_law_wave",
    "state_incident_drive",
    "state_law_half",
    "patchwork_cost",
    "defection_weight",
    "industry_gain",
)
WAVE_MEMORY = 12.0
"""Half-life in months of a wave of attention; its spread is the assumption ``state_law_wave``."""


@mechanism(
    "states",
    levers=tuple(dict.fromkeys((*LEVERS, *standard.LEVERS))),
    assumptions=(*ASSUMPTIONS, *standard.ASSUMPTIONS),
    streams=(Stream("state_wave", ("one",)), Stream("congress", ("one",))),
    covers=("M72", "M73", "M74", "M75", "M76"),
)
def govern_states(world: World, month: Month) -> None:
    """Fifty legislatures pass laws; what stands of them after the federal standard is the patchwork.

    Bills go to states by their activity, and more of them while the public remembers incidents and where a state
    fights Washington; laws are rarely repealed. Fragmentation is ``1 - sum of squared shares`` of the economy by
    regime. It costs software growth; states that build for AI, and states that trade with China, act beside it.
    """
    states, usa = world.states, world.facts.usa
    before = policy_at(world.facts.date)
    if month.index == 0:
        left = standard.settle(world, month, before)
        states.fragmentation_start = _fragmentation(month, states.laws * left)
    _legislate(world, month)
    standard.override(world, month)
    states.standing = states.laws * (1.0 - states.preempted * (1.0 - 0.5 * states.suing))
    states.fragmentation = _fragmentation(month, states.standing)
    places = np.arange(world.facts.n) == usa
    slower = month.assume("patchwork_cost") * (states.fragmentation - states.fragmentation_start)
    states.pace = 1.0 - slower * places
    more = month.assume("industry_gain") * (_welcome(world, month) - _welcome(world, before))
    states.building = 1.0 + more * places
    weight = month.assume("defection_weight")
    states.enforcement = (1.0 - weight * _defect(world, month)) / (1.0 - weight * _defect(world, before))


def _legislate(world: World, month: Month) -> None:
    """Laws of each state after this month's sessions."""
    states, known, usa = world.states, state_facts(), world.facts.usa
    keep = 1.0 - half_life_to_rate(WAVE_MEMORY)
    states.wave = keep * states.wave + month.assume("state_law_wave") * np.sqrt(1.0 - keep * keep) * month.noise(
        "state_wave"
    )
    alarm = 1.0 + month.assume("state_incident_drive") * world.safety.recalled[:, usa : usa + 1]
    rate = month.lever("state_bill_rate")[:, usa : usa + 1] * month.lever("state_pass_rate")[:, usa : usa + 1] / 12.0
    drive = rate * np.exp(states.wave) * alarm
    passed = drive * known.activity * (0.5 + states.ambition) * (1.0 + states.suing)
    states.laws = states.laws * (1.0 - month.assume("state_law_repeal") / 12.0) + passed


def _fragmentation(month: Month, laws: Array) -> Array:
    """Fragmentation by the states' laws: a state has a regime of its own with the odds ``1 - 2^(-laws / half)``."""
    own = -np.expm1(-np.log(2.0) * laws / month.assume("state_law_half"))
    return regime_fragmentation(state_facts().weight, own)


def _welcome(world: World, levers: Levers) -> Array:
    """Support for building, by where the sites are and who has little wish to rule on AI, ``(runs, 1)``."""
    usa = world.facts.usa
    friendly = (state_facts().sites * (1.0 - world.states.ambition)).sum(axis=1, keepdims=True)
    return np.asarray(levers.lever("state_industry_support")[:, usa : usa + 1] * friendly)


def _defect(world: World, levers: Levers) -> Array:
    """Part of the exports to China from states that trade on, ``(runs, 1)``: those that have most to lose, and dare."""
    usa, known = world.facts.usa, state_facts()
    reliance = known.exports / known.weight
    exposed = reliance / (1.0 + reliance) * known.exports
    dares = (exposed * world.states.ambition).sum(axis=1, keepdims=True) / exposed.sum()
    return np.asarray(levers.lever("state_trade_defection")[:, usa : usa + 1] * dares)
