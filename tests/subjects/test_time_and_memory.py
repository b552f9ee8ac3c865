"""Money takes time to build, a short grid makes sites wait, and a cut in minerals is remembered."""

from __future__ import annotations

import numpy as np
from tests.engine_kit import trace
from tests.subjects.mineral_kit import path

from aicompete.world.columns import Array

USA = 0


def test_a_subsidy_moves_orders_first_and_sites_years_later() -> None:
    plain, paid = trace(months=96), trace("USA.chips_reshoring_subsidy=30", months=96)
    lead = plain.facts.firm_ids.index("tsmc")
    orders = [t.path("firms", "us_orders")[:, :, 0] for t in (plain, paid)]
    sites = [t.path("firms", "us_site")[:, :, lead] for t in (plain, paid)]
    assert (orders[1][:, 12] > orders[0][:, 12]).all()
    assert (sites[1][:, 12] - sites[0][:, 12] < 0.02).all()
    assert (sites[1][:, -1] - sites[0][:, -1] > 0.05).all()


def test_a_grid_that_stands_still_lets_its_sites_want_power() -> None:
    def idle(*settings: str) -> float:
        traced = trace(*settings, months=72)
        power = traced.last.power
        return float((power.need / power.connected)[:, traced.facts.chn].mean())

    assert idle("CHN.grid_expansion_rate=0") > idle()


def test_others_never_take_more_than_their_load() -> None:
    traced = trace("all.grid_expansion_rate=0", months=96)
    for _, before, after in traced.steps():
        assert (after.power.others >= 0.0).all()
        assert (after.power.connected >= before.power.connected).all()


def test_a_cut_is_remembered_and_fades() -> None:
    cut = "CHN.mineral_licence_strictness={2026-01: 1, 2027-01: 0}"
    scare = path(lambda world: world.minerals.scare[..., USA], cut, months=60)
    assert (scare[11] > 0.0).all()
    assert (np.diff(scare[13:], axis=0) < 0.0).all()
    assert (scare[-1] > 0.5 * scare[13]).all()


def test_nobody_is_scared_by_the_rules_of_before() -> None:
    assert (path(lambda world: world.minerals.scare, months=24) <= 1e-9).all()


def test_who_was_cut_off_buys_more_from_others_for_years() -> None:
    def abroad(*settings: str) -> Array:
        return path(lambda w: (w.minerals.refine_output[:, 0] * ~w.facts.is_chn).sum(axis=-1), *settings, months=84)

    calm = "CHN.mineral_licence_strictness=0.3"
    cut = "CHN.mineral_licence_strictness={2026-01: 1, 2027-01: 0.3}"
    trusting = abroad(cut, "assumptions.mineral_diversification=0")[-12:].sum(axis=0)
    wary = abroad(cut, "assumptions.mineral_diversification=0.45")[-12:].sum(axis=0)
    assert (wary > trusting).all()
    assert (wary > abroad(calm)[-12:].sum(axis=0)).mean() > 0.5
