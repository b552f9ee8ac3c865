"""The BRICS centre: training and technical help that let partners learn faster from the leader."""

from __future__ import annotations

import numpy as np

from aicompete.rules import Array, approach, half_life_to_rate
from aicompete.subjects.mechanism import Month
from aicompete.subjects.state import World
from aicompete.world.institutions import BRICS
from aicompete.world.past_policy import Levers, policy_at
from aicompete.world.powers import share_out

LEVERS = ("brics_centre_budget",)
ASSUMPTIONS = ("training_reference", "training_half_life", "training_gain")


def training(world: World, levers: Levers, month: Month, member: Array) -> Array:
    """Help through the centre over the receiver's GDP, ``ln(1 + x / reference)``, ``(run, N)``.

    It goes to members and to Belt and Road partners by need, people and what they can absorb.
    """
    weight = world.offers.neediness[:, 1] * np.maximum(member, world.institutions.ties.belt)
    money = share_out(levers.lever("brics_centre_budget")[:, 1:2], weight)
    return np.asarray(np.log1p(money / (month.assume("training_reference") * world.economy.gdp)))


def train(world: World, month: Month) -> None:
    """Skills follow training over years, counted from the training before the start."""
    institutions = world.institutions
    if month.index == 0:
        before = policy_at(world.facts.date)
        institutions.taught_start = training(world, before, month, institutions.member_start[:, BRICS])
    now = training(world, month, month, institutions.member[:, BRICS]) - institutions.taught_start
    rate = half_life_to_rate(month.assume("training_half_life"))
    institutions.taught = approach(institutions.taught, now, rate)


def learnt(world: World, month: Month) -> Array:
    """What training adds to how much a nation learns from the leader, ``(run, N)``: ``gain x taught``."""
    return np.asarray(month.assume("training_gain") * world.institutions.taught)
