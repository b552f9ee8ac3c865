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


def test_lines_that_waited_order_their_tools_once_they_may() -> None:
    """Opened after two years, China orders what it was denied; the wave ebbs, and nothing comes while shut."""
    issuers = ("USA", "NLD", "JPN")
    shut = trace(*(f"{nation}.sme_export_control=1" for nation in issuers), months=48)
    reopened = trace(*(f"{nation}.sme_export_control={{2026-01: 1, 2028-01: 0}}" for nation in issuers), months=48)
    late = np.array([world.fabrication.tool_late for world in reopened.worlds])
    assert (np.array([world.fabrication.tool_late for world in shut.worlds])[6:] < 0.05).all()
    assert (late[26:40].max(axis=0) > 0.3).all()
    assert (late[-1] < late.max(axis=0)).all()
    waiting = [run.last.fabrication.tools_waiting for run in (shut, reopened)]
    assert (waiting[1] < waiting[0]).all()
    wafers = [run.last.firms.capacity[:, run.facts.makers.home_foundries].sum(axis=1) for run in (shut, reopened)]
    assert (wafers[1] > wafers[0]).all()


def test_waiting_tools_are_bounded_by_what_is_denied_and_kept() -> None:
    run = trace("USA.sme_export_control=1", months=60)
    fab, facts = run.last.fabrication, run.facts
    years, share = run.assume("tool_waiting_time")[:, 0], run.assume("tool_waiting_share")[:, 0]
    start = facts.market["cn_tools_waiting"]
    assert (fab.tools_waiting >= 0.0).all()
    assert (fab.tools_waiting <= np.maximum(fab.tool_spending[:, facts.chn] * share * years, start)).all()
    none = trace("USA.sme_export_control=1", "assumptions.tool_waiting_share=0", months=60)
    assert (none.last.fabrication.tools_waiting < 0.5 * start).all()
