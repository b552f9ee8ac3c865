"""What ``status`` tells of a folder, levels of failure, and time limits."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.batch.fake_engine import fake_model
from tests.batch.fault_kit import same, small_sweep, undisturbed

from aicompete.batch.durations import seconds_in
from aicompete.batch.errors import BatchError, FolderError, RunFailed, TimeIsUp
from aicompete.batch.run.progress import PlainLines
from aicompete.batch.run.runner import OnFailure, to_folder
from aicompete.batch.store.lock import FolderLock, holder
from aicompete.batch.store.results import Results
from aicompete.batch.store.status import describe

pytestmark = pytest.mark.slow


def sweep(
    folder: Path, on_failure: OnFailure = "report", max_seconds: float | None = None, **behaviour: object
) -> Results:
    design = small_sweep()
    return to_folder(
        design,
        folder,
        fake_model(design, **behaviour),
        block_size=8,
        workers=1,
        progress=PlainLines(),
        on_failure=on_failure,
        max_seconds=max_seconds,
    )


def test_status_of_a_finished_sweep(tmp_path: Path) -> None:
    sweep(tmp_path / "r", raises=(3, 17))
    lines = describe(tmp_path / "r", check=True)
    assert lines[0] == "small: 40 runs (2 points, 4 draws x 5 replicates) of 5 months, seed 1"
    assert lines[1] == "40 of 40 runs done (100 %), 2 failed"
    assert lines[2:4] == [
        "  1 failed at simulate: ValueError: run 17 went wrong",
        "  1 failed at simulate: ValueError: run 3 went wrong",
    ]
    assert lines[4].startswith("1 session, ")
    assert "every part has its checksum" in lines
    assert lines[-1] == "finished"


def test_status_of_a_sweep_under_way_and_of_one_that_stopped(tmp_path: Path) -> None:
    folder = tmp_path / "r"
    with pytest.raises(TimeIsUp, match=r"the time is up after 0 of 40 runs; finished blocks are kept"):
        sweep(folder, max_seconds=0.0)
    assert describe(folder)[1] == "0 of 40 runs done (0 %), 0 failed"
    assert describe(folder)[-1] == "not finished; the command that began it, given again, goes on"
    assert holder(folder) is None
    before = {p: p.stat().st_mtime_ns for p in folder.rglob("*")}
    with FolderLock(folder):
        assert any(line.startswith("being written by process ") for line in describe(folder))
        assert describe(folder)[-1] == "not finished"
    describe(folder, check=True)
    assert {p: p.stat().st_mtime_ns for p in folder.rglob("*") if p.name != ".lock"} == {
        p: t for p, t in before.items() if p.name != ".lock"
    }


def test_status_names_damage(tmp_path: Path) -> None:
    folder = tmp_path / "r"
    sweep(folder)
    part = folder / "firms" / "part-000001.parquet"
    part.write_bytes(part.read_bytes()[:-1] + b"?")
    assert describe(folder)[-1] == "finished"  # sizes alone do not show it, and reading all is asked for
    lines = describe(folder, check=True)
    assert "firms/part-000001.parquet is damaged or of another batch (its checksum differs)" in lines
    assert "32 of 40 runs done (80 %), 0 failed" in lines
    assert lines[-1].startswith("not finished")


def test_status_of_no_results(tmp_path: Path) -> None:
    with pytest.raises(FolderError, match="no results folder"):
        describe(tmp_path / "none")
    with pytest.raises(FolderError, match="not a results folder"):
        describe(tmp_path)


def test_status_says_when_the_model_has_changed(tmp_path: Path) -> None:
    folder = tmp_path / "r"
    with pytest.raises(TimeIsUp):
        sweep(folder, max_seconds=0.0)
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps({**manifest, "model_hash": "older"}))
    assert "the model has changed since" in describe(folder)[-1]
    (folder / "manifest.json").write_text(json.dumps({**manifest, "format": 1}))
    assert "another version of aicompete" in describe(folder)[-1]


def test_levels_of_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = "block 0: 1 run failed, the first: ValueError: run 3 went wrong (simulate)"
    assert sweep(tmp_path / "report", raises=(3,)).failed == 1
    assert told in capsys.readouterr().err
    assert sweep(tmp_path / "ignore", on_failure="ignore", raises=(3,)).failed == 1
    assert told not in capsys.readouterr().err
    with pytest.raises(RunFailed, match=r"stopped at a failed run after 16 of 40 runs; .*run 9 went wrong"):
        sweep(tmp_path / "stop", on_failure="stop", raises=(9, 30))
    with pytest.raises(BatchError, match="'ignore', 'report' or 'stop', not 'panic'"):
        sweep(tmp_path / "wrong", on_failure="panic")  # type: ignore[arg-type]


def test_many_failures_are_told_of_at_the_end(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    results = sweep(tmp_path / "r", raises=tuple(range(40)))
    assert sum("failed, the first" in line for line in capsys.readouterr().err.splitlines()) == 3
    assert sum(results.failures.values()) == 40
    assert describe(tmp_path / "r")[7] == "  35 failed otherwise"


def test_the_time_given_is_kept_and_the_rest_follows(tmp_path: Path) -> None:
    with pytest.raises(TimeIsUp) as stopped:
        sweep(tmp_path / "r", max_seconds=0.3, slow=0.2)
    assert 0 < stopped.value.done < 40
    assert same(sweep(tmp_path / "r"), undisturbed())


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90", 90), ("90s", 90), ("30m", 1800), ("2h", 7200), ("1h30m", 5400), ("1.5h", 5400), ("0s", 0)],
)
def test_times(text: str, seconds: float) -> None:
    assert seconds_in(text) == seconds


@pytest.mark.parametrize("text", ["", "soon", "1d", "30m1h", "-3", "h"])
def test_what_is_no_time(text: str) -> None:
    assert seconds_in(text) is None


def test_no_block_is_begun_that_would_end_too_late(tmp_path: Path) -> None:
    with pytest.raises(TimeIsUp, match=r"after 8 of 40 runs"):  # a second block of the same length would end at 2.0 s
        sweep(tmp_path / "r", max_seconds=1.7, slow=1.0)


def test_blocks_are_a_small_part_of_the_time_given(tmp_path: Path) -> None:
    design = small_sweep()
    timed = to_folder(design, tmp_path / "timed", fake_model(design), workers=1, max_seconds=100.0)
    assert timed.manifest["block_size"] == 40
    with pytest.raises(TimeIsUp):
        to_folder(design, tmp_path / "short", fake_model(design), workers=1, max_seconds=0.003)
    assert json.loads((tmp_path / "short" / "manifest.json").read_text())["block_size"] == 1
    assert same(to_folder(design, tmp_path / "short", fake_model(design), workers=1), undisturbed())
