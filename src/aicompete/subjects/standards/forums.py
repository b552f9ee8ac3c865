"""Forums: the one-state-one-vote track, seats in the technical bodies, and the weight between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from aicompete.rules import Array, approach, half_life_to_rate, logistic, text_shares, tilted_shares
from aicompete.subjects.mechanism import Month
from aicompete.subjects.standards import texts
from aicompete.subjects.standards.state import ForumPull
from aicompete.world.memo import memo
from aicompete.world.past_policy import Levers, policy_at

if TYPE_CHECKING:
    from aicompete.subjects.state import World

LEVERS = ("iso_itu_effort", "standards_coalition_effort", "multilateral_engagement", "un_effort")
ASSUMPTIONS = (
    "seat_effort_gain",
    "seat_counter_gain",
    "coalition_effort_gain",
    "first_mover_bonus",
    "network_externality",
    "venue_shift_gain",
    "un_track_weight",
    "forum_half_life",
    *texts.ASSUMPTIONS,
)


def move_forums(world: World, month: Month) -> None:
    """Seats follow a logit of effort and of texts in force, the venue follows the UN track; the forum share mixes both.

    ``seats_s -> seats0_s exp(u_s - u0_s) / sum``; ``u_p = g (effort_p) + engagement_p - counter x engagement_rival + b
    text_p`` (a power that sits in the room can block); the field that a power's texts cover counts more with network
    effects (first mover). ``forum = venue x votes + (1 - venue) x seats``.
    """
    stacks = world.stacks
    texts.write_texts(world, month)
    stacks.forum_pull = memo(stacks.forum_pull, month, LEVERS, lambda: forum_pull(world, month))
    pull = stacks.forum_pull.value
    bonus = month.assume("first_mover_bonus") * month.assume("network_externality") * texts.lead_in_field(world)
    seats = tilted_shares(stacks.seats_start, np.concatenate([pull.gain + bonus, np.zeros_like(bonus[:, :1])], axis=1))
    stacks.seats = approach(stacks.seats, seats, pull.rate)
    stacks.venue = approach(stacks.venue, pull.venue, pull.rate[:, 0])
    venue = stacks.venue[:, None]
    stacks.forum = venue * un_votes(world) + (1.0 - venue) * stacks.seats


def forum_pull(world: World, month: Month) -> ForumPull:
    """What the levers in force, over those before the start, add to the powers' seats; where they pull the venue."""
    before = policy_at(world.facts.date)
    gap = effort(month, month) - effort(before, month)
    start = month.assume("un_track_weight", 0)
    moved = month.assume("venue_shift_gain", 0) * (un_push(month) - un_push(before))
    venue = logistic(np.log(start / (1.0 - start)) + moved)
    return ForumPull(gap, venue, half_life_to_rate(month.assume("forum_half_life")))


def effort(levers: Levers, month: Month) -> Array:
    """Pull of each power in the technical bodies, ``(run, power)``."""
    engagement = levers.lever("multilateral_engagement")[:, :2]
    club = month.assume("coalition_effort_gain") * levers.lever("standards_coalition_effort")[:, :2]
    seats = month.assume("seat_effort_gain") * (levers.lever("iso_itu_effort")[:, :2] + engagement)
    return np.asarray(club + seats - month.assume("seat_counter_gain") * engagement[:, ::-1])


def un_push(levers: Levers) -> Array:
    """Joint effort of the powers to take matters to the United Nations, ``(1 or run,)``."""
    return np.asarray(levers.lever("un_effort")[:, :2].sum(axis=1))


def un_votes(world: World) -> Array:
    """Shares of a General Assembly vote ``(run, stack)``: for the US text, for China's, abstaining."""
    return text_shares(world.alliances.assembly, world.alliances.ties.assembly.states)
