"""Comparisons: lever differences, paired effects, verdicts, warnings."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.plots.synthetic import FolderResults, write_results

from aicompete.analysis import AnalysisError, compare, view
from aicompete.analysis.compare import IDENTICAL, paired_interval, student, welch_interval
from aicompete.analysis.leverdiff import COLUMNS, difference_text, differences
from aicompete.analysis.settings import clipped, path_values


def test_lever_differences_come_with_actor_dates_and_both_values(base: FolderResults, courted: FolderResults) -> None:
    found = compare(base, courted).lever_differences
    budget = found[found["name"] == "marshall_budget"]
    assert budget[["actor", "from", "to", "value_a", "value_b"]].to_numpy().tolist() == [
        ["USA", "2026-07", "2027-05", "0", "20"],
        ["USA", "2027-06", "2028-12", "0", "50"],
    ]
    assert set(budget["unit"]) == {"usd_bn_per_year"}
    linear = found[found["name"] == "coordination"].iloc[0]
    assert (linear["value_a"], linear["value_b"]) == ("0", "0.35 to 0.8")
    switch = found[found["name"] == "tool_export_control"].iloc[0]
    assert (switch["actor"], switch["from"], switch["value_a"], switch["value_b"]) == ("JPN", "2027-01", "off", "on")
    assert "chip_export_control" not in set(found["name"])


def test_rules_that_differ_alike_stand_in_one_line() -> None:
    def rows(count: int) -> pd.DataFrame:
        names = ["usa_mends_alliances", "china_answers_tariffs", "forced_innovation", "japan_rebuilds_minerals", "more"]
        empty = dict.fromkeys(COLUMNS, "")
        rules = [
            {**empty, "kind": "rule of reply", "name": name, "value_a": "at work", "value_b": "off"}
            for name in names[:count]
        ]
        return pd.DataFrame(rules, columns=COLUMNS)

    assert len(difference_text(rows(3), {}, {})) == 3
    (line,) = difference_text(rows(5), {}, {})
    assert line.startswith("5 rules of reply, at work in A, off in B: USA mends alliances, China answers tariffs, ")


def test_same_policy_has_no_differences(base: FolderResults) -> None:
    found = compare(base, base)
    assert found.lever_differences.empty
    assert set(found.effects["note"]) == {IDENTICAL}
    assert set(found.effects["verdict"]) == {"not distinguishable"}
    assert "nothing: same levers and assumptions" in found.text()


def test_assumptions_mechanisms_and_setup_are_compared(base: FolderResults, tmp_path: Path) -> None:
    other = FolderResults(write_results(tmp_path, runs=20, months=36, policy="constant", seed=2))
    other.manifest["assumptions"]["retry"] = {"value": 0.4}
    other.manifest["assumptions"]["gain"] = {"distribution": {"uniform": [0.1, 0.8]}}
    other.manifest["disabled"] = ["labour"]
    table = differences(view(base), view(other)).set_index("name")
    assert table.loc["retry", ["value_a", "value_b"]].tolist() == ["0.2", "0.4"]
    assert table.loc["gain", "value_b"] == '{"uniform": [0.1, 0.8]}'
    assert table.loc["labour", ["value_a", "value_b"]].tolist() == ["at work", "disabled"]
    assert table.loc["seed", ["kind", "value_a", "value_b"]].tolist() == ["set-up", "1", "2"]


def test_effects_are_paired_run_by_run(base: FolderResults, courted: FolderResults) -> None:
    found = compare(base, courted, dates=["2028-12"], metrics=["alignment_mean", "chip_price"])
    assert found.paired
    assert found.pairs == 18
    a, b = view(base), view(courted)
    expected = (b.metric("alignment_mean")[:, -1] - a.metric("alignment_mean")[2:, -1]).mean()
    row = found.effects.set_index("metric").loc["alignment_mean"]
    assert row["effect"] == pytest.approx(expected)
    assert row["b"] - row["a"] == pytest.approx(expected)
    assert row["low"] < row["effect"] < row["high"]
    assert row["verdict"] == "moved"
    assert row["up"] == 1.0
    assert found.effects.set_index("metric").loc["chip_price", "note"] == IDENTICAL
    assert any("2 of 20 runs of B failed" in text for text in found.warnings)


def test_pairing_finds_what_an_unpaired_comparison_cannot(base: FolderResults, tmp_path: Path) -> None:
    paired = FolderResults(write_results(tmp_path / "a", runs=20, months=36, policy="constant", shift=0.004))
    other = FolderResults(write_results(tmp_path / "b", runs=20, months=36, policy="constant", shift=0.004, seed=9))
    arguments = {"dates": ["2028-12"], "metrics": ["alignment_mean"]}
    sharp, blunt = compare(base, paired, **arguments), compare(base, other, **arguments)
    assert sharp.effects.loc[0, "verdict"] == "moved"
    assert blunt.effects.loc[0, "verdict"] == "not distinguishable"
    assert not blunt.paired
    assert any("seeds differ (1 and 9)" in text and "unpaired" in text for text in blunt.warnings)


def test_points_of_a_sweep_can_be_compared(sweep: FolderResults) -> None:
    found = compare(sweep, sweep, point_a=0, point_b=11, metrics=["compute_share_chn"], dates=["2027-12"])
    names = set(found.lever_differences["name"])
    assert names == {"chip_export_control", "mineral_licence_strictness"}
    assert "United States: chip export control 0 in A, 0.9 in B (index), 2026-01 to 2027-12" in found.difference_lines
    assert set(found.effects["verdict"]) == {"moved"}
    assert (found.effects["effect"] < 0).all()


def test_a_sweep_needs_a_point(base: FolderResults, sweep: FolderResults) -> None:
    with pytest.raises(AnalysisError, match=r"B .* is a sweep: say which point to compare \(0 to 11\)"):
        compare(base, sweep)


def test_pairs_of_one_draw_count_once_in_a_crossed_design(sweep: FolderResults) -> None:
    metric = "coalition_share_us_gdp"
    found = compare(sweep, sweep, point_a=0, point_b=9, metrics=[metric], dates=["2027-12"])
    a, b = view(sweep, 0), view(sweep, 9)
    moved = (b.metric(metric) - a.metric(metric))[:, -1].reshape(8, 4)
    low, high = paired_interval(moved.mean(axis=1))
    assert (found.effects.loc[0, "low"], found.effects.loc[0, "high"]) == pytest.approx((low, high))


def test_one_run_has_no_interval(tmp_path: Path) -> None:
    a = FolderResults(write_results(tmp_path / "a", runs=1, months=6))
    b = FolderResults(write_results(tmp_path / "b", runs=1, months=6, shift=0.5))
    effects = compare(a, b, metrics=["alignment_mean"]).effects
    assert np.isnan(effects["low"]).all()
    assert set(effects["note"]) == {"one run a side: no interval"}
    assert set(effects["verdict"]) == {"not distinguishable"}


def test_differing_levers_without_effect_are_warned_about(base: FolderResults, tmp_path: Path) -> None:
    other = FolderResults(write_results(tmp_path, runs=20, months=36, policy="dated"))
    assert any("changed none of the metrics" in text for text in compare(base, other).warnings)


def test_no_common_month_is_an_error(base: FolderResults, tmp_path: Path) -> None:
    later = FolderResults(write_results(tmp_path, runs=2, months=3))
    shifted = later.series.assign(month=later.series["month"].str.replace("2026", "2040"))
    later.__dict__["series"] = shifted
    later.manifest["dates"] = sorted(shifted["month"].unique())
    with pytest.raises(AnalysisError, match="share no recorded month"):
        compare(base, later)


@pytest.mark.parametrize(("degrees", "quantile"), [(1, 12.706), (4, 2.776), (5, 2.571), (9, 2.262), (30, 2.042)])
def test_students_t_is_the_tables(degrees: int, quantile: float) -> None:
    assert student(degrees) == pytest.approx(quantile, abs=0.003)


def test_intervals_cover_as_often_as_they_say() -> None:
    rng = np.random.default_rng(5)
    paired = [paired_interval(rng.normal(1.0, 2.0, 8)) for _ in range(2000)]
    assert np.mean([low <= 1.0 <= high for low, high in paired]) == pytest.approx(0.95, abs=0.015)
    welch = [welch_interval(rng.normal(0, 1, 12), rng.normal(1.0, 3, 12)) for _ in range(2000)]
    assert np.mean([low <= 1.0 <= high for low, high in welch]) == pytest.approx(0.95, abs=0.015)


def test_paths_hold_step_and_interpolate() -> None:
    months = ["2026-01", "2026-02", "2026-03", "2026-04"]
    assert path_values({"path": {"2026-01": 1, "2026-03": 2}, "shape": "steps"}, months) == [1, 1, 2, 2]
    line = {"path": {"2026-01": 0.0, "2026-04": 3.0}, "shape": "linear"}
    assert path_values(line, months) == pytest.approx([0, 1, 2, 3])
    assert clipped(line, "2026-02")["path"] == {"2026-01": 0.0, "2026-02": pytest.approx(1.0)}
    assert path_values({"path": {"2026-02": "none"}, "shape": "constant"}, months) == ["none"] * 4
