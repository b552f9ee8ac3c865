"""Public money spent on the competition."""

from __future__ import annotations

import numpy as np

from aicompete.rules.looks import somewhere
from aicompete.rules.minerals import per_tonne
from aicompete.subjects.mechanism import Month
from aicompete.subjects.state import World
from aicompete.world.columns import Array

GRANTS = (
    "chips_reshoring_subsidy",
    "mineral_stockpile_fund",
    "mineral_rebuild_budget",
    "mineral_substitution_rd",
    "marshall_budget",
    "aid_budget",
    "waico_resource",
    "brics_centre_budget",
    "gov_compute_invest",
    "genesis_budget",
    "gi_bill_budget",
    "quantum_research",
)
"""Budgets in USD bn a year that are spent whole."""
LOANS = "export_finance"
YUAN = "domestic_stack_fund"
FLOOR = "mineral_price_floor"
CENTRE = "ethics_centre"
LEVERS = (*GRANTS, LOANS, YUAN, FLOOR, CENTRE)
ASSUMPTIONS = ("ethics_centre_cost", "finance_grant_part", "cny_per_usd", "mineral_basket_value")
MONTHS = 12.0
USD_BN = 1e9


def spent(world: World, month: Month) -> Array:
    """Money of the programmes, ``(run, N)`` USD bn a year; of loans the part that does not come back.

    A price floor costs what it lies above the market, for all that the nation refines.
    """
    money = month.cached_for("programmes", (*GRANTS, LOANS, YUAN, CENTRE), lambda: _budgets(month))
    return np.asarray(money + _floors(world, month))


def _budgets(month: Month) -> Array:
    whole = sum((month.lever(name) for name in GRANTS), np.zeros((1, 1)))  # some may differ by run, others not
    loans = month.lever(LOANS) * month.assume("finance_grant_part")
    whole = whole + month.lever(CENTRE) * month.assume("ethics_centre_cost")
    return np.asarray(whole + loans + month.lever(YUAN) / month.assume("cny_per_usd"))


def _floors(world: World, month: Month) -> Array:
    """What guaranteed prices cost, ``(run, N)`` USD bn a year; China's refiners sell at the price inside."""
    m, floor = world.minerals, month.lever(FLOOR)
    if not somewhere(floor):
        return np.zeros((month.runs, world.facts.n))
    market = np.where(world.facts.is_chn, m.price_inside[..., None], m.price_traded[..., None])
    tonne = per_tonne(np.ones(m.price_inside.shape), month.assume("mineral_basket_value"))
    market = np.maximum(market, m.zone_floor)  # in a zone users pay
    above = np.maximum(floor - market, 0.0) * tonne[..., None]
    return np.asarray(np.einsum("rmn,rmn->rn", above, m.refine_output) * (MONTHS / USD_BN))
