"""The lever check tells working levers from dead ones, wrong ways and effects too small to count."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.batch.fake_engine import fake_model, schema_for, simulate

from aicompete.batch.design.design import Design
from aicompete.batch.run.lever_check import check_levers, judge, lines, totals
from aicompete.batch.run.model import Model
from aicompete.config import Catalogue, Check, Scenario, load_catalogue
from aicompete.engine.block import BlockTask


@pytest.mark.parametrize(
    ("effect", "direction", "alive", "verdict"),
    [
        ((0.3, 0.1, 0.5), "up", True, "ok"),
        ((-0.3, -0.5, -0.1), "down", True, "ok"),
        ((-0.3, -0.5, 0.1), "any", True, "ok"),
        ((0.0, 0.0, 0.0), "up", False, "dead"),
        ((0.0, 0.0, 0.0), "up", True, "too small"),
        ((0.05, 0.01, 0.08), "up", True, "too small"),
        ((-0.05, -0.08, -0.01), "up", True, "wrong way"),
        ((-0.05, -0.3, 0.2), "up", True, "too small"),
        ((-0.2, -0.3, 0.2), "up", True, "wrong way"),
        ((0.2, 0.1, 0.3), "down", True, "wrong way"),
    ],
)
def test_verdicts(effect: tuple[float, float, float], direction: str, alive: bool, verdict: str) -> None:
    assert judge(effect, direction, 0.1, alive) == verdict


def with_checks(**changes: object) -> Catalogue:
    """The catalogue with one check for the lever that the fake engine reads, and one for a lever it ignores."""
    real = load_catalogue()
    base = real.levers["ally_alienation"].checks[0]
    options = {"actor": "USA", "values": (0.0, 0.5), "metric": "level", "direction": "up", "smallest": 0.4, "months": 5}
    check = replace(base, **{**options, "relative": False, "context": {}, "item": None, "month": None, **changes})
    levers = {
        "ally_alienation": replace(real.levers["ally_alienation"], checks=(check,)),
        "discourse_effort": replace(real.levers["discourse_effort"], checks=(check,)),
    }
    return replace(real, levers=levers)


def verdicts(catalogue: Catalogue, scenario: Scenario, pairs: int = 6):
    return check_levers(catalogue=catalogue, scenario=scenario, pairs=pairs, model_for=fake_model)


def test_a_live_lever_passes_exactly_and_a_dead_one_is_dead(scenario: Scenario) -> None:
    live, dead = verdicts(with_checks(), scenario)
    assert (live.lever, live.verdict, live.most) == ("ally_alienation", "ok", "level")
    assert live.effect == pytest.approx(0.5)
    assert live.high - live.low < 1e-12  # common random numbers: the same in every pair
    assert (dead.lever, dead.verdict, dead.most, dead.effect) == ("discourse_effort", "dead", "", 0.0)
    assert dead.failing
    assert not live.failing
    assert totals([live, dead]) == "2 checks of 2 levers: 1 ok, 0 too small, 0 wrong way, 1 dead"
    assert "DEAD: wanted up by 0.4" in lines([live, dead])[2]


def test_the_wrong_way_and_too_small(scenario: Scenario) -> None:
    assert verdicts(with_checks(direction="down"), scenario)[0].verdict == "wrong way"
    assert verdicts(with_checks(smallest=0.6), scenario)[0].verdict == "too small"


def test_values_context_and_month_are_used(scenario: Scenario) -> None:
    found = verdicts(with_checks(values=(0.5, 0.2), direction="down", smallest=0.2, month=0), scenario)[0]
    assert found.effect == pytest.approx(-0.3)
    moved = verdicts(with_checks(context={"assumptions": "central"}, relative=True, month=1), scenario)[0]
    assert moved.relative


def test_a_metric_that_does_not_exist_is_broken_not_passed(scenario: Scenario) -> None:
    found = verdicts(with_checks(metric="nothing"), scenario)[0]
    assert found.verdict == "broken"
    assert found.failing
    assert "no series metric 'nothing'" in found.note


def half_fails(task: BlockTask):
    return simulate(task, not_finite=tuple(key.run for key in task.runs if key.replicate % 2))


def test_failed_pairs_are_left_out_and_said(scenario: Scenario) -> None:
    def model(design: Design) -> Model:
        return Model(half_fails, schema_for(design))

    found = check_levers(catalogue=with_checks(), scenario=scenario, pairs=6, model_for=model)[0]
    assert found.verdict == "ok"
    assert found.note.startswith("3 of 6 pairs failed: level is not finite")


def test_every_shipped_check_names_its_values_in_range() -> None:
    for lever in load_catalogue().levers.values():
        assert lever.checks, lever.name
        for check in lever.checks:
            assert isinstance(check, Check)
