"""Audits: whose examinations of AI count in a nation; it follows trust, effort, openness and what is installed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from aicompete.rules import Array, approach, half_life_to_rate, tilted_shares
from aicompete.subjects.mechanism import Month
from aicompete.world.past_policy import policy_at
from aicompete.world.powers import of_powers

if TYPE_CHECKING:
    from aicompete.subjects.state import World

LEVERS = ("voluntary_audit_push", "audit_openness", "digital_autonomy")
ASSUMPTIONS = (
    "audit_own_share",
    "audit_push_gain",
    "audit_openness_gain",
    "audit_trust_gain",
    "audit_base_gain",
    "audit_autonomy_gain",
    "audit_half_life",
)


def choose_audits(world: World, month: Month) -> None:
    """Laws on audits follow ``s_k -> s0_k e^u_k / sum`` with their half-life; ``u`` counts from the start.

    ``u_p = a push_p + b openness_p + c trust_p + d base_p`` for the audits of a power (private bodies that certify by
    choice, or a state that lets accredited bodies in), ``u_own = e autonomy`` for a nation's own. The powers keep
    theirs.
    """
    data = world.data
    if month.index == 0:
        data.audits_start = data.audits = first_audits(world, month)
    target = tilted_shares(data.audits_start, gains(world, month))
    rate = half_life_to_rate(month.assume("audit_half_life", 2)) * data.ties.acts
    data.audits = approach(data.audits, target, rate)


def gains(world: World, month: Month) -> Array:
    """Gain in utility of each regime over the start, ``(run, regime, N)``."""
    before, alliances, stacks = policy_at(world.facts.date), world.alliances, world.stacks

    def change(name: str) -> Array:
        return np.asarray(month.lever(name) - before.lever(name))

    foreign = (
        month.assume("audit_push_gain", 2) * of_powers(change("voluntary_audit_push"))
        + month.assume("audit_openness_gain", 2) * of_powers(change("audit_openness"))
        + month.assume("audit_trust_gain", 2) * (alliances.trust - alliances.trust_start)
        + month.assume("audit_base_gain", 2) * (stacks.base - stacks.base_start)[:, :2]
    )
    own = month.assume("audit_autonomy_gain", 2) * change("digital_autonomy")[:, None, :]
    return np.concatenate([foreign, own + np.zeros_like(foreign[:, :1])], axis=1)


def first_audits(world: World, month: Month) -> Array:
    """Regimes at the start, ``(run, regime, N)``: one's own as far as a nation insists on rules of its own.

    The rest goes by the installed base of the two powers' stacks; each power has its own audits alone.
    """
    powers, base = np.arange(world.facts.n) < 2, world.stacks.base[:, :2]
    own = month.assume("audit_own_share") + (1.0 - month.assume("audit_own_share")) * policy_at(world.facts.date).lever(
        "digital_autonomy"
    )
    foreign = (1.0 - own)[:, None, :] * base / base.sum(axis=1, keepdims=True)
    at_home = np.where(np.arange(world.facts.n) == np.array([[0], [1]]), 1.0, 0.0)
    foreign = np.where(powers, at_home, foreign)
    return np.concatenate([foreign, np.where(powers, 0.0, own)[:, None, :]], axis=1)
