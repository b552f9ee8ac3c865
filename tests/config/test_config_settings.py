"""Single settings: --set and the points of a sweep."""

from __future__ import annotations

import pytest

from aicompete.config import Catalogue, ConfigError, apply_settings, scenario_from_dict

from .conftest import Load


def test_settings_lay_over_the_file(load: Load, small: Catalogue) -> None:
    base = load("levers:\n  USA: {control: {2026-01: 0.3, 2027-01: 0.5}}\n  CHN: {licence: {gallium: 0.8}}\n")
    scenario = apply_settings(
        base,
        [
            "JPN.control=0.9",
            "us_allies.control=0.7",
            "USA.control={2027-06: 0.1}",
            "CHN.licence.germanium=5e-1",
            "CHN.licence=0.2",
            "assumptions.retry={uniform: [0.1, 0.2]}",
            "months=24",
            "disable=[smuggling]",
        ],
        small,
    )
    found = {
        actor: scenario.path("control", actor, catalogue=small).to_plain() for actor in ("USA", "JPN", "DEU", "BRA")
    }
    assert found == {"USA": {"2026-01": 0.3, "2027-01": 0.5, "2027-06": 0.1}, "JPN": 0.9, "DEU": 0.7, "BRA": 0.1}
    items = [scenario.path("licence", "CHN", item, small).to_plain() for item in small.levers["licence"].items]
    assert items == [0.2, 0.2, 0.2, 0.5]  # one item is narrower than all of them
    assert scenario.assumptions["retry"].to_plain() == {"uniform": [0.1, 0.2]}
    assert (scenario.months, scenario.disable) == (24, ("smuggling",))
    assert base.months == 120  # the scenario itself is not touched
    assert base.levers["control"].keys() == {"USA"}


def test_mapping_and_text_say_the_same(load: Load, small: Catalogue) -> None:
    base = load("name: x\n")
    text = apply_settings(base, ["USA.control=0.25", "powers.truce=false", "assumptions=central"], small)
    plain = apply_settings(base, {"USA.control": 0.25, "powers.truce": False, "assumptions": "central"}, small)
    assert text == plain
    assert scenario_from_dict(text.to_dict(), small) == text


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("USA.control", "KEY=VALUE"),
        ("=1", "KEY=VALUE"),
        ("USA.control=", "the value is missing"),
        ("USA.control=2", "control is 2, outside 0 to 1"),
        ("USA.control=[", "not valid YAML"),
        ("USA.control=.nan", "not a finite number"),
        ("USA.contrl=1", "unknown lever 'contrl' (did you mean 'control'?)"),
        ("USB.control=1", "unknown actor 'USB' (did you mean 'USA'?)"),
        ("control=1", "needs an actor (did you mean 'USA.control'?)"),
        ("retry=1", "is an assumption (did you mean 'assumptions.retry'?)"),
        ("assumptions.rety=1", "unknown assumption 'rety' (did you mean 'retry'?)"),
        ("USA.control.gallium=1", "control has no items"),
        ("CHN.licence.galium=1", "unknown item 'galium'"),
        ("CHN.licence.gallium.x=1", "unknown item 'gallium.x'"),
        ("start=2022-01", "unknown setting 'start'"),
        ("months=x", "whole number"),
        ("disable=[measure]", "cannot be disabled"),
    ],
)
def test_wrong_settings(load: Load, small: Catalogue, text: str, part: str) -> None:
    with pytest.raises(ConfigError) as caught:
        apply_settings(load("name: x\n"), [text], small)
    assert part in str(caught.value)
    assert str(caught.value).startswith(f"--set {text}: ")
    assert len(caught.value.problems) == 1


def test_all_wrong_settings_at_once(load: Load, small: Catalogue) -> None:
    with pytest.raises(ConfigError) as caught:
        apply_settings(load("name: x\n"), ["USA.control=2", "months=0", "x"], small)
    assert len(caught.value.problems) == 3
    with pytest.raises(ConfigError, match="not a finite number"):
        apply_settings(load("name: x\n"), {"USA.control": float("nan")}, small)
