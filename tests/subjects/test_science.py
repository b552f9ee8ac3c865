"""Science missions: data, machines, fields, concentration, cuts."""

from __future__ import annotations

import numpy as np
import pytest
from tests.engine_kit import trace

from aicompete.rules import concentration, replicator_step
from aicompete.world.tables import FIELDS

pytestmark = pytest.mark.slow

USA = 0


def test_replicators_keep_their_sum_and_the_fitter_grow() -> None:
    share = np.array([[0.5, 0.3, 0.2]])
    moved = replicator_step(share, np.array([[0.1, 0.0, 0.0]]))
    assert moved.sum() == pytest.approx(1.0)
    assert moved[0, 0] > 0.5
    assert np.allclose(replicator_step(share, 0.3), share)
    assert concentration(np.array([0.5, 0.5, 0.0])) == pytest.approx(0.5)
    assert concentration(np.array([0.0, 0.0, 1.0])) == 0.0


def test_data_without_readers_do_little() -> None:
    def made(*settings: str) -> np.ndarray:
        return trace(*settings, months=60, runs=4).last.science.productivity[:, USA]

    shut, narrow = (
        made("USA.genesis_data_release=0"),
        made("USA.genesis_data_release=1", "USA.genesis_access_breadth=0.1"),
    )
    broad = made("USA.genesis_data_release=1", "USA.genesis_access_breadth=1")
    rich = made("USA.genesis_data_release=1", "USA.genesis_access_breadth=1", "USA.gov_compute_invest=30")
    assert (shut < narrow).all()
    assert (narrow < broad).all()
    assert (broad < rich).all()


def test_narrow_access_concentrates_and_full_access_does_not() -> None:
    open_data = "USA.genesis_data_release=0.8"
    narrow = trace(open_data, "USA.genesis_access_breadth=0.1", months=60, runs=4).last.science
    full = trace(open_data, "USA.genesis_access_breadth=1", months=60, runs=4).last.science
    assert (narrow.concentration[:, 0] > full.concentration[:, 0]).all()
    assert np.allclose(full.concentration[:, 0], full.concentration_start[:, 0])
    assert np.allclose(narrow.firms.sum(axis=2), 1.0)
    assert (narrow.firms[:, 0, -1] < full.firms[:, 0, -1]).all()


def test_cuts_bite_late() -> None:
    cut = trace("USA.public_research_cut=0.5", months=72, runs=4).path("science", "productivity")[:, :, USA]
    none = trace("USA.public_research_cut=0", months=72, runs=4).path("science", "productivity")[:, :, USA]
    lost = (none - cut).mean(axis=0)
    assert lost[12] < 0.2 * lost[-1]
    assert lost[-1] > 0.01


def test_a_mission_lifts_coordination_of_programmes() -> None:
    paid = "USA.marshall_budget=50"
    with_it = trace(paid, "USA.genesis_budget=50", months=3, runs=4, disable=()).last
    without = trace(paid, "USA.genesis_budget=0", months=3, runs=4, disable=()).last
    assert (with_it.offers.delivered[:, 0].sum(axis=1) > without.offers.delivered[:, 0].sum(axis=1)).all()


def test_priorities_move_fields_that_others_read() -> None:
    paid = "USA.genesis_budget=30"
    place = FIELDS.index("materials")
    first = trace(paid, "USA.genesis_priority.materials=1", months=60, runs=4, disable=()).last
    last = trace(paid, "USA.genesis_priority.materials=0", months=60, runs=4, disable=()).last
    assert (first.science.field[:, place, USA] > last.science.field[:, place, USA]).all()
    assert (
        first.science.field[:, FIELDS.index("chips"), USA] < last.science.field[:, FIELDS.index("chips"), USA]
    ).all()
    assert (first.minerals.substitution[..., USA] >= last.minerals.substitution[..., USA]).all()


def test_government_centres_buy_chips_and_need_power() -> None:
    more, less = (trace(f"USA.gov_compute_invest={x}", months=24, runs=4).last for x in (30, 0))
    assert (more.compute.owned[:, USA] > less.compute.owned[:, USA]).all()
    assert (more.power.need[:, USA] > less.power.need[:, USA]).all()
    assert (more.science.machines[:, USA] > less.science.machines[:, USA]).all()
