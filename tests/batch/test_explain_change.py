"""Parts of a change add up to it, run by run, over time and between scenarios; a pulled lever shows in its term."""

from __future__ import annotations

import numpy as np
import pytest

from aicompete.batch.errors import BatchError
from aicompete.batch.run.explain_change import between_scenarios, headline, over_time
from aicompete.config import apply_settings, load_scenario

RUNS, SEED = 3, 2


@pytest.fixture(scope="module")
def baseline():
    return apply_settings(load_scenario("baseline"), ["months=14"])


def test_parts_add_up_to_the_change(baseline) -> None:
    for nation in ("IND", "KOR", "RUS"):
        for change in over_time(baseline, nation, "2026-03", "2026-12", RUNS, SEED):
            total = sum(change.parts.values(), np.zeros(RUNS))
            np.testing.assert_allclose(total, change.change, atol=1e-9)
    alignment, votes = over_time(baseline, "KOR", "2026-01", "2026-12", RUNS, SEED)
    assert np.abs(alignment.change).max() > 0.001
    assert votes.what == "votes"


def test_a_change_over_two_spans_is_the_sum_of_both(baseline) -> None:
    whole, first, second = (
        over_time(baseline, "IND", begin, end, RUNS, SEED)[0]
        for begin, end in (("2026-02", "2026-12"), ("2026-02", "2026-07"), ("2026-07", "2026-12"))
    )
    for name in whole.parts:
        np.testing.assert_allclose(whole.parts[name], first.parts[name] + second.parts[name], atol=1e-12)


def test_between_scenarios_the_lever_shows_in_its_term(baseline) -> None:
    harsh = apply_settings(baseline, ["USA.ally_alienation=1"])
    alignment, votes = between_scenarios(baseline, harsh, "DEU", "2027-02", RUNS, SEED)
    np.testing.assert_allclose(sum(alignment.parts.values()), alignment.change, atol=1e-9)
    np.testing.assert_allclose(sum(votes.parts.values()), votes.change, atol=1e-9)
    means = {name: values.mean() for name, values in alignment.parts.items()}
    assert means["trust"] < -0.005
    assert means["security"] < -0.001
    assert headline("DEU", [alignment, votes]).startswith("Germany moves")
    same = between_scenarios(baseline, baseline, "DEU", "2026-06", RUNS, SEED)[0]
    assert np.abs(same.change).max() == 0.0


def test_months_and_nations_that_do_not_fit_are_refused(baseline) -> None:
    with pytest.raises(BatchError, match="goes back in time"):
        over_time(baseline, "IND", "2026-05", "2026-02", RUNS, SEED)
    with pytest.raises(BatchError, match="outside the scenario"):
        over_time(baseline, "IND", "2026-05", "2031-01", RUNS, SEED)
    with pytest.raises(BatchError, match="no nation that takes sides"):
        over_time(baseline, "CHN", "2026-01", "2026-02", RUNS, SEED)
