"""Coders' bands: how they are written, laid over each other, drawn and set."""

from __future__ import annotations

import csv
from pathlib import Path as File

import numpy as np
import pytest

from aicompete.config import (
    Catalogue,
    ConfigError,
    Path,
    Scenario,
    apply_settings,
    band_columns,
    lever_paths,
    load_catalogue,
    load_scenario,
    sample_assumptions,
    scenario_from_dict,
)
from aicompete.config.reading.dates import parse_date
from aicompete.config.scenarios.bands import Band
from aicompete.config.scenarios.codings import codings

from .conftest import Load, Wrong

DATED = "levers: {USA: {control: {2026-01: 0.1, 2026-03: {band: [0.3, 0.4, 0.9]}}}}\n"
NAME = "coding.USA.control"


def test_forms(load: Load, small: Catalogue) -> None:
    scenario = load(
        "levers:\n"
        "  USA: {control: {band: [0.1, 0.2, 0.4]}}\n"
        "  CHN: {licence: {gallium: {2026-02: {band: [0.5, 0.6, 0.6]}}}}\n"
        "  JPN: {control: {linear: {2026-01: 0, 2026-12: {band: [0.4, 0.5, 0.7]}}}}\n"
    )
    assert {coding.name for coding in codings(scenario)} == {NAME, "coding.CHN.licence.gallium", "coding.JPN.control"}
    path = scenario.path("control", "USA", None, small)
    assert (path.values, path.lows, path.highs) == ((0.2,), (0.1,), (0.4,))
    assert scenario.path("control", "JPN", None, small).low.at(parse_date("2026-12")) == 0.4


def test_a_band_of_one_point_is_no_band(load: Load) -> None:
    scenario = load("levers: {USA: {control: {band: [0.2, 0.2, 0.2]}}}\n")
    assert scenario.levers["control"]["USA"] == Path.constant(0.2)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("control: {band: [0.3, 0.2, 0.4]}", "must rise"),
        ("control: {band: [0.1, 0.2, 1.4]}", "outside 0 to 1"),
        ("control: {band: [0.1, 0.2]}", "list of 3 numbers"),
        ("control: {2026-01: {band: [0.1, 0.2, 0.3], linear: 1}}", "stands alone"),
        ("control: {band: [0.1, 0.2, 0.3], 2026-01: 1}", "mixes"),
        ("truce: {band: [0, 0, 1]}", "cannot have a band"),
        ("ceiling: {2026-01: {band: [1912, 2368, 2400]}}", "cannot have a band"),
    ],
)
def test_what_is_no_band(wrong: Wrong, text: str, message: str) -> None:
    problems = wrong(f"name: x\nlevers:\n  USA: {{{text}}}\n")
    assert len(problems) == 1
    assert message in problems[0].message
    assert problems[0].line == 3


def test_round_trip(load: Load, small: Catalogue) -> None:
    scenario = load(DATED + "assumptions: {coding.USA.control: 0.5}\n")
    again = scenario_from_dict(scenario.to_dict(), small)
    assert again == scenario
    assert again.digest != load(DATED).digest


def test_bands_do_not_move_the_centre(load: Load, small: Catalogue) -> None:
    plain = load(DATED.replace("{band: [0.3, 0.4, 0.9]}", "0.4"))
    banded = load(DATED)
    for name, months in lever_paths(plain, small).items():
        assert np.array_equal(months, lever_paths(banded, small)[name])
    before, after = sample_assumptions(plain, 3, 9, small), sample_assumptions(banded, 3, 9, small)
    assert list(after) == [*before, NAME]
    assert all(np.array_equal(values, after[name]) for name, values in before.items())


def test_the_whole_path_moves_with_one_position(load: Load, small: Catalogue) -> None:
    text = "levers: {USA: {control: {2026-01: {band: [0.0, 0.1, 0.2]}, 2026-03-16: {band: [0.3, 0.4, 0.9]}}}}\n"
    [column] = band_columns(load(text), small)
    at = np.array([-1.0, -0.5, 0.0, 0.5, 1.0])
    assert column.at(at, 0) == pytest.approx([0.0, 0.05, 0.1, 0.15, 0.2])
    assert column.at(at, 5) == pytest.approx([0.3, 0.35, 0.4, 0.65, 0.9])
    share = 16 / 31  # of March under the second code
    assert column.at(at, 2) == pytest.approx((1 - share) * column.at(at, 0) + share * column.at(at, 5))
    for position, edge in ((-1.0, column.low), (0.0, column.central), (1.0, column.high)):
        assert [float(column.at(np.array([position]), m)[0]) for m in range(6)] == edge[:6].tolist()


