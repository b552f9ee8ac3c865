"""Governments that answer a complaint, a charge and the other side's texts."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from aicompete.api import simulate
from aicompete.config import apply_settings, load_scenario

STEPS = {
    "china_opens_zones_when_sued": "USA.wto_dfft_challenge={2026-01: 0.1, 2026-04: 1}",
    "china_opens_audits_when_labelled": "USA.discourse_effort={2026-01: 0.5, 2026-04: 1}",
    "usa_writes_after_china": "CHN.standards_coalition_effort=1",
}


@pytest.mark.parametrize("rule", STEPS)
def test_a_rule_answers_its_occasion_and_nothing_else(rule: str) -> None:
    asked = apply_settings(load_scenario("baseline"), [f"replies=[{', '.join(STEPS)}]", STEPS[rule]])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        series = simulate(asked, 6, 1, months=36).series
    last = series[series["month"] == "2028-12"]
    added = {name: float(np.median(last[f"reply_{name}"])) for name in STEPS}
    assert added[rule] > 0.05
    others = [added[name] for name in STEPS if name not in (rule, "usa_writes_after_china")]
    assert max(others, default=0.0) == 0.0
