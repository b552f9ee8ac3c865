"""State of the institutions: who is in which club, on the way in or out, and who fills a strategic vacuum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from aicompete.world.columns import Array, Reads, Setup, Stream, column, spread
from aicompete.world.facts import Facts
from aicompete.world.institutions import PROPOSED, Clubs, clubs
from aicompete.world.relations import Relations, relations


@dataclass
class Institutions:
    """Club axis as ``institutions.csv``; the powers and the rest of the world join nothing."""

    ties: Relations
    clubs: Clubs
    member: Array = column("club nation", "0 or 1", "member of the club", "institution_members.csv")
    member_start: Array = column("club nation", "0 or 1", "member at the start", "as member")
    standing: Array = column("club nation", "share", "way into the club: 0 outside, 1 in", "as member")
    wish: Array = column("club nation", "0 or 1", "what the government decided last: 1 to be in", "as member")
    value: Array = column("club nation", "utility", "worth of being in to the government, costs taken off", "computed")
    taste: Array = column("club nation", "utility", "what speaks for a club in this nation alone", "a spread")
    opens: Array = column("club", "months", "month of the run from which newcomers may join", "institutions.csv")
    bond: Array = column("club nation", "share", "how far membership has become habit", "as member")
    filled: Array = column("nation", "index", "leadership that each supplies in place of the USA", "past levers")
    filled_start: Array = column("nation", "index", "the same at the start", "as filled")
    vacuum: Array = column("", "index", "leadership the USA does not supply", "computed")
    taught: Array = column("nation", "log", "training through the BRICS centre over that before the start", "zero")
    taught_start: Array = column("nation", "log", "training by the budgets before the start", "past levers")
    admitted: Array = column("nation", "share", "research that is in the US science mission", "past levers")
    admitted_start: Array = column("nation", "share", "the same at the start", "past levers")
    skill: Array = column("nation", "share", "what training and the mission add to learning from the leader", "zero")
    inclination: Array = column("nation", "utility", "what clubs and new leaders add to the alignment utility", "zero")
    repute: Array = column("power", "index", "what reach and leadership add to a power's legitimacy", "zero")

    reads: ClassVar[Reads] = Reads(
        assumptions=("club_taste_spread", "founding_delay"), streams=(Stream("start_club_taste", ("club", "nation")),)
    )

    @classmethod
    def start(cls, facts: Facts, setup: Setup) -> Self:
        """Members on record, no wish to change, and a taste of their own for what is new."""
        found, runs = clubs(facts), setup.runs
        member, nobody = spread(found.member, runs), spread(np.zeros(facts.n), runs)
        proposed = np.array([1.0 if club in PROPOSED else 0.0 for club in range(len(found.names))])
        return cls(
            ties=relations(facts.date),
            clubs=found,
            member=member,
            member_start=member,
            standing=member,
            wish=member,
            value=np.zeros_like(member),
            taste=setup.assume("club_taste_spread", 2) * setup.noise("start_club_taste"),
            opens=found.opens + proposed * setup.assume("founding_delay"),
            bond=member,
            filled=nobody,
            filled_start=nobody,
            vacuum=nobody[:, 0],
            taught=nobody,
            taught_start=nobody,
            admitted=nobody,
            admitted_start=nobody,
            skill=nobody,
            inclination=nobody,
            repute=spread(np.zeros(2), runs),
        )
