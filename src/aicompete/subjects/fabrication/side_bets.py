"""Bets beside the main line of chips: rare successes of very unequal size, paid by slower progress of the main line."""

from __future__ import annotations

import numpy as np

from aicompete.rules import approach, power
from aicompete.subjects.mechanism import Month
from aicompete.subjects.state import World
from aicompete.world.columns import Array
from aicompete.world.past_policy import policy_at

SIDE_LEVERS = ("side_track_share", "coordination")
SIDE_ASSUMPTIONS = (
    "side_success_rate",
    "side_size",
    "side_size_spread",
    "side_lag",
    "plan_variety_loss",
)


def bet(world: World, month: Month) -> Array:
    """Log gain of performance of each pool from its side tracks this month, ``(run, pool)``.

    Successes come by a Poisson process with hazard ``rate x share x (1 - plan_variety_loss x coordination)``: new ideas
    need many who try, and a state that concentrates has fewer. Time is counted in hazard, so a success comes when what
    was risked reaches its waiting time. A success has a size ``m exp(s z)``, most small and few large, and goes into
    products over some years. Rebinds side_hazard, side_built.
    """
    fab = world.fabrication
    usa, chn = world.facts.usa, world.facts.chn
    share = month.lever("side_track_share")[:, [usa, chn]]
    variety = 1.0 - month.assume("plan_variety_loss") * month.lever("coordination")[:, [usa, chn]]
    fab.side_hazard = fab.side_hazard + month.assume("side_success_rate") / 12.0 * share * variety
    size = month.assume("side_size", 2) * np.exp(month.assume("side_size_spread", 2) * fab.side_luck)
    found = np.where(fab.side_hazard[:, None] >= fab.side_times, size, 0.0).sum(axis=1)
    built = approach(fab.side_built, found, 1.0 / (12.0 * month.assume("side_lag")))
    gain = built - fab.side_built
    fab.side_built = built
    return gain


def main_line(world: World, month: Month) -> Array:
    """Growth of the main line over what it was with the side tracks of before the start, ``(1 or run, pool)``.

    Research that goes to side tracks is missing here, with the returns of all research: ``((1 - s) / (1 - s_0))^e``.
    """
    usa, chn = world.facts.usa, world.facts.chn
    usual = policy_at(world.facts.date).lever("side_track_share")[:, [usa, chn]]
    left = (1.0 - month.lever("side_track_share")[:, [usa, chn]]) / (1.0 - usual)
    return power(left * np.ones((month.runs, 1)), month.assume("research_returns"))
