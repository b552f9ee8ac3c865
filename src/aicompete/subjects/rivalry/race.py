"""The rivalry in the month: threat, an arms race of efforts, cooperation, and how far the world splits."""

from __future__ import annotations

import numpy as np

from aicompete.rules import affinity, approach, half_life_to_rate, power, richardson_step
from aicompete.subjects.mechanism import Month, mechanism
from aicompete.subjects.state import World
from aicompete.world.columns import Array
from aicompete.world.past_policy import Levers, policy_at

LOWEST, HIGHEST = 0.3, 4.0
"""No state stops caring, and none gives more than four times what it gives today: the economy's limits."""


@mechanism(
    "rivalry",
    levers=("coop_channel", "discourse_effort", "tariff_on_rival", "genesis_budget"),
    assumptions=(
        "threat_closeness",
        "threat_frame",
        "threat_half_life",
        "race_reaction",
        "race_fatigue",
        "threat_effort",
        "cooperation_effort",
        "mission_effort",
        "mission_reference",
        "interdependence",
        "tariff_elasticity",
        "cooperation_half_life",
        "cooperation_split_loss",
        "effort_to_software",
        "split_spill_loss",
        "cooperation_spill",
    ),
    covers=("M97", "M98", "M100"),
)
def race(world: World, month: Month) -> None:
    """Each power fears a rival that comes close and believes its own story; fear calls forth effort, effort effort.

    Richardson's pair, both sides over their start: ``x' = x + a (k (y - 1) - (x - 1) + f dT - c dC + m dB)`` with
    fatigue a, reaction k, threat T, cooperation C and the mission's budget B. It settles where ``k^2 < 1``.
    Cooperation follows talks, as far as the economies hang together, and fades as the systems split.
    """
    rivalry, before = world.rivalry, policy_at(world.facts.date)
    rivalry.split = _split(world)
    if month.index == 0:
        rivalry.split_start = rivalry.split
        rivalry.threat = rivalry.threat_start = _threat(world, before, month)
        rivalry.cooperation = rivalry.cooperation_start = _cooperation(world, before, month)
    felt, ties = (
        half_life_to_rate(month.assume("threat_half_life")),
        half_life_to_rate(month.assume("cooperation_half_life")),
    )
    rivalry.threat = approach(rivalry.threat, _threat(world, month, month), felt)
    rivalry.cooperation = approach(rivalry.cooperation, _cooperation(world, month, month), ties)
    _react(world, month, before)
    rivalry.fear = rivalry.threat.mean(axis=1, keepdims=True) / rivalry.threat_start.mean(axis=1, keepdims=True)
    apart, together = rivalry.split - rivalry.split_start, rivalry.cooperation - rivalry.cooperation_start
    kept = 1.0 - month.assume("split_spill_loss") * apart + month.assume("cooperation_spill") * together
    rivalry.spill = np.maximum(kept, 0.0)
    tried = power(rivalry.effort, month.assume("effort_to_software"))
    places = np.arange(world.facts.n)
    rivalry.pace = np.where(places == 0, tried[:, :1], np.where(places == 1, tried[:, 1:2], 1.0))


def _threat(world: World, levers: Levers, month: Month) -> Array:
    """Threat that each power would come to feel: how good the rival's models are, and its own story of the race."""
    level = world.capability.level[:, :2]
    gap = level[:, ::-1] - level
    near = 0.5 * (1.0 + np.tanh(0.5 * np.log(10.0) * gap))
    return np.asarray(
        month.assume("threat_closeness") * near + month.assume("threat_frame") * levers.lever("discourse_effort")[:, :2]
    )


def _cooperation(world: World, levers: Levers, month: Month) -> Array:
    """What the powers would come to govern together, ``(run, 1)``: talks of both times what ties are left of trade."""
    talks = levers.lever("coop_channel")[:, :2].mean(axis=1, keepdims=True)
    tariff = levers.lever("tariff_on_rival")[:, :2].mean(axis=1, keepdims=True) / 100.0
    ties = month.assume("interdependence") / (1.0 + month.assume("tariff_elasticity") * tariff)
    apart = world.rivalry.split - world.rivalry.split_start
    return np.asarray(talks * ties * np.maximum(1.0 - month.assume("cooperation_split_loss") * apart, 0.0))


def _react(world: World, month: Month, before: Levers) -> None:
    """Efforts of both powers a month later."""
    rivalry = world.rivalry
    fatigue, reaction = month.assume("race_fatigue"), month.assume("race_reaction")
    budget = np.log1p(month.lever("genesis_budget")[:, :2] / month.assume("mission_reference"))
    usual = np.log1p(before.lever("genesis_budget")[:, :2] / month.assume("mission_reference"))
    grievance = fatigue * (
        month.assume("threat_effort") * (rivalry.threat - rivalry.threat_start)
        - month.assume("cooperation_effort") * (rivalry.cooperation - rivalry.cooperation_start)
        + month.assume("mission_effort") * (budget - usual)
    )
    above = rivalry.effort - 1.0
    usa, chn = richardson_step(
        above[:, :1],
        above[:, 1:],
        fatigue * reaction,
        fatigue * reaction,
        fatigue,
        fatigue,
        grievance[:, :1],
        grievance[:, 1:],
    )
    rivalry.effort = np.clip(1.0 + np.concatenate([usa, chn], axis=1), LOWEST, HIGHEST)


def _split(world: World) -> Array:
    """How far the two powers' systems live in other nations, ``(run, 1)``: one less the affinity of their bases.

    0 where both are spread over the nations alike, 1 where no nation has both.
    """
    size = world.economy.gdp[:, None, :] * world.stacks.base[:, :2]
    share = size / size.sum(axis=2, keepdims=True)
    return np.asarray(1.0 - affinity(share[:, 0], share[:, 1])[:, None])
