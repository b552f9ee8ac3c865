"""What governments see of the risk, and when they stop training."""

from __future__ import annotations

import numpy as np

from aicompete.rules import approach
from aicompete.subjects.mechanism import Month
from aicompete.subjects.safety.incidents import search, shield
from aicompete.subjects.state import World
from aicompete.world.past_policy import PastPolicy

LEVERS = ("ai_committee_strength", "emergency_brake_threshold", "coop_channel")
ASSUMPTIONS = ("risk_tolerated", "warning_lag", "brake_months", "joint_brake")
OFF = 1.0
"""The threshold that no index reaches: no brake."""


def settle(world: World, before: PastPolicy, month: Month) -> None:
    """First month: tests and shields of the levers before the start, from which changes are counted."""
    safety = world.safety
    safety.search_start = search(world, before) * np.ones_like(safety.flaws)
    safety.shield_start = shield(world, before, month) * np.ones_like(safety.flaws)


def look(world: World, month: Month) -> None:
    """Risk becomes known late, unless a committee sees models before they are released; past a line training stops.

    index = ``hazard / (hazard + tolerated)``; what is seen follows it with the lag ``L (1 - committee)``, and at once
    when something happens at home. A stop lasts some months; a rival joins it as far as the powers talk.
    """
    safety, usa, chn = world.safety, world.facts.usa, world.facts.chn
    safety.risk = safety.hazard / (safety.hazard + month.assume("risk_tolerated"))
    if month.index == 0:
        safety.seen = safety.risk
    lag = month.assume("warning_lag") * (1.0 - month.lever("ai_committee_strength"))
    struck = np.where(safety.fresh > 0.0, 1.0, 0.0)
    places = np.arange(world.facts.n)
    shown = np.where(places == usa, struck[:, :1], np.where(places == chn, struck[:, 1:2], struck[:, 2:]))
    safety.seen = approach(safety.seen, safety.risk, np.maximum(1.0 / (1.0 + lag), shown))
    line = month.lever("emergency_brake_threshold")
    pulls = (safety.seen >= line) & (line < OFF) & (safety.halt_left < 1.0)
    safety.halt_left = np.where(pulls, month.assume("brake_months"), np.maximum(safety.halt_left - 1.0, 0.0))
    own = np.where(safety.halt_left > 0.0, np.minimum(safety.halt_left, 1.0), 0.0)
    talks = month.lever("coop_channel")[:, :2].mean(axis=1, keepdims=True)
    rival = np.where(places == usa, own[:, chn : chn + 1], np.where(places == chn, own[:, usa : usa + 1], 0.0))
    safety.halt = np.maximum(own, month.assume("joint_brake") * talks * rival)
    safety.halted = safety.halted + safety.halt
