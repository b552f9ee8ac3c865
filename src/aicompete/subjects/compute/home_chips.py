"""What home-made chips are worth to those who train on them: software, and clusters of many weak chips."""

from __future__ import annotations

import numpy as np

from aicompete.rules import approach, doublings, learned_share, scaling_kept
from aicompete.subjects.mechanism import Month
from aicompete.subjects.state import World
from aicompete.world.columns import Array
from aicompete.world.past_policy import Levers, policy_at

WORTH_LEVERS = ("software_ecosystem", "cluster_interconnect")
WORTH_ASSUMPTIONS = (
    "home_software_ceiling",
    "home_software_learning",
    "home_software_unpushed",
    "cluster_loss",
    "interconnect_gain",
    "interconnect_power",
)


def learn_software(world: World, month: Month) -> None:
    """Developers port and mend what they use: each doubling of use closes a part of what software still wastes.

    ``u' = u + (1 - (1 - p)^d) (ceiling - u)``, d = doublings of the chip-years of home-made chips, p = the part that
    a doubling closes under a full push; without one, users do a share of it for themselves. Rebinds home_usable.
    """
    compute, chn = world.compute, world.facts.chn
    used = compute.home_made.sum(axis=1) / 12.0
    unpushed = month.assume("home_software_unpushed", 0)
    effort = unpushed + (1.0 - unpushed) * month.lever("software_ecosystem")[:, chn]
    part = month.assume("home_software_learning", 0) * effort
    closed = learned_share(part, doublings(compute.home_use_ever, used))
    ceiling = np.maximum(month.assume("home_software_ceiling", 0), compute.home_usable)
    compute.home_usable = approach(compute.home_usable, ceiling, closed)
    compute.home_use_ever = compute.home_use_ever + used


def home_worth(world: World, month: Month) -> Array:
    """Worth of a home-made H100e over that of the start, ``(run, 1)``: usable share times what clusters keep.

    Each doubling of the chips that have to work together keeps a part (rule ``scaling_kept``); a cluster that does what
    the best foreign chips do needs n times as many of them, n = performance of the best foreign product over that of a
    home card. Rebinds home_scaling.
    """
    compute, before = world.compute, policy_at(world.facts.date)
    many = 1.0 / np.minimum(world.fabrication.quality_ratio, 1.0)
    compute.home_scaling = _kept(month, month, many, world.facts.chn)
    if month.index == 0:
        compute.home_scaling_start = _kept(month, before, many, world.facts.chn)
    usable = compute.home_usable / compute.home_usable_start
    return np.asarray((usable * compute.home_scaling / compute.home_scaling_start)[:, None])


def _kept(month: Month, levers: Levers, many: Array, chn: int) -> Array:
    links = levers.lever("cluster_interconnect")[:, chn]
    loss = month.assume("cluster_loss", 0) * (1.0 - month.assume("interconnect_gain", 0) * links)
    return scaling_kept(many, loss)


def cluster_power(world: World, month: Month) -> Array:
    """Power of home-made systems over that with the links of before the start, ``(1 or run, 1)``."""
    chn = world.facts.chn
    now = month.lever("cluster_interconnect")[:, chn, None]
    usual = policy_at(world.facts.date).lever("cluster_interconnect")[:, chn, None]
    cost = month.assume("interconnect_power")
    return np.asarray((1.0 + cost * now) / (1.0 + cost * usual))
