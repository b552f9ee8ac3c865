"""What nations have to sell, lack and want of each critical mineral, and the queues they are used to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from aicompete.rules import Array, erlang_steady_state, safe_divide
from aicompete.subjects.mechanism import Month
from aicompete.subjects.minerals.demand import Demand
from aicompete.subjects.minerals.licences import STEPS
from aicompete.subjects.minerals.orders import Split, retry_chance

if TYPE_CHECKING:
    from aicompete.subjects.state import World


@dataclass(frozen=True, eq=False)
class Position:
    """What a nation can make, lacks, wants to import and can sell, ``(run, mineral, nation)`` t per month."""

    makes: Array
    lacks: Array
    wants: Array
    sells: Array


def home_refill(world: World, month: Month, target: Array) -> Array:
    """What exporters keep to fill the reserve of their own users, ``(run, mineral, nation)`` t per month.

    ``max(reserve part x target - stock, 0) / tau``: at home the shortage is seen first, and governments see to it.
    """
    missing = np.maximum(month.assume("mineral_home_reserve", 2) * target - world.minerals.stock, 0.0)
    return np.asarray(missing / month.assume("mineral_restock_time", 2))


def market_position(
    world: World, month: Month, target: Array, split: Split, makes: Array, surplus: Array, offers: Array
) -> Position:
    """Order-up-to with a lead: ``want = use - own output + (target + lead - stock - coming) / tau``, at least 0.

    coming = what is waiting for a licence times the share approved in the end; lead = what normally waits. Nations that
    make more than they use offer the rest, and can sell in addition what a surge yields and what they hold above their
    home reserve, drawn down over tau. Goods called under contract count in the surplus and are not offered.
    """
    m = world.minerals
    tau = month.assume("mineral_restock_time", 2)
    lacks = np.maximum(-surplus, 0.0)
    missing = _licence_lead(month, split) * lacks + target - m.stock - split.throughput * m.waiting
    wants = np.maximum(missing / tau - surplus, 0.0)
    spare = np.maximum(m.stock - month.assume("mineral_home_reserve", 2) * target, 0.0)
    sells = (spare / tau + offers + month.assume("mineral_surge", 2) * makes) * (offers > 0.0)
    return Position(makes, lacks, wants, sells)


def _licence_lead(month: Month, split: Split) -> Array:
    """Months that a normal import waits for licences, retries counted."""
    return np.asarray(split.controlled * split.delay / (STEPS * (1.0 - split.strictness * retry_chance(month))))


def settle_licences(world: World, month: Month, demand: Demand, split: Split, short: Array) -> None:
    """Let buyers be used to the licences in force before the start, with queues and stocks at rest.

    short (run, mineral, nation): what they use and do not make, t per month.

    In the steady state imports cover the shortfall: ``want (1 - c + c rho) = shortfall``, applications ``c want``; the
    stock rests below its target by ``tau (want - shortfall)``. What was feared before the start is in the stocks,
    news of the first month is not. Rebinds queue, waiting, application_habit, cover_target.
    """
    m, b = world.minerals, world.beliefs
    feared = 1.0 + (demand.fear - 1.0) * safe_divide(b.minerals_start, b.minerals, 1.0)[..., None]
    m.application_habit = safe_divide(1.0, 1.0 - split.controlled * (1.0 - split.throughput), 1.0)
    want = short * m.application_habit
    applied = want * split.controlled
    tries = 1.0 / (1.0 - split.strictness * retry_chance(month))
    m.queue = erlang_steady_state(applied * (tries / STEPS), split.delay, m.queue.shape[1])
    m.waiting = np.sum(m.queue, axis=1)
    lead = short * _licence_lead(month, split)
    gap = month.assume("mineral_restock_time", 2) * (want - short)
    held = m.stock + split.throughput * m.waiting - lead + gap
    m.cover_target = np.where(demand.planned > 0.0, held / np.maximum(demand.planned * feared, 1e-12), m.cover_target)
