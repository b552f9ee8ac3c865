"""Power for AI sites: applications wait for the grid; the grid limits what can be connected."""

from __future__ import annotations

import numpy as np

from aicompete.rules import erlang_queue_step
from aicompete.subjects.mechanism import Month, mechanism
from aicompete.subjects.power.state import fleet_draw
from aicompete.subjects.state import World
from aicompete.world.columns import Stream


@mechanism(
    "power",
    levers=("grid_expansion_rate", "permit_speedup", "energy_emergency"),
    assumptions=(
        "permit_delay_cut",
        "emergency_bonus",
        "power_foresight",
        "power_headroom",
        "power_growth_limit",
        "grid_build_share",
        "new_chip_power",
        "chip_power_decline",
        "grid_shock",
    ),
    streams=(Stream("grid", ("nation",)),),
    covers=("M79", "M80"),
)
def connect_power(world: World, month: Month) -> None:
    """Operators apply for the power they will need; connections come after an Erlang wait and within the grid's means.

    Wanted power = need now with headroom, plus what is installed over the wait when installing grows as makers expect;
    applications of a month are at most a share of the grid's output and growth.
    """
    power, facts = world.power, world.facts
    wait = (
        12.0
        * facts.tables.interconnection_delay
        * (1.0 - month.assume("permit_delay_cut") * month.lever("permit_speedup"))
    )
    bonus = 1.0 + month.assume("emergency_bonus") * month.lever("energy_emergency")
    average, decline = facts.once(fleet_draw), month.assume("chip_power_decline") * month.index / 12.0
    power.chip_draw = average * month.assume("new_chip_power") * np.exp(-decline)
    growth = np.clip(world.fabrication.trend[:, :1], 1e-3, month.assume("power_growth_limit"))
    ahead = (
        world.compute.installed * power.chip_draw * np.expm1(growth * wait) / growth * month.assume("power_foresight")
    )
    wanted = power.need * month.assume("power_headroom") + ahead
    waiting = power.queue.sum(axis=1)
    luck = np.exp(month.assume("grid_shock") * month.noise("grid"))
    grid = power.grid * (1.0 + month.lever("grid_expansion_rate") / 100.0 / 12.0) * luck
    room = (month.assume("grid_build_share") / 12.0 * grid + np.maximum(grid - power.grid, 0.0)) * bonus
    applied = np.clip(wanted - power.connected - waiting, 0.0, room)
    power.queue, connected = erlang_queue_step(power.queue, applied, wait)
    power.connected = power.connected + connected
    power.grid = grid
