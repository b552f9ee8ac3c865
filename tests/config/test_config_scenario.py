"""Scenario files: what they mean, and one clear message for everything wrong in them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from aicompete.config import Catalogue, ConfigError, Month, Scenario, kind_of, load_scenario, scenario_from_dict
from aicompete.config import Path as LeverPath

from .conftest import Load, Wrong


def at(scenario: Scenario, catalogue: Catalogue, lever: str, actor: str, item: str | None = None) -> object:
    return scenario.path(lever, actor, item, catalogue).to_plain()


def test_defaults(load: Load, small: Catalogue) -> None:
    scenario = load("name: plain\n")
    assert (scenario.name, scenario.start, scenario.months) == ("plain", Month(2026, 1), 120)
    assert scenario.levers == {}
    assert at(scenario, small, "control", "USA") == 0.6
    assert at(scenario, small, "licence", "CHN", "gallium") == 0.4
    assert scenario.dates[0] == "2026-01"
    assert scenario.dates[-1] == "2035-12"


def test_narrower_beats_wider_in_any_order(load: Load, small: Catalogue) -> None:
    scenario = load(
        "levers:\n  DEU: {control: 0.9}\n  eu: {control: 0.5}\n  us_allies: {control: 0.3}\n  all: {control: 0.4}\n"
    )
    found = [at(scenario, small, "control", actor) for actor in ("DEU", "FRA", "JPN", "USA", "BRA")]
    assert found == [0.9, 0.5, 0.3, 0.4, 0.4]


def test_file_order_decides_between_equal_widths(tmp_path: Path, small: Catalogue) -> None:
    widths = {name: len(members) for name, members in small.groups.items()}
    assert widths["eu"] != widths["powers"]
    file = tmp_path / "s.yaml"
    file.write_text("name: s\nlevers:\n  USA: {control: 0.2}\n  powers: {control: 0.7}\n  CHN: {control: 0.1}\n")
    scenario = load_scenario(file, small)
    assert [at(scenario, small, "control", actor) for actor in ("USA", "CHN")] == [0.2, 0.1]


def test_a_plain_value_sets_all_items_and_a_mapping_single_ones(load: Load, small: Catalogue) -> None:
    scenario = load("levers:\n  CHN: {licence: {gallium: {2026-03: 0.8}, germanium: 0.7}}\n  JPN: {licence: 0.2}\n")
    found = {item: at(scenario, small, "licence", "CHN", item) for item in small.levers["licence"].items}
    assert found["rare_earths"] == 0.3
    assert found["germanium"] == 0.7
    assert found["gallium"] == {"2026-01": 0.4, "2026-03": 0.8}  # the default holds until the first date
    assert {at(scenario, small, "licence", "JPN", item) for item in small.levers["licence"].items} == {0.2}


def test_groups_reach_those_who_can_pull(load: Load, small: Catalogue) -> None:
    scenario = load("levers:\n  all: {truce: true, ceiling: 2368, mode: all_us}\n")
    assert set(scenario.levers["truce"]) == {"USA", "CHN"}
    assert set(scenario.levers["ceiling"]) == {"USA"}
    assert set(scenario.levers["mode"]) == {"CHN"}


def test_extends_lays_files_over_each_other(tmp_path: Path, small: Catalogue) -> None:
    (tmp_path / "base.yaml").write_text(
        "name: base\nstart: 2022-01\nmonths: 48\ndescription: below\ndisable: [smuggling]\nassumptions: {retry: 0.3}\n"
        "levers:\n  USA: {control: {2023-01: 0.3, 2025-01: 0.5}}\n  JPN: {control: 0.7}\n"
    )
    (tmp_path / "sub").mkdir()
    child = tmp_path / "sub" / "child.yaml"
    child.write_text(
        "name: child\nextends: ../base.yaml\nlevers:\n  USA: {control: {2024-01: 0.9}}\n  all: {licence: 0.1}\n"
        "assumptions: {elasticity: central}\ndisable: []\n"
    )
    scenario = load_scenario(child, small)
    assert (scenario.name, scenario.description, scenario.months) == ("child", "", 48)
    assert scenario.start == Month(2022, 1)
    assert at(scenario, small, "control", "USA") == {"2022-01": 0.6, "2023-01": 0.3, "2024-01": 0.9}
    assert at(scenario, small, "control", "JPN") == 0.7
    assert scenario.disable == ()
    assert scenario.assumptions["retry"].parameters == (0.3,)
    assert scenario.assumptions["elasticity"].shape == "central"
    assert [Path(file).name for file in scenario.source_files] == ["base.yaml", "child.yaml"]


def test_a_wide_setting_of_the_child_beats_a_narrow_one_of_the_parent(tmp_path: Path, small: Catalogue) -> None:
    (tmp_path / "base.yaml").write_text("name: base\nlevers: {USA: {control: 0.9}}\n")
    (tmp_path / "child.yaml").write_text("name: child\nextends: base\nlevers: {all: {control: 0}}\n")
    assert at(load_scenario(tmp_path / "child.yaml", small), small, "control", "USA") == 0


def test_round_trip_through_plain_data(load: Load, small: Catalogue) -> None:
    scenario = load(
        "name: full\ndescription: d\nmonths: 30\nlevers:\n"
        "  USA: {control: {linear: {2026-05: 0.1, 2027-05-15: 0.9}}, ceiling: {2026-03: 2368, 2026-09: none}}\n"
        "  CHN: {licence: {gallium: {2026-02-10: 1}}, mode: {2026-07: all_us}}\n  powers: {truce: {2026-06: false}}\n"
        "assumptions: {all: central, retry: {uniform: [0.1, 0.2]}}\ndisable: [smuggling, chips]\n"
        "targets: {control: {USA: {CHN: 1, all: 0.5}}}\n"
    )
    data = json.loads(json.dumps(scenario.to_dict()))
    again = scenario_from_dict(data, small)
    assert again == scenario
    assert again.digest == scenario.digest
    assert scenario.disable == ("chips", "smuggling")
    assert scenario.targets["control"]["USA"]["CHN"] == 1.0
    assert "USA" not in scenario.targets["control"]["USA"]
    assert isinstance(scenario.levers["control"]["USA"], LeverPath)


@pytest.mark.parametrize(
    ("text", "place", "part", "suggestion"),
    [
        ("name: x\nlever: {}\n", (2, 1), "unknown key 'lever'", "levers"),
        ("description: x\n", (1, 1), "a scenario has no 'name'", None),
        ("name: a b\n", (1, 7), "no space", None),
        ("name: x\nmonths: 1.5\n", (2, 9), "whole number", None),
        ("name: x\nmonths: true\n", (2, 9), "whole number", None),
        ("name: x\nmonths: 0\n", (2, 9), "outside 1 to 480", None),
        ("name: x\nstart: 2025-13\n", (2, 8), "there is no month 13", None),
        ("name: x\nstart: 2024-05\n", (2, 8), "no starting world for 2024-05; there are 2022-01, 2026-01", None),
        ("name: x\nstart: 2026\n", (2, 8), "'start' must be a text", None),
        ("name: x\nlevers: [USA]\n", (2, 9), "must be a mapping", None),
        ("name: x\nlevers:\n  USB: {control: 1}\n", (3, 3), "unknown actor 'USB'", "USA"),
        ("name: x\nlevers:\n  Japan: {control: 1}\n", (3, 3), "unknown actor 'Japan'", "JPN"),
        ("name: x\nlevers:\n  control: {USA: 1}\n", (3, 3), "'control' is a lever, name an actor before it", None),
        ("name: x\nlevers:\n  USA: 1\n", (3, 8), "stands a mapping of levers", None),
        ("name: x\nlevers:\n  USA: {contrl: 1}\n", (3, 9), "unknown lever 'contrl'", "control"),
        ("name: x\nlevers:\n  USA: {old_control: 1}\n", (3, 9), "unknown lever 'old_control'", "control"),
        ("name: x\nlevers:\n  USA: {retry: 1}\n", (3, 9), "it is an assumption", None),
        ("name: x\nlevers:\n  CHN: {ceiling: 1}\n", (3, 9), "CHN cannot pull ceiling; it is for USA", None),
        ("name: x\nlevers:\n  eu: {truce: true}\n", (3, 8), "eu cannot pull truce; it is for powers", None),
        ("name: x\nlevers:\n  ROW: {control: 1}\n", (3, 9), "ROW cannot pull control; it is for all", None),
        ("name: x\nlevers:\n  USA: {control: 1.5}\n", (3, 18), "control is 1.5, outside 0 to 1 (index)", None),
        (
            "name: x\nlevers:\n  USA: {control: high}\n",
            (3, 18),
            "a number from 0 to 1 (index), not the text 'high'",
            None,
        ),
        ("name: x\nlevers:\n  USA: {control: true}\n", (3, 18), "not true", None),
        ("name: x\nlevers:\n  USA: {control: }\n", (3, 18), "has no value", None),
        ("name: x\nlevers:\n  USA: {control: {}}\n", (3, 18), "empty mapping", None),
        ("name: x\nlevers:\n  USA: {control: [1]}\n", (3, 18), "not a list", None),
        ("name: x\nlevers:\n  USA: {truce: 1}\n", (3, 16), "true or false, not 1", None),
        ("name: x\nlevers:\n  USA: {truce: yes}\n", (3, 16), "not the text 'yes'", "true"),
        ("name: x\nlevers:\n  CHN: {mode: defense}\n", (3, 15), "one of none, defence, all_us", "defence"),
        ("name: x\nlevers:\n  USA: {control: {2026-1: 1}}\n", (3, 19), "write YYYY-MM or YYYY-MM-DD", None),
        ("name: x\nlevers:\n  USA: {control: {2026-02-30: 1}}\n", (3, 19), "has no day 30", None),
        ("name: x\nlevers:\n  USA: {control: {9999-01: 1}}\n", (3, 19), "outside 1950 to 2150", None),
        ("name: x\nlevers:\n  USA: {control: {2026-01: 1, 2026-01-01: 1}}\n", (3, 31), "a second time", None),
        ("name: x\nlevers:\n  USA: {control: {2026: 1}}\n", (3, 19), "a key must be text, not 2026; dates", None),
        ("name: x\nlevers:\n  USA: {control: {gallium: 1}}\n", (3, 19), "unknown key 'gallium' under control", None),
        ("name: x\nlevers:\n  CHN: {licence: {galium: 1}}\n", (3, 19), "unknown key 'galium'", "gallium"),
        ("name: x\nlevers:\n  CHN: {licence: {gallium: 1, 2026-01: 1}}\n", (3, 31), "mixes dates and items", None),
        ("name: x\nlevers:\n  USA: {control: {2026-01: 1, linear: {}}}\n", (3, 31), "mixes dates and 'linear'", None),
        ("name: x\nlevers:\n  USA: {control: {liner: {}}}\n", (3, 19), "unknown key 'liner'", "linear"),
        ("name: x\nlevers:\n  USA: {control: {linear: {2026-01: 1}}}\n", (3, 27), "at least two dates", None),
        ("name: x\nlevers:\n  USA: {control: {linear: 1}}\n", (3, 27), "at least two dates", None),
        (
            "name: x\nlevers:\n  USA: {truce: {linear: {2026-01: true, 2027-01: false}}}\n",
            (3, 17),
            "straight line",
            None,
        ),
        ("name: x\nlevers:\n  USA: {ceiling: {linear: {2026-01: 1, 2027-01: 2}}}\n", (3, 19), "straight line", None),
        ("name: x\nlevers:\n  CHN: {licence: {gallium: {germanium: 1}}}\n", (3, 29), "not a date", None),
        ("name: x\nassumptions: {rety: 1}\n", (2, 15), "unknown assumption 'rety'", "retry"),
        ("name: x\nassumptions: {sigma: 3}\n", (2, 15), "unknown assumption 'sigma'", "elasticity"),
        ("name: x\nassumptions: {control: 3}\n", (2, 15), "it is a lever", None),
        ("name: x\nassumptions: {retry: 3}\n", (2, 22), "retry is 3, outside 0 to 1 (probability)", None),
        ("name: x\nassumptions: {retry: centre}\n", (2, 22), "a number, a distribution or 'central'", None),
        ("name: x\nassumptions: {retry: {uniform: [0, 2]}}\n", (2, 32), "reaches 2, outside 0 to 1", None),
        ("name: x\nassumptions: {all: 3}\n", (2, 20), "can only be one of 'central', 'prior'", None),
        ("name: x\nassumptions: cental\n", (2, 14), "not the text 'cental'", "central"),
        ("name: x\ndisable: smuggling\n", (2, 10), "must be a list", None),
        ("name: x\ndisable: [smugling]\n", (2, 11), "unknown mechanism 'smugling'", "smuggling"),
        ("name: x\ndisable: [permissions]\n", (2, 11), "cannot be disabled", None),
        ("name: x\ndisable: [chips, chips]\n", (2, 18), "stands twice", None),
        ("name: x\ntargets: {truce: {USA: {CHN: 1}}}\n", (2, 11), "not aimed at anybody", None),
        ("name: x\ntargets: {control: {USA: {CNH: 1}}}\n", (2, 27), "unknown actor 'CNH'", "CHN"),
        ("name: x\ntargets: {control: {USA: {CHN: 2}}}\n", (2, 32), "a number from 0 to 1", None),
        ("name: x\ntargets: {control: {USA: CHN}}\n", (2, 26), "mapping of actors to weights", None),
        ("name: x\nextends: [a]\n", (2, 10), "the name of one scenario", None),
        ("name: x\nextends: nowhere\n", (2, 10), "there is no scenario 'nowhere'", None),
        ("name: x\nextends: ./scenarios.yaml\n", (2, 10), "there is no file './scenarios.yaml'", "scenario.yaml"),
        ("name: x\nextends: ./scenario.yaml\n", (2, 10), "runs in a circle: scenario.yaml -> scenario.yaml", None),
        ("- name\n", (1, 1), "must be a mapping of keys to values, not a list", None),
        ("just words\n", (1, 1), "must be a mapping of keys to values", None),
        ("\n", (1, 1), "the file is empty", None),
    ],
)
def test_one_clear_message(wrong: Wrong, text: str, place: tuple[int, int], part: str, suggestion: str | None) -> None:
    problems = wrong(text)
    assert len(problems) == 1, [str(problem) for problem in problems]
    assert part in problems[0].message
    assert (problems[0].line, problems[0].column) == place
    assert problems[0].suggestion == suggestion


def test_all_problems_at_once_in_the_order_of_the_file(wrong: Wrong) -> None:
    problems = wrong(
        "name: x\nmonths: -1\nlevers:\n  USA: {control: 2, ceilin: 1}\n  XYZ: {truce: 3}\ndisable: [all]\n"
    )
    assert [(problem.line, problem.column) for problem in problems] == [
        (2, 9),
        (4, 18),
        (4, 21),
        (5, 3),
        (5, 16),
        (6, 11),
    ]


def test_text_of_the_error(tmp_path: Path, small: Catalogue) -> None:
    file = tmp_path / "s.yaml"
    file.write_text("name: x\nlevers:\n  USA: {contrl: 1}\n  EU: {control: 1}\n")
    with pytest.raises(ConfigError) as caught:
        load_scenario(file, small)
    assert str(caught.value).splitlines() == [
        f"{file}:3:9: unknown lever 'contrl' (did you mean 'control'?)",
        f"{file}:4:3: unknown actor 'EU' (did you mean 'eu'?)",
    ]


def test_circle_of_three_and_problems_of_the_parent(tmp_path: Path, small: Catalogue) -> None:
    for name, parent in (("a", "b"), ("b", "c"), ("c", "a")):
        (tmp_path / f"{name}.yaml").write_text(f"name: {name}\nextends: {parent}\n")
    with pytest.raises(
        ConfigError, match=r"c.yaml:2:10: 'extends' runs in a circle: a.yaml -> b.yaml -> c.yaml -> a.yaml"
    ):
        load_scenario(tmp_path / "a.yaml", small)
    (tmp_path / "b.yaml").write_text("name: b\nmonth: 3\n")
    with pytest.raises(ConfigError, match=r"b.yaml:2:1: unknown key 'month' in a scenario \(did you mean 'months'\?\)"):
        load_scenario(tmp_path / "a.yaml", small)


def test_a_file_does_not_extend_itself_by_bare_name(
    tmp_path: Path, small: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = tmp_path / "shipped"
    shipped.mkdir()
    (shipped / "baseline.yaml").write_text("name: baseline\nmonths: 7\n")
    monkeypatch.setattr("aicompete.config.scenarios.resolve.shipped_folders", lambda: [shipped])
    own = tmp_path / "baseline.yaml"
    own.write_text("name: mine\nextends: baseline\n")
    assert load_scenario(own, small).months == 7
    monkeypatch.chdir(shipped)
    assert load_scenario("baseline", small).name == "baseline"
    with pytest.raises(ConfigError, match=r"no scenario 'basline'.*did you mean 'baseline'"):
        load_scenario("basline", small)


def test_kind_is_told_by_content(tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    for text, kind in (
        ("name: x\n", "scenario"),
        ("name: x\nlevers: {}\n", "scenario"),
        ("scenario: x\n", "experiment"),
        ("name: x\nsweep: {}\ndraws: 3\n", "experiment"),
    ):
        file.write_text(text)
        assert kind_of(file) == kind
    for text in ("colour: red\n", "", "- 1\n", "a: b: c\n"):
        file.write_text(text)
        with pytest.raises(ConfigError):
            kind_of(file)


def test_an_experiment_is_no_scenario(wrong: Wrong) -> None:
    assert "is an experiment" in wrong("scenario: x\nsweep: {grid: {}}\n")[0].message


def test_what_could_not_be_read_is_reported_once(wrong: Wrong) -> None:
    problems = wrong(
        "name: x\nmonths: .nan\nlevers:\n  USA: {control: .inf, ceiling: {1: 2}}\nassumptions: {retry: nan}\n"
    )
    assert [problem.line for problem in problems] == [2, 4, 4, 5]


def test_a_scenario_that_extends_itself_is_not_told_to_do_so(tmp_path: Path, small: Catalogue) -> None:
    (tmp_path / "mine.yaml").write_text("name: mine\nextends: mine\n")
    with pytest.raises(ConfigError, match="a scenario cannot extend itself") as error:
        load_scenario(tmp_path / "mine.yaml", small)
    assert "did you mean" not in str(error.value)
    (tmp_path / "mine2.yaml").write_text("name: mine2\n")
    with pytest.raises(ConfigError, match=r"did you mean 'mine2'"):
        load_scenario(tmp_path / "mine.yaml", small)
