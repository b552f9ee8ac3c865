"""Incidents: a point process whose rate is the store of flaws, with damage of heavy tail."""

from __future__ import annotations

import numpy as np

from aicompete.rules import flaw_step, half_life_to_rate, incident_chance, power, share_above
from aicompete.subjects.mechanism import Month
from aicompete.subjects.state import World
from aicompete.world.columns import Array
from aicompete.world.past_policy import Levers
from aicompete.world.tables import FIELDS

LEVERS = (
    "frontier_eval_capacity",
    "redteam_coordination",
    "biosecurity_screen",
    "security_by_design",
    "gov_capacity_cut",
)
ASSUMPTIONS = (
    "incident_rate",
    "incident_growth",
    "incident_damage",
    "damage_spread",
    "damage_growth",
    "flaw_life",
    "speed_risk",
    "search_yield",
    "bio_share",
    "attack_share",
    "incident_memory",
    "incident_salience_abroad",
)
LEAST_SEARCH = 0.1
"""Users and journalists find flaws too: the search never stops wholly."""


def happen(world: World, month: Month) -> None:
    """Flaws come in with speed and without care, and go as tests find them; now and then one does damage.

    ``hazard = h (E / E_0)^k flaws shield rules`` by nation, with its part of the world's capability; an incident at a
    site comes with the chance ``1 - exp(-sum of hazards / 12)`` a month, and its damage is log-normal.
    """
    safety, level = world.safety, world.capability.level
    speed = (level - safety.level_before) / world.capability.leader_speed
    first = month.index == 0
    ratio = np.ones_like(speed) if first else power(np.clip(speed, 0.2, 3.0), month.assume("speed_risk"))
    careless = (1.0 - safety.precaution) / (1.0 - safety.precaution_start)
    running = 1.0 - safety.halt
    removal = np.maximum(
        1.0 + month.assume("search_yield") * (search(world, month) - safety.search_start), LEAST_SEARCH
    )
    safety.flaws = flaw_step(safety.flaws, ratio * careless * running, removal, 12.0 * month.assume("flaw_life"))
    grown = level - safety.level_start
    exposed = _worth(world) * np.exp(np.log(10.0) * month.assume("incident_growth") * grown)
    open_to = exposed * safety.flaws * shield(world, month, month) / safety.shield_start
    safety.hazard = month.assume("incident_rate") * open_to * world.development.let_through
    _strike(world, month, np.exp(np.log(10.0) * month.assume("damage_growth") * grown[:, :1]))


def _strike(world: World, month: Month, scale: Array) -> None:
    """Draw this month's incidents, book their damage and what the public keeps of it."""
    safety, usa, chn = world.safety, world.facts.usa, world.facts.chn
    hazard = safety.hazard
    rest = hazard.sum(axis=1) - hazard[:, usa] - hazard[:, chn]
    rates = np.stack([hazard[:, usa], hazard[:, chn], rest], axis=1) / 12.0
    struck = np.where(share_above(month.noise("incident")) < incident_chance(rates), 1.0, 0.0)
    size = month.assume("incident_damage") * scale * np.exp(month.assume("damage_spread") * month.noise("damage"))
    safety.fresh = struck * size
    safety.incidents = safety.incidents + struck
    safety.losses = safety.losses + safety.fresh
    heard = np.log1p(safety.fresh)
    abroad = month.assume("incident_salience_abroad")
    total = heard.sum(axis=1, keepdims=True)
    places = np.arange(world.facts.n)
    own = np.where(places == usa, heard[:, :1], np.where(places == chn, heard[:, 1:2], 0.0))
    fades = half_life_to_rate(month.assume("incident_memory"))
    safety.recalled = safety.recalled * (1.0 - fades) + own + abroad * (total - own)


def search(world: World, levers: Levers) -> Array:
    """Part of the flaws that public testers find, ``(run, N)``: their own, and what the testers of others share.

    Who takes part in joint red teams sees the findings of the others that take part, by what their models are worth.
    """
    own = levers.lever("frontier_eval_capacity") * (1.0 - levers.lever("gov_capacity_cut"))
    joins = levers.lever("redteam_coordination")
    worth = _worth(world)
    shared = worth * joins * own
    others = (shared.sum(axis=1, keepdims=True) - shared) / worth.sum(axis=1, keepdims=True)
    return np.asarray(own + joins * others * (1.0 - own))


def shield(world: World, levers: Levers, month: Month) -> Array:
    """Part of the incidents that screening and security leave, ``(run, N)``: biology, attacks and all other kinds.

    Better biotechnology finds and treats what gets past the screen.
    """
    bio, attack = month.assume("bio_share"), month.assume("attack_share")
    past = (1.0 - levers.lever("biosecurity_screen")) / world.science.field[:, FIELDS.index("biotech")]
    return np.asarray(1.0 - bio * (1.0 - past) - attack * levers.lever("security_by_design"))


def _worth(world: World) -> Array:
    """Effective compute over that of the leader, ``(run, N)``; the rest of the world counts as one more nation."""
    level = world.capability.level
    return np.asarray(np.exp(np.log(10.0) * (level - level.max(axis=1, keepdims=True))))
