"""Power for AI sites: applications wait for the grid; the grid limits what can be connected."""

from __future__ import annotations

import numpy as np

from aicompete.rules import erlang_queue_step, power
from aicompete.subjects.mechanism import Month, mechanism
from aicompete.subjects.power.state import fleet_draw
from aicompete.subjects.state import World
from aicompete.world.columns import Array, Stream
from aicompete.world.past_policy import policy_at
from aicompete.world.tables import FIELDS

TINY = 1e-9


@mechanism(
    "power",
    levers=("grid_expansion_rate", "permit_speedup", "energy_emergency", "workforce_training"),
    assumptions=(
        "permit_delay_cut",
        "emergency_bonus",
        "power_foresight",
        "power_headroom",
        "power_growth_limit",
        "grid_build_share",
        "other_load_growth",
        "load_displacement",
        "own_generation",
        "queue_congestion",
        "least_slack",
        "conversion_rate",
        "spare_power_usa",
        "spare_power_chn",
        "spare_power_others",
        "new_chip_power_scale",
        "chip_power_decline",
        "grid_shock",
        "trades_slack",
        "trades_per_gw",
        "trades_training",
        "trades_retention",
        "trades_attrition",
    ),
    streams=(Stream("grid", ("nation",)),),
    covers=("M79", "M80", "M81"),
)
def connect_power(world: World, month: Month) -> None:
    """Operators apply for the power they will need; connections come after an Erlang wait and within the grid's means.

    Wanted power = need now with headroom, plus what is installed over the wait when installing grows as makers expect.
    Applications of a month are at most what can be connected in a month, and at most what there is: what plants could
    make besides the load of all others, what others give up because AI sites pay more, and plants that operators build
    for themselves: ``room = min(share x grid + growth, free + given up + own)`` with ``free = (1 + spare) grid - others
    - connected - waiting``. What is short besides is taken, without a wait, from data centres that stand and serve
    other uses, as far as these can be turned to AI in a month.
    """
    state, facts = world.power, world.facts
    wait = _congestion(world, month) * (
        12.0
        * facts.tables.interconnection_delay
        * (1.0 - month.assume("permit_delay_cut") * month.lever("permit_speedup"))
    )
    bonus = 1.0 + month.assume("emergency_bonus") * month.lever("energy_emergency")
    average, decline = facts.once(fleet_draw), month.assume("chip_power_decline") * month.index / 12.0
    newest = facts.market["new_chip_power"] * month.assume("new_chip_power_scale")
    state.chip_draw = average * newest * np.exp(-decline) * world.development.draw
    growth = np.clip(world.fabrication.trend[:, :1], 1e-3, month.assume("power_growth_limit"))
    ahead = (
        world.compute.installed * state.chip_draw * np.expm1(growth * wait) / growth * month.assume("power_foresight")
    )
    wanted = state.need * month.assume("power_headroom") + ahead
    waiting = state.queue.sum(axis=1)
    luck = np.exp(month.assume("grid_shock") * month.noise("grid"))
    grid = state.grid * (1.0 + month.lever("grid_expansion_rate") / 100.0 / 12.0) * luck
    works = (month.assume("grid_build_share") / 12.0 * grid + np.maximum(grid - state.grid, 0.0)) * bonus
    made = world.science.field[:, FIELDS.index("manufacturing")]  # transformers, switchgear and halls are made faster
    works = works * made * world.states.building * _manned(world, month, bonus)
    usual = policy_at(facts.date).lever("grid_expansion_rate") / 100.0 / 12.0
    others = state.others * (1.0 + month.assume("other_load_growth") * usual)
    free = np.maximum(grid * (1.0 + _spare(world, month)) - others - state.connected - waiting, 0.0)
    own = month.assume("own_generation") / 12.0 * grid * bonus * world.science.field[:, FIELDS.index("nuclear")]
    given_up = month.assume("load_displacement") / 12.0 * others * bonus
    room = np.minimum(works, free + own + given_up)
    _train(world, month)
    applied = np.clip(wanted - state.connected - waiting, 0.0, room)
    built = np.clip(applied - free, 0.0, own)
    state.others = others - np.clip(applied - free - built, 0.0, given_up)
    state.queue, connected = erlang_queue_step(state.queue, applied, wait)
    turned = np.minimum(
        np.maximum(state.need * month.assume("power_headroom") - state.connected - connected, 0.0),
        state.convertible * month.assume("conversion_rate") / 12.0,
    )
    state.convertible = state.convertible - turned
    state.others = state.others - turned
    state.connected = state.connected + connected + turned
    state.grid = grid + built


def _manned(world: World, month: Month, bonus: Array) -> Array:
    """Part of the planned connections for which there are electricians and fitters, ``(run, N)``, at most one.

    Trades serve what was connected before the start with some slack, and more as more are trained; plans that go
    beyond it wait for hands.
    """
    before = policy_at(world.facts.date)
    usual = before.lever("grid_expansion_rate") / 100.0
    eased = 1.0 + month.assume("emergency_bonus") * before.lever("energy_emergency")
    share = month.assume("grid_build_share")
    served = (share + usual) * eased * (1.0 + month.assume("trades_slack")) * world.power.trades
    planned = (share + month.lever("grid_expansion_rate") / 100.0) * bonus * world.states.building
    return np.asarray(np.minimum(served / planned, 1.0))


def _train(world: World, month: Month) -> None:
    """Trades follow training beyond the usual, when it is done; some of the trained stay, the rest drift away.

    ``w' = w + stay (trained - usual) / W - a (w - 1)``, W = workers that serve what was connected at the start.
    """
    state, before = world.power, policy_at(world.facts.date)
    extra = (month.lever("workforce_training") - before.lever("workforce_training")) / 12.0 + 0.0 * state.trades
    state.trainees, ready = erlang_queue_step(state.trainees, extra, month.assume("trades_training"))
    usual = before.lever("grid_expansion_rate") / 100.0
    workers = month.assume("trades_per_gw") * (month.assume("grid_build_share") + usual) * state.grid
    joined = month.assume("trades_retention") * ready / np.maximum(workers, 1e-3)
    state.trades = np.maximum(
        state.trades + joined - month.assume("trades_attrition") / 12.0 * (state.trades - 1.0), 0.1
    )


def _congestion(world: World, month: Month) -> Array:
    """Wait for a connection over the usual one: ``(slack at the start / slack)^psi``, ``(run, N)``.

    slack = what plants could make beyond all load, as a share of the grid's output; a grid with little of it has to
    study, build and reinforce before it connects. The wait is longest at the assumption ``least_slack``.
    """
    state, spare = world.power, _spare(world, month)
    slack = ((1.0 + spare) * state.grid - state.others - state.connected) / np.maximum(state.grid, TINY)
    part = np.maximum(slack / spare, month.assume("least_slack"))
    return power(part, -month.assume("queue_congestion"))


def _spare(world: World, month: Month) -> Array:
    """Mean output that plants could add over what they make, as a share of it, ``(run, N)``."""
    facts = world.facts
    powers = np.where(facts.is_chn, month.assume("spare_power_chn"), month.assume("spare_power_usa"))
    return np.asarray(np.where(facts.is_power, powers, month.assume("spare_power_others")))
