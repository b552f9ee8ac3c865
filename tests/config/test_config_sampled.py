"""Sampled sweeps: points spread over ranges and distributions, settings from a date on, several scenarios."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy.stats import norm, qmc

from aicompete.config import (
    Catalogue,
    ConfigError,
    Experiment,
    apply_settings,
    load_experiment,
    scenario_from_dict,
)
from aicompete.config.sampling.sample import quantile
from aicompete.config.sampling.unitpoints import morris_trajectories, spread_points

OVER = "over: {USA.control: [0.2, 0.6], assumptions.retry: distribution}"


def read(tmp_path: Path, small: Catalogue, sweep: str, more: str = "") -> Experiment:
    (tmp_path / "base.yaml").write_text("name: base\nmonths: 36\n")
    (tmp_path / "other.yaml").write_text("name: other\nmonths: 24\nlevers: {USA: {control: 0.9}}\n")
    file = tmp_path / "e.yaml"
    file.write_text(f"{'' if 'scenarios:' in more else 'scenario: base'}\nsweep: {{{sweep}}}\n{more}\n")
    return load_experiment(file, small)


def column(experiment: Experiment, name: str) -> np.ndarray:
    return np.array([point[name] for point in experiment.points])


@pytest.mark.parametrize("kind", ["latin_hypercube", "sobol", "halton"])
def test_points_are_those_of_scipy(tmp_path: Path, small: Catalogue, kind: str) -> None:
    maker = {"latin_hypercube": qmc.LatinHypercube, "sobol": qmc.Sobol, "halton": qmc.Halton}[kind]
    shares = maker(2, seed=np.random.default_rng(5)).random(16)
    found = read(tmp_path, small, f"{kind}: {{points: 16, {OVER}}}", "seed: 5")
    np.testing.assert_array_equal(column(found, "USA.control"), 0.2 + (0.6 - 0.2) * shares[:, 0])
    np.testing.assert_array_equal(column(found, "assumptions.retry"), 0.2 + (0.8 - 0.2) * shares[:, 1])
    assert found.runs == 16 * 20 * 10
    assert found.sampling["kind"] == kind
    assert found.sampling["dimensions"] == [
        {"name": "USA.control", "distribution": {"uniform": [0.2, 0.6]}},
        {"name": "assumptions.retry", "distribution": {"uniform": [0.2, 0.8]}},
    ]


@pytest.mark.parametrize(("kind", "grows"), [("sobol", True), ("halton", True), ("latin_hypercube", False)])
def test_sequences_begin_with_their_shorter_ones(kind: str, grows: bool) -> None:
    short, long = (spread_points(kind, count, 3, 7) for count in (32, 64))  # type: ignore[arg-type]
    assert np.array_equal(short, long[:32]) is grows
    assert not np.array_equal(short, spread_points(kind, 32, 3, 8))  # type: ignore[arg-type]


def test_morris_moves_one_dimension_a_step() -> None:
    walks = morris_trajectories(8, 4, 5, seed=3)
    assert walks.path.shape == (8, 6)
    assert len({tuple(point) for point in walks.points}) == len(walks.points)
    assert set(np.unique(np.round(walks.points * 3))) == {0, 1, 2, 3}
    for path, moved, step in zip(walks.path, walks.moved, walks.step, strict=True):
        change = np.diff(walks.points[path], axis=0)
        assert sorted(moved) == list(range(5))
        for row, (dimension, size) in zip(change, zip(moved, step, strict=True), strict=True):
            assert np.flatnonzero(row).tolist() == [dimension]
            assert row[dimension] == pytest.approx(size)
            assert abs(size) == pytest.approx(2 / 3)
    starts = np.round(walks.points[walks.path[:, 0]] * 3).astype(int)
    assert all(np.bincount(starts[:, i], minlength=4).tolist() == [2, 2, 2, 2] for i in range(5))


def test_morris_of_a_file(tmp_path: Path, small: Catalogue) -> None:
    found = read(tmp_path, small, f"morris: {{trajectories: 3, levels: 6, {OVER}}}")
    assert np.shape(found.sampling["path"]) == (3, 3)
    assert max(np.ravel(found.sampling["path"])) == len(found.points) - 1
    for path, moved in zip(found.sampling["path"], found.sampling["moved"], strict=True):
        for a, b, dimension in zip(path, path[1:], moved, strict=False):
            name = found.sampling["dimensions"][dimension]["name"]
            differ = [key for key in found.points[a] if found.points[a][key] != found.points[b][key]]
            assert differ == [name]


def test_what_a_dimension_may_vary_over(tmp_path: Path, small: Catalogue) -> None:
    found = read(
        tmp_path,
        small,
        "sobol: {points: 64, over: {USA.control: range, CHN.mode: range, powers.truce: [false, true],"
        " CHN.licence.gallium: {values: [0.1, {2027-01: 0.5}]}, assumptions.retry: [0.4, 0.5],"
        " assumptions.scale: {loguniform: [1, 10]}, assumptions.noise: range, USA.ceiling: [0, 4000]}}",
    )
    control = column(found, "USA.control")
    assert 0 <= control.min() < 0.03
    assert 0.97 < control.max() <= 1
    assert sorted(column(found, "CHN.mode"))[::22] == ["all_us", "defence", "none"]
    assert column(found, "powers.truce").sum() == 32
    assert [point["CHN.licence.gallium"] for point in found.points].count({"2027-01": 0.5}) == 32
    assert 0.4 <= column(found, "assumptions.retry").min() < column(found, "assumptions.retry").max() <= 0.5
    scale = column(found, "assumptions.scale")
    assert np.median(scale) == pytest.approx(10**0.5, rel=0.1)
    assert column(found, "assumptions.noise").std() == pytest.approx(2 / 12**0.5, rel=0.05)
    for scenario, point in zip(found.scenarios(small), found.points, strict=True):
        assert scenario.assumptions["retry"].parameters == (point["assumptions.retry"],)


def test_all_assumptions_are_dimensions(tmp_path: Path, small: Catalogue) -> None:
    found = read(
        tmp_path,
        small,
        "sobol: {points: 8, over: {USA.control: [0, 1], assumptions.retry: [0, 0.1], assumptions: all}}",
    )
    assert found.draws == 1
    assert set(found.points[0]) == {"USA.control", "assumptions.retry"}
    assert list(found.given) == ["elasticity", "scale", "noise"]  # not the constant, not the one listed
    shares = qmc.Sobol(5, seed=np.random.default_rng(1)).random(8)
    assumption = small.assumptions["elasticity"]
    np.testing.assert_array_equal(
        found.given["elasticity"], quantile(assumption.distribution, shares[:, 2], assumption)
    )
    np.testing.assert_allclose(found.given["noise"], np.clip(norm.ppf(shares[:, 4], 0, 0.6), -1, 1))


def test_scenarios_are_crossed_with_the_points(tmp_path: Path, small: Catalogue) -> None:
    found = read(tmp_path, small, "grid: {JPN.control: [0, 1]}", "scenarios: [base, other]\nmonths: 12")
    assert [tuple(point.values()) for point in found.points] == [("base", 0), ("base", 1), ("other", 0), ("other", 1)]
    scenarios = found.scenarios(small)
    assert [s.path("control", "USA", catalogue=small).to_plain() for s in scenarios] == [0.6, 0.6, 0.9, 0.9]
    assert [s.path("control", "JPN", catalogue=small).to_plain() for s in scenarios] == [0, 1, 0, 1]
    assert [Path(file).name for file in found.source_files] == ["base.yaml", "other.yaml", "e.yaml"]
    walks = read(tmp_path, small, f"morris: {{trajectories: 2, {OVER}}}", "scenarios: [base, other]\nmonths: 12")
    half = len(walks.points) // 2
    assert np.array_equal(np.add(walks.sampling["path"][:2], half), walks.sampling["path"][2:])


def test_a_setting_from_a_date_on_leaves_the_path_before(small: Catalogue, tmp_path: Path) -> None:
    base = read(tmp_path, small, "grid: {USA.control: [0]}").scenario
    changed = apply_settings(base, ["USA.control@2028-01=0.9", "CHN.licence@2027-06={gallium: 1}"], small)
    assert changed.path("control", "USA", catalogue=small).to_plain() == {"2026-01": 0.6, "2028-01": 0.9}
    assert changed.path("licence", "CHN", "gallium", small).to_plain() == {"2026-01": 0.4, "2027-06": 1}
    assert changed.path("licence", "CHN", "rare_earths", small).to_plain() == 0.3
    item = apply_settings(base, {"CHN.licence.gallium@2027-06-15": 1}, small)
    assert item.path("licence", "CHN", "gallium", small).to_plain() == {"2026-01": 0.4, "2027-06-15": 1}


def test_dated_settings_lie_over_the_others_in_the_order_of_their_dates(small: Catalogue) -> None:
    base = scenario_from_dict({"name": "x", "months": 72}, small)
    changed = apply_settings(base, {"USA.control@2029-01": 0.1, "USA.control@2028-01": 0.9, "USA.control": 0}, small)
    assert changed.path("control", "USA", catalogue=small).to_plain() == {"2026-01": 0, "2028-01": 0.9, "2029-01": 0.1}


@pytest.mark.parametrize(
    ("sweep", "more", "place", "part"),
    [
        ("sobl: {points: 4}", "", (2, 9), "did you mean 'sobol'?"),
        ("sobol: 4", "", (2, 16), "must be a mapping with 'points' and 'over', not 4"),
        ("morris: {trajectories: 4, level: 4, over: {USA.control: range}}", "", (2, 35), "did you mean 'levels'?"),
        ("morris: {trajectories: 4, levels: 3, over: {USA.control: range}}", "", (2, 43), "must be an even number"),
        ("sobol: {points: 0, over: {USA.control: range}}", "", (2, 25), "outside 1 to"),
        ("sobol: {points: 4, over: {USA.contrl: range}}", "", (2, 35), "did you mean 'control'?"),
        ("sobol: {points: 4, over: {assumptions.retri: range}}", "", (2, 35), "did you mean 'retry'?"),
        ("sobol: {points: 4, over: {USA.control: rang}}", "", (2, 48), "did you mean 'range'?"),
        ("sobol: {points: 4, over: {USA.control: [0, 2]}}", "", (2, 52), "control is 2, outside 0 to 1"),
        ("sobol: {points: 4, over: {USA.control: [0.5, 0.5]}}", "", (2, 48), "0.5 to 0.5 of 'USA.control' is empty"),
        ("sobol: {points: 4, over: {USA.control: [0, 0.5, 1]}}", "", (2, 48), "needs two numbers [low, high]"),
        ("sobol: {points: 4, over: {assumptions.retry: distributon}}", "", (2, 54), "did you mean 'distribution'?"),
        ("sobol: {points: 4, over: {assumptions.constant: distribution}}", "", (2, 35), "is fixed in 'base'"),
        ("sobol: {points: 4, over: {assumptions.retry: {uniform: [0, 3]}}}", "", (2, 64), "reaches 3"),
        ("sobol: {points: 4, over: {assumptions: central}}", "", (2, 48), "can only be 'all' here"),
        ("sobol: {points: 4, over: {assumptions: all}}", "draws: 5", (3, 8), "leave 'draws' out"),
        ("grid: {USA.control@2040-01: [0]}", "", (2, 16), "begins after the last month of the runs, 2028-12"),
        ("grid: {USA.control@soon: [0]}", "", (2, 16), "after '@' stands a date"),
        ("grid: {USA.control@2027-01: [{2028-01: 1}]}", "", (2, 39), "not a path of its own"),
        ("grid: {USA.control: [0]}", "scenarios: base", (3, 12), "must be a list of names or files"),
        ("grid: {USA.control: [0]}", "scenarios: [base, base]", (3, 19), "stands here a second time"),
        ("grid: {USA.control: [0]}", "scenarios: [base, other]", (3, 19), "'months' gives all the same"),
        ("grid: {USA.control: [0]}", "scenarios: [base, othr]", (3, 19), "did you mean 'other'?"),
    ],
)
def test_one_clear_message(
    tmp_path: Path, small: Catalogue, sweep: str, more: str, place: tuple[int, int], part: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, small, sweep, more)
    [problem] = caught.value.problems
    assert part in str(problem)
    assert (problem.line, problem.column) == place


def test_what_is_probably_not_meant_is_remarked(tmp_path: Path, small: Catalogue) -> None:
    odd = read(tmp_path, small, f"sobol: {{points: 100, {OVER}}}")
    assert "100 points are not a power of two, so they are spread less evenly than 64 or 128" in odd.remarks[0]
    assert read(tmp_path, small, f"sobol: {{points: 128, {OVER}}}").remarks == ()
    (tmp_path / "central.yaml").write_text("name: central\nassumptions: central\n")
    idle = read(tmp_path, small, "grid: {USA.control: [0, 1]}", "scenarios: [central]\ndraws: 3")
    assert "3 draws repeat the same runs" in idle.remarks[0]
