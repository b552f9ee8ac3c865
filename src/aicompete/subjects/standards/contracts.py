"""Contracts: what a nation's long-lived infrastructure is built on, and for how long."""

from __future__ import annotations

import numpy as np

from aicompete.rules import contracted_rest, contracted_step
from aicompete.subjects.mechanism import Month
from aicompete.subjects.state import World
from aicompete.world.columns import Array
from aicompete.world.relations import Relations

CONTRACT_ASSUMPTIONS = ("contract_rate", "contract_life", "contract_built", "stack_guard")


def welcome(ties: Relations, month: Month) -> Array:
    """How far a nation lets a power build its infrastructure, ``(run, power, N)``: ``1 - guard x tie to the rival``.

    An ally of the one keeps the other out of its networks, by law or by habit; a nation that has banned Chinese makers
    keeps them out in the same measure.
    """
    tie = ties.security[::-1].copy()  # toward the USA for China's offers, toward China for those of the USA
    tie[1] = np.maximum(tie[1], ties.banned)
    return np.asarray(1.0 - month.assume("stack_guard", 2) * tie)


def sign_contracts(world: World, month: Month, deals: Array) -> None:
    """Packages are signed for what is not under contract; contracts run out in time (rule ``contracted_step``).

    deals (run, power, N): packages that meet trust and are let in. In the first month a part of what the deals of
    before lead to stands: the rest is the window in which whoever is early finds much that is free, and keeps it for
    years. What the deals of before would have led to by now is kept beside it (contracted_usual): choices count
    from it.
    """
    stacks = world.stacks
    rate, ending = month.assume("contract_rate", 2) / 12.0, 1.0 / (month.assume("contract_life", 2) * 12.0)
    if month.index == 0:
        stacks.deals_start = world.alliances.confidence_start * world.offers.package_start * stacks.welcome
        rest = contracted_rest(rate * stacks.deals_start, ending)
        stacks.contracted = stacks.contracted_usual = month.assume("contract_built", 2) * rest
    stacks.contracted = contracted_step(stacks.contracted, rate * deals, ending)
    stacks.contracted_usual = contracted_step(stacks.contracted_usual, rate * stacks.deals_start, ending)
