"""Charts and texts of the dashboard as plain data."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from aicompete.analysis.bands import band
from aicompete.app import controls
from aicompete.app.charts import coalition, fan
from aicompete.app.charts.lever_path import lever_path
from aicompete.app.charts.look import rounded, scale_of, signed
from aicompete.app.pile import Pile
from aicompete.app.policy import Policy
from aicompete.app.reasons import bars, reasons
from aicompete.app.rounds import run_round
from aicompete.config import Path, Scenario, load_catalogue, load_scenario

CATALOGUE = load_catalogue()


@pytest.fixture(scope="module")
def pair() -> tuple[Pile, Pile]:
    def piled(scenario: Scenario) -> Pile:
        found = Pile(scenario, 1)
        found.add(run_round(scenario, 0, 6, 1))
        return found

    base = replace(load_scenario("baseline"), months=8)
    lever = CATALOGUE.levers["ally_alienation"]
    policy = Policy.on("baseline").put("USA", lever, None, 1.0)
    return piled(base), piled(replace(policy.scenario(), months=8))


def test_the_fan_shows_the_bands_of_the_runs(pair: tuple[Pile, Pile]) -> None:
    reference, policy = pair
    option = fan.levels("coalition_share_us_gdp", "share", reference, policy)
    low, width, middle = (np.array([row[1] for row in part["data"]]) for part in option["series"][:3])
    expected = band(policy.series("coalition_share_us_gdp"))
    np.testing.assert_allclose(low, 100 * expected.low, rtol=1e-3)
    np.testing.assert_allclose(low + width, 100 * expected.high, rtol=1e-3)
    np.testing.assert_allclose(middle, 100 * expected.median, rtol=1e-3)
    assert "6 runs each" in option["title"]["subtext"]
    json.dumps(option)


def test_the_same_runs_of_both_sides_stand_beside_each_other(pair: tuple[Pile, Pile]) -> None:
    reference, policy = pair
    longer = Pile(reference.scenario, 1, dict(reference.chunks))
    longer.add(run_round(reference.scenario, 6, 9, 1))
    assert longer.runs == 9
    assert fan.levels("chip_price", "usd", longer, policy) == fan.levels("chip_price", "usd", reference, policy)
    date = reference.dates[-1]
    assert fan.reading("chip_price", "usd", longer, policy, date) == fan.reading("chip_price", "usd", *pair, date)
    other = Pile(policy.scenario, 2, policy.chunks)
    assert "9 reference and 6 policy runs" in fan.levels("chip_price", "usd", longer, other)["title"]["subtext"]


def test_an_effect_of_next_to_nothing_is_not_blown_up(pair: tuple[Pile, Pile]) -> None:
    reference, policy = pair
    option = fan.effect("compute_world", "h100e", reference, policy)
    assert "within a hundredth" in option["title"]["subtext"]
    assert option["yAxis"]["max"] == -option["yAxis"]["min"] > 0


def test_the_effect_is_taken_run_by_run(pair: tuple[Pile, Pile]) -> None:
    reference, policy = pair
    option = fan.effect("alignment_mean", "index", reference, policy)
    apart = policy.series("alignment_mean") - reference.series("alignment_mean")
    np.testing.assert_allclose([row[1] for row in option["series"][2]["data"]], np.median(apart, axis=0), rtol=1e-3)
    assert "6 pairs" in option["title"]["subtext"]


def test_readings_name_the_month_and_say_when_nothing_moved(pair: tuple[Pile, Pile]) -> None:
    reference, policy = pair
    date = reference.dates[-1]
    before, after, change = fan.reading("alignment_mean", "index", reference, policy, date)
    assert before != after
    assert change.startswith("-")
    assert fan.reading("alignment_mean", "index", reference, reference, date)[2] == fan.ABOUT_NOTHING
    assert fan.reading("alignment_mean", "index", reference, policy, "2050-01")[0] == fan.UNKNOWN
    other = Pile(policy.scenario, 2, policy.chunks)
    assert fan.reading("alignment_mean", "index", reference, other, date)[2] == "not paired"


def test_the_map_has_a_tile_a_nation_with_its_shares_of_runs(pair: tuple[Pile, Pile]) -> None:
    names = {code: CATALOGUE.actors.names[code] for code in CATALOGUE.actors.nations}
    option = coalition.tile_map("Reference", pair[0], 6, pair[0].dates[2], names, "KOR")
    tiles = {tile["name"]: tile for tile in option["series"][0]["data"]}
    assert set(tiles) == set(names)
    assert len({tuple(tile["value"][:2]) for tile in tiles.values()}) == len(names)
    place = list(names).index("KOR")
    expected = np.median(pair[0].nation_at("alignment", 2)[:, place])
    assert tiles["KOR"]["value"][2] == pytest.approx(expected, abs=1e-3)
    shares = coalition.side_shares(pair[0], 2, len(names))
    np.testing.assert_allclose(sum(shares.values()), 1.0)
    json.dumps(option)


def test_reasons_stand_by_size_and_pair(pair: tuple[Pile, Pile]) -> None:
    reference, policy = pair
    rows = reasons(reference, policy, reference.dates[-1], CATALOGUE.actors.axis.index("KOR"))
    sizes = [max(abs(a) for a in row.middle) for row in rows]
    assert sizes == sorted(sizes, reverse=True)
    json.dumps(bars(rows, "South Korea", 6))


@pytest.mark.parametrize("lever", CATALOGUE.levers.values(), ids=lambda lever: lever.name)
def test_every_lever_can_be_put_before_a_user(lever) -> None:  # type: ignore[no-untyped-def]
    scenario = load_scenario("baseline")
    who, item = controls.first_puller(lever), controls.first_item(lever)
    assert who in controls.pullers(lever, CATALOGUE)
    for actor in controls.pullers(lever, CATALOGUE):
        path = controls.path_of(lever, scenario, actor, item, CATALOGUE)
        assert controls.value_text(lever, path.values[0])
        assert "default" in controls.caption(lever, actor, item, CATALOGUE)
    said = {fact.label: fact.text for fact in controls.facts(lever, CATALOGUE)}
    assert lever.source in said["source"]
    assert said["default"]
    path = controls.path_of(lever, scenario, who, item, CATALOGUE)
    json.dumps(lever_path(lever, scenario, path, Path.constant(lever.neutral)))
    if controls.widget(lever) == "slider":
        steps = (lever.high - lever.low) / controls.step_of(lever)
        assert 40 <= steps <= 101
        assert controls.matches(lever, lever.name.replace("_", " ").upper())


def test_every_lever_stands_under_one_subject() -> None:
    found = controls.by_subject(CATALOGUE)
    assert sorted(lever.name for levers in found.values() for lever in levers) == sorted(CATALOGUE.levers)


def test_numbers_are_short_and_have_no_sign_for_nothing() -> None:
    assert rounded(1234.5678) == 1235.0
    assert rounded(0.000123456) == 0.0001235
    assert rounded(float("nan")) is None
    assert signed(-0.001) == "0.00"
    assert scale_of([np.array([3e6])], "h100e") == (1e-6, "million H100e")
    assert scale_of([np.array([0.5])], "share") == (100.0, "%")
