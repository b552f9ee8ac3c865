"""Politics at home in the month: elections; backers trade money for rules until they quarrel; publics tire or not."""

from __future__ import annotations

import numpy as np

from aicompete.rules import approach, half_life_to_rate, incident_chance, share_above
from aicompete.subjects.home import terms
from aicompete.subjects.mechanism import Month, mechanism
from aicompete.subjects.state import World
from aicompete.world.columns import Array, Stream
from aicompete.world.past_policy import policy_at

FULL = 1.2
"""Support may lift budgets a little above plan: a fifth."""


@mechanism(
    "politics",
    levers=("lobby_intensity", "political_feedback", "safety_net"),
    assumptions=(
        "bond_half_life",
        "quarrel_rate",
        "quarrel_loss",
        "lobby_pull",
        "lobby_odds",
        "lobby_burden",
        "backlash_jobs",
        "backlash_concentration",
        "backlash_services",
        "support_half_life",
        "support_backlash",
        "support_incidents",
        "least_funding",
        terms.CHANCE,
    ),
    streams=(Stream("quarrel", ("power",)), Stream("white_house", ("one",))),
    covers=("M77", "M84", "M90", "M91"),
)
def move_politics(world: World, month: Month) -> None:
    """The bond grows toward what firms put in and breaks in quarrels; support falls with backlash and incidents.

    ``favour = p (lobby bond - before)`` adds to deregulation; patchwork cost and the bond move the odds of a federal
    standard. ``support -> exp(-b backlash - c memory)``; where the feedback is on, budgets follow it.
    """
    terms.hold_elections(world, month)
    politics = world.politics
    lobby = month.lever("lobby_intensity")
    if month.index == 0:
        _meet(world, month)
    politics.bond = approach(politics.bond, lobby, half_life_to_rate(month.assume("bond_half_life")))
    chance = incident_chance(month.assume("quarrel_rate") * lobby[:, :2] / 12.0)
    quarrel = np.where(share_above(month.noise("quarrel")) < chance, month.assume("quarrel_loss"), 0.0)
    places = np.arange(world.facts.n)
    breaks = np.where(places == 0, quarrel[:, :1], np.where(places == 1, quarrel[:, 1:2], 0.0))
    politics.bond = politics.bond * (1.0 - breaks)
    before = policy_at(world.facts.date).lever("lobby_intensity")
    traded = lobby * politics.bond - before * politics.bond_start
    politics.favour = month.assume("lobby_pull") * traded
    burden = month.assume("lobby_burden") * (1.0 - world.states.pace[:, :1])
    wanted = 1.0 + month.assume("lobby_odds") * traded[:, :1] + burden
    politics.access = np.clip(wanted, 0.0, 3.0)
    politics.backlash = _backlash(world, month)
    calm = np.exp(
        -month.assume("support_backlash") * politics.backlash
        - month.assume("support_incidents") * world.safety.recalled
    )
    politics.support = approach(politics.support, calm, half_life_to_rate(month.assume("support_half_life")))
    counts = month.lever("political_feedback")
    free = np.clip(politics.support, month.assume("least_funding"), FULL)
    politics.funding = 1.0 - counts * (1.0 - free)


def _meet(world: World, month: Month) -> None:
    """First month: the bond stands where the levers before the start, and quarrels as often as usual, leave it."""
    politics, usual = world.politics, policy_at(world.facts.date).lever("lobby_intensity")
    recovery = month.assume("bond_half_life") / np.log(2.0)
    drained = month.assume("quarrel_rate") * usual * month.assume("quarrel_loss") / 12.0 * recovery
    powers = np.where(world.facts.is_power, 1.0, 0.0)
    politics.bond = usual / (1.0 + powers * drained) + 0.0 * politics.bond
    politics.bond_start = politics.bond


def _backlash(world: World, month: Month) -> Array:
    """Anger over the start's: jobs lost beyond what a safety net catches, few firms that gain, public services cut.

    It never counts below zero: gains make less noise than losses.
    """
    labour, science = world.labour, world.science
    lost = np.maximum(labour.unemployed / labour.unemployed_start - 1.0, 0.0)
    jobs = month.assume("backlash_jobs") * lost * (1.0 - month.lever("safety_net"))
    places = np.arange(world.facts.n)
    more = np.maximum(science.concentration - science.concentration_start, 0.0)
    few = np.where(places == 0, more[:, :1], np.where(places == 1, more[:, 1:2], 0.0))
    cut = np.maximum(1.0 - science.public, 0.0)
    return np.asarray(jobs + month.assume("backlash_concentration") * few + month.assume("backlash_services") * cut)
