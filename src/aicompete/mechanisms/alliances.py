"""Alliances: trust, alignment, votes, compliance and membership of the coalitions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from aicompete.mechanisms import compliance, trust, votes
from aicompete.mechanisms.base import Month, mechanism
from aicompete.mechanisms.posture import difference, of_powers, of_rival
from aicompete.rules import Array, alignment_step, half_life_to_rate, hedged_alignment, logistic, membership_hysteresis
from aicompete.world.columns import Stream
from aicompete.world.past_policy import Levers, policy_at

if TYPE_CHECKING:
    from aicompete.world.state import World

LEVERS = ("coop_channel",)
ASSUMPTIONS = (
    "security_weight",
    "security_edge_gain",
    "threat_weight",
    "trade_weight",
    "tariff_elasticity",
    "trade_diversion",
    "stack_lock_in_weight",
    "offer_weight",
    "trust_weight",
    "legitimacy_weight",
    "sanction_risk_weight",
    "camp_hardening",
    "market_share_scale",
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
    levers=declared(LEVERS, trust.LEVERS, compliance.LEVERS),
    assumptions=declared(ASSUMPTIONS, trust.ASSUMPTIONS, compliance.ASSUMPTIONS, votes.ASSUMPTIONS),
    streams=(Stream("alliance_shock", ("nation",)),),
    covers=("M01", "M02", "M03", "M04", "M10", "M11", "M13", "M14", "M15", "M19", "M24", "M55", "M57", "M58", "M59"),
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
    trust.move_trust(world, month)
    trust.move_legitimacy(world, month)
    keep = 1.0 - half_life_to_rate(month.assume("alliance_shock_half_life"))
    size = month.assume("alliance_shock_spread") * np.sqrt(1.0 - keep * keep)
    alliances.shock = keep * alliances.shock + size * month.noise("alliance_shock")

    raw = raw_terms(world, month, month, world.offers.effect, world.stacks.base)
    alliances.terms = raw - alliances.terms_start
    target = hedged_alignment(alliances.alignment_rest + alliances.terms.sum(axis=1), alliances.hedge)
    votes.move_votes(world, month)
    moved = alignment_step(alliances.alignment, target, alliances.half_life)
    alliances.alignment = np.where(alliances.ties.acts > 0.0, moved, alliances.alignment_start)
    compliance.move_compliance(world, month)
    enter, leave = month.assume("membership_enter"), month.assume("membership_leave")
    alliances.membership = membership_hysteresis(alliances.membership, alliances.alignment, enter, leave)
    alliances.camp = membership_hysteresis(alliances.camp, alliances.votes, enter, leave)


def set_anchors(world: World, month: Month) -> None:
    """First month: raw terms of the start world under the levers before the start, from which all terms are counted."""
    alliances = world.alliances
    alliances.capability_start = world.nations.capability[:, :2]
    trust.remember(world, month)
    before = policy_at(world.facts.date)
    offers, stacks = world.offers, world.stacks
    alliances.terms_start = raw_terms(world, before, month, offers.effect_start, stacks.base_start)
    alliances.vote_terms_start = votes.raw_terms(world, month, offers.effect_start)
    compliance.anchor_compliance(world, month)


def raw_terms(world: World, levers: Levers, month: Month, effect: Array, base: Array) -> Array:
    """Raw terms of the alignment utility ``(run, term, N)`` in the order of ``TERMS``: USA less China."""
    alliances = world.alliances
    peers = np.einsum("ij,rj->ri", alliances.ties.peers, alliances.alignment)
    parts = [
        security(world, levers, month),
        trade(world, levers, month),
        month.assume("stack_lock_in_weight") * (base[:, 0] - base[:, 1]),
        month.assume("offer_weight") * difference(effect),
        month.assume("trust_weight") * difference(alliances.trust),
        month.assume("legitimacy_weight") * difference(alliances.legitimacy),
        alliances.peer_gain * 4.0 * alliances.hedge * peers,
        sanctions(world, levers, month),
        alliances.shock,
    ]
    return np.stack(parts, axis=1)


def security(world: World, levers: Levers, month: Month) -> Array:
    """What guarantees and threats are worth, ``(run, N)``.

    A guarantee is worth its reliability (1 - alienation) and its giver's edge in capability; a hostile power that gains
    edge drives away: ``w sum_p side_p (tie_p (1 - alienation_p) - threat rivalry_p) edge_p`` with ``edge_p = 2
    logistic(k (gap_p - gap_p(start)))``.
    """
    alliances, ties = world.alliances, world.alliances.ties
    moved = world.nations.capability[:, :2] - alliances.capability_start
    edge = 2.0 * logistic(month.assume("security_edge_gain", 2) * (moved - moved[:, ::-1])[:, :, None])
    reliable = 1.0 - of_powers(levers.lever("ally_alienation"))
    value = (ties.security * reliable - month.assume("threat_weight", 2) * ties.rivalry) * edge
    return np.asarray(month.assume("security_weight") * difference(value))


def trade(world: World, levers: Levers, month: Month) -> Array:
    """Dependence on each power's market, ``(run, N)``.

    Cut by its own tariffs, swollen by goods that the other's tariff on it sends elsewhere.
    """
    ties = world.alliances.ties
    tariff = of_powers(levers.lever("tariff_on_allies")) / 100.0
    shut_out = of_rival(of_powers(levers.lever("tariff_on_rival"))) / 100.0
    opened = 1.0 / (1.0 + month.assume("tariff_elasticity", 2) * tariff)
    diverted = 1.0 + month.assume("trade_diversion", 2) * shut_out / (1.0 + shut_out)
    return np.asarray(month.assume("trade_weight") * difference(ties.trade * opened * diverted))


def sanctions(world: World, levers: Levers, month: Month) -> Array:
    """Fear of secondary sanctions, and camps that harden under pressure; both fade as the powers talk.

    ``w sum_p side_p (pressure_p + sanctions_p) reliance_p (1 - coop) + z pressure a (1 - coop)``.
    """
    alliances, ties = world.alliances, world.alliances.ties
    market = np.minimum(ties.trade / month.assume("market_share_scale", 2), 1.0)
    pressure = of_powers(levers.lever("ally_control_pressure"))
    fear = (pressure + of_powers(levers.lever("entity_sanctions"))) * market
    harden = month.assume("camp_hardening") * pressure.sum(axis=1) * alliances.alignment
    tension = 1.0 - levers.lever("coop_channel")[:, :2].mean(axis=1, keepdims=True)
    return np.asarray(tension * (month.assume("sanction_risk_weight") * difference(fear) + harden))
