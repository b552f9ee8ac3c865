"""Firms move their sites under the threat of a law, at a cost and over years; the law itself moves most of them."""

from __future__ import annotations

import numpy as np
from tests.engine_kit import DIPLOMACY, trace

from aicompete.subjects.firms.conduct import moved_away_us
from aicompete.subjects.state import World
from aicompete.world.facts import OPEN_POOL

QUICK = {"disable": DIPLOMACY}
OPEN = ("CHN.purchase_guidance.ai_chips=0.05",)
THREAT, LAW = "USA.decoupling_bill_threat=0.6", "USA.decoupling_bill_passed=true"


def _last(*settings: str, months: int = 60) -> list[World]:
    return trace(*settings, months=months, **QUICK).worlds


def test_under_the_odds_of_the_start_nobody_moves() -> None:
    worlds = _last(months=24)
    assert max(world.firms.relocated.max() for world in worlds) == 0.0
    assert max(world.firms.moving_cost.max() for world in worlds) == 0.0


def test_a_law_that_is_not_passed_moves_some_of_them_over_years() -> None:
    worlds = _last(THREAT)
    path = np.array([moved_away_us(world) for world in worlds])
    assert (np.diff(path, axis=0) >= 0.0).all()
    assert np.median(path[12]) < 0.4 * np.median(path[-1])
    assert np.median(path[-1]) > 0.02
    facts = worlds[-1].facts
    moved = worlds[-1].firms.relocated
    assert moved[:, facts.firm_nation != facts.usa].max() == 0.0  # their legislatures threaten nothing
    us = (facts.firm_nation == facts.usa) & (facts.firm_china_share > 0.0)
    order = np.argsort(facts.firm_china_share[us])
    assert (np.diff(moved[:, us][:, order], axis=1) >= 0.0).all()  # who has more at stake moves more


def test_nobody_moves_who_does_not_believe_in_threats() -> None:
    assert _last(THREAT, "assumptions.firm_relocation_sensitivity=0", months=24)[-1].firms.relocated.max() == 0.0


def test_moving_costs_research_and_a_law_costs_more() -> None:
    plain, threat, law = (_last(*s, months=24) for s in ((), (THREAT,), (LAW,)))
    us = plain[0].facts.firm_nation == plain[0].facts.usa
    spent = [worlds[-1].firms.research[:, us].sum(axis=1) for worlds in (plain, threat)]
    assert (spent[1] < spent[0]).all()
    paid = [sum(world.firms.moving_cost[:, us].sum(axis=1) for world in worlds) for worlds in (threat, law)]
    assert (paid[0] > 0.0).all()
    assert (paid[1] > 2.0 * paid[0]).all()


def test_a_passed_law_bites() -> None:
    plain, law = _last(*OPEN, months=36), _last(*OPEN, LAW, months=36)
    facts = plain[-1].facts
    assert np.median(moved_away_us(law[-1])) > 0.5
    assert plain[-1].chips.delivered[:, OPEN_POOL, facts.chn].min() > 0.0
    assert law[-1].chips.delivered[:, OPEN_POOL, facts.chn].max() == 0.0
    assert (law[-1].firms.revenue.sum(axis=1) > 0.0).all()


def test_the_law_ends_sales_under_a_ceiling_in_tpp_too() -> None:
    physical = ("USA.chip_ceiling_basis=tpp", "USA.chip_ceiling_tpp=H200")
    law = _last(*OPEN, *physical, LAW, months=12)[-1]
    assert law.chips.delivered[:, OPEN_POOL, law.facts.chn].max() == 0.0
