"""One bad run never costs the others, and what failed is on record."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.batch.fake_engine import fake_model

from aicompete.batch.errors import SchemaError
from aicompete.batch.run.model import Model
from aicompete.batch.run.runner import in_memory, to_folder


def test_a_run_that_raises_fails_alone(tmp_path: Path, design) -> None:
    one = design()
    good = in_memory(one, fake_model(one))
    results = to_folder(one, tmp_path / "r", fake_model(one, raises=(3, 17)), block_size=8, workers=1)
    failed = results.runs[results.runs["state"] == "failed"]
    assert list(failed["run"]) == [3, 17]
    assert list(failed["message"]) == ["ValueError: run 3 went wrong", "ValueError: run 17 went wrong"]
    assert set(failed["stage"]) == {"simulate"}
    for name in ("series", "nations", "firms", "trade"):
        mine, whole = results.table(name).to_pandas(), good.table(name).to_pandas()
        assert len(mine) == len(whole)
        bad = mine["run"].isin([3, 17])
        assert mine[~bad].equals(whole[~bad])
        numbers = mine[bad].select_dtypes("float")
        assert numbers.isna().all().all()


def test_a_run_that_leaves_the_finite_numbers_is_reported(design) -> None:
    one = design()
    results = in_memory(one, fake_model(one, not_finite=(5,)))
    assert results.failed == 1
    row = results.runs.loc[5]
    assert (row["state"], row["stage"], row["message"]) == ("failed", "stepping", "level is not finite")


def test_all_runs_failing_still_gives_whole_tables(design) -> None:
    one = design()
    results = in_memory(one, fake_model(one, raises=tuple(range(24))))
    assert results.failed == 24
    assert results.series["level"].isna().all()
    assert len(results.series) == 24 * 5


def test_a_failure_in_the_model_names_the_line() -> None:
    from aicompete.batch.run.worker import place_of
    from aicompete.config import Month

    with pytest.raises(ValueError, match="not a month") as caught:
        Month.parse("soon")
    assert place_of(caught.value).startswith("config/reading/dates.py:")


def test_failures_stay_when_resumed(tmp_path: Path, design) -> None:
    one = design()
    to_folder(one, tmp_path / "r", fake_model(one, raises=(3,)), block_size=8, workers=1)
    again = to_folder(one, tmp_path / "r", fake_model(one), workers=1)
    assert again.failed == 1


@pytest.mark.slow
def test_a_worker_killed_again_costs_its_block_and_is_tried_at_the_next_start(tmp_path: Path, design) -> None:
    one = design()
    results = to_folder(one, tmp_path / "r", fake_model(one, dies=9), block_size=4, workers=2)
    failed = results.runs[results.runs["state"] == "failed"]
    assert list(failed["run"]) == [8, 9, 10, 11]
    assert set(failed["stage"]) == {"worker"}
    assert failed["message"].str.contains("died twice").all()
    again = to_folder(one, tmp_path / "r", fake_model(one), workers=1)
    assert again.failed == 0
    assert again.table("series").equals(in_memory(one, fake_model(one)).table("series"))


def test_an_engine_with_other_columns_is_a_fault_not_a_failed_run(design) -> None:
    one = design()
    other = fake_model(design(record=one.record.__class__(nations=False)))
    schema = fake_model(one).schema
    wrong = Model(fake_model(one).simulate, type(schema)(schema.dates, schema.axes, {"level": schema.series["level"]}))
    with pytest.raises(SchemaError, match="flat"):
        in_memory(one, wrong)
    assert other.schema.nations == {}
