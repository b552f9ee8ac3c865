"""Home-made design tools: a plan with a date that slips, money it takes, and a control that loses its bite."""

from __future__ import annotations

import numpy as np
from tests.engine_kit import DIPLOMACY, Trace, trace

BAN = "USA.eda_export_control=1"
SOON, LATE = "CHN.eda_target_year=2027", "CHN.eda_target_year=2040"


def _run(*settings: str, months: int = 96) -> Trace:
    return trace(*settings, months=months, runs=4, disable=DIPLOMACY)


def _growth(run: Trace) -> float:
    performance = run.path("chips", "performance")[:, :, 1]
    return float(np.log(performance[:, -1] / performance[:, -25]).mean())


def test_home_design_tools_take_the_bite_from_a_control() -> None:
    same = ("assumptions.node_growth_share=0", "assumptions.node_gain=0.05", "assumptions.node_throughput=0.5")
    free, banned = (_growth(_run(*same, SOON, ban)) for ban in ("USA.eda_export_control=0", BAN))
    late = _growth(_run(*same, LATE, BAN))
    assert late < banned < 1.01 * free
    assert free - banned < 0.5 * (free - late)


def test_an_earlier_date_takes_money_from_fabs() -> None:
    soon, usual, late = (_run(*year, months=24) for year in ((SOON,), (), (LATE,)))
    left = [run.path("fabrication", "fund_left")[:, -1] for run in (soon, usual, late)]
    assert np.allclose(left[1], 1.0)
    assert (left[0] < 1.0).all()
    assert (left[2] > 1.0).all()
    design = [run.path("fabrication", "home_design")[:, -1] for run in (soon, usual, late)]
    assert (design[0] > design[1]).all()
    assert (design[1] > design[2]).all()


def test_coverage_only_rises_and_ends_at_all() -> None:
    design = _run(SOON, "CHN.domestic_stack_fund=400").path("fabrication", "home_design")
    assert (np.diff(design, axis=1) >= 0.0).all()
    assert design.max() <= 1.0
    none = _run("CHN.domestic_stack_fund=0", months=24).path("fabrication", "home_design")
    assert np.allclose(none[:, -1], none[:, 0])  # nobody pays for it
