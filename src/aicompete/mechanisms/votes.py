"""Votes: diplomatic alignment, which moves on its own clock and for its own reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from aicompete.mechanisms.base import Month
from aicompete.mechanisms.posture import difference
from aicompete.rules import Array, alignment_step

if TYPE_CHECKING:
    from aicompete.world.state import World

ASSUMPTIONS = (
    "vote_legitimacy_weight",
    "vote_offer_weight",
    "vote_trust_weight",
    "vote_alignment_weight",
    "vote_peer_weight",
    "vote_half_life",
)


def raw_terms(world: World, month: Month, effect: Array) -> Array:
    """Raw terms of the votes ``(run, term, N)`` in the order of ``VOTE_TERMS``."""
    alliances = world.alliances
    peers = np.einsum("ij,rj->ri", alliances.ties.peers, alliances.votes)
    return np.stack(
        [
            month.assume("vote_legitimacy_weight") * difference(alliances.legitimacy),
            month.assume("vote_offer_weight") * difference(effect),
            month.assume("vote_trust_weight") * difference(alliances.trust),
            month.assume("vote_alignment_weight") * alliances.alignment,
            month.assume("vote_peer_weight") * peers,
        ],
        axis=1,
    )


def move_votes(world: World, month: Month) -> None:
    """``v -> tanh(artanh v0 + sum of (term - start))`` with a half-life of several years; taken over start values."""
    alliances = world.alliances
    pull = (raw_terms(world, month, world.offers.effect) - alliances.vote_terms_start).sum(axis=1)
    moved = alignment_step(alliances.votes, np.tanh(alliances.votes_rest + pull), month.assume("vote_half_life"))
    alliances.votes = np.where(alliances.ties.acts > 0.0, moved, alliances.votes_start)
