"""Opinion of each power: publics follow its conduct within months, governments as far as they answer to publics."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from aicompete.rules import Array, approach, half_life_to_rate, saturating, shift_odds
from aicompete.subjects.mechanism import Month

if TYPE_CHECKING:
    from aicompete.subjects.alliances.state import Alliances
    from aicompete.subjects.state import World
    from aicompete.world.columns import Setup

ASSUMPTIONS = ("opinion_half_life", "opinion_swing", "opinion_half_dose", "opinion_hold")


def years_in_mind(given: Setup | Month) -> Array:
    """Mean age in years of the conduct that a public has in mind, ``half-life / (12 ln 2)``, ``(run,)``."""
    return np.asarray(given.assume("opinion_half_life", 0) / (12.0 * np.log(2.0)))


def move_opinion(world: World, month: Month) -> None:
    """Trust is lasting trust with its odds shifted by the conduct of late: rebinds conduct_met, trust and confidence.

    ``odds(T) = odds(L) exp(-swing (s(C) - s(C_0)))``, ``s(C) = C / (C + half dose)``: L = lasting trust, C = strain a
    year that the public has in mind, following strain with its half-life; C_0 = that of the calm year 2021. A small
    quarrel does most of the harm that a large one does, and within a year of its end opinion is where lasting trust is.
    A government's confidence shifts by ``hold x voice`` of that: it has elections to win as far as there are any
    (Goldsmith and Horiuchi 2012: opinion binds foreign governments where publics care).
    """
    alliances = world.alliances
    rate = half_life_to_rate(month.assume("opinion_half_life", 2))
    alliances.conduct_met = approach(alliances.conduct_met, alliances.strain, rate)
    alliances.trust, alliances.confidence = judged(alliances, month)


def judged(alliances: Alliances, given: Setup | Month) -> tuple[Array, Array]:
    """Trust of publics and confidence of governments under the conduct that is in mind, ``(run, power, N)`` each."""
    half = given.assume("opinion_half_dose", 2)
    worse = saturating(alliances.conduct_met, half) - saturating(alliances.conduct_known, half)
    shift = -given.assume("opinion_swing", 2) * worse
    held = given.assume("opinion_hold", 2) * alliances.ties.voice
    return shift_odds(alliances.trust_lasting, shift), shift_odds(alliances.trust_lasting, held * shift)
