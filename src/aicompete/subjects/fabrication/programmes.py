"""What public money for chips buys: coordination, lobbying, and the claims of several aims on one fund."""

from __future__ import annotations

import numpy as np

from aicompete.rules import lobbied_yield, safe_divide
from aicompete.subjects.mechanism import Month
from aicompete.subjects.state import World
from aicompete.world.columns import Array
from aicompete.world.past_policy import Levers, policy_at

PROGRAMME_LEVERS = ("domestic_stack_fund", "coordination", "lobby_intensity", "eda_target_year", "software_ecosystem")
PROGRAMME_ASSUMPTIONS = (
    "uncoordinated_yield",
    "lobby_capture",
    "fund_design_share",
    "fund_software_share",
    "cny_per_usd",
)


def programme_yield(month: Month, levers: Levers) -> Array:
    """Part of each power's programme money that does what it is meant for, ``(1 or run, power)``."""
    return lobbied_yield(
        levers.lever("coordination")[:, :2],
        month.assume("uncoordinated_yield"),
        levers.lever("lobby_intensity")[:, :2],
        month.assume("lobby_capture"),
    )


def share_out_fund(world: World, month: Month) -> None:
    """What other aims leave of China's fund for fabs, over what they left before the start, ``(run,)``.

    A nearer date for home design tools and a harder push of home software take more of it, and quantum research beyond
    what was spent before takes its part. Rebinds fund_left, programme_yield and captured.
    """
    fab, facts = world.fabrication, world.facts
    chn, before = facts.chn, policy_at(facts.date)
    fab.programme_yield = programme_yield(month, month) * np.ones((month.runs, 1))
    captured = month.assume("lobby_capture") * month.lever("lobby_intensity")[:, :2]
    fab.captured = captured * np.ones((month.runs, 1))
    fund = month.lever("domestic_stack_fund")[:, chn] / month.assume("cny_per_usd", 0)
    taken = _claims(world, month, month) - _claims(world, month, before)
    moved = safe_divide(world.quantum.displaced[:, chn], fund)
    fab.fund_left = np.clip(1.0 - taken - moved, 0.0, None)


def _claims(world: World, month: Month, levers: Levers) -> Array:
    """Share of China's fund that design tools and software take, ``(run,)``."""
    chn = world.facts.chn
    hurry = years_of_plan(world, policy_at(world.facts.date)) / years_of_plan(world, levers)
    software = levers.lever("software_ecosystem")[:, chn]
    return np.asarray(month.assume("fund_design_share", 0) * hurry + month.assume("fund_software_share", 0) * software)


def years_of_plan(world: World, levers: Levers) -> Array:
    """Years from the start to the date by which home design tools are to cover everything, ``(1 or run,)``."""
    began = float(world.facts.date[:4]) + (float(world.facts.date[5:7]) - 1.0) / 12.0
    return np.maximum(levers.lever("eda_target_year")[:, world.facts.chn] - began, 1.0)
