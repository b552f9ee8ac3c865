"""Chips as a hold on data: who runs its data on the leader's hardware and could not do without, and what that buys."""

from __future__ import annotations

import numpy as np

from aicompete.rules import safe_divide
from aicompete.subjects.mechanism import Month
from aicompete.subjects.state import World
from aicompete.world.columns import Array
from aicompete.world.facts import HOME_POOL, OPEN_POOL
from aicompete.world.past_policy import policy_at

CONDITION = "chip_data_condition"


def take_hold(world: World, month: Month) -> None:
    """How far each nation's processing of data hangs on the leader's chips, ``(run, N)``: rebinds hold.

    ``u (1 - a)`` with u = part of its compute that is not on Chinese chips; a = how much of the chips that nations
    outside the powers buy from the open pool Chinese makers could deliver instead: what their home market leaves over,
    and the part e of the rest that China would send abroad to win a customer.
    """
    facts, chips, compute = world.facts, world.chips, world.compute
    supply, ordered = world.fabrication.supply[:, HOME_POOL], chips.orders[:, HOME_POOL]
    spare = np.maximum(supply - ordered, 0.0)
    offered = (spare + month.assume("alternative_supply", 0) * (supply - spare)) * chips.performance[:, HOME_POOL]
    others = np.where(facts.is_power, 0.0, chips.delivered[:, OPEN_POOL]).sum(axis=1)
    alternative = np.minimum(safe_divide(offered, others, 1.0), 1.0)[:, None]
    own = np.maximum(1.0 - safe_divide(compute.home_made, compute.owned), 0.0)
    world.leakage.hold = np.where(facts.is_power, 0.0, own * (1.0 - alternative))


def conditions_kept(world: World, month: Month) -> Array:
    """What conditions on the leader's chips leave of the routes past its controls, over those before the start.

    ``(1 - k c h) / (1 - k c_0 h)``: nations under a hold h keep the targets out of their sites as far as is asked (c).
    """
    usa, reach = world.facts.usa, month.assume("data_condition_reach")
    asked, before = (levers.lever(CONDITION)[:, usa, None] for levers in (month, policy_at(world.facts.date)))
    hold = world.leakage.hold
    return np.asarray((1.0 - reach * asked * hold) / (1.0 - reach * before * hold))


def orders_refused(world: World, month: Month) -> Array:
    """Part of the leader's chips that nations do without rather than take the conditions, ``(run, N)``; powers none.

    ``r (c - c_0) (1 - h)``, at least 0: who could do without them refuses.
    """
    facts = world.facts
    asked, before = (levers.lever(CONDITION)[:, facts.usa, None] for levers in (month, policy_at(facts.date)))
    refused = month.assume("data_condition_refusal") * np.maximum(asked - before, 0.0) * (1.0 - world.leakage.hold)
    return np.where(facts.is_power, 0.0, refused)
