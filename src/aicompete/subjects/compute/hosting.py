"""Where the chips stand: owners place a part of them abroad, where there is power and they may be shipped."""

from __future__ import annotations

import numpy as np

from aicompete.rules import safe_divide
from aicompete.subjects.mechanism import Month
from aicompete.subjects.state import World
from aicompete.world.columns import Array
from aicompete.world.facts import OPEN_POOL, Facts

HOSTING_ASSUMPTIONS = ("hosting_abroad_share", "hosting_power_push")


def place_abroad(world: World, month: Month, foreign: Array) -> Array:
    """Chips from abroad or of owners abroad that are installed in each nation this month, ``(run, N)`` H100e.

    Owners who have chips abroad place the part ``a = a_0 + (1 - a_0) min(k idle, 1)`` of what they install (foreign,
    ``(run, N)``) there, more of it when chips idle at home. It is shared over the hosts by what they hosted for others
    at the start, by the power they have for AI sites, and by what may be shipped there. Rebinds placed, host_share.
    """
    facts, compute, power = world.facts, world.compute, world.power
    owners, hosts = facts.once(_placement)
    usual = month.assume("hosting_abroad_share")
    ready = 1.0 - power.lacking
    weight = hosts * ready * world.permissions.chip_share[:, OPEN_POOL]
    total = weight.sum(axis=1, keepdims=True)
    pushed = np.minimum(month.assume("hosting_power_push") * (1.0 - ready), 1.0)
    part = (usual + (1.0 - usual) * pushed) * owners * (total > 0.0)
    sent = foreign * part
    compute.host_share = safe_divide(weight, total)
    compute.placed = sent
    return np.asarray(foreign - sent + sent.sum(axis=1, keepdims=True) * compute.host_share)


def _placement(facts: Facts) -> tuple[Array, Array]:
    """Who has chips abroad at the start (1 or 0), and what nations host for others, ``(N,)`` each."""
    owned, hosted = facts.tables.compute_owned, facts.tables.compute_hosted_reconciled
    return np.where(owned > hosted, 1.0, 0.0), np.where(facts.is_power, 0.0, np.maximum(hosted - owned, 0.0))
