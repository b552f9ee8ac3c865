"""The promises with the real engine: the same bits for any block, worker and way of asking."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import aicompete
from aicompete.batch.design.design import ensemble
from aicompete.batch.run.runner import in_memory, to_folder
from aicompete.batch.store.results import Results
from aicompete.config import Month, Scenario
from aicompete.engine.block import Record

pytestmark = pytest.mark.slow

TABLES = ("runs", "status", "series", "nations", "firms", "trade")


@pytest.fixture(scope="module")
def short() -> Scenario:
    return Scenario("short", "A few months.", Month(2026, 1), 4)


@pytest.fixture(scope="module")
def whole(short: Scenario) -> Results:
    return in_memory(ensemble(short, 7, 3, record=Record(firms=True, trade=True)))


def test_every_run_ends_well(whole: Results) -> None:
    assert whole.failed == 0
    assert np.isfinite(whole.series.select_dtypes("float")).all().all()


@pytest.mark.parametrize(("size", "workers"), [(1, 1), (3, 1), pytest.param(2, 2, marks=pytest.mark.slow)])
def test_blocks_and_workers_do_not_show(
    tmp_path: Path, short: Scenario, whole: Results, size: int, workers: int
) -> None:
    design = ensemble(short, 7, 3, record=Record(firms=True, trade=True))
    stored = to_folder(design, tmp_path / "r", block_size=size, workers=workers)
    for name in TABLES:
        mine, other = whole.table(name), stored.table(name)
        assert mine is not None
        assert mine.equals(other, check_metadata=True), name


def test_one_run_alone_repeats_its_numbers(short: Scenario, whole: Results) -> None:
    first = in_memory(ensemble(short, 1, 3))
    series = whole.series
    assert first.series.equals(series[series["run"] == 0])


def test_yearly_recording_keeps_the_same_numbers(short: Scenario) -> None:
    from dataclasses import replace

    long = replace(short, months=14)
    monthly = in_memory(ensemble(long, 2, 1))
    yearly = in_memory(ensemble(long, 2, 1, record=Record(every="year")))
    assert yearly.manifest["dates"] == ["2026-12", "2027-02"]
    picked = monthly.series[monthly.series["month"].isin(yearly.manifest["dates"])].reset_index(drop=True)
    assert picked.equals(yearly.series)


def test_simulate_is_the_short_way(tmp_path: Path, short: Scenario) -> None:
    one = aicompete.simulate(short, runs=2, seed=5, settings={"USA.ally_alienation": 0.9})
    two = aicompete.simulate(short, runs=2, seed=5, settings=["USA.ally_alienation=0.9"], out=tmp_path / "r")
    assert one.series.equals(two.series)
    assert not one.series.equals(aicompete.simulate(short, runs=2, seed=5).series)
    assert aicompete.Results.load(tmp_path / "r").series.equals(one.series)


def test_manifest_describes_every_column(whole: Results) -> None:
    for table in ("series", "nations", "firms"):
        frame = getattr(whole, table)
        measured = [c for c in frame.columns if c not in ("run", "month", "nation", "firm")]
        assert measured
        assert all(whole.manifest["metrics"][name]["meaning"] for name in measured)
        assert all(name in whole.units for name in measured)


def test_the_end_of_some_metrics_alone(short: Scenario, whole: Results) -> None:
    names = ["compute_share", "coalition_share_us_gdp", "chip_price"]  # a family, and two metrics
    end = aicompete.simulate(short, runs=7, seed=3, nations=False, every="end", series=names)
    last = whole.series[whole.series["month"] == "2026-04"].reset_index(drop=True)
    kept = [name for name in last if name.startswith("compute_share_") or name in names]
    assert list(end.series.columns) == ["run", "month", *kept]
    assert len(kept) > 2
    assert end.series.equals(last[["run", "month", *kept]])
    assert set(end.manifest["metrics"]) == set(kept)


def test_a_metric_that_is_not_there_is_named_with_the_nearest(short: Scenario) -> None:
    from aicompete.batch.errors import BatchError

    with pytest.raises(BatchError, match=r"'compute_shares', which is neither .*did you mean 'compute_share'"):
        aicompete.simulate(short, runs=1, series="compute_shares")
