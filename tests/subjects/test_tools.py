"""Tools of Chinese fabs: home-made or foreign, and what a choice of today teaches the makers of tomorrow."""

from __future__ import annotations

import numpy as np
import pytest
from tests.engine_kit import Trace, trace

from aicompete.world.columns import Array

MONTHS = 30
OPEN = ("all.sme_export_control=0", "USA.entity_list_reach=0", "CHN.purchase_guidance.tools=0")


def _sold(run: Trace, month: int) -> Array:
    """Home-made tools sold, USD bn a year."""
    return np.asarray(run.worlds[month].firms.revenue_china[:, run.facts.home_toolmakers].sum(axis=1))


def test_home_makers_begin_with_what_they_sold() -> None:
    """Whatever fabs prefer, sales of the first month are the recorded share of what is wanted, nearly."""
    for pull in (0.3, 0.7):
        run = trace(f"assumptions.foreign_tool_pull={pull}", months=2)
        fab, facts = run.worlds[1].fabrication, run.facts
        share = _sold(run, 1) / (fab.tool_spending[:, facts.chn] * (1.0 + fab.tool_haste))
        np.testing.assert_allclose(share, facts.tables.equipment_self_sufficiency[facts.chn], rtol=0.12)
        assert (fab.home_tools > facts.tables.equipment_self_sufficiency[facts.chn]).all()


def test_foreign_tools_take_sales_from_home_makers_who_then_learn_less() -> None:
    opened, shut = trace(*OPEN, months=MONTHS), trace("USA.sme_export_control=1", months=MONTHS)
    assert (_sold(opened, MONTHS) < _sold(shut, MONTHS)).all()
    able = [run.last.fabrication.home_tools for run in (opened, shut)]
    assert (able[0] < able[1]).all()
    same = ("assumptions.forced_innovation_gain=0",)  # by their sales alone, without extra effort
    quiet = [trace(*lines, *same, months=MONTHS).last.fabrication.home_tools for lines in (OPEN, ())]
    assert (quiet[0] < quiet[1]).all()


def test_fabs_turn_back_to_foreign_tools_slowly_and_not_wholly() -> None:
    run = trace(*OPEN, "USA.chip_export_control=0", months=MONTHS)
    first = np.array([world.fabrication.home_first for world in run.worlds[1:]])
    assert (np.diff(first, axis=0) < 0.0).all()
    assert (first[2] > 0.9 * first[0]).all()  # a quarter later
    pull = run.assume("foreign_tool_pull")[:, 0]
    assert (first[-1] > 1.0 - pull).all()


@pytest.mark.parametrize("lever", ["CHN.purchase_guidance.tools", "USA.sme_export_control"])
def test_guidance_and_fear_turn_fabs_to_home_tools(lever: str) -> None:
    low, high = (trace(f"{lever}={value}", months=18) for value in (0, 1))
    assert (high.last.fabrication.home_first > low.last.fabrication.home_first).all()
    assert (_sold(high, 18) > _sold(low, 18)).all()
