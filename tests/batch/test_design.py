"""Points x draws x replicates, and the hash that tells designs apart."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from aicompete.batch.design.blocks import cut, default_size, part_of, task_of, with_assumptions
from aicompete.batch.design.design import assumption_columns, crossed, ensemble, folder_name
from aicompete.batch.errors import BatchError
from aicompete.batch.store.runs_table import RunsTable
from aicompete.config import Month, Scenario, apply_settings
from aicompete.engine.block import Record


def test_an_ensemble_pairs_draw_with_replicate(scenario: Scenario) -> None:
    design = ensemble(scenario, 5, seed=1)
    assert [(k.run, k.point, k.draw, k.replicate) for k in design.keys] == [(i, 0, i, i) for i in range(5)]


def test_a_sweep_crosses_everything_with_the_point_slowest(design) -> None:
    keys = design().keys
    assert len(keys) == 2 * 3 * 4
    assert len({(k.point, k.draw, k.replicate) for k in keys}) == len(keys)
    assert [k.run for k in keys] == list(range(len(keys)))
    assert [k.point for k in keys] == [0] * 12 + [1] * 12


def test_the_hash_sees_what_decides_numbers_and_nothing_else(scenario: Scenario) -> None:
    plain = ensemble(scenario, 5, seed=1)
    assert ensemble(replace(scenario, description="Other words."), 5, seed=1).digest() == plain.digest()
    assert ensemble(replace(scenario, source_files=("elsewhere.yaml",)), 5, seed=1).digest() == plain.digest()
    others = [
        ensemble(scenario, 6, seed=1),
        ensemble(scenario, 5, seed=2),
        ensemble(scenario, 5, seed=1, months=4),
        ensemble(apply_settings(scenario, ["USA.ally_alienation=0.9"]), 5, seed=1),
    ]
    assert len({plain.digest(), *(other.digest() for other in others)}) == 5


def test_more_runs_leave_the_first_ones_as_they_were(scenario: Scenario) -> None:
    few, many = (assumption_columns(ensemble(scenario, n, seed=3)) for n in (4, 9))
    assert few.keys() == many.keys()
    for name, values in few.items():
        np.testing.assert_array_equal(values, many[name][:4])


def test_replicates_of_one_draw_share_its_assumptions(design) -> None:
    one = design()
    draws = np.array([k.draw for k in one.keys])
    for values in assumption_columns(one).values():
        for draw in range(3):
            assert len(set(values[draws == draw])) == 1


def test_a_point_may_set_an_assumption(scenario: Scenario, design) -> None:
    name = next(iter(assumption_columns(ensemble(scenario, 1, seed=1))))
    fixed = replace(design(), points=(scenario, apply_settings(scenario, [f"assumptions.{name}=central"])))
    values = assumption_columns(fixed)[name]
    assert len(set(values[12:])) == 1
    assert values[0] == assumption_columns(design())[name][0]


def test_months_given_apart_change_every_point(scenario: Scenario, design) -> None:
    assert ensemble(scenario, 2, seed=1, months=3).base.months == 3
    assert {p.months for p in design(months=3).points} == {3}


@pytest.mark.parametrize(("runs", "seed"), [(0, 1), (-1, 1), (3, -1)])
def test_impossible_numbers_are_refused(scenario: Scenario, runs: int, seed: int) -> None:
    with pytest.raises(BatchError, match="must be a whole number from"):
        ensemble(scenario, runs, seed)


@pytest.mark.parametrize("size", [1, 5, 24, 100])
def test_blocks_cover_every_run_once(size: int) -> None:
    blocks = cut(24, size)
    assert [run for b in blocks for run in range(b.start, b.stop)] == list(range(24))
    assert all(b.runs <= size for b in blocks)


def test_block_size_keeps_workers_busy_without_becoming_tiny() -> None:
    assert default_size(1_024, 4, Record()) == 256
    assert default_size(1_100, 4, Record()) == 138  # two rounds of four, not four and a bit
    assert default_size(10_000, 4, Record()) == 250
    assert default_size(10_240, 4, Record(nations=False)) == 512
    assert default_size(10_240, 4, Record(trade=True)) == 64
    assert default_size(400, 4, Record()) == 100
    assert default_size(40, 64, Record()) == 32
    assert default_size(3, 64, Record()) == 3


def test_a_task_holds_only_the_points_it_uses(design) -> None:
    one = design()
    task = with_assumptions(task_of(one, cut(24, 12)[1]))
    assert task.points == (one.points[1],)
    assert set(task.point_index) == {0}
    part = part_of(task, 2, 5)
    assert [k.run for k in part.runs] == [14, 15, 16]
    assert all(len(values) == 3 for values in part.assumptions.values())


def test_folder_names_are_safe_and_differ_by_setting() -> None:
    assert folder_name("baseline", []) == "baseline"
    assert folder_name("baseline", ["USA.ally_alienation=0.9"]) == "baseline+USA.ally_alienation=0.9"
    dated = folder_name("a", ["USA.x={2026-01: 0.1, 2027-01: 0.2}"])
    assert "/" not in dated
    assert "{" not in dated
    long = [f"USA.lever_{i}=0.{i}" for i in range(40)]
    assert folder_name("a", long) != folder_name("a", [*long[:-1], "USA.lever_39=0.1"])
    assert len(folder_name("a", long)) < 100


def test_positions_in_bands_differ_by_point() -> None:
    """A point without the band has no position; one that fixes it has that; the others' draws stay."""
    base = Scenario("x", "", Month(2026, 1), 3)
    band = apply_settings(base, {"USA.chip_export_control": {"band": [0.1, 0.2, 0.3]}})
    points = [band, base, apply_settings(band, {"assumptions.coding": 1.0})]
    design = crossed("x", base, points, [{}, {}, {}], draws=3, replicates=1, seed=1)
    columns = assumption_columns(design)
    found = columns.pop("coding.USA.chip_export_control")
    assert np.isfinite(found[:3]).all()
    assert np.isnan(found[3:6]).all()
    assert found[6:].tolist() == [1.0] * 3
    assert not any(np.isnan(values).any() for values in columns.values())
    alone = assumption_columns(design, 3, 6)
    assert "coding.USA.chip_export_control" not in alone
    assert all(np.array_equal(values, columns[name][3:6]) for name, values in alone.items())
    table = RunsTable(design, "digest").whole().to_pandas()["assumptions.coding.USA.chip_export_control"]
    assert np.array_equal(table.to_numpy(), found, equal_nan=True)
