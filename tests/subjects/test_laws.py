"""Laws by choice: bounds, who chooses, size of bills, direction of what moves them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.engine_kit import trace

from aicompete.subjects.laws.state import CHOSEN
from aicompete.world.columns import Array

MONTHS = 48
TOOLS = CHOSEN.index("sme_export_control")


def _laws(*lines: str, months: int = MONTHS, start: str = "2026-01") -> Array:
    """Laws by choice, ``(month, run, law, nation)``."""
    return np.array([world.laws.law for world in trace(*lines, months=months, start=start, disable=()).worlds])


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_laws_are_indices_and_powers_choose_none_here(control: float, pressure: float, alienation: float) -> None:
    law = _laws(
        f"USA.sme_export_control={control}",
        f"USA.ally_control_pressure={pressure}",
        f"USA.ally_alienation={alienation}",
        months=18,
    )
    assert law.min() >= 0.0
    assert law.max() <= 1.0
    assert (law[:, :, :, :2] == law[:1, :, :, :2]).all()


@pytest.mark.slow
def test_pressure_tightens_and_alienation_eases_allied_tool_laws() -> None:
    usual = _laws()[-1, :, TOOLS]
    pressed = _laws("USA.ally_control_pressure=1")[-1, :, TOOLS]
    alienated = _laws("USA.ally_alienation=1", "USA.tariff_on_allies=50")[-1, :, TOOLS]
    facts = trace(months=1).facts
    allies = [facts.nation(iso) for iso in ("NLD", "JPN", "DEU")]
    gain = pressed[:, allies].mean(axis=0) - usual[:, allies].mean(axis=0)
    assert (gain[:2] > 0.01).all()
    assert gain[2] > 0.001  # effort goes where most of what is denied still gets through
    assert alienated[:, allies].mean() < usual[:, allies].mean() - 0.03


@pytest.mark.slow
def test_a_law_is_not_undone_at_once() -> None:
    """Alienated, the Netherlands eases its law: not within the quarter, and late where repeals take long."""
    quick = ("assumptions.law_drafting=3", "assumptions.law_repeal=3")
    slow = ("assumptions.law_drafting=3", "assumptions.law_repeal=30")
    push = ("USA.ally_alienation=1", "USA.tariff_on_allies=50")
    netherlands = trace(months=1).facts.nation("NLD")
    fast, late = (_laws(*push, *speed, months=30)[:, :, TOOLS, netherlands].mean(axis=1) for speed in (quick, slow))
    assert fast[3] > 0.95 * fast[0]  # next to nothing in a quarter
    assert fast[-1] < late[-1] - 0.03
    assert fast[-1] < fast[0] - 0.08


def test_no_bill_is_drafted_for_less_than_the_smallest_step() -> None:
    law = _laws("assumptions.law_step=0.3", "assumptions.law_list_share=0", months=24)
    assert np.abs(law - law[:1]).max() == 0.0


def test_who_makes_nothing_has_no_bill_of_its_own_and_copies_a_list_after_the_makers() -> None:
    """Toolmakers sit in Japan and not in India: pressed hard, one drafts, the other copies a part of the Dutch law."""
    pressed = ("USA.ally_control_pressure=1", "USA.sme_export_control=1", "NLD.sme_export_control=0.9")
    facts = trace(months=1).facts
    india, britain, japan = (facts.nation(iso) for iso in ("IND", "GBR", "JPN"))
    alone = _laws(*pressed, "assumptions.law_list_share=0", months=30, start="2022-01")[:, :, TOOLS]
    copied = _laws(*pressed, months=30, start="2022-01")[:, :, TOOLS]
    assert (alone[:, :, [india, britain]] == 0.0).all()
    assert alone[-1, :, japan].mean() > 0.1
    assert copied[3, :, britain].max() < 0.5 * copied[-1, :, britain].mean()  # not at once
    assert copied[-1, :, britain].mean() > copied[-1, :, india].mean() > 0.0  # as far as they go along at all
    assert copied[-1, :, [india, britain]].max() < 0.3


def test_officials_go_where_makers_still_ship_what_is_denied() -> None:
    """The Hague and Tokyo before Berlin; not where nobody makes tools; less where a law stands already."""
    traced = trace("NLD.sme_export_control=0", "JPN.sme_export_control=0", months=2)
    facts, aim = traced.facts, traced.last.laws.aim
    netherlands, japan, germany, india = (facts.nation(iso) for iso in ("NLD", "JPN", "DEU", "IND"))
    tools = aim[:, TOOLS]
    assert (tools[:, [netherlands, japan]] > 0.25).all()
    assert (tools[:, germany] < 0.3 * tools[:, japan]).all()
    assert (tools[:, germany] > 0.0).all()
    assert (tools[:, india] == 0.0).all()
    assert (aim[:, CHOSEN.index("chip_export_control")] == 0.0).all()
    effort = traced.assume("pressure_campaigns")[:, 0]
    np.testing.assert_array_less(aim.sum(axis=(1, 2)), effort + 1e-9)
    done = trace("NLD.sme_export_control=0.8", "JPN.sme_export_control=0", months=2).last.laws.aim[:, TOOLS]
    assert (done[:, netherlands] < tools[:, netherlands]).all()


def test_a_further_law_to_press_for_takes_attention_from_the_others() -> None:
    tools_alone = trace("USA.hbm_export_control=0", months=2).last.laws.aim
    both = trace("USA.hbm_export_control=1", months=2).last.laws.aim
    facts = trace(months=1).facts
    korea, japan = facts.nation("KOR"), facts.nation("JPN")
    memory = CHOSEN.index("hbm_export_control")
    assert (tools_alone[:, memory] == 0.0).all()
    assert (both[:, memory, korea] > 0.3).all()
    assert (both[:, TOOLS, japan] <= tools_alone[:, TOOLS, japan]).all()
    assert both[:, TOOLS, japan].mean() < tools_alone[:, TOOLS, japan].mean() - 0.02


@pytest.mark.slow
def test_what_pressure_adds_to_a_law_grows_with_the_campaigns_it_is_shared_among() -> None:
    """Korea and Germany are pressed after the Netherlands and Japan: only with officials to spare."""
    harsh = ("USA.ally_control_pressure=1",)
    facts = trace(months=1).facts
    places = [facts.nation(iso) for iso in ("KOR", "DEU")]
    few, many = (_laws(*harsh, f"assumptions.pressure_campaigns={n}")[-1, :, TOOLS][:, places].mean() for n in (1, 8))
    assert many > few + 0.02


def test_officials_judge_by_the_law_they_would_like_before_there_is_one() -> None:
    """Alienated, Dutch officials grant more under the same law; with no discretion they apply it as it stands."""
    push = ("USA.ally_alienation=1", "USA.tariff_on_allies=50", "assumptions.law_repeal=40")
    netherlands = trace(months=1).facts.nation("NLD")
    milder = {}
    for discretion in (0, 0.6):
        steps = trace(*push, f"assumptions.law_discretion={discretion}", months=18, disable=()).worlds
        met = np.array([world.laws.enforced[:, TOOLS, netherlands] for world in steps])
        law = np.array([world.laws.law[:, TOOLS, netherlands] for world in steps])
        milder[discretion] = (law - met).mean(axis=1)
        assert (np.abs(np.diff(met, axis=0)).max(axis=1) < 0.2).all()  # nobody turns within a month
    assert (milder[0] == 0.0).all()
    assert milder[0.6][-1] > 0.02
    assert milder[0.6][2] < 0.5 * milder[0.6][-1]
