"""Levers that differ from the reference, and assumptions that a metric follows."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.plots.synthetic import FolderResults, write_results

from aicompete import simulate
from aicompete.analysis import view
from aicompete.analysis.influence import influence, least_sure
from aicompete.analysis.reference import set_levers
from aicompete.config import apply_settings, load_scenario
from aicompete.plots.timeline import constant_text


def test_the_baseline_sets_nothing() -> None:
    seen = view(simulate("baseline", 2, months=2))
    assert set_levers(seen) == []
    assert constant_text(seen, 300) == "All levers as in the reference."


def test_what_a_scenario_sets_is_named_with_its_reference() -> None:
    settings = {"USA.ally_alienation": 0.9, "CHN.purchase_guidance.ai_chips": 0, "us_allies.chip_export_control": 0.2}
    found = set_levers(view(simulate("baseline", 2, months=2, settings=settings)))
    assert found is not None
    by_lever = {x.line.lever: x for x in found}
    assert set(by_lever) == {"ally_alienation", "purchase_guidance", "chip_export_control"}
    assert by_lever["purchase_guidance"].line.items == ("ai_chips",)
    assert by_lever["purchase_guidance"].line.path[0][1] == 0  # neutral all along, and told all the same
    assert by_lever["ally_alienation"].reference == (
        load_scenario("baseline").path("ally_alienation", "USA").values[0],
    )


def test_a_dated_change_is_told_from_its_date_on() -> None:
    scenario = apply_settings(load_scenario("baseline"), ["USA.ally_alienation@2026-03=0.9"])
    (found,) = set_levers(view(simulate(scenario, 2, months=6))) or []
    assert found.text().startswith("0.9 from Mar 2026 (reference ")
    assert set_levers(view(simulate(scenario, 2, months=2))) == []  # not yet in force


def test_results_without_defaults_say_nothing(tmp_path: Path) -> None:
    assert set_levers(view(FolderResults(write_results(tmp_path, runs=2, months=3)))) is None


@pytest.fixture
def drawn(tmp_path: Path) -> FolderResults:
    """Sixty runs with thirty assumptions, the third of which decides a metric."""
    results = FolderResults(write_results(tmp_path, runs=60, months=3))
    draws = np.random.default_rng(3).normal(size=(60, 30))
    columns = pd.DataFrame(draws, columns=[f"assumptions.a{i}" for i in range(30)])
    results.__dict__["runs"] = pd.concat([results.runs, columns], axis=1)
    results.series["chip_price"] = np.repeat(np.exp(draws[:, 3]), 3)
    return results


def test_the_assumption_that_decides_a_metric_is_found_and_chance_is_not(drawn: FolderResults) -> None:
    seen = view(drawn)
    table = influence(seen, "chip_price")
    assert table.iloc[0]["assumption"] == "a3"
    assert table.iloc[0]["rho"] == pytest.approx(1.0)
    assert table["sure"].sum() == 1
    luck = np.random.default_rng(4).normal(size=60)
    drawn.series["chip_price"] = np.repeat(luck, 3)
    assert not influence(view(drawn), "chip_price")["sure"].any()


def test_runs_of_one_draw_count_once(sweep: FolderResults) -> None:
    values = np.random.default_rng(5).normal(size=8)
    runs = sweep.runs.copy()
    runs["assumptions.x"] = values[runs["draw"]]
    results = FolderResults(sweep.folder)
    results.__dict__["runs"] = runs
    table = influence(view(results), "compute_share_chn")
    assert len(table) == 1
    assert least_sure(8, 1) == pytest.approx(0.707, abs=0.002)  # the table of Pearson's r at 5 %, six degrees
    assert least_sure(30, 1) == pytest.approx(0.361, abs=0.002)
