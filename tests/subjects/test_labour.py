"""Entry-level office work: three states that sum to one, jobs lost, trained for and made."""

from __future__ import annotations

import numpy as np
import pytest
from tests.engine_kit import trace

from aicompete.engine.metrics import metrics
from aicompete.subjects.state import World

pytestmark = pytest.mark.slow

USA = 0


def rate(world: World) -> np.ndarray:
    return metrics()["series:unemployment_entry_usa"].read(world)


def test_states_sum_to_one_and_stay_shares() -> None:
    for world in trace("assumptions.automation_rate=0.6", months=36, runs=4).worlds[1:]:
        labour = world.labour
        parts = np.stack([labour.employed, labour.unemployed, labour.training])
        assert np.allclose(parts.sum(axis=0), 1.0)
        assert (parts >= 0.0).all()


def test_without_automation_and_training_nothing_moves() -> None:
    still = ("assumptions.automation_rate=0", "all.firm_retraining_spend=0")
    labour = trace(*still, months=24, runs=4).last.labour
    assert np.allclose(labour.unemployed, labour.unemployed_start, rtol=1e-6)


def test_automation_raises_unemployment() -> None:
    slow, fast = (trace(f"assumptions.automation_rate={x}", months=36, runs=4).last for x in (0.2, 0.5))
    assert (rate(fast) > 1.1 * rate(slow)).all()
    frozen = trace("assumptions.automation_rate=0.5", "USA.hiring_freeze_anticipation=1", months=36, runs=4).last
    assert (rate(frozen) > rate(fast)).all()


def test_training_and_new_jobs_lower_unemployment() -> None:
    lost = "assumptions.automation_rate=0.5"
    base = rate(trace(lost, months=48, runs=4).last)
    for better in ("USA.firm_retraining_spend=3000", "USA.gi_bill_budget=50", "assumptions.new_job_rate=1.5"):
        assert (rate(trace(lost, better, months=48, runs=4).last) < base).all(), better


def test_backlash_limits_budgets_only_where_the_feedback_is_on() -> None:
    lost = ("assumptions.automation_rate=0.5", "USA.marshall_budget=50")
    off = trace(*lost, months=36, runs=4, disable=()).last
    on = trace(*lost, "USA.political_feedback=true", months=36, runs=4, disable=()).last
    assert (off.politics.support[:, USA] < 1.0).all()
    assert (off.politics.funding == 1.0).all()
    assert (on.politics.funding[:, USA] < 1.0).all()
    assert (on.offers.delivered[:, 0].sum(axis=1) < off.offers.delivered[:, 0].sum(axis=1)).all()
    netted = trace(*lost, "USA.safety_net=0.9", months=36, runs=4, disable=()).last
    assert (netted.politics.backlash[:, USA] < off.politics.backlash[:, USA]).all()
