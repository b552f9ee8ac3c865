"""What publics and governments think of each power when a run begins: the rule on alignment, moved by late conduct."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

from aicompete.rules import Array
from aicompete.subjects.alliances import opinion, trust
from aicompete.world.past_policy import policies_before

if TYPE_CHECKING:
    from aicompete.subjects.alliances.state import Alliances
    from aicompete.subjects.mechanism import Month
    from aicompete.subjects.state import World
    from aicompete.world.columns import Setup
    from aicompete.world.facts import Facts

CALM = "2022-01"
"""The rule on alignment stands for the conduct of the year before: no quarrel of the USA with its allies, in 2021."""
ASSUMPTIONS = tuple(
    dict.fromkeys(
        (
            *opinion.ASSUMPTIONS,
            "alienation_strain",
            "alienation_floor",
            "captive_share",
            "tariff_strain",
            "regulatory_strain",
            "pressure_strain",
            "sanction_strain",
            "licence_strain",
            "market_share_scale",
        )
    )
)


def judge_by_conduct(alliances: Alliances, facts: Facts, setup: Setup) -> None:
    """Trust and confidence at the start: lasting trust, its odds shifted by the conduct of the last months over 2021.

    Both starts have the same rule, so trust is lower in 2026 where the conduct of 2025 was worse, as in the surveys.
    Rebinds conduct_known (2021), conduct_met, trust, confidence and their values at the start.
    """
    world = cast("World", SimpleNamespace(alliances=alliances, facts=facts))
    reader = cast("Month", setup)

    def worn(start: str) -> list[Array]:
        return [trust.strain(world, *trust.wear(world, year, reader)) for year in policies_before(start)]

    alliances.conduct_known = worn(CALM)[0]
    alliances.conduct_met = trust.remembered(worn(facts.date), opinion.years_in_mind(setup))
    alliances.trust, alliances.confidence = opinion.judged(alliances, setup)
    alliances.trust_start, alliances.confidence_start = alliances.trust, alliances.confidence
