"""Clubs: governments weigh membership when it is on their agenda, join with delay and leave slowly."""

from __future__ import annotations

import numpy as np

from aicompete.rules import Array, accession_step, approach, half_life_to_rate, product_by_run, seated
from aicompete.subjects.mechanism import Month
from aicompete.subjects.state import World
from aicompete.world.columns import beside
from aicompete.world.institutions import WAICO
from aicompete.world.past_policy import Levers, policy_at
from aicompete.world.powers import difference

LEVERS = ("fullstack_export_intensity", "standards_coalition_effort", "waico_resource", "brics_centre_budget")
"""What a sponsor puts into each club, in the order of the ``club`` axis."""
SETTLED = 12
"""Months that a club has been open after which the start world has settled who is in."""
ASSUMPTIONS = (
    "club_trust_weight",
    "club_trade_weight",
    "club_effort_weight",
    "club_company_weight",
    "club_cost",
    "club_loyalty",
    "club_taste_spread",
    "club_agenda",
    "accession_scale",
    "institution_reference",
    "club_habit_half_life",
)


def move_membership(world: World, month: Month) -> None:
    """Who is in: ``wish`` changes in months in which the matter is on the agenda, membership follows with delay.

    ``value = side (lean + w_tr trust + w_x trade) + w_e effort + w_c company - cost + taste``: lean is alignment, in
    a club of diplomacy its mean with votes; trust and trade of the USA less those of China; company the members among
    one's peers (Granovetter 1978). Outsiders want in above 0; members want out below -loyalty, so clubs outlive the
    mood that founded them.
    """
    institutions = world.institutions
    clubs = institutions.clubs
    if month.index == 0:
        institutions.taste = settled_taste(world, month)
    effort = efforts(month, month)
    institutions.value = value(world, month, effort) + institutions.taste
    staying = institutions.member * month.assume("club_loyalty", 2)
    wanted = np.where(institutions.value + staying > 0.0, 1.0, 0.0)
    # a standard normal above its quantile: a part of the governments has its memberships on the agenda
    turn = np.where(month.noise("club_agenda") > month.assume("club_agenda"), 1.0, 0.0)[:, None, :]
    wish = np.where(turn > 0.0, wanted, institutions.wish)
    allowed = np.maximum(may_join(world, month, effort), institutions.member)
    institutions.wish = wish * allowed
    scale = month.assume("accession_scale", 2)
    accession, leaving = clubs.accession[:, None] * scale, clubs.leaving[:, None] * scale
    institutions.standing = accession_step(institutions.standing, institutions.wish, accession, leaving)
    institutions.member = seated(institutions.member, institutions.standing)
    rate = half_life_to_rate(month.assume("club_habit_half_life", 2))
    institutions.bond = approach(institutions.bond, institutions.member, rate)


def value(world: World, month: Month, effort: Array) -> Array:
    """Worth of being in each club to each government but for its own taste, ``(run, club, N)``."""
    institutions, alliances, ties = world.institutions, world.alliances, world.institutions.ties
    clubs = institutions.clubs
    stage = clubs.technology[:, None]
    stand = 0.5 * (alliances.alignment + alliances.votes)
    lean = stage * alliances.alignment[:, None, :] + (1.0 - stage) * stand[:, None, :]
    near = month.assume("club_trust_weight") * difference(alliances.confidence)
    near = near + month.assume("club_trade_weight") * difference(alliances.trade)
    company = product_by_run(institutions.member, ties.peers.T)
    return np.asarray(
        clubs.side[:, None] * (lean + near[:, None, :])
        + month.assume("club_effort_weight", 2) * effort[:, :, None]
        + month.assume("club_company_weight", 2) * company
        - month.assume("club_cost", 2)
    )


def settled_taste(world: World, month: Month) -> Array:
    """Tastes that fit who is in at the start, ``(run, club, N)``.

    Who could have joined for ``SETTLED`` months and did not had its reasons, and so had who stayed: a taste beyond the
    border that this draws is put behind it, by ``s x / (s + x)`` for a taste that is x beyond and a spread s: never
    further than the spread, as the tail of a distribution is dense near where it is cut.
    """
    institutions = world.institutions
    clubs, taste = institutions.clubs, institutions.taste
    worth = value(world, month, efforts(policy_at(world.facts.date), month))
    out = np.where(clubs.opens[:, None] <= -SETTLED, 1.0 - institutions.member, 0.0)
    over = np.maximum(taste + worth, 0.0)
    under = np.maximum(-worth - month.assume("club_loyalty", 2) - taste, 0.0)
    spread = np.maximum(month.assume("club_taste_spread", 2), 1e-9)
    back, forth = over + spread * over / (spread + over), under + spread * under / (spread + under)
    return np.asarray(taste - out * back + institutions.member * forth)


def may_join(world: World, month: Month, effort: Array) -> Array:
    """1 where a nation takes sides, is not the sponsor's open enemy and the club exists, ``(run, club, N)``.

    A body that nobody pays for is not founded.
    """
    institutions, ties = world.institutions, world.institutions.ties
    welcome = np.stack([ties.acts * (ties.rivalry[power] <= 0.0) for power in institutions.clubs.sponsor])
    there = np.where(month.index >= institutions.opens, 1.0, 0.0)
    paid = np.where(effort > 0.0, 1.0, 0.0)
    needed = np.array([1.0 if club == WAICO else 0.0 for club in range(len(welcome))])
    founded = there * (1.0 - needed * (1.0 - paid))
    return np.asarray(founded[:, :, None] * welcome)


def efforts(levers: Levers, month: Month) -> Array:
    """What sponsors put into their clubs, ``(run, club)``: index of a programme, or money as ``ln(1 + x / x_0)``."""
    export, joint, waico, brics = (
        levers.lever(name)[:, power] for name, power in zip(LEVERS, (0, 0, 1, 1), strict=True)
    )
    reference = month.assume("institution_reference", 0)
    none = np.zeros_like(reference)
    return beside(export + none, joint + none, np.log1p(waico / reference), np.log1p(brics / reference))
