"""Whom the leader's officials press for a law of its own: where makers sit who still ship what the leader denies."""

from __future__ import annotations

import numpy as np

from aicompete.rules import logistic, refused_sales, shared_attention
from aicompete.subjects.laws.state import CHOSEN
from aicompete.subjects.mechanism import Month
from aicompete.subjects.state import World
from aicompete.world.columns import Array, pick
from aicompete.world.facts import Facts, Ints
from aicompete.world.foreign_rule import REACH_ASSUMPTIONS, reach_abroad
from aicompete.world.past_policy import Levers, policy_at
from aicompete.world.relations import REASONS

PRESSURE_ASSUMPTIONS = ("pressure_campaigns", "compliance_spread", *REACH_ASSUMPTIONS)
PRESSED = ("sme_export_control", "hbm_export_control")
"""Laws that the leader needs from others. Its own law on chips needs none: it stops designers and foundry alike."""
PRESSURE = REASONS.index("pressure")
EDGE = 1e-6


def made_in(facts: Facts) -> Array:
    """Share of the world's supply of what each law is about that a nation's firms make, ``(law, N)``: firms.csv.

    Chips count with the foundries outside China that make them; unnamed small makers belong to nobody in particular.
    """
    makers = (facts.makers.open_foundries, facts.foreign_toolmakers, facts.makers.open_memory)
    found = np.zeros((len(CHOSEN), facts.n))
    for row, places in zip(found, makers, strict=True):
        np.add.at(row, facts.firm_nation[places], facts.firm_share[places])
    return np.where(facts.is_power | facts.is_rest, 0.0, found)


def aim_pressure(world: World, month: Month) -> None:
    """Officials share out a fixed effort among the laws that would stop most of what still gets through.

    ``worth = sum over its makers of share x max(leader's law - what they refuse by now, 0)`` for each nation and item;
    effort goes by worth, up to all that one campaign can do (rule ``shared_attention``), so a further target takes from
    the others. Rebinds aim, and aim_start in the first month: the same under the levers before the start.
    """
    if month.index == 0:
        world.laws.aim_start = _aim(world, month, policy_at(world.facts.date))
    world.laws.aim = _aim(world, month, month)


def _aim(world: World, month: Month, levers: Levers) -> Array:
    """Part of a full campaign that each law of each nation gets, ``(run, law, N)``."""
    facts = world.facts
    n, homes = facts.n, facts.once(_homes)
    worth = [
        np.einsum("rf,nf->rn", _let_through(world, month, levers, lever, places), home)
        for lever, (places, home) in zip(PRESSED, homes, strict=True)
    ]
    given = shared_attention(np.concatenate(worth, axis=1), month.assume("pressure_campaigns"))
    none = np.zeros((month.runs, n))
    return np.stack([none, given[:, :n], given[:, n:]], axis=1)


def _homes(facts: Facts) -> list[tuple[Ints, Array]]:
    """Places of the makers behind each law that is pressed for, and their shares by home nation, ``(N, f)``."""
    targets = np.where(facts.is_power | facts.is_rest, 0.0, 1.0)[:, None]
    return [
        (places, targets * (facts.firm_nation[places] == np.arange(facts.n)[:, None]) * facts.firm_share[places])
        for places in (facts.foreign_toolmakers, facts.makers.open_memory)
    ]


def _let_through(world: World, month: Month, levers: Levers, lever: str, places: Ints) -> Array:
    """What makers still ship of what the leader's law denies at home, ``(run, f)``: its law less what they refuse."""
    facts = world.facts
    law = levers.lever(lever) * levers.targets(lever)[:, facts.chn]
    leader = law[:, facts.usa, None]
    reach = reach_abroad(facts, lever, places, *(month.assume(name) for name in REACH_ASSUMPTIONS))
    bound = reach * pick(world.firms.compliance, places)
    return np.maximum(leader - refused_sales(pick(law, facts.firm_nation[places]), leader, bound), 0.0)


def shift(world: World) -> Array:
    """What aiming takes from the pressure that speaks for complying, ``(run, law, N)``, over the same at the start.

    ``-(1 - aim) p + (1 - aim_0) p_0``, p = pressure among the reasons to comply.
    """
    alliances, laws = world.alliances, world.laws
    before = alliances.reasons_start[:, None, PRESSURE]
    now = before + alliances.reasons[:, None, PRESSURE]
    return np.asarray((1.0 - laws.aim_start) * before - (1.0 - laws.aim) * now)


def compliance_by_law(world: World, month: Month) -> Array:
    """Compliance a government would choose for each law, ``(run, law, N)``: all its reasons, with pressure as aimed."""
    chosen = np.clip(world.alliances.compliance_chosen[:, :1], EDGE, 1.0 - EDGE)
    return logistic(np.log(chosen / (1.0 - chosen)) + shift(world) / month.assume("compliance_spread", 2))
