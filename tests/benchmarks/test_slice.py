"""The versions of the slice give the same numbers, and the slice is that of the model."""

from __future__ import annotations

import numpy as np
import pytest

import compiled_slice
import engine_slice
import mesa_slice
import scaling
import slice_world
from aicompete.config import load_scenario, sample_assumptions
from aicompete.engine.block import BlockTask, Record, RunKey, simulate_block
from aicompete.world.facts import load_facts

RUNS, MONTHS, RELATIVE = 3, 8, 1e-9


@pytest.fixture(scope="module", params=["central", "drawn"])
def world(request: pytest.FixtureRequest) -> slice_world.Slice:
    if request.param == "central":
        return slice_world.build(RUNS)
    return slice_world.build(RUNS, sample_assumptions(load_scenario("baseline"), 1, RUNS))


@pytest.fixture(scope="module")
def shocks(world: slice_world.Slice) -> slice_world.Shocks:
    return slice_world.draw(world, MONTHS)


@pytest.fixture(scope="module")
def columns(world: slice_world.Slice, shocks: slice_world.Shocks) -> engine_slice.EngineSlice:
    return engine_slice.simulate(world, shocks, MONTHS)


def close(left: object, right: object) -> None:
    np.testing.assert_allclose(np.asarray(left), np.asarray(right), rtol=RELATIVE)


@pytest.mark.parametrize("run", range(RUNS))
def test_mesa_and_rules_agree(
    world: slice_world.Slice, shocks: slice_world.Shocks, columns: engine_slice.EngineSlice, run: int
) -> None:
    model = mesa_slice.simulate(world, shocks, MONTHS, run)
    wanted = columns.series()
    for name, values in mesa_slice.series(model).items():
        close(values, wanted[name][run])
    for name in ("compute", "purse", "alignment", "base", "age"):
        mine = np.array([getattr(nation, name) for nation in model.nations]).T
        np.testing.assert_allclose(mine, getattr(columns, name)[run], rtol=RELATIVE, atol=1e-15)
    close([seller.revenue for seller in model.sellers], columns.revenue[run])
    close([seller.flow for seller in model.sellers], columns.flow[run])


def test_the_compiled_slice_agrees(
    world: slice_world.Slice, shocks: slice_world.Shocks, columns: engine_slice.EngineSlice
) -> None:
    wanted = columns.series()
    for name, values in compiled_slice.CompiledSlice(world).simulate(world, shocks, MONTHS).items():
        np.testing.assert_allclose(values, wanted[name], rtol=1e-12)


@pytest.mark.slow
def test_mesa_frames_and_rules_agree(
    world: slice_world.Slice, shocks: slice_world.Shocks, columns: engine_slice.EngineSlice
) -> None:
    pytest.importorskip("mesa_frames")
    import frames_slice

    wanted = columns.series()
    for name, values in frames_slice.simulate(world, shocks, MONTHS).series().items():
        close(values, wanted[name])


@pytest.mark.slow
def test_numba_and_rules_agree(
    world: slice_world.Slice, shocks: slice_world.Shocks, columns: engine_slice.EngineSlice
) -> None:
    pytest.importorskip("numba")
    import numba_loops

    wanted = columns.series()
    for name, values in numba_loops.simulate(world, shocks, MONTHS).items():
        close(values, wanted[name])


def test_runs_differ_and_markets_are_at_work(columns: engine_slice.EngineSlice) -> None:
    for name, values in columns.series().items():
        assert np.ptp(values[:, -1]) > 0.0, name
    assert (columns.fill < 1.0).any()
    assert (columns.alignment != columns.world.alignment).any()
    np.testing.assert_allclose(columns.base.sum(axis=1), 1.0)


def test_more_nations_keep_the_totals() -> None:
    few, many = slice_world.build(1), slice_world.build(1, nation_copies=3)
    calm = [
        slice_world.Shocks(*(np.zeros((MONTHS, 1, *shape)) for shape in ((w.nations,), (3, w.nations), (w.nations,))))
        for w in (few, many)
    ]
    left, right = (engine_slice.simulate(w, s, MONTHS).series() for w, s in zip((few, many), calm, strict=True))
    assert many.nations == 3 * few.nations
    close(right["chip_spending_world"], left["chip_spending_world"])
    close(right["chip_price"], left["chip_price"])


def test_more_firms_keep_the_totals() -> None:
    scenario = load_scenario("baseline")
    calm = sample_assumptions(scenario, 1, 1) | {"start_spread": np.zeros(1)}  # firms start with a noise of their own
    task = BlockTask((scenario,), (RunKey(0, 0, 0, 0),), (0,), calm, 1, 3, Record(nations=False, firms=True))
    few = simulate_block(task)
    with scaling.world_with(2):
        many = simulate_block(task)
    assert many.firms["revenue"].shape[2] == 2 * len(load_facts("2026-01").firm_ids)
    # a designer without a share starts with a least appeal, which counts once a copy
    total, wanted = (result.firms["revenue"].sum(axis=2) for result in (many, few))
    np.testing.assert_allclose(total, wanted, rtol=1e-4)
