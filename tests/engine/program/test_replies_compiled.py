"""Governments that answer, in the compiled month: NumPy's numbers, and the same bits for any block and width."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.engine.program.kit import far_apart
from tests.engine_kit import ALL, scenario, task

from aicompete.config import Scenario
from aicompete.engine.block import BlockTask, begun, simulate_block
from aicompete.engine.compiled import simulate_compiled
from aicompete.engine.program.make import program_for
from aicompete.engine.program.purpose import Purpose
from aicompete.engine.program.stepping import Groups
from aicompete.engine.replies import shown_of
from aicompete.subjects.replies.plan import Shown

PROVOKED = (
    "USA.chip_export_control@2026-05=0.95",
    "USA.tariff_on_rival@2026-03=0.9",
    "CHN.mineral_licence_strictness.heavy_rare_earths@2026-04=0.95",
    "CHN.mineral_target_mode.heavy_rare_earths=all_us",
)
OWN = (
    "replies=[minerals_answer_chips, chips_answer_minerals, {name: mine, who: JPN, lever: sme_export_control,"
    " trigger: 'highest(JPN.alignment, 4) > lowest(JPN.alignment, 9) or USA.chip_export_control > 0.9', lag: 1,"
    " step: -0.07, limit: 0.4, cooldown: 3, dead_band: [0.001, 0.02], easing: 0.05}]"
)
"""Two standard rules and one of several comparisons that goes down on a law by choice."""


def _answered(*settings: str, months: int = 40) -> Scenario:
    return scenario(*(settings or ("replies=on", *PROVOKED)), months=months)


def _acted(series: dict[str, np.ndarray]) -> set[str]:  # type: ignore[type-arg]
    return {name for name, values in series.items() if name.startswith("reply_acted_") and values.any()}


@pytest.mark.parametrize(
    "settings",
    [
        pytest.param(("replies=on", *PROVOKED), id="standard"),
        pytest.param((OWN, *PROVOKED), id="own", marks=pytest.mark.slow),  # a program of its own
    ],
)
def test_both_engines_answer_alike(settings: tuple[str, ...]) -> None:
    tasks = task(_answered(*settings), range(3))
    ours = simulate_compiled(tasks)
    gap, where = far_apart(ours, simulate_block(tasks))
    assert gap < 1.0, f"{where} is off by {gap:.1e} of what is allowed"
    assert len(_acted(ours.series)) > 2


def test_levers_of_each_run_are_answered_on_one_program() -> None:
    points = [_answered("replies=on", *PROVOKED[:k], months=24) for k in (0, 1, 4)]
    tasks = task(points, range(9), point_index=[0, 1, 2] * 3)
    ours = simulate_compiled(tasks)
    assert far_apart(ours, simulate_block(tasks))[0] < 1.0
    added = ours.series["reply_minerals_answer_chips"]
    assert not added[::3].any()
    assert added[2::3].any()


def _tables(tasks: BlockTask) -> dict[str, np.ndarray]:  # type: ignore[type-arg]
    found = simulate_compiled(tasks)
    return {**found.series, **found.nations}


WHOLE = range(11)


def test_bits_do_not_depend_on_the_block() -> None:
    point = _answered(months=18)
    whole = _tables(task(point, WHOLE))
    for start, stop in ((0, 1), (2, 11)):
        for name, values in _tables(task(point, range(start, stop))).items():
            np.testing.assert_array_equal(values, whole[name][start:stop], err_msg=name)


@pytest.mark.slow
def test_bits_do_not_depend_on_the_width(monkeypatch: pytest.MonkeyPatch) -> None:
    tasks = task(_answered(months=18), WHOLE)
    whole = _tables(tasks)
    monkeypatch.setattr("aicompete.engine.program.compiler.widest", lambda: 2)
    for name, values in _tables(tasks).items():
        np.testing.assert_array_equal(values, whole[name], err_msg=name)


@pytest.mark.slow
def test_replies_of_other_scenarios_are_recorded_as_none() -> None:
    answered = _answered(months=6)
    held = replace(answered, replies=())
    tasks = replace(task(held, range(2)), shown=shown_of([answered]))
    ours = simulate_compiled(tasks)
    assert far_apart(ours, simulate_block(tasks))[0] < 1.0
    assert not ours.series["reply_minerals_answer_chips"].any()


def test_what_an_agent_has_set_is_answered_by_nobody() -> None:
    tasks = task(_answered(months=16), range(2))
    purpose = Purpose.recording(tasks.points[0], ALL, Shown.of([tasks.points[0].replies]))
    program = program_for(purpose)
    ensemble, _ = begun(tasks)
    for lever, nation in (("chip_export_control", 0), ("mineral_licence_strictness", 1), ("sme_export_control", 5)):
        ensemble.policy.pull(lever, nation, 0.3)
    while ensemble.index < program.layout.first:
        ensemble.step()
    twin, _ = begun(tasks)
    twin.policy = ensemble.policy
    twin.restore(ensemble.branch(), ensemble.index)
    groups = Groups(program, ensemble)
    groups.advance([False] * 10)
    for _ in range(10):
        twin.step()
    for name in program.layout.places["x"]:
        group, column = name.split(".")
        np.testing.assert_allclose(
            groups.column(name), getattr(getattr(twin.world, group), column), rtol=1e-9, atol=1e-9, err_msg=name
        )
