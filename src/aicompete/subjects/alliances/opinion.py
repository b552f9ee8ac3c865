"""Opinion of each power: publics follow its conduct within months, governments as far as they answer to publics."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from aicompete.rules import Array, saturating, shift_odds
from aicompete.subjects.alliances import conduct
from aicompete.subjects.alliances.conduct import Given, Nations
from aicompete.world.powers import of_rival

ASSUMPTIONS = ("opinion_half_life", "opinion_swing", "opinion_half_dose", "opinion_hold", "opinion_contrast")
CALM = "2022-01"
"""The rule on alignment stands for the conduct of the year before: no quarrel of the USA with its allies, in 2021."""


class Judges(Nations, Protocol):
    """Who judges the powers, with what they have in mind."""

    trust_lasting: Array
    conduct_met: Array
    conduct_known: Array


def in_mind(nations: Nations, date: str, given: Given) -> tuple[Array, Array]:
    """Strain a year that publics have in mind at a start, and that of the calm year, ``(run, power, N)`` each.

    Both starts have the same rule of lasting trust, so trust is lower in 2026 where the conduct of 2025 was worse than
    that of 2021, as in the surveys. A memory of half-life h has the mean age ``h / (12 ln 2)`` years.
    """
    age = given.assume("opinion_half_life", 0) / (12.0 * np.log(2.0))
    late = conduct.remembered(conduct.past_strains(nations, date, date, given), age)
    return late, conduct.past_strains(nations, date, CALM, given)[0]


def judged(nations: Judges, given: Given) -> tuple[Array, Array]:
    """Trust of publics and confidence of governments under the conduct that is in mind, ``(run, power, N)`` each.

    ``odds(T) = odds(L) exp(-swing (s(C) - s(C_0)))``, ``s(C) = C / (C + half dose)``: L = lasting trust, C = strain a
    year that the public has in mind, following strain with its half-life; C_0 = that of the calm year 2021. A small
    quarrel does most of the harm that a large one does, and within a year of its end opinion is where lasting trust is.
    Who falls out with one power thinks better of the other: a part of each shift counts for the rival the other way.
    A government's confidence shifts by ``hold x voice`` of that: it has elections to win as far as there are any
    (Goldsmith and Horiuchi 2012: opinion binds foreign governments where publics care).
    """
    half = given.assume("opinion_half_dose", 2)
    worse = saturating(nations.conduct_met, half) - saturating(nations.conduct_known, half)
    own = -given.assume("opinion_swing", 2) * worse
    shift = own - given.assume("opinion_contrast", 2) * of_rival(own)
    held = given.assume("opinion_hold", 2) * nations.ties.voice
    return shift_odds(nations.trust_lasting, shift), shift_odds(nations.trust_lasting, held * shift)
