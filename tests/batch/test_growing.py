"""A design that holds another one continues its folder: what exists stays, bit for bit, and only the rest is run."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from tests.batch.fake_engine import fake_model

from aicompete.batch.design.blocks import blocks_of
from aicompete.batch.design.design import Design, crossed, ensemble
from aicompete.batch.design.keys import Keys, crossings_between
from aicompete.batch.errors import FolderError
from aicompete.batch.run.runner import in_memory, to_folder
from aicompete.batch.store.results import Results
from aicompete.config import Scenario, apply_settings

pytestmark = pytest.mark.slow

Make = Callable[..., Design]
WHO = ["point_id", "draw", "replicate", "month"]


@pytest.fixture
def make(scenario: Scenario) -> Make:
    """A sweep over values of one lever."""

    def build(values: list[float], draws: int = 2, replicates: int = 3, seed: int = 1) -> Design:
        settings = [{"USA.ally_alienation": value} for value in values]
        points = [apply_settings(scenario, s) for s in settings]
        return crossed("growing", scenario, points, settings, draws=draws, replicates=replicates, seed=seed)

    return build


def run(design: Design, folder: Path) -> Results:
    return to_folder(design, folder, fake_model(design), block_size=4, workers=1)


def parts(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {str(p.relative_to(folder)): (p.read_bytes(), p.stat().st_mtime_ns) for p in folder.rglob("part-*.parquet")}


def by_point(results: Results, table: str) -> pd.DataFrame:
    """A table with its runs named by what they are instead of by number."""
    frame: pd.DataFrame = getattr(results, table)
    named = frame.merge(results.runs[["run", "point_id", "draw", "replicate"]], on="run").drop(columns="run")
    keys = [*WHO, *(c for c in ("nation",) if c in named)]
    return named.sort_values(keys).set_index(keys)


@pytest.mark.parametrize(
    "larger",
    [
        {"values": [0.2, 0.8], "draws": 5},
        {"values": [0.2, 0.8], "replicates": 4},
        {"values": [0.1, 0.2, 0.5, 0.8, 0.9]},
        {"values": [0.8, 0.5, 0.2], "draws": 3, "replicates": 5},
    ],
    ids=["draws", "replicates", "grid", "all"],
)
def test_a_larger_design_keeps_what_exists_and_ends_like_one_run_at_once(
    tmp_path: Path, make: Make, larger: dict[str, object]
) -> None:
    small = make([0.2, 0.8])
    before = run(small, tmp_path / "r")
    old_runs, old_parts = before.runs, parts(tmp_path / "r")
    design = make(**larger)
    grown = run(design, tmp_path / "r")
    assert {name: parts(tmp_path / "r")[name] for name in old_parts} == old_parts
    assert grown.finished
    assert int(grown.manifest["runs"]) == design.runs > small.runs
    pd.testing.assert_frame_equal(grown.runs.head(small.runs), old_runs)
    at_once = in_memory(design, fake_model(design))
    for table in ("series", "nations"):
        pd.testing.assert_frame_equal(by_point(grown, table), by_point(at_once, table), check_exact=True)


def test_a_grown_folder_is_resumed_and_grows_again(tmp_path: Path, make: Make) -> None:
    for design in (make([0.2]), make([0.2, 0.8]), make([0.1, 0.2, 0.8], draws=4)):
        run(design, tmp_path / "r")
    whole = Results.load(tmp_path / "r").series
    for damaged in (1, 5):
        (tmp_path / "r" / "series" / f"part-{damaged:06d}.parquet").unlink()
    again = run(make([0.1, 0.2, 0.8], draws=4), tmp_path / "r")
    pd.testing.assert_frame_equal(again.series, whole, check_exact=True)
    assert [k["points"] for k in again.manifest["keys"]] == [[0, 1, 1], [1, 2, 1], [2, 3, 1], [0, 2, 1]]


def test_growing_may_begin_before_the_smaller_design_is_done(tmp_path: Path, make: Make) -> None:
    run(make([0.2, 0.8]), tmp_path / "r")
    for part in ("status", "series"):
        (tmp_path / "r" / part / "part-000001.parquet").unlink()
    assert run(make([0.2, 0.8], draws=3), tmp_path / "r").finished


def test_an_ensemble_grows_by_runs(tmp_path: Path, scenario: Scenario) -> None:
    before = run(ensemble(scenario, 6, seed=1), tmp_path / "r").series
    grown = run(ensemble(scenario, 11, seed=1), tmp_path / "r").series
    pd.testing.assert_frame_equal(grown.head(len(before)), before, check_exact=True)
    pd.testing.assert_frame_equal(
        grown, in_memory(ensemble(scenario, 11, seed=1), fake_model(ensemble(scenario, 11, seed=1))).series
    )


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"values": [0.2]}, r"runs 12, now 6"),
        ({"values": [0.2, 0.7]}, r"USA.ally_alienation"),
        ({"values": [0.2, 0.8, 0.9], "draws": 1}, r"draws 2, now 1"),
        ({"values": [0.2, 0.8, 0.9], "seed": 2}, r"seed 1, now 2"),
    ],
)
def test_a_design_that_does_not_hold_the_old_one_is_refused(
    tmp_path: Path, make: Make, other: dict[str, object], why: str
) -> None:
    run(make([0.2, 0.8]), tmp_path / "r")
    before = parts(tmp_path / "r")
    with pytest.raises(FolderError, match=f"{why}.*nothing was changed"):
        run(make(**other), tmp_path / "r")
    assert parts(tmp_path / "r") == before


def test_a_point_has_the_same_id_in_every_design(make: Make, scenario: Scenario) -> None:
    first, second = make([0.2, 0.8]), make([0.8, 0.5], draws=7, seed=3)
    assert first.point_ids[1] == second.point_ids[0]
    assert len({*first.point_ids, *second.point_ids}) == 3
    other_words = apply_settings(scenario, {"USA.ally_alienation": 0.80})
    assert crossed("x", scenario, [other_words], [{}], draws=1, replicates=1, seed=1).point_ids == first.point_ids[1:]


def test_blocks_never_cross_a_stage_and_their_marks_stay(make: Make) -> None:
    small, large = make([0.2, 0.8]), make([0.2, 0.5, 0.8], draws=4)
    grown = large.after(small.point_ids, small.keys, small.draws, small.replicates)
    before, now = blocks_of(small, 5), blocks_of(grown, 5)
    assert now[: len(before)] == before
    assert [run for b in now for run in range(b.start, b.stop)] == list(range(grown.runs))
    assert blocks_of(make([0.2, 0.8], seed=2), 5)[0].mark != before[0].mark
    assert len({b.mark for b in now}) == len(now)


@pytest.mark.parametrize("paired", [False, True])
def test_growing_numbers_every_run_once(paired: bool) -> None:
    boxes = [(2, 3, 3), (2, 5, 5), (4, 5, 5), (5, 7, 7)]
    found = [c for before, box in pairwise([(0, 0, 0), *boxes]) for c in crossings_between(before, box, paired)]
    keys = Keys(tuple(found))
    runs = 5 * 7 * (1 if paired else 7)
    assert len({(k.point, k.draw, k.replicate) for k in keys}) == len(keys) == runs
    assert Keys.from_plain(keys.plain()) == keys
    assert all(k.draw == k.replicate for k in keys) == paired
