"""Institutions: clubs, leadership and training, and what they do to how nations lean."""

from __future__ import annotations

import numpy as np

from aicompete.rules import Array, product_by_run
from aicompete.subjects.institutions import membership, mission, training, vacuum
from aicompete.subjects.mechanism import Month, mechanism
from aicompete.subjects.state import World
from aicompete.world.columns import Stream

ASSUMPTIONS = ("club_habit_weight", "club_reach_weight", "vacuum_weight", "vacuum_repute")


@mechanism(
    "institutions",
    levers=tuple(dict.fromkeys((*membership.LEVERS, *vacuum.LEVERS, *training.LEVERS, *mission.LEVERS))),
    assumptions=(
        *ASSUMPTIONS,
        *membership.ASSUMPTIONS,
        *vacuum.ASSUMPTIONS,
        *training.ASSUMPTIONS,
        *mission.ASSUMPTIONS,
    ),
    streams=(Stream("club_agenda", ("nation",)),),
    covers=("M04", "M14", "M15", "M18"),
)
def run_institutions(world: World, month: Month) -> None:
    """Move memberships, leadership, training and the mission; what they do to leaning is felt from next month on.

    All that is handed on is counted from the start: members of then, and leaders of then, are in the start world.
    """
    membership.move_membership(world, month)
    vacuum.fill_vacuum(world, month)
    training.train(world, month)
    mission.admit(world, month)
    world.institutions.skill = training.learnt(world, month) + mission.learnt(world, month)
    world.institutions.inclination = habit(world, month) + led(world, month) + mission.bound(world, month)
    world.institutions.repute = repute(world, month)


def habit(world: World, month: Month) -> Array:
    """What years in a club do to a government's leaning, ``(run, N)``: ``w sum_k side_k structured_k (bond - start)``.

    Common membership in structured bodies makes interests alike over years, in loose ones it does not (Bearce and
    Bondanella 2007).
    """
    institutions = world.institutions
    weight = institutions.clubs.side * institutions.clubs.structured
    moved = institutions.bond - institutions.member_start
    return np.asarray(month.assume("club_habit_weight") * np.einsum("rkn,k->rn", moved, weight))


def led(world: World, month: Month) -> Array:
    """Where others lead, ``(run, N)``: China's lead draws those not bound to the USA; Europe's and India's the middle.

    ``- w (lead_CHN (1 - tie to the USA) (1 - rivalry with China) + lead_near alignment)``: with a third leader among
    one's peers, or as part of it, there is less need to lean on either power.
    """
    institutions, ties = world.institutions, world.institutions.ties
    risen = institutions.filled - institutions.filled_start
    free = (1.0 - ties.security[0]) * np.where(ties.rivalry[1] > 0.0, 0.0, 1.0) * ties.acts
    circle = ties.peers + institutions.clubs.union  # China is in nobody's circle
    near = product_by_run(risen[:, None], circle.T)[:, 0]
    return np.asarray(-month.assume("vacuum_weight") * (risen[:, 1:2] * free + near * world.alliances.alignment))


def repute(world: World, month: Month) -> Array:
    """What the reach of its clubs and the lead it has taken add to a power's legitimacy, ``(run, power)``.

    Reach is the mean share of nations in the clubs that a power leads; lead is what China supplies in place of the USA.
    """
    institutions, acts = world.institutions, world.institutions.ties.acts
    gained = np.einsum("rkn,n->rk", institutions.member - institutions.member_start, acts / acts.sum())
    sponsor = np.array(institutions.clubs.sponsor)
    led_by = np.stack([(sponsor == power) / (sponsor == power).sum() for power in (0, 1)], axis=1)
    reach = product_by_run(gained[:, None], led_by)[:, 0]
    risen = (institutions.filled - institutions.filled_start)[:, :2]
    return np.asarray(month.assume("club_reach_weight") * reach + month.assume("vacuum_repute") * risen)
