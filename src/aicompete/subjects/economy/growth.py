"""Growth of the economies: what budgets and needs are measured against."""

from __future__ import annotations

import numpy as np

from aicompete.rules import small_exp
from aicompete.subjects.mechanism import Month, mechanism
from aicompete.subjects.state import World
from aicompete.world.columns import Stream


@mechanism(
    "economy",
    assumptions=("gdp_growth_limit", "gdp_growth_fade", "gdp_shock"),
    streams=(Stream("gdp", ("nation",)),),
)
def grow_economies(world: World, month: Month) -> None:
    """Real GDP grows at its rate of the start, which drifts toward a common one, with shocks that last.

    ``g(t) = g* + (g0 - g*) exp(-f t)`` a year; ``GDP' = GDP exp(g/12 + s z)``.
    """
    economy, start = world.economy, np.log1p(world.facts.tables.gdp_growth / 100.0)
    limit = month.assume("gdp_growth_limit")
    growth = limit + (start - limit) * np.exp(-month.assume("gdp_growth_fade") * month.index / 12.0)
    economy.gdp = economy.gdp * small_exp(growth / 12.0 + month.assume("gdp_shock") * month.noise("gdp"))
