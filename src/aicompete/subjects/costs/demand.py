"""What buyers of AI chips would have bought in a free market, and what doing with less costs them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from aicompete.rules import ces_shares, power, rationing_loss, safe_divide
from aicompete.rules.looks import where_true
from aicompete.subjects.mechanism import Month
from aicompete.subjects.state import World
from aicompete.world.columns import Array, beside
from aicompete.world.facts import OPEN_POOL

LEVERS = ("purchase_guidance", "outbound_invest_screen", "chip_licence_delay", "ai_spending")
ASSUMPTIONS = ("armington_elasticity", "budget_elasticity", "outbound_capital_weight")
AI_CHIPS = 0
USD_BN = 1e9
MONTHS = 12.0
HARDLY = 1e-9


@dataclass(frozen=True, eq=False)
class FreeMarket:
    """What the buyers whom some rule holds back would have bought, ``(run, N)``; zeros for all others.

    Attributes
    ----------
    lost : foreign chips they would have bought more, USD bn a year.
    spending : what they would spend in all, USD bn a year.
    part : compute they get over the compute they would get; 1 for all others.
    """

    lost: Array
    spending: Array
    part: Array


def free_market(world: World, month: Month) -> FreeMarket:
    """The present budget, spent without ceilings, licences, levies, guidance and screening, at the present prices.

    ``free = budget c^(e-1) / (1 - k screen)`` gives back what the worse product (its cost of worth c, elasticity e) and
    screened capital take; it is split over pools by Armington at today's tastes, and served as far as other orders on
    the open pool are. What is smuggled counts as received.
    """
    chips = world.chips
    held = _held_back(world, month)
    spending = _budget(world, month) * held
    weight = beside(1.0 - chips.home_taste, chips.home_taste)
    price = chips.pool_price[:, :, None]
    share = ces_shares(price, weight, month.assume("armington_elasticity", 2), axis=1)
    would = spending[:, None, :] * share * chips.fill[:, :, None]
    lost = np.maximum(would[:, OPEN_POOL] - chips.delivered_value[:, OPEN_POOL] * MONTHS, 0.0) * held
    wanted = np.einsum("rpn->rn", would / price) * USD_BN
    received = (np.einsum("rpn->rn", chips.delivered) + world.leakage.smuggled) * MONTHS
    part = np.where(held > 0.0, np.minimum(safe_divide(received, wanted, 1.0), 1.0), 1.0)
    return FreeMarket(lost, np.einsum("rpn->rn", would), part)


def _held_back(world: World, month: Month) -> Array:
    """1 for buyers whom a ceiling, a licence, a levy, a delay or their own guidance touches, else 0, ``(run, N)``."""
    p, usa = world.permissions, world.facts.usa
    own = month.lever("purchase_guidance")[:, AI_CHIPS] * month.targets("purchase_guidance")[:, usa]
    wait = month.lever("chip_licence_delay")[:, usa : usa + 1] * month.targets("chip_licence_delay")[usa]
    open_terms = np.minimum(p.chip_ceiling[:, OPEN_POOL], p.chip_share[:, OPEN_POOL])
    shut = (world.chips.product < 1.0 - HARDLY) | (open_terms < 1.0 - HARDLY) | (world.chips.selling < 1.0 - HARDLY)
    return np.where(shut | (p.chip_levy > 0.0) | (own > 0.0) | (wait > 0.0), 1.0, 0.0)


def _budget(world: World, month: Month) -> Array:
    """AI-chip budget of the month without what controls take from it, USD bn a year, ``(run, N)``."""
    usa, budgets = world.facts.usa, world.budgets
    given = month.lever("ai_spending")[:, usa : usa + 1] > 0.0  # so spending is known, and nothing was cut
    dearer = budgets.worth_cost > 1.0
    cut = where_true(dearer, power, budgets.worth_cost, month.assume("budget_elasticity") - 1.0)
    screen = month.lever("outbound_invest_screen")[:, usa : usa + 1] * month.targets("outbound_invest_screen")[usa]
    left = 1.0 - month.assume("outbound_capital_weight") * screen
    return np.asarray(budgets.ai_budget * np.where(given, 1.0, np.maximum(cut, 1.0)) / left)


def compute_lost(month: Month, free: FreeMarket) -> Array:
    """Worth beyond its price of the compute that buyers are kept from, USD bn a year, ``(run, N)``."""
    elasticity = month.assume("budget_elasticity")
    return free.spending * where_true(free.part < 1.0, rationing_loss, free.part, elasticity)
