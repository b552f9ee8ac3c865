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


def _laws(*lines: str, months: int = MONTHS) -> Array:
    """Laws by choice, ``(month, run, law, nation)``."""
    return np.array([world.laws.law for world in trace(*lines, months=months, disable=()).worlds])


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
    assert (pressed[:, allies].mean(axis=0) > usual[:, allies].mean(axis=0) + 0.02).all()
    assert alienated[:, allies].mean() < usual[:, allies].mean() - 0.05


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
    assert fast[-1] < fast[0] - 0.1


def test_nothing_is_drafted_for_less_than_the_smallest_step() -> None:
    law = _laws("assumptions.law_step=0.3", months=24)
    assert np.abs(law - law[:1]).max() == 0.0
