"""Installed compute: owned, smuggled, rented; what has power is used."""

from __future__ import annotations

import numpy as np

from aicompete.rules import safe_divide, usable_compute
from aicompete.subjects.mechanism import Month, mechanism
from aicompete.subjects.power.connection import new_chip_draw
from aicompete.subjects.state import World
from aicompete.world.columns import Array
from aicompete.world.facts import HOME_POOL, OPEN_POOL


@mechanism(
    "compute",
    levers=("training_compute_control",),
    assumptions=("chip_lifetime", "new_chip_power", "chip_power_decline", "home_chip_power", "rental_share"),
    covers=("M31", "M38", "M79"),
)
def install_compute(world: World, month: Month) -> None:
    """Stocks grow by deliveries less diversions and shrink by retirement; power caps use.

    ``owned' = owned (1 - 1/(12 life)) + delivered - diverted``; smuggled chips are used and in no ownership figure;
    nations that controls shut out rent a share of their need abroad, from those who own.
    """
    nations, chips = world.nations, world.chips
    keep = 1.0 - 1.0 / (12.0 * month.assume("chip_lifetime"))
    home_made = chips.delivered[:, HOME_POOL]
    foreign = chips.delivered[:, OPEN_POOL] - chips.diverted
    draw = new_chip_draw(world, month)
    nations.compute_owned = nations.compute_owned * keep + home_made + foreign
    nations.compute_home_made = nations.compute_home_made * keep + home_made
    nations.compute_smuggled = nations.compute_smuggled * keep + chips.smuggled
    nations.compute_installed = home_made + foreign + chips.smuggled
    added = (foreign + chips.smuggled + home_made * month.assume("home_chip_power")) * draw
    nations.power_need = nations.power_need * keep + added
    nations.compute_rented = _rent(world, month)
    held = nations.compute_owned + nations.compute_smuggled
    powered = held * safe_divide(nations.power, nations.power_need, 1.0)
    nations.compute_used = np.maximum(usable_compute(held, powered) + nations.compute_rented, 1.0)


def _rent(world: World, month: Month) -> Array:
    """Compute rented abroad by nations that the leader's controls hit (positive), let by the others (negative)."""
    nations, facts = world.nations, world.facts
    usa = facts.usa
    hit = month.targets("training_compute_control")[usa]
    free = 1.0 - month.lever("training_compute_control")[:, usa : usa + 1]
    rented = hit * free * month.assume("rental_share") * nations.compute_owned
    owners = nations.compute_owned * (1.0 - hit)
    return np.asarray(rented - rented.sum(axis=1, keepdims=True) * owners / owners.sum(axis=1, keepdims=True))
