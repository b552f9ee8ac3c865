"""The compiled month gives NumPy's numbers: every shipped scenario, random levers, any block, any width."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.engine.program.kit import far_apart
from tests.engine_kit import ALL, LEVELS, neutral_settings, scenario, task

from aicompete.config import Scenario, apply_settings, load_catalogue, load_scenario
from aicompete.config.reading.kept import FOLDER
from aicompete.engine.block import BlockTask, Record, simulate_block
from aicompete.engine.compiled import simulate_compiled
from aicompete.engine.program import make
from aicompete.engine.program.make import program_for
from aicompete.engine.program.purpose import Purpose

SHIPPED = sorted(path.stem for path in (Path(__file__).parents[3] / "configs").glob("*.yaml"))
FEW = ("baseline", "baseline_answered", "full_endstate", "rare_earth_squeeze")
"""Those of the fast tests: one program serves the first, the third and the last."""
SEEDS = 6


def _the_rest_slow(values: Iterable[object], fast: Container[object]) -> list[object]:
    return [value if value in fast else pytest.param(value, marks=pytest.mark.slow) for value in values]


def _same(tasks: BlockTask) -> None:
    gap, where = far_apart(simulate_compiled(tasks), simulate_block(tasks))
    assert gap < 1.0, f"{where} is off by {gap:.1e} of what is allowed"


@pytest.mark.parametrize("name", _the_rest_slow(SHIPPED, FEW))
def test_shipped_scenarios(name: str) -> None:
    _same(task(load_scenario(name), range(2), months=30 if name in FEW else 16))


def _random_levers(seed: int) -> list[str]:
    """Some levers of some actors somewhere in their range, from the start or from a date on."""
    random = np.random.default_rng(seed)
    settings = []
    for name, lever in load_catalogue().levers.items():
        if random.random() < 0.5:
            actor = str(random.choice(list(lever.default)))
            when = "" if random.random() < 0.5 else "@2027-01"
            for item in lever.items or ("",):
                low, high = (0.0, 1.0) if lever.kind == "bool" else lever.range
                value = f"{random.uniform(low, high):.4f}"
                if lever.kind == "choice":
                    value = str(random.choice(list(lever.choices)))
                elif lever.kind == "bool":
                    value = str(bool(random.integers(2))).lower()
                settings.append(f"{actor}.{name}{'.' + item if item else ''}{when}={value}")
    return settings


@pytest.mark.parametrize("seed", _the_rest_slow(range(SEEDS), (0, 1)))
def test_random_levers(seed: int) -> None:
    _same(task(scenario(*_random_levers(seed), months=26), range(2)))


def test_runs_under_different_levers_in_one_block() -> None:
    points = [scenario(*_random_levers(seed), months=20) for seed in (11, 12, 13)]
    _same(task(points, range(9), point_index=[0, 1, 2] * 3))


def test_neutral_levers() -> None:
    _same(task(scenario(*neutral_settings(), months=16), range(2)))


@pytest.mark.slow
def test_mechanisms_left_out() -> None:
    _same(task(scenario(months=16, disable=("smuggling", "minerals")), range(2)))


def _bits(tasks: BlockTask) -> dict[str, bytes]:
    result = simulate_compiled(tasks)
    return {f"{level}:{n}": v.tobytes() for level in LEVELS for n, v in getattr(result, level).items()}


def test_bits_do_not_depend_on_the_block() -> None:
    point = load_scenario("baseline")
    whole = simulate_compiled(task(point, range(19), months=16))
    for start, stop in ((0, 1), (3, 16), (18, 19)):
        part = simulate_compiled(task(point, range(start, stop), months=16))
        for level in LEVELS:
            for name, values in getattr(part, level).items():
                np.testing.assert_array_equal(values, getattr(whole, level)[name][start:stop], err_msg=name)


@pytest.mark.slow
@pytest.mark.parametrize("lanes", [2, 4])
def test_bits_do_not_depend_on_the_width(lanes: int, monkeypatch: pytest.MonkeyPatch) -> None:
    tasks = task(load_scenario("baseline"), range(5), months=14)
    widest = _bits(tasks)
    monkeypatch.setattr("aicompete.engine.program.compiler.widest", lambda: lanes)
    assert _bits(tasks) == widest


@pytest.mark.slow
def test_bits_do_not_depend_on_haste(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the whole month: the tests here step little, which is compiled in haste, and users step much."""
    monkeypatch.setenv(FOLDER, "")
    monkeypatch.setattr(make, "_MADE", {})
    tasks = task(load_scenario("baseline"), range(5), months=14)
    in_haste = _bits(tasks)
    [before] = [program for program in make._MADE.values() if program.layout.first > 0]
    purpose = Purpose.recording(tasks.points[0], tasks.record)
    well = program_for(purpose)
    assert well.code != before.code
    assert program_for(purpose, work=1) is well
    assert _bits(tasks) == in_haste


@pytest.mark.slow
def test_what_is_not_recorded_costs_nothing() -> None:
    point = load_scenario("baseline")
    record = Record(nations=False, series=("compute_world",))
    few = program_for(Purpose.recording(point, record))
    many = simulate_compiled(task(point, range(2), months=14, record=ALL))
    one = simulate_compiled(task(point, range(2), months=14, record=record))
    np.testing.assert_array_equal(one.series["compute_world"], many.series["compute_world"])
    assert few.layout.sizes["z"] == 1


def test_months_apart() -> None:
    every = task(load_scenario("baseline"), range(2), months=27, record=replace(ALL, every="year"))
    _same(every)
    _same(replace(every, record=replace(ALL, every="end")))
    _same(replace(every, months=1))
    _same(replace(every, months=2))


def test_a_run_that_leaves_the_finite_numbers_fails_alone() -> None:
    tasks = task(load_scenario("baseline"), range(3), months=14)
    broken = dict(tasks.assumptions)
    broken["gdp_growth_limit"] = broken["gdp_growth_limit"].copy()
    broken["gdp_growth_limit"][1] = np.inf
    result = simulate_compiled(replace(tasks, assumptions=broken))
    assert [status.state for status in result.status] == ["ok", "failed", "ok"]
    well = simulate_compiled(tasks)
    np.testing.assert_array_equal(result.series["compute_world"][[0, 2]], well.series["compute_world"][[0, 2]])


def test_a_block_needs_no_more_than_its_own_scenario() -> None:
    point: Scenario = apply_settings(load_scenario("baseline"), ["months=3"])
    _same(task(point, range(2)))
