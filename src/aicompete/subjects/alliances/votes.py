"""Votes: diplomatic alignment, which moves on its own clock and for its own reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aicompete.rules import Array, approach, product_by_run, smooth_side
from aicompete.subjects.alliances.gaps import Gaps
from aicompete.subjects.alliances.state import Traits
from aicompete.subjects.mechanism import Month

if TYPE_CHECKING:
    from aicompete.subjects.state import World

ASSUMPTIONS = (
    "vote_legitimacy_weight",
    "vote_offer_weight",
    "vote_trust_weight",
    "vote_alignment_weight",
    "vote_peer_weight",
    "vote_half_life",
)


def raw_terms(world: World, month: Month, gaps: Gaps) -> tuple[Array, ...]:
    """Raw terms of the votes, each ``(run, N)``, in the order of ``VOTE_TERMS``."""
    alliances = world.alliances
    peers = product_by_run(alliances.votes[:, None], alliances.ties.peers.T)[:, 0]
    return (
        month.assume("vote_legitimacy_weight") * gaps.legitimacy,
        month.assume("vote_offer_weight") * gaps.offers,
        month.assume("vote_trust_weight") * gaps.trust,
        month.assume("vote_alignment_weight") * alliances.alignment,
        month.assume("vote_peer_weight") * peers,
    )


def move_votes(world: World, month: Month, gaps: Gaps, traits: Traits) -> None:
    """``v -> tanh(artanh v0 + sum of (term - start))`` with a half-life of several years; taken over start values."""
    alliances = world.alliances
    legitimacy, offers, trust, alignment, peers = raw_terms(world, month, gaps)
    target = smooth_side(traits.votes_rest + legitimacy + offers + trust + alignment + peers)
    alliances.votes = approach(alliances.votes, target, traits.votes_rate)