def test_positions_are_triangular_and_one_stream_each(load: Load, small: Catalogue) -> None:
    both = DATED.replace("}}}}", "}}}, CHN: {licence: {gallium: {band: [0, 0.1, 0.5]}}}}")
    found = sample_assumptions(load(both), 1, 20_000, small)
    alone = sample_assumptions(load(DATED), 1, 20_000, small)
    assert np.array_equal(found[NAME], alone[NAME])
    assert found[NAME].var() == pytest.approx(1 / 6, rel=0.03)
    assert np.abs(found[NAME]).max() <= 1
    assert abs(np.corrcoef(found[NAME], found["coding.CHN.licence.gallium"])[0, 1]) < 0.03


def test_central_and_set_positions(load: Load, small: Catalogue) -> None:
    def position(scenario: Scenario) -> list[float]:
        return sample_assumptions(scenario, 1, 2, small)[NAME].tolist()

    assert position(load(DATED + "assumptions: central\n")) == [0, 0]
    assert position(load(DATED + "assumptions: {coding: 1}\n")) == [1, 1]
    assert position(load(DATED + "assumptions: {coding: 1, coding.USA.control: central}\n")) == [0, 0]
    scenario = load(DATED + "assumptions: {coding.USA.control: -0.5}\n")
    assert position(scenario) == [-0.5, -0.5]
    assert position(apply_settings(scenario, ["assumptions=central"], small)) == [0, 0]
    assert position(apply_settings(load(DATED), {"assumptions.coding.USA.control": 1}, small)) == [1, 1]


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("assumptions.coding.USA.control=2", "outside -1 to 1"),
        ("assumptions.coding.USA.contol=0", "did you mean 'coding.USA.control'"),
        ("assumptions.coding.JPN.control=0", "has no band here"),
        ("assumptions.coding.USA.truce=0", "unknown assumption"),
    ],
)
def test_wrong_positions(load: Load, small: Catalogue, setting: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        apply_settings(load(DATED), [setting], small)


def test_laying_paths_with_bands(load: Load, small: Catalogue) -> None:
    base = load("levers: {USA: {control: {band: [0.1, 0.2, 0.3]}}}\n")
    later = apply_settings(base, {"USA.control": {"2027-01": 0.5}}, small).path("control", "USA", None, small)
    assert (later.values, later.lows, later.highs) == ((0.2, 0.5), (0.1, 0.5), (0.3, 0.5))
    assert not apply_settings(base, {"USA.control": 0.4}, small).path("control", "USA", None, small).lows
    line = apply_settings(
        base, {"USA.control": {"linear": {"2027-01": 0.5, "2027-03": {"band": [0.5, 0.6, 1]}}}}, small
    )
    path = line.path("control", "USA", None, small)
    assert path.high.at(parse_date("2027-03")) == 1
    assert path.high.at(parse_date("2026-05")) == 0.3
    assert path.at(parse_date("2026-05")) == 0.2
    assert Path.steps({1: Band(0, 0, 0), 2: 1.0}) == Path.steps({1: 0, 2: 1.0})


# Levers of history.yaml that read the record otherwise: sentinels have no band, the price floor is for all rare earths.
EXCEPT = {"chip_ceiling_tpp", "chip_control_threshold_tpp", "chip_interconnect_cap_gbps", "mineral_price_floor"}


def test_history_has_the_bands_of_the_record() -> None:
    catalogue, scenario = load_catalogue(), load_scenario("history")
    record = File(__file__).parents[2] / "src" / "aicompete" / "world" / "data" / "lever_history.csv"
    checked = 0
    with record.open(newline="", encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            lever = catalogue.levers.get(row["lever"])
            if lever is None or lever.kind != "number" or lever.name in EXCEPT or not "2022" < row["date"] < "2026":
                continue
            if lever.name not in scenario.levers:
                continue
            day = parse_date(row["date"])
            for actor in catalogue.actors.members(row["actor"]) or ():
                path = scenario.path(lever.name, actor, row["item"] or None)
                low, high = max(float(row["value_low"]), lever.low), min(float(row["value_high"]), lever.high)
                found = [float(side.at(day)) for side in (path.low, path, path.high)]
                assert found == pytest.approx([low, float(row["value"]), high]), row
                checked += 1
    assert checked > 120
