"""Chinese makers learn from what they make; tools bought ahead are used up, and orders fall back after a rush."""

from __future__ import annotations

import numpy as np
import pytest
from tests.engine_kit import trace

from aicompete.world.columns import Array

MORE_FABS = "CHN.domestic_stack_fund=400"


@pytest.mark.parametrize("name", ["yield_home", "memory_yield", "home_tools"])
def test_more_volume_teaches_more(name: str) -> None:
    small, large = (
        trace(months=72),
        trace(MORE_FABS, "CHN.ai_demand=3", "assumptions.tool_spending_growth=0.09", months=72),
    )
    less, more = (run.path("fabrication", name)[:, -1] for run in (small, large))
    assert (more > less).all()


def test_what_stands_still_teaches_nothing() -> None:
    lost = trace("CHN.production_disruption.chips=1", months=24)
    learned = lost.path("fabrication", "yield_home")
    assert np.allclose(learned[:, -1], learned[:, 1])


def test_a_rush_before_a_control_is_paid_back() -> None:
    def imports(*settings: str) -> Array:
        run = trace(*settings, start="2026-01", months=96)
        return run.path("firms", "revenue_china")[:, 1:, run.facts.foreign_toolmakers].sum(axis=2)

    scare = "USA.chip_export_control={2026-03: 0.95, 2026-09: 0.75}"
    calm, feared = imports(), imports(scare)
    assert (feared[:, 6:18].sum(axis=1) > calm[:, 6:18].sum(axis=1)).all()
    assert (feared[:, 36:].sum(axis=1) < calm[:, 36:].sum(axis=1) * 1.02).all()


def test_stored_tools_are_used_when_more_is_denied() -> None:
    banned = trace("USA.sme_export_control=1", "NLD.sme_export_control=1", "JPN.sme_export_control=1", months=60)
    cover = banned.path("fabrication", "tool_cover")
    assert (cover[:, 2:24].max(axis=1) > 0.05).all()
    assert (cover[:, -1] < cover[:, 2:24].max(axis=1)).all()  # and used up
    assert cover.min() >= 0.0
    assert cover.max() <= 1.0


def test_design_software_is_lost_in_china_and_comes_home_in_part() -> None:
    free, banned = trace(months=36), trace("USA.eda_export_control=1", months=36)
    ids = list(free.facts.firm_ids)
    us, home = ids.index("synopsys"), ids.index("empyrean")
    china = [run.path("firms", "revenue_china")[:, -1] for run in (free, banned)]
    assert (china[1][:, us] < 0.5 * china[0][:, us]).all()
    assert (china[1][:, home] > china[0][:, home]).all()
    gained, lost = china[1][:, home] - china[0][:, home], china[0][:, us] - china[1][:, us]
    assert (gained < 3.0 * lost).all()
