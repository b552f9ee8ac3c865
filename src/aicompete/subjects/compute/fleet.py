"""Installed compute: owned, smuggled, rented; what has power is used."""

from __future__ import annotations

import numpy as np

from aicompete.rules import idle_share, safe_divide, usable_compute
from aicompete.subjects.compute.home_chips import (
    WORTH_ASSUMPTIONS,
    WORTH_LEVERS,
    cluster_power,
    home_worth,
    learn_software,
)
from aicompete.subjects.compute.hosting import HOSTING_ASSUMPTIONS, place_abroad
from aicompete.subjects.mechanism import Month, mechanism
from aicompete.subjects.state import World
from aicompete.world.columns import Array
from aicompete.world.facts import HOME_POOL, OPEN_POOL


@mechanism(
    "compute",
    levers=("training_compute_control", *WORTH_LEVERS),
    assumptions=(
        "chip_lifetime",
        "home_chip_power",
        "rental_share",
        "site_power_spread",
        *HOSTING_ASSUMPTIONS,
        *WORTH_ASSUMPTIONS,
    ),
    covers=("M31", "M38", "M41", "M45", "M79"),
)
def install_compute(world: World, month: Month) -> None:
    """Stocks grow by deliveries less diversions and shrink by retirement; power caps use.

    ``owned' = owned (1 - 1/(12 life)) + delivered - diverted``; smuggled chips are used and in no ownership figure; a
    home-made chip does what its software and its clusters let it; a part stands abroad and draws power there; nations
    that controls shut out rent a share of their need abroad, from those who own.
    """
    chips, leaks, compute, power = world.chips, world.leakage, world.compute, world.power
    keep = 1.0 - 1.0 / (12.0 * month.assume("chip_lifetime"))
    home_made = chips.delivered[:, HOME_POOL]
    foreign = chips.delivered[:, OPEN_POOL] - leaks.diverted
    compute.owned = compute.owned * keep + home_made + foreign
    compute.home_made = compute.home_made * keep + home_made
    compute.smuggled = compute.smuggled * keep + leaks.smuggled
    placed = place_abroad(world, month, foreign)
    draw = month.assume("home_chip_power") * cluster_power(world, month)
    added = (placed + leaks.smuggled + home_made * draw) * power.chip_draw
    power.need = power.need * keep + added
    compute.abroad = compute.abroad * keep + compute.placed
    compute.installed = placed + home_made + leaks.smuggled
    compute.hosted = compute.hosted * keep + compute.installed
    compute.rented = _rent(world, month)
    held = compute.owned + compute.smuggled
    power.idle = idle_share(power.need, power.connected, month.assume("site_power_spread"))
    on = 1.0 - power.lacking  # what a chip does was measured with the usual idleness
    there = (compute.host_share * on).sum(axis=1, keepdims=True)
    powered = (held - compute.abroad) * on + compute.abroad * there
    learn_software(world, month)
    worth = held + compute.home_made * (home_worth(world, month) - 1.0)
    running = usable_compute(held, powered) * safe_divide(worth, held, 1.0)
    compute.used = np.maximum((running + compute.rented) * world.safety.civil, 1.0)


def _rent(world: World, month: Month) -> Array:
    """Compute rented abroad by nations that the leader's controls hit (positive), let by the others (negative).

    Training spread over small sites escapes a part of the bar. What can be rented goes by how far the places where it
    stands go along with the leader: ``sum h (1 - c) / sum h`` over its start.
    """
    compute, usa = world.compute, world.facts.usa
    hit = month.targets("training_compute_control")[usa]
    free = 1.0 - month.lever("training_compute_control")[:, usa : usa + 1] * (1.0 - world.training.evasion)
    let = _open_hosts(world)
    if month.index == 0:
        compute.open_start = let
    rented = hit * free * month.assume("rental_share") * compute.owned * safe_divide(let, compute.open_start, 1.0)
    owners = compute.owned * (1.0 - hit)
    return np.asarray(rented - rented.sum(axis=1, keepdims=True) * owners / owners.sum(axis=1, keepdims=True))


def _open_hosts(world: World) -> Array:
    """Share of the compute outside the powers that stands where the leader is not followed, ``(run, 1)``."""
    hosted = np.where(world.facts.is_power, 0.0, world.compute.hosted)
    free = hosted * (1.0 - world.alliances.compliance[:, 0])
    return safe_divide(free.sum(axis=1, keepdims=True), hosted.sum(axis=1, keepdims=True))
