"""Experiment files."""

from __future__ import annotations

from pathlib import Path

import pytest

from aicompete.config import Catalogue, ConfigError, Experiment, Month, RecordChoice, load_experiment


def read(tmp_path: Path, small: Catalogue, text: str) -> Experiment:
    (tmp_path / "base.yaml").write_text("name: base\nmonths: 36\n")
    file = tmp_path / "my sweep.yaml"
    file.write_text(text)
    return load_experiment(file, small)


def test_grid(tmp_path: Path, small: Catalogue) -> None:
    experiment = read(
        tmp_path,
        small,
        "scenario: base\nsweep:\n"
        "  grid: {USA.control: [0, 0.5], CHN.licence.gallium: [0, 0.5, 1], assumptions.retry: [0.2]}\n"
        "draws: 3\nreplicates: 2\nseed: 7\nrecord: {every: end, firms: true, series: [price]}\n"
        "months: 12\nmetrics: [price]\n",
    )
    assert experiment.name == "my_sweep"
    assert len(experiment.points) == 6
    assert experiment.points[1] == {"USA.control": 0, "CHN.licence.gallium": 0.5, "assumptions.retry": 0.2}
    assert (experiment.runs, experiment.months, experiment.seed) == (36, 12, 7)
    assert experiment.record == RecordChoice(every="end", nations=True, firms=True, trade=False, series=("price",))
    scenario = experiment.scenarios(small)[5]
    assert scenario.path("control", "USA", catalogue=small).to_plain() == 0.5
    assert scenario.path("licence", "CHN", "gallium", small).to_plain() == 1
    assert scenario.start == Month(2026, 1)
    assert [Path(file).name for file in experiment.source_files] == ["base.yaml", "my sweep.yaml"]
    assert experiment.to_dict()["scenario"]["months"] == 12


def test_list_and_no_sweep(tmp_path: Path, small: Catalogue) -> None:
    experiment = read(
        tmp_path,
        small,
        "scenario: ./base.yaml\nname: two\nsweep:\n  list:\n    - {}\n"
        "    - {USA.control: {2027-01: 0.9}, CHN.mode: none}\n",
    )
    assert experiment.points == ({}, {"USA.control": {"2027-01": 0.9}, "CHN.mode": "none"})
    assert read(tmp_path, small, "scenario: base\n").points == ({},)


@pytest.mark.parametrize(
    ("text", "place", "part"),
    [
        ("sweep: {grid: {USA.control: [0]}}\n", (1, 1), "an experiment has no 'scenario'"),
        ("scenario: bas\n", (1, 11), "no scenario 'bas' beside this file or in the package (did you mean 'base'?)"),
        ("scenario: ./bas.yaml\n", (1, 11), "did you mean 'base.yaml'?"),
        ("scenario: base\ndraw: 3\n", (2, 1), "did you mean 'draws'?"),
        ("scenario: base\ndraws: 0\n", (2, 8), "outside 1 to"),
        ("scenario: base\nseed: -1\n", (2, 7), "outside 0 to"),
        ("scenario: base\nrecord: {every: week}\n", (2, 17), "one of month, year, end"),
        ("scenario: base\nrecord: {series: level}\n", (2, 18), "a list of words"),
        ("scenario: base\nrecord: {nations: 1}\n", (2, 19), "true or false"),
        ("scenario: base\nrecord: {firm: true}\n", (2, 10), "did you mean 'firms'?"),
        ("scenario: base\nsweep: [1]\n", (2, 8), "list, latin_hypercube, sobol, halton, saltelli or morris"),
        ("scenario: base\nsweep: {gird: {}}\n", (2, 9), "did you mean 'grid'?"),
        ("scenario: base\nsweep: {grid: {}}\n", (2, 15), "not an empty one"),
        ("scenario: base\nsweep: {grid: {USA.control: 0.3}}\n", (2, 29), "needs a list of values"),
        ("scenario: base\nsweep: {grid: {USA.control: []}}\n", (2, 29), "needs a list of values"),
        ("scenario: base\nsweep: {grid: {USA.control: [0, 2]}}\n", (2, 33), "control is 2, outside 0 to 1"),
        ("scenario: base\nsweep: {grid: {USA.control: [0, 0]}}\n", (2, 33), "a second time"),
        (
            "scenario: base\nsweep: {grid: {USA.control: {from: 0, to: 2, count: 9}}}\n",
            (2, 43),
            "control is 2, outside 0 to 1",
        ),
        ("scenario: base\nsweep: {grid: {USA.control: {from: 0, to: 1}}}\n", (2, 29), "has no 'count'"),
        ("scenario: base\nsweep: {grid: {USA.control: {from: 1, to: 1, count: 2}}}\n", (2, 43), "are the same, 1"),
        ("scenario: base\nsweep: {grid: {USA.control: {from: 0, to: 1, count: 1}}}\n", (2, 53), "outside 2 to"),
        ("scenario: base\nsweep: {grid: {USA.control: {from: 0, to: 1, counts: 3, count: 2}}}\n", (2, 46), "'count'?"),
        ("scenario: base\nsweep: {grid: {USA.contrl: [0, 1]}}\n", (2, 16), "did you mean 'control'?"),
        ("scenario: base\nsweep: {grid: {months: [12, 24]}}\n", (2, 16), "unknown setting 'months'"),
        ("scenario: base\nsweep: {list: [3]}\n", (2, 16), "must be a mapping"),
        ("scenario: base\nsweep: {list: [{USA.control: 3}]}\n", (2, 30), "control is 3, outside 0 to 1"),
        ("scenario: base\nmetrics: compute\n", (2, 10), "a list of words"),
    ],
)
def test_one_clear_message(tmp_path: Path, small: Catalogue, text: str, place: tuple[int, int], part: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, small, text)
    [problem] = caught.value.problems
    assert part in str(problem)
    assert (problem.line, problem.column) == place


def test_values_at_equal_distances(tmp_path: Path, small: Catalogue) -> None:
    said = "scenario: base\nsweep: {{grid: {{USA.control: {}, assumptions.retry: {{from: 0.3, to: 0.1, count: 3}}}}}}\n"
    spaced = read(tmp_path, small, said.format("{from: 0.1, to: 0.9, count: 9}"))
    listed = read(tmp_path, small, said.format("[0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]"))
    assert spaced.points == listed.points
    assert [point["assumptions.retry"] for point in spaced.points[:3]] == [0.3, 0.2, 0.1]
    with pytest.raises(ConfigError, match="the grid has"):
        read(tmp_path, small, said.format("{from: 0, to: 1, count: 50000}"))


def test_too_many_points_and_wrong_kind(tmp_path: Path, small: Catalogue) -> None:
    values = str([k / 1000 for k in range(400)])
    with pytest.raises(ConfigError, match="the grid has 160000 points"):
        read(tmp_path, small, f"scenario: base\nsweep: {{grid: {{USA.control: {values}, JPN.control: {values}}}}}\n")
    with pytest.raises(ConfigError, match="is a scenario, not an experiment"):
        read(tmp_path, small, "name: x\nlevers: {}\n")


def test_problems_of_the_scenario_are_reported_too(tmp_path: Path, small: Catalogue) -> None:
    (tmp_path / "bad.yaml").write_text("name: bad\nmonths: 0\n")
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, small, "scenario: bad\ndraws: 0\n")
    assert sorted(Path(problem.file).name for problem in caught.value.problems) == ["bad.yaml", "my sweep.yaml"]
