"""Science in the month: the mission's money, public data, six fields, and the firms that gain."""

from __future__ import annotations

import numpy as np

from aicompete.rules import approach, concentration, power, replicator_step
from aicompete.subjects.mechanism import Month, mechanism
from aicompete.subjects.state import World
from aicompete.world.columns import Array
from aicompete.world.past_policy import Levers, policy_at
from aicompete.world.tables import FIELDS

LEVERS = (
    "coordination",
    "genesis_budget",
    "genesis_data_release",
    "genesis_access_breadth",
    "genesis_priority",
    "public_research_cut",
    "gov_compute_invest",
)


@mechanism(
    "science",
    levers=LEVERS,
    assumptions=(
        "mission_coordination",
        "mission_reference",
        "mission_floor",
        "science_lag",
        "field_gain",
        "data_gain",
        "data_exponent",
        "breadth_exponent",
        "machine_life",
        "machine_reference",
        "public_lag",
        "public_weight",
        "variety_loss",
        "data_advantage",
        "science_to_software",
        "public_science_cost",
        "cut_moved",
    ),
    covers=("M23", "M89", "M90", "M91", "M92", "M93", "M94"),
)
def run_mission(world: World, month: Month) -> None:
    """A mission pays for labelled data, machines and six fields; public-interest science is its soil; firms gain.

    ``productivity -> (1 + g (D - D_0)) P^w (1 - v (H - H_0))`` with its lag: D = use of public data, P = public
    knowledge, H = concentration of the firms that get the data. Fields follow the mission's money and productivity.
    """
    science, before = world.science, policy_at(world.facts.date)
    science.led = _led(month, month) - _led(before, month)
    if month.index == 0:
        science.machines = _machines_at_rest(month, before) * np.ones_like(science.public)
        science.data_start = _data(world, before, month, science.machines)
        science.pull_start = _pull(month, before, _arrives(world, month, before, before.lever("coordination")))
        science.concentration_start = concentration(science.firms)
    kept = 1.0 - 1.0 / (12.0 * month.assume("machine_life"))
    science.machines = science.machines * kept + month.lever("gov_compute_invest") / 12.0
    science.effort = _arrives(world, month, month, coordinated(world, month)) * world.politics.funding
    # the cuts of 2025 are younger than their effect: knowledge stands at the start where it stood without them
    kept_money = 1.0 - month.lever("public_research_cut")
    science.public = approach(science.public, kept_money, 1.0 / (12.0 * month.assume("public_lag")))
    _share_data(world, month)
    lag = 1.0 / month.assume("science_lag")
    more = month.assume("data_gain") * (_data(world, month, month, science.machines) - science.data_start)
    narrow = month.assume("variety_loss") * (science.concentration - science.concentration_start)
    places = np.arange(world.facts.n)
    lost = np.where(places == 0, narrow[:, :1], np.where(places == 1, narrow[:, 1:2], 0.0))
    results = (1.0 + more) * power(science.public, month.assume("public_weight")) * (1.0 - lost)
    science.productivity = approach(science.productivity, results, lag)
    pushed = _pull(month, month, science.effort) - science.pull_start
    target = science.productivity[:, None, :] * (1.0 + month.assume("field_gain", 2) * pushed)
    science.field = approach(science.field, target, lag[:, :, None])
    science.pace = power(science.productivity, month.assume("science_to_software"))


def _led(levers: Levers, month: Month) -> Array:
    """Part of the lacking coordination that a mission with money and one head makes up for, ``(run, N)``."""
    budget = levers.lever("genesis_budget")
    return np.asarray(month.assume("mission_coordination") * budget / (budget + month.assume("mission_reference")))


def coordinated(world: World, month: Month) -> Array:
    """Coordination of agencies: the lever, and what the mission adds to it since the start."""
    lever = month.lever("coordination")
    return np.asarray(lever + world.science.led * (1.0 - lever))


def _arrives(world: World, month: Month, levers: Levers, coordination: Array) -> Array:
    """Money of the mission that becomes research, USD bn a year: scattered agencies waste a part of it.

    A part of what is cut from public-interest science goes to the mission.
    """
    floor = month.assume("mission_floor")
    freed = levers.lever("public_research_cut") * month.assume("public_science_cost") * world.economy.gdp
    money = levers.lever("genesis_budget") + month.assume("cut_moved") * freed
    return np.asarray(money * (floor + (1.0 - floor) * coordination))


def _pull(month: Month, levers: Levers, effort: Array) -> Array:
    """Push of the mission on each field: ``ln(1 + fields x share x money / reference)``, ``(run, field, N)``.

    Shares are the field's weight over the sum of all weights.
    """
    weight = levers.lever("genesis_priority")
    total = weight.sum(axis=1, keepdims=True)
    share = np.where(total > 0.0, weight / np.where(total > 0.0, total, 1.0), 1.0 / len(FIELDS))
    money = effort[:, None, :] * share * float(len(FIELDS))
    return np.asarray(np.log1p(money / month.assume("mission_reference", 2)))


def _machines_at_rest(month: Month, levers: Levers) -> Array:
    """Stock that investment as before the start keeps up."""
    return np.asarray(levers.lever("gov_compute_invest") * month.assume("machine_life"))


def _data(world: World, levers: Levers, month: Month, machines: Array) -> Array:
    """Use of public data: ``release^e breadth^b (1 + machines / (machines + M))/2``, ``(run, N)``.

    Data do nothing without machines to learn from them, half of which users have anyway; a broader access lets more
    teams try.
    """
    opened = power(levers.lever("genesis_data_release"), month.assume("data_exponent"))
    broad = power(levers.lever("genesis_access_breadth"), month.assume("breadth_exponent"))
    able = 0.5 * (1.0 + machines / (machines + month.assume("machine_reference")))
    return np.asarray(opened * broad * able)


def _share_data(world: World, month: Month) -> None:
    """Firms grow by the public data they get, the largest first: ``access = breadth^(1 - s / s_max)``.

    Parts move by replicator dynamics; with breadth one all gain alike and nothing moves.
    """
    science = world.science
    release, breadth = (month.lever(name)[:, :2, None] for name in ("genesis_data_release", "genesis_access_breadth"))
    first = science.firms[:, :, :-1].max(axis=2, keepdims=True)
    standing = science.firms[:, :, :-1] / first
    access = np.concatenate([power(breadth, 1.0 - standing), breadth + 0.0 * first], axis=2)
    growth = month.assume("data_advantage", 2) * release * access / 12.0
    science.firms = replicator_step(science.firms, growth)
    science.concentration = concentration(science.firms)
