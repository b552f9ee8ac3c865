"""Standing: others judge a power by its audits, rules, closed data, harm and green building, and by whom it hosts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from aicompete.rules import Array, approach, half_life_to_rate
from aicompete.subjects.mechanism import Month, mechanism
from aicompete.world.past_policy import Levers, policy_at
from aicompete.world.powers import of_powers, of_rival

if TYPE_CHECKING:
    from aicompete.subjects.state import World

LEVERS = ("ethics_centre", "audit_openness", "ideology_test", "green_compute", "wto_dfft_challenge")
ASSUMPTIONS = (
    "ethics_centre_gain",
    "ethics_centre_half_life",
    "audit_standing",
    "test_standing_loss",
    "green_standing",
    "closed_standing_loss",
    "complaint_standing_loss",
    "misuse_standing_loss",
)


@mechanism("legitimacy", levers=LEVERS, assumptions=ASSUMPTIONS, covers=("M60", "M63", "M64", "M65", "M67", "M69"))
def judge_powers(world: World, month: Month) -> None:
    """Rebind what conduct at home adds to each power's legitimacy, over the conduct of the start.

    A centre for ethics is what it is let be: it grows toward ``effort x openness`` and loses its guests as slowly.
    """
    standing, before = world.standing, policy_at(world.facts.date)
    if month.index == 0:
        standing.centre = hosted(before) + np.zeros_like(standing.centre)
    speed = half_life_to_rate(month.assume("ethics_centre_half_life"))
    standing.centre = approach(standing.centre, hosted(month), speed)
    built = month.assume("ethics_centre_gain", 2) * (standing.centre - hosted(before))[:, :, None]
    # who is bound to the rival by treaty sends nobody
    guests = built * (1.0 - of_rival(standing.ties.security[None]))
    judged = conduct(world, month, month) - conduct(world, before, month)
    standing.conduct_pull = guests + judged + observed(world, month)


def hosted(levers: Levers) -> Array:
    """What the centre of each power comes to under its levers, ``(1 or run, power)``."""
    return np.asarray((levers.lever("ethics_centre") * levers.lever("audit_openness"))[:, :2])


def conduct(world: World, levers: Levers, month: Month) -> Array:
    """What levers alone are judged by, ``(run, power, N)``.

    Open audits convince those who are unlike the power, tests of content offend all but the like-minded, green building
    pleases all, and a complaint in trade law those least who keep data at home themselves.
    """
    unlike = 1.0 - world.standing.ties.kinship
    complaint = of_powers(levers.lever("wto_dfft_challenge")) * levers.targets("wto_dfft_challenge")[:2]
    return np.asarray(
        month.assume("audit_standing", 2) * of_powers(levers.lever("audit_openness")) * unlike
        + month.assume("green_standing", 2) * of_powers(levers.lever("green_compute"))
        - month.assume("test_standing_loss", 2) * of_powers(levers.lever("ideology_test")) * unlike
        - month.assume("complaint_standing_loss", 2) * complaint * world.data.closed_start[:, None, :]
    )


def observed(world: World, month: Month) -> Array:
    """What others see happen in each power over the start, ``(run, power, N)``.

    Closed data of a power, its pilot zones counted off, put off those who are like its rival; of harm done with AI that
    of a power counts against what its rival has, since everybody's grows.
    """
    closed = (world.data.closed - world.data.closed_start)[:, :2, None] * of_rival(world.standing.ties.kinship[None])
    harm = np.log(world.development.misuse[:, :2, None])
    return np.asarray(
        -month.assume("closed_standing_loss", 2) * closed
        - month.assume("misuse_standing_loss", 2) * 0.5 * (harm - of_rival(harm))
    )
