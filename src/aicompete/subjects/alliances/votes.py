"""Votes: diplomatic alignment, which moves on its own clock and for its own reasons."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from aicompete.rules import Array, approach, product_by_run, smooth_side
from aicompete.subjects.alliances.gaps import Gaps
from aicompete.subjects.alliances.governments import course
from aicompete.subjects.alliances.state import Traits, camps
from aicompete.subjects.mechanism import Month

if TYPE_CHECKING:
    from aicompete.subjects.state import World

ASSUMPTIONS = (
    "vote_legitimacy_weight",
    "vote_offer_weight",
    "vote_trust_weight",
    "vote_alignment_weight",
    "vote_peer_weight",
    "vote_government_weight",
    "vote_half_life",
    "vote_shock_spread",
    "assembly_follow",
    "vote_wobble",
    "membership_enter",
    "membership_leave",
)


def raw_terms(world: World, month: Month, gaps: Gaps, government: Array) -> tuple[Array, ...]:
    """Raw terms of the votes, each ``(run, N)``, in the order of ``VOTE_TERMS``; government: course abroad."""
    alliances = world.alliances
    peers = product_by_run(alliances.votes[:, None], alliances.ties.peers.T)[:, 0]
    return (
        month.assume("vote_legitimacy_weight") * gaps.legitimacy,
        month.assume("vote_offer_weight") * gaps.offers,
        month.assume("vote_trust_weight") * gaps.trust,
        month.assume("vote_alignment_weight") * alliances.alignment,
        month.assume("vote_peer_weight") * peers,
        month.assume("vote_government_weight") * government,
    )


def move_votes(world: World, month: Month, gaps: Gaps, traits: Traits) -> None:
    """``v -> tanh(artanh habit + sum of (term - start))`` with a half-life of several years; taken over start values.

    The start is the last year's votes, the habit the mean of four: what a single year departed fades. So does what
    chance of a nation's own adds each month, ``l -> keep l + s sqrt(1 - keep^2) e``, which keeps its spread s: that of
    the mean of n states, each by itself, is smaller by ``sqrt n``.
    """
    alliances = world.alliances
    raw = raw_terms(world, month, gaps, course(world))
    legitimacy, offers, trust, alignment, peers, government = raw
    target = smooth_side(traits.votes_rest + legitimacy + offers + trust + alignment + peers + government)
    alliances.vote_terms = np.stack(raw, axis=1) - alliances.vote_terms_start
    keep = 1.0 - traits.votes_rate
    states = alliances.ties.assembly.members(keep.shape[-1])
    size = month.assume("vote_shock_spread") * np.sqrt((1.0 - keep * keep) / states)
    followed = approach(alliances.votes - alliances.vote_luck, target, traits.votes_rate)
    votes = followed + keep * alliances.vote_luck + size * month.noise("votes")
    alliances.votes = np.clip(votes, -1.0, 1.0)
    alliances.vote_luck = alliances.votes - followed


def seat_votes(world: World, month: Month) -> None:
    """Where the seats of the General Assembly stand, and the shares of its votes in each camp.

    A nation of its own votes as it stands; members of the EU keep their distance from the mean of the group; the rest
    of the world drifts by ``follow x mean (votes - votes at the start)`` over the uncommitted, the nations that take
    sides and have no treaty with the USA.
    """
    alliances = world.alliances
    ties = alliances.ties
    uncommitted = ties.acts * (ties.security[0] < 1.0)
    moved = np.einsum("rn,n->r", alliances.votes - alliances.votes_start, uncommitted / uncommitted.sum())
    alliances.assembly = ties.assembly.positions(alliances.votes, month.assume("assembly_follow", 0) * moved)
    enter, leave = month.assume("membership_enter"), month.assume("membership_leave")
    alliances.camp_votes = camps(ties, alliances.assembly, enter, leave, month.assume("vote_wobble"))
