"""How buyers share their spending between foreign and Chinese chips, and what their governments let pass."""

from __future__ import annotations

import numpy as np

from aicompete.rules import ces_shares, hill_switch
from aicompete.subjects.mechanism import Month
from aicompete.subjects.state import World
from aicompete.world.columns import Array, beside
from aicompete.world.facts import HOME_POOL, OPEN_POOL, Facts

AI_CHIPS = 0


def permitted_by_guidance(facts: Facts, month: Month) -> Array:
    """Share of the orders on each pool that a buyer's own government lets pass, ``(run, 2, N)``: a switch, no slope."""
    rival = month.targets("purchase_guidance")
    guided = hill_switch(
        month.lever("purchase_guidance")[:, AI_CHIPS],
        month.assume("guidance_midpoint"),
        month.assume("guidance_steepness"),
    )
    return np.asarray(1.0 - rival[:, [facts.usa, facts.chn]].T * (1.0 - guided[:, None]))


def guided(shares: Array, on_sale: Array, willing: Array) -> Array:
    """Spending shares after guidance: what a government stops goes to the other pool if that can be had."""
    stopped = shares * (1.0 - willing)
    return np.asarray(shares * willing + stopped[:, ::-1] * (on_sale > 0.0) * willing)


def pool_shares(world: World, month: Month, on_sale: Array) -> Array:
    """Spending shares over the two pools, ``(run, 2, N)``; what is not on sale falls to the other pool.

    Buyers compare what a chip's worth costs, compute and bandwidth together: a product held down costs more per
    operation and as much per unit of worth. Who expects to be cut off buys more at home than taste and price ask for.
    """
    p, hedge = world.permissions, month.assume("denial_hedge") * world.beliefs.chips
    taste = world.chips.home_taste + hedge * (1.0 - world.chips.home_taste)
    levy = 1.0 + month.assume("levy_pass_through") * p.chip_levy
    foreign = world.chips.pool_price[:, OPEN_POOL, None] * levy
    home = np.broadcast_to(world.chips.pool_price[:, HOME_POOL, None], foreign.shape)
    weight = beside(1.0 - taste, taste) * on_sale
    return ces_shares(beside(foreign, home), weight, month.assume("armington_elasticity", 2), axis=1)
