"""`replies` in a scenario: words, names, rules of one's own; what is said of mistakes."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import pytest

from aicompete.config import (
    ConfigError,
    Scenario,
    apply_settings,
    load_catalogue,
    load_scenario,
    scenario_from_dict,
    scenario_schema,
)

from .test_config_schema import fits

OWN: dict[str, Any] = {
    "name": "own_rule",
    "who": "USA",
    "lever": "chip_export_control",
    "trigger": "capability_lag_chn < 8",
    "lag": 3,
    "step": 0.05,
    "limit": 0.2,
    "cooldown": 6,
    "dead_band": 1,
}


def scenario(replies: object) -> Scenario:
    return scenario_from_dict({"name": "x", "replies": replies})


def complaint(replies: object) -> str:
    with pytest.raises(ConfigError) as caught:
        scenario(replies)
    assert len(caught.value.problems) == 1, str(caught.value)
    return str(caught.value)


def test_off_on_and_a_list() -> None:
    shipped = load_catalogue().replies
    assert scenario("off").replies == () == scenario_from_dict({"name": "x"}).replies
    assert scenario("on").replies == shipped.standard
    names = [rule.name for rule in scenario(["china_answers_tariffs", "forced_innovation"]).replies]
    assert names == ["china_answers_tariffs", "forced_innovation"]
    assert scenario([]).replies == ()


def test_a_rule_of_ones_own_and_one_changed_in_part() -> None:
    changed = {"name": "forced_innovation", "strength": 0.8}
    own, forced = scenario([OWN, changed]).replies
    assert (own.who, own.lever, own.dead_band, own.basis) == ("USA", "chip_export_control", (1.0,), "A")
    shipped = load_catalogue().replies.rules["forced_innovation"]
    assert (forced.strength, forced.step, forced.trigger) == (0.8, shipped.step, shipped.trigger)
    assert shipped.strength == 0.4


def test_scenarios_come_back_from_plain_data_and_differ_by_their_rules() -> None:
    points = [scenario(r) for r in ("off", "on", [OWN], [{**OWN, "limit": 0.25}])]
    for point in points:
        assert scenario_from_dict(point.to_dict()) == point
        assert pickle.loads(pickle.dumps(point)) == point
    assert len({point.digest for point in points}) == 4
    assert points[0].digest == scenario_from_dict({"name": "y"}).digest
    assert "replies" not in points[0].to_dict()


def test_a_childs_setting_replaces_its_parents(tmp_path: Path) -> None:
    (tmp_path / "parent.yaml").write_text("name: parent\nreplies: [forced_innovation]\n", encoding="utf-8")
    (tmp_path / "silent.yaml").write_text("name: silent\nextends: parent\n", encoding="utf-8")
    (tmp_path / "off.yaml").write_text("name: off\nextends: parent\nreplies: off\n", encoding="utf-8")
    (tmp_path / "other.yaml").write_text("name: o\nextends: parent\nreplies: [usa_answers_tariffs]\n", encoding="utf-8")
    found = {name: [r.name for r in load_scenario(tmp_path / f"{name}.yaml").replies] for name in ("silent", "other")}
    assert found == {"silent": ["forced_innovation"], "other": ["usa_answers_tariffs"]}
    assert load_scenario(tmp_path / "off.yaml").replies == ()


def test_settings() -> None:
    base = scenario("off")
    assert apply_settings(base, "replies=on").replies == load_catalogue().replies.standard
    few = apply_settings(base, ["replies=[usa_answers_tariffs]", "months=12"])
    assert ([rule.name for rule in few.replies], few.months) == (["usa_answers_tariffs"], 12)
    assert apply_settings(few, {"replies": "off"}).replies == ()
    with pytest.raises(ConfigError, match="did you mean 'usa_answers_tariffs'"):
        apply_settings(base, "replies=[usa_answer_tariffs]")


@pytest.mark.parametrize(
    ("replies", "part"),
    [
        ("onn", "must be off, on or a list of rules, not the text 'onn' (did you mean 'on'?)"),
        (True, "(did you mean 'on'?)"),
        (3, "must be off, on or a list"),
        ({"on": 1}, "must be off, on or a list of rules, not a mapping"),
        (["forced_inovation"], "unknown rule 'forced_inovation' (did you mean 'forced_innovation'?)"),
        (["on"], "stand alone"),
        ([3], "must hold names of rules"),
        (["forced_innovation", "forced_innovation"], "stands twice"),
        ([{"who": "USA"}], "a rule needs a 'name'"),
        ([{"name": "forced_inovation", "strength": 0.8}], "(did you mean 'forced_innovation'?)"),
        ([{"name": "forced_innovation", "strenght": 0.8}], "(did you mean 'strength'?)"),
        ([{**OWN, "name": "Own Rule"}], "lower case"),
        ([{**OWN, "who": "USB"}], "unknown nation 'USB' (did you mean 'USA'?)"),
        ([{**OWN, "who": "us_allies"}], "a rule is for one nation"),
        ([{**OWN, "lever": "chip_export_controls"}], "(did you mean 'chip_export_control'?)"),
        ([{**OWN, "lever": "chip_ceiling_tpp"}], "cannot be moved in steps"),
        ([{**OWN, "lever": "domestic_stack_fund"}], "USA cannot pull domestic_stack_fund"),
        ([{**OWN, "item": "gallium"}], "has no items"),
        ([{**OWN, "lever": "mineral_licence_strictness", "item": "galium"}], "(did you mean 'gallium'?)"),
        ([{**OWN, "trigger": "capability_lag_chn"}], "compares nothing"),
        ([{**OWN, "trigger": "USB.chip_export_control > 1"}], "unknown nation 'USB' (did you mean 'USA'?)"),
        ([{**OWN, "trigger": "chip_export_control > 1"}], "without a nation (did you mean 'USA.chip_export_control'?)"),
        ([{**OWN, "trigger": "CHN.purchase_guidance > 1"}], "(did you mean 'CHN.purchase_guidance.ai_chips'?)"),
        ([{**OWN, "trigger": "CHN.purchase_guidance.ai_chip > 1"}], "(did you mean 'ai_chips'?)"),
        ([{**OWN, "trigger": "CHN.purchase_guidence.tools > 1"}], "(did you mean 'purchase_guidance'?)"),
        ([{**OWN, "trigger": "USA.chip_ceiling_basis > 1"}], "no number"),
        ([{**OWN, "trigger": "USA.domestic_stack_fund > 1"}], "cannot pull"),
        ([{**OWN, "lag": 0}], "'lag' is 0, outside 1 to 36"),
        ([{**OWN, "cooldown": 1}], "'cooldown' is 1, outside 3 to 120"),
        ([{**OWN, "step": 0}], "'step' is 0"),
        ([{**OWN, "step": "x"}], "'step' must be a number"),
        ([{**OWN, "limit": 0.01}], "less than one step"),
        ([{**OWN, "limit": 2}], "wider than the range"),
        ([{**OWN, "limit": -1}], "cannot be below 0"),
        ([{**OWN, "strength": 3}], "outside 0 to 2"),
        ([{**OWN, "dead_band": 0}], "a number above 0"),
        ([{**OWN, "dead_band": [1, 2]}], "a number above 0"),
        ([{**OWN, "trigger": "a > 1 and b < 2"}], "a list of 2 numbers"),
        ([{**OWN, "trigger": "a > 1 and b < 2", "dead_band": [1, 1], "fatigue": 1}], "one comparison"),
        ([{**OWN, "fatigue": -1}], "cannot be below 0"),
        ([{**OWN, "basis": "Z"}], "'basis' must be one of"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(replies: object, part: str) -> None:
    assert part in complaint(replies)


def test_the_schema_takes_what_the_reader_takes() -> None:
    schema = scenario_schema()
    for replies in ("off", "on", ["forced_innovation", OWN, {"name": "forced_innovation", "strength": 0.8}]):
        assert fits(schema, {"name": "x", "replies": replies}, schema)
    for replies in ("maybe", ["forced_inovation"], [{**OWN, "cooldown": 1}], [{"who": "USA"}], [{**OWN, "lagg": 1}]):
        assert not fits(schema, {"name": "x", "replies": replies}, schema)


def test_a_missing_key_is_named() -> None:
    assert "needs lag too" in complaint([{key: value for key, value in OWN.items() if key != "lag"}])


def test_the_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("name: x\nreplies:\n  - china_answers_tariffs\n  - forced_inovation\n", encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_scenario(path)
    assert [problem.line for problem in caught.value.problems] == [4]


def test_shipped_rules_are_described_and_sourced() -> None:
    catalogue = load_catalogue()
    assert len(catalogue.replies.rules) >= 12
    for rule in catalogue.replies.rules.values():
        assert rule.description, rule.name
        assert rule.source, rule.name
        assert rule.basis == "A" or "estimate" in rule.source, rule.name


def test_shipped_scenarios() -> None:
    for name in ("baseline", "history"):
        assert load_scenario(name).replies == ()
    assert load_scenario("baseline_answered").replies == load_catalogue().replies.standard
