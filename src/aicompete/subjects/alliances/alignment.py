"""Alliances: trust, alignment, votes, compliance and membership of the coalitions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from aicompete.rules import (
    Array,
    approach,
    half_life_to_rate,
    hedged_alignment,
    logistic,
    membership_hysteresis,
    product_by_run,
)
from aicompete.subjects.alliances import coercion, compliance, conduct, governments, markets, trust, votes
from aicompete.subjects.alliances.gaps import Gaps, gaps
from aicompete.subjects.alliances.state import Leaning, Traits
from aicompete.subjects.mechanism import Month, mechanism
from aicompete.world.columns import Stream
from aicompete.world.memo import memo
from aicompete.world.past_policy import Levers, policy_at
from aicompete.world.powers import difference, of_powers

if TYPE_CHECKING:
    from aicompete.subjects.state import World

LEVERS = (
    "ally_alienation",
    "ally_control_pressure",
    "coop_channel",
)
ASSUMPTIONS = (
    "security_weight",
    "guarantee_erosion",
    "security_edge_gain",
    "threat_weight",
    "trade_weight",
    "stack_lock_in_weight",
    "offer_weight",
    "trust_weight",
    "legitimacy_weight",
    "camp_hardening",
    "government_weight",
    "alliance_shock_spread",
    "alliance_shock_half_life",
    "membership_enter",
    "membership_leave",
)


def declared(*groups: tuple[str, ...]) -> tuple[str, ...]:
    """Names of several parts, each once."""
    return tuple(dict.fromkeys(name for group in groups for name in group))


@mechanism(
    "alliances",
    levers=declared(LEVERS, markets.LEVERS, coercion.LEVERS, trust.LEVERS, compliance.LEVERS, (compliance.BINDING,)),
    assumptions=declared(
        ASSUMPTIONS,
        markets.ASSUMPTIONS,
        coercion.ASSUMPTIONS,
        trust.ASSUMPTIONS,
        compliance.ASSUMPTIONS,
        governments.ASSUMPTIONS,
        votes.ASSUMPTIONS,
    ),
    streams=(Stream("alliance_shock", ("nation",)), Stream("government", ("nation",)), Stream("votes", ("nation",))),
    covers=(
        "M01",
        "M02",
        "M03",
        "M04",
        "M08",
        "M10",
        "M11",
        "M12",
        "M13",
        "M14",
        "M15",
        "M19",
        "M24",
        "M44",
        "M55",
        "M57",
        "M58",
        "M59",
    ),
)
def take_sides(world: World, month: Month) -> None:
    """Move trust and legitimacy, then alignment, votes, compliance and membership.

    ``a -> tanh(dV / 4h)`` with inertia, ``dV = 4h artanh(a0) + sum of (term - term at start)``: every term, peers
    included, is centred, so the start world is at rest under the levers it was observed under. In above ``enter``, out
    below ``leave``, mirrored for China.
    """
    alliances = world.alliances
    if month.index == 0:
        set_anchors(world, month)
    markets.move_trade(world, month)
    coercion.bear_grudges(world, month)
    felt = trust.present_conduct(world, month)
    trust.move_trust(world, month, felt)
    trust.move_legitimacy(world, month, felt)
    governments.change_governments(world, month)
    move_shock(world, month)
    kept, drawn = present_traits(world, month), present_leaning(world, month)
    lead = gaps(world, world.offers.effect)
    raw = raw_terms(world, month, drawn, lead, world.stacks.base, kept.peer_weight, governments.course(world))
    alliances.terms = counted_from(alliances.terms_start, raw)
    moved = alliances.alignment_rest + np.einsum("rtn->rn", alliances.terms)
    target = hedged_alignment(moved, alliances.hedge)
    votes.move_votes(world, month, lead, kept)
    alliances.alignment = approach(alliances.alignment, target, kept.alignment_rate)
    compliance.move_compliance(world, month)
    enter, leave = month.assume("membership_enter"), month.assume("membership_leave")
    alliances.membership = membership_hysteresis(alliances.membership, alliances.alignment, enter, leave)
    votes.seat_votes(world, month)


def set_anchors(world: World, month: Month) -> None:
    """First month: raw terms of the start world under the levers before the start, from which all terms are counted."""
    alliances, stacks = world.alliances, world.stacks
    alliances.capability_start = world.capability.level[:, :2]
    trust.remember(world, month)
    before = leaning(world, policy_at(world.facts.date), month)
    lead = gaps(world, world.offers.effect_start)
    peers = peer_weight(world)
    usual = alliances.government_usual * alliances.government_pull
    alliances.terms_start = np.stack(raw_terms(world, month, before, lead, stacks.base_start, peers, usual), axis=1)
    alliances.vote_terms_start = np.stack(votes.raw_terms(world, month, lead, usual), axis=1)
    compliance.anchor_compliance(world, month)


def move_shock(world: World, month: Month) -> None:
    """Scandals, coups and early elections fade with their half-life, and keep their spread.

    The spread is that of all domestic causes, less the regular changes of government, which have a name of their own.
    """
    keep = 1.0 - half_life_to_rate(month.assume("alliance_shock_half_life"))
    named = governments.spread_of_turns(world, month) * month.assume("government_weight")
    total = month.assume("alliance_shock_spread")
    size = np.sqrt(np.maximum(total * total - named * named, 0.0) * (1.0 - keep * keep))
    world.alliances.shock = keep * world.alliances.shock + size * month.noise("alliance_shock")


def present_leaning(world: World, month: Month) -> Leaning:
    """What the levers in force decide of the utility."""
    alliances = world.alliances
    alliances.leaning = memo(alliances.leaning, month, LEVERS, lambda: leaning(world, month, month))
    return alliances.leaning.value


def present_traits(world: World, month: Month) -> Traits:
    """Traits of the nations, computed once a run."""
    alliances = world.alliances
    fixed = (alliances.half_life, alliances.hedge, alliances.peer_gain, alliances.votes_rest)
    alliances.traits = memo(
        alliances.traits, month, (), lambda: traits(world, month), (*fixed, alliances.vote_terms_start)
    )
    return alliances.traits.value


def traits(world: World, month: Month) -> Traits:
    """How fast nations move, what their votes rest at and what their peers weigh: fixed through a run."""
    alliances = world.alliances
    return Traits(
        half_life_to_rate(alliances.half_life) * alliances.ties.acts,
        half_life_to_rate(month.assume("vote_half_life")) * alliances.ties.acts,
        alliances.votes_rest - alliances.vote_terms_start.sum(axis=1),
        peer_weight(world),
    )


def peer_weight(world: World) -> Array:
    """Weight of the peers' mean alignment in the utility, ``J = 4 h x gain`` ``(run, N)``."""
    return world.alliances.peer_gain * 4.0 * world.alliances.hedge


