"""Capital that stands idle: compute without power, foundries without orders."""

from __future__ import annotations

import numpy as np

from aicompete.rules import safe_divide, user_cost
from aicompete.subjects.costs.sales import by_home
from aicompete.subjects.mechanism import Month
from aicompete.subjects.state import World
from aicompete.world.columns import Array, pick
from aicompete.world.facts import OPEN_POOL

LEVERS: tuple[str, ...] = ()
ASSUMPTIONS = ("capital_return", "chip_lifetime", "price_variable_share", "foundry_value_share")
USD_BN = 1e9
MONTHS = 12.0


def capital(world: World, month: Month, lost: Array) -> Array:
    """User cost of idle capital, ``(run, N)`` USD bn a year."""
    return _compute(world, month) + _foundries(world, month, lost)


def _compute(world: World, month: Month) -> Array:
    """Chips without power at today's price: ``idle H100e x price x (return + 1 / life)``."""
    held = world.compute.owned + world.compute.smuggled
    idle = held * world.power.idle
    value = idle * world.chips.price[:, None] / USD_BN
    return user_cost(value, month.assume("capital_return"), month.assume("chip_lifetime"))


def _foundries(world: World, month: Month, lost: Array) -> Array:
    """Fixed cost of foundry lines that could run and have no orders, by home of the firm.

    Lost sales count the lines that controls emptied; only what stands idle beyond these is booked here.
    """
    facts, chips = world.facts, world.chips
    places = facts.makers.open_foundries
    spare = np.maximum(world.fabrication.supply - chips.output, 0.0)[:, OPEN_POOL]
    worth = spare * chips.performance[:, OPEN_POOL] * chips.pool_cost[:, OPEN_POOL] * (MONTHS / USD_BN)
    fixed = worth * (1.0 - month.assume("price_variable_share", 0)) * month.assume("foundry_value_share", 0)
    capacity = pick(world.firms.capacity, places)
    idle = np.zeros_like(lost)
    share = safe_divide(capacity, capacity.sum(axis=1, keepdims=True))
    idle[:, places] = np.maximum(fixed[:, None] * share - pick(lost, places), 0.0)
    return by_home(facts, idle)
