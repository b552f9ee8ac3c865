"""Opinion of each power: publics follow its conduct within months, governments as far as they answer to publics."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from aicompete.rules import Array, approach, half_life_to_rate, saturating, shift_odds
from aicompete.subjects.mechanism import Month

if TYPE_CHECKING:
    from aicompete.subjects.state import World

ASSUMPTIONS = ("opinion_half_life", "opinion_swing", "opinion_half_dose", "opinion_hold")


def years_in_mind(month: Month) -> Array:
    """Mean age in years of the conduct that a public has in mind, ``half-life / (12 ln 2)``, ``(run,)``."""
    return np.asarray(month.assume("opinion_half_life", 0) / (12.0 * np.log(2.0)))


def move_opinion(world: World, month: Month) -> None:
    """Trust is lasting trust with its odds shifted by the conduct of late: rebinds conduct_met, trust and confidence.

    ``odds(T) = odds(L) exp(-swing (s(C) - s(C at the start)))``, ``s(C) = C / (C + half dose)``: L = lasting trust, C =
    strain a year that the public has in mind, following strain with its half-life. A small quarrel does most of the
    harm that a large one does, and within a year of its end opinion is where lasting trust is. A government's
    confidence shifts by ``hold x voice`` of that: it has elections to win as far as there are any (Goldsmith and
    Horiuchi 2012: opinion binds foreign governments where publics care).
    """
    alliances = world.alliances
    rate = half_life_to_rate(month.assume("opinion_half_life", 2))
    alliances.conduct_met = approach(alliances.conduct_met, alliances.strain, rate)
    half = month.assume("opinion_half_dose", 2)
    worse = saturating(alliances.conduct_met, half) - saturating(alliances.conduct_known, half)
    shift = -month.assume("opinion_swing", 2) * worse
    alliances.trust = shift_odds(alliances.trust_lasting, shift)
    held = month.assume("opinion_hold", 2) * alliances.ties.voice
    alliances.confidence = shift_odds(alliances.trust_lasting, held * shift)