def counted_from(start: Array, raw: tuple[Array, ...]) -> Array:
    """Raw terms, each ``(run, N)``, over their start values: ``(run, term, N)``."""
    return np.asarray(np.stack(np.broadcast_arrays(*raw), axis=1) - start)


def raw_terms(
    world: World, month: Month, leaning: Leaning, lead: Gaps, base: Array, peer_weight: Array, government: Array
) -> tuple[Array, ...]:
    """Raw terms of the alignment utility, each ``(run, N)``, in the order of ``TERMS``: USA less China.

    government: course of the governments, in office or those before the start, see ``governments.course``.
    """
    alliances = world.alliances
    return (
        security(world, month, leaning),
        month.assume("trade_weight") * difference(alliances.trade),
        month.assume("stack_lock_in_weight") * (base[:, 0] - base[:, 1]),
        month.assume("offer_weight") * lead.offers,
        month.assume("trust_weight") * lead.trust,
        month.assume("legitimacy_weight") * lead.legitimacy,
        peer_weight * product_by_run(alliances.alignment[:, None], alliances.ties.peers.T)[:, 0],
        alliances.reaction,
        leaning.hardening * alliances.alignment,
        world.institutions.inclination,
        month.assume("government_weight") * government,
        alliances.shock,
    )


def security(world: World, month: Month, leaning: Leaning) -> Array:
    """What guarantees and threats are worth, ``(run, N)``.

    A guarantee is worth its reliability (1 - e alienation) and its giver's edge in capability; a hostile power that
    gains edge drives away: ``w sum_p side_p (tie_p (1 - e alienation_p) - threat rivalry_p) edge_p`` with ``edge_p = 2
    logistic(k (gap_p - gap_p(start)))``.
    """
    moved = world.capability.level[:, :2] - world.alliances.capability_start
    edge = 2.0 * logistic(month.assume("security_edge_gain") * (moved - moved[:, ::-1]))
    return np.asarray(leaning.guarantee[:, 0] * edge[:, :1] - leaning.guarantee[:, 1] * edge[:, 1:])


def leaning(world: World, levers: Levers, month: Month) -> Leaning:
    """What levers and ties alone decide of the utility."""
    ties = world.alliances.ties
    left = conduct.guaranteed(ties, levers, month)
    guarantee = ties.security * left - month.assume("threat_weight", 2) * ties.rivalry
    return Leaning(month.assume("security_weight", 2) * guarantee, hardening(levers, month))


def hardening(levers: Levers, month: Month) -> Array:
    """How camps harden under pressure, ``z pressure (1 - coop)``, ``(run, 1)``: it fades as the powers talk.

    It pushes every nation the way it leans already: it shows in the spread and rewards nobody for pressing.
    """
    pressure = of_powers(levers.lever("ally_control_pressure")).sum(axis=1)
    tension = 1.0 - levers.lever("coop_channel")[:, :2].mean(axis=1, keepdims=True)
    return np.asarray(tension * month.assume("camp_hardening") * pressure)
