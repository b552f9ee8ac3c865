"""Parts of a change add up to it, run by run, over time and between scenarios; a pulled lever shows in its term."""

from __future__ import annotations

import numpy as np
import pytest

from aicompete.batch.design.blocks import cut, task_of, with_assumptions
from aicompete.batch.design.design import ensemble
from aicompete.batch.errors import BatchError
from aicompete.batch.run.explain_adoption import STACKS, Adoption
from aicompete.batch.run.explain_change import between_scenarios, headline, over_time
from aicompete.config import apply_settings, load_scenario
from aicompete.engine.ensemble import Ensemble
from aicompete.rules import layered_choice

RUNS, SEED = 3, 2


@pytest.fixture(scope="module")
def baseline():
    return apply_settings(load_scenario("baseline"), ["months=14"])


def test_parts_add_up_to_the_change(baseline) -> None:
    for nation in ("IND", "KOR", "RUS"):
        for change in over_time(baseline, nation, "2026-03", "2026-12", RUNS, SEED):
            total = sum(change.parts.values(), np.zeros(RUNS))
            np.testing.assert_allclose(total, change.change, atol=1e-9)
    alignment, votes, *_ = over_time(baseline, "KOR", "2026-01", "2026-12", RUNS, SEED)
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
    gentle, harsh = (apply_settings(baseline, [f"USA.ally_alienation={level}"]) for level in (0, 1))
    alignment, votes, *_ = between_scenarios(gentle, harsh, "DEU", "2027-02", RUNS, SEED)
    np.testing.assert_allclose(sum(alignment.parts.values()), alignment.change, atol=1e-9)
    np.testing.assert_allclose(sum(votes.parts.values()), votes.change, atol=1e-9)
    means = {name: values.mean() for name, values in alignment.parts.items()}
    assert means["trust"] < -0.005
    assert means["security"] < -0.001
    assert headline("DEU", [alignment, votes]).startswith("Germany moves")
    same = between_scenarios(baseline, baseline, "DEU", "2026-06", RUNS, SEED)[0]
    assert np.abs(same.change).max() == 0.0


def test_laws_by_choice_are_taken_apart_and_laws_set_by_a_scenario_are_not() -> None:
    free = apply_settings(load_scenario("history_free_laws"), ["months=30"])
    found = {change.what: change for change in over_time(free, "NLD", "2022-06", "2024-06", RUNS, SEED)}
    law = found["law on chip tools, in force or drafted"]
    np.testing.assert_allclose(sum(law.parts.values()), law.change, atol=1e-9)
    means = {name: values.mean() for name, values in law.parts.items()}
    assert law.change.mean() > 0.02
    assert means["example"] > 0.005  # the USA forbade its own firms in October 2022
    compliance = found["compliance with the USA"]
    np.testing.assert_allclose(sum(compliance.parts.values()), compliance.change, atol=1e-9)
    later = apply_settings(free, ["months=40"])
    listed = {change.what: change for change in over_time(later, "GBR", "2022-06", "2025-04", RUNS, SEED)}
    law = listed["law on chip tools, in force or drafted"]
    np.testing.assert_allclose(law.parts["company"], law.change, atol=1e-9)  # nobody there makes tools: a list
    assert law.change.mean() > 0.002
    pinned = apply_settings(load_scenario("history"), ["months=8"])
    said = [change.what for change in over_time(pinned, "NLD", "2022-02", "2022-08", 2, SEED)]
    assert not [what for what in said if "chip tools" in what]


def test_months_and_nations_that_do_not_fit_are_refused(baseline) -> None:
    with pytest.raises(BatchError, match="goes back in time"):
        over_time(baseline, "IND", "2026-05", "2026-02", RUNS, SEED)
    with pytest.raises(BatchError, match="outside the scenario"):
        over_time(baseline, "IND", "2026-05", "2031-01", RUNS, SEED)
    with pytest.raises(BatchError, match="no nation that takes sides"):
        over_time(baseline, "CHN", "2026-01", "2026-02", RUNS, SEED)


def test_bases_are_rebuilt_from_their_parts_and_what_would_have_happened_anyway() -> None:
    """What is under way by itself, stepped apart: what stays of each base, and the choice of the start."""
    scenario = apply_settings(load_scenario("baseline"), ["months=18", "CHN.standards_package=1", "CHN.aid_budget=15"])
    design = ensemble(scenario, RUNS, SEED, months=18)
    task = with_assumptions(task_of(design, cut(RUNS, RUNS)[0]))
    model = Ensemble(task.points, task.point_index, task.assumptions, list(range(RUNS)), SEED, 18)
    followed, layer = Adoption(model), task.assumptions["compute_layer"][:, None]
    alone, before = model.world.stacks.base, model.world.stacks.base
    while model.index < 18:
        model.step()
        followed.step()
        stacks = model.world.stacks
        np.testing.assert_allclose(stacks.terms.sum(axis=1), stacks.utility, atol=1e-12)
        weights = stacks.choice.value
        rest = layered_choice(
            np.zeros_like(stacks.utility), weights.free, weights.chips * np.exp(followed.access), layer
        )
        left = before - stacks.base + stacks.adoption
        alone = alone * (1.0 - left / before) + stacks.adoption.sum(axis=1)[:, None] * rest
        before = stacks.base
    for what, place in STACKS.items():
        rebuilt = alone[:, place] + followed.parts()[what].sum(axis=1)
        np.testing.assert_allclose(rebuilt[:, 2:-1], stacks.base[:, place, 2:-1], atol=1e-5)
    assert followed.parts()["Chinese stack in the installed base"].max() > 0.005
