"""A policy in the dashboard is the content of a scenario file: what is set, saved and loaded is checked as such."""

from __future__ import annotations

from pathlib import Path

import pytest

from aicompete.app.policy import Policy
from aicompete.config import ConfigError, load_catalogue, load_scenario, shipped_scenarios

LEVERS = load_catalogue().levers


def test_nothing_set_is_the_scenario_itself() -> None:
    for name in shipped_scenarios():
        assert Policy.on(name).scenario().digest == load_scenario(name).digest


def test_what_is_saved_runs_from_a_file_and_loads_again(tmp_path: Path) -> None:
    policy = (
        Policy.on("baseline")
        .put("USA", LEVERS["ally_alienation"], None, 0.9)
        .put("us_allies", LEVERS["chip_export_control"], None, {"linear": {"2027-01": 0.2, "2029-06-15": 0.8}})
        .put("CHN", LEVERS["mineral_licence_strictness"], "gallium", 0.6)
        .put("USA", LEVERS["chip_ceiling_tpp"], None, "none")
        .put("USA", LEVERS["energy_emergency"], None, True)
    )
    file = tmp_path / "mine.yaml"
    file.write_text(policy.to_yaml(), encoding="utf-8")
    assert load_scenario(file).digest == policy.scenario().digest
    assert Policy.read(policy.to_yaml()).content == policy.content
    assert policy.scenario().path("ally_alienation", "USA").values == (0.9,)


def test_an_item_is_set_beside_the_others_and_all_items_over_them() -> None:
    lever = LEVERS["mineral_licence_strictness"]
    whole = Policy.on("baseline").put("CHN", lever, None, 0.5)
    one = whole.put("CHN", lever, "gallium", 0.9)
    assert one.scenario().path(lever.name, "CHN", "gallium").values == (0.9,)
    assert one.scenario().path(lever.name, "CHN", "germanium").values == (0.5,)
    assert {s.key for s in one.settings()} >= {"CHN.mineral_licence_strictness.gallium"}
    assert one.put("CHN", lever, None, 0.1).scenario().path(lever.name, "CHN", "gallium").values == (0.1,)


def test_dropping_gives_back_what_it_rests_on() -> None:
    start = Policy.on("tight_controls")
    lever = LEVERS["mineral_licence_strictness"]
    changed = start.put("USA", LEVERS["ally_alienation"], None, 0.9).put("CHN", lever, "gallium", 0.9)
    back = changed.drop("USA", "ally_alienation").drop("CHN", lever.name, "gallium")
    assert back.content == start.content
    assert changed.content != start.content  # nothing is changed in place
    assert changed.drop("CHN", lever.name).settings() == [s for s in changed.settings() if s.who == "USA"]


@pytest.mark.parametrize(
    ("who", "lever", "value"),
    [("USA", "ally_alienation", 1.5), ("KOR", "ally_alienation", 0.5), ("USA", "ally_alienation", {"2027-13": 0.5})],
)
def test_what_does_not_hold_is_refused_with_the_catalogues_words(who: str, lever: str, value: object) -> None:
    with pytest.raises(ConfigError, match=r"ally_alienation|2027-13"):
        Policy.on("baseline").put(who, LEVERS[lever], None, value).scenario()


def test_a_file_may_rest_on_a_scenario_of_the_package_only(tmp_path: Path) -> None:
    (tmp_path / "other.yaml").write_text("name: other\nextends: baseline\n", encoding="utf-8")
    for parent in (str(tmp_path / "other.yaml"), "../../etc/passwd", "no_such"):
        with pytest.raises(ConfigError, match="scenario of the package"):
            Policy.read(f"name: mine\nextends: {parent}\n")


@pytest.mark.parametrize("text", ["", "- 1\n", "name: [\n", "name: a\nlevers: {USA: {no_such: 1}}\n", "name: 'a b'\n"])
def test_a_broken_file_is_told_with_its_place(text: str) -> None:
    with pytest.raises(ConfigError):
        Policy.read(text, "mine.yaml")


def test_names_become_what_a_file_may_be_called() -> None:
    assert Policy.on("baseline").renamed("My plan: 90 %").name == "My_plan_90"
    assert Policy.on("baseline").renamed("///").name == "my_policy"
    Policy.read(Policy.on("baseline").renamed("My plan").to_yaml())


def test_a_scenario_of_a_results_folder_is_written_out_in_full() -> None:
    scenario = load_scenario("tight_controls")
    assert Policy.of(scenario).scenario().digest == scenario.digest
