"""A strategic vacuum: leadership the USA does not supply, and who supplies it instead."""

from __future__ import annotations

import numpy as np

from aicompete.rules import Array, approach, half_life_to_rate, leadership_filled, leadership_vacuum
from aicompete.subjects.mechanism import Month
from aicompete.subjects.state import World
from aicompete.world.past_policy import Levers, memory_weights, policies_before

LEVERS = ("multilateral_engagement", "ally_alienation", "rival_vacuum_uptake")
ASSUMPTIONS = ("leadership_need", "leadership_half_life")


def missing(levers: Levers, month: Month) -> Array:
    """Leadership the USA does not supply, ``(run, 1)``: who disowns its friends does not lead them.

    ``max(need - engagement (1 - alienation), 0)``.
    """
    usa = slice(0, 1)
    effort = levers.lever("multilateral_engagement")[:, usa] * (1.0 - levers.lever("ally_alienation")[:, usa])
    return leadership_vacuum(month.assume("leadership_need"), effort)


def supplied(world: World, levers: Levers, month: Month) -> Array:
    """What China, India and the members of the EU supply at rest, by size and by how much they try, ``(run, N)``."""
    strength = world.economy.gdp * world.institutions.clubs.leaders
    return leadership_filled(missing(levers, month), levers.lever("rival_vacuum_uptake"), strength)


def fill_vacuum(world: World, month: Month) -> None:
    """Others step in over years, and step back as slowly when the USA returns.

    At the start they supply what the years before have let them grow into.
    """
    institutions = world.institutions
    if month.index == 0:
        years = policies_before(world.facts.date)
        weights = memory_weights(len(years), month.assume("leadership_half_life", 0) / (12.0 * np.log(2.0)))
        past = [supplied(world, year, month) for year in years]
        institutions.filled = sum(
            (weights[:, i, None] * found for i, found in enumerate(past)), np.zeros_like(world.economy.gdp)
        )
        institutions.filled_start = institutions.filled
    institutions.vacuum = missing(month, month)[:, 0] + np.zeros(month.runs)
    rate = half_life_to_rate(month.assume("leadership_half_life"))
    institutions.filled = approach(institutions.filled, supplied(world, month, month), rate)
