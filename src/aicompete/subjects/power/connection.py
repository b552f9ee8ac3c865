"""Power for AI sites: applications wait for the grid; the grid limits what can be connected."""

from __future__ import annotations

import numpy as np

from aicompete.rules import erlang_queue_step
from aicompete.subjects.mechanism import Month, mechanism
from aicompete.subjects.state import World
from aicompete.world.columns import Array, Stream
from aicompete.world.facts import Facts


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
    nations, facts = world.nations, world.facts
    wait = (
        12.0
        * facts.tables.interconnection_delay
        * (1.0 - month.assume("permit_delay_cut") * month.lever("permit_speedup"))
    )
    bonus = 1.0 + month.assume("emergency_bonus") * month.lever("energy_emergency")
    draw = new_chip_draw(world, month)
    growth = np.clip(world.fabrication.trend[:, :1], 1e-3, month.assume("power_growth_limit"))
    ahead = nations.compute_installed * draw * np.expm1(growth * wait) / growth * month.assume("power_foresight")
    wanted = nations.power_need * month.assume("power_headroom") + ahead
    waiting = nations.power_queue.sum(axis=1)
    luck = np.exp(month.assume("grid_shock") * month.noise("grid"))
    grid = nations.grid * (1.0 + month.lever("grid_expansion_rate") / 100.0 / 12.0) * luck
    room = (month.assume("grid_build_share") / 12.0 * grid + np.maximum(grid - nations.grid, 0.0)) * bonus
    applied = np.clip(wanted - nations.power - waiting, 0.0, room)
    nations.power_queue, connected = erlang_queue_step(nations.power_queue, applied, wait)
    nations.power = nations.power + connected
    nations.grid = grid


def new_chip_draw(world: World, month: Month) -> Array:
    """Facility power of a new chip, GW per H100e: a share of the start fleet's average, falling each year."""
    fleet = world.facts.once(_fleet_draw)
    return np.asarray(
        fleet * month.assume("new_chip_power") * np.exp(-month.assume("chip_power_decline") * month.index / 12.0)
    )


def _fleet_draw(facts: Facts) -> float:
    """Average facility power of the world's chips at the start, GW per H100e."""
    return float(facts.tables.ai_power.sum() / facts.tables.compute_owned.sum())
