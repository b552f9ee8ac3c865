"""The same tables for any number of workers, any block size, on disk or in memory, whole or killed and resumed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.batch.fake_engine import fake_model

from aicompete.batch.errors import FolderError, Interrupted
from aicompete.batch.run.runner import in_memory, to_folder
from aicompete.batch.store.folder import TABLES
from aicompete.batch.store.provenance import model_hash
from aicompete.batch.store.results import Results

pytestmark = pytest.mark.slow

NAMES = ("runs", *TABLES)


def same(a: Results, b: Results) -> bool:
    for name in NAMES:
        left, right = a.table(name), b.table(name)
        assert left is not None
        if not left.equals(right, check_metadata=True):
            return False
    return True


@pytest.mark.slow
@pytest.mark.parametrize(("size", "workers"), [(1, 1), (7, 1), (24, 1), (5, 2)])
def test_blocks_and_workers_do_not_show(tmp_path: Path, design, size: int, workers: int) -> None:
    one = design()
    whole = in_memory(one, fake_model(one))
    other = to_folder(one, tmp_path / "r", fake_model(one), block_size=size, workers=workers)
    assert same(whole, other)


def test_any_executor_will_do(tmp_path: Path, design) -> None:
    from concurrent.futures import ThreadPoolExecutor

    one = design()
    with ThreadPoolExecutor(3) as pool:
        stored = to_folder(one, tmp_path / "r", fake_model(one), block_size=5, workers=3, executor=pool)
        assert pool.submit(int, "7").result() == 7  # still its maker's
    assert same(in_memory(one, fake_model(one)), stored)


@pytest.mark.slow
def test_a_given_executor_that_breaks_is_said_and_another_goes_on(tmp_path: Path, design) -> None:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    from aicompete.batch.errors import BatchError

    one = design()
    model = fake_model(one, dies=9, once=str(tmp_path / "died"))
    told = "executor that was given is broken"
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool, pytest.raises(BatchError, match=told):
        to_folder(one, tmp_path / "r", model, block_size=4, workers=1, executor=pool)
    again = to_folder(one, tmp_path / "r", model, workers=1)
    assert again.failed == 0
    assert same(in_memory(one, fake_model(one)), again)


def test_another_seed_shows(design) -> None:
    a, b = design(), design(seed=2)
    assert not same(in_memory(a, fake_model(a)), in_memory(b, fake_model(b)))


@pytest.mark.parametrize("workers", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_stopped_and_resumed_is_the_same(tmp_path: Path, design, workers: int) -> None:
    one = design()
    folder = tmp_path / "r"
    if workers == 1:
        with pytest.raises(Interrupted):
            to_folder(one, folder, fake_model(one, interrupts=13), block_size=4, workers=1)
        assert len(Results.load(folder).status) == 12
        assert not Results.load(folder).finished
    else:
        to_folder(one, folder, fake_model(one), block_size=4, workers=1)
        for table in TABLES:
            (folder / table / "part-000003.parquet").unlink()
            (folder / table / "part-000001.parquet").unlink()
    resumed = to_folder(one, folder, fake_model(one), block_size=9, workers=workers)
    assert same(in_memory(one, fake_model(one)), resumed)
    assert resumed.manifest["block_size"] == 4
    assert resumed.finished


def test_finished_blocks_are_not_run_again(tmp_path: Path, design) -> None:
    one = design()
    to_folder(one, tmp_path / "r", fake_model(one), block_size=4, workers=1)
    again = to_folder(one, tmp_path / "r", fake_model(one, raises=tuple(range(24))), workers=1)
    assert again.failed == 0


def test_parts_hold_the_same_bytes_each_time(tmp_path: Path, design) -> None:
    one = design()
    folders = [tmp_path / "a", tmp_path / "b"]
    for folder in folders:
        to_folder(one, folder, fake_model(one), block_size=10, workers=1)
    files = [sorted(p.relative_to(f) for p in f.rglob("*.parquet")) for f in folders]
    assert files[0] == files[1]
    assert len(files[0]) == 1 + 5 * 3
    for name in [*files[0], Path("manifest.json")]:
        assert (folders[0] / name).read_bytes() == (folders[1] / name).read_bytes()


@pytest.mark.parametrize("damage", ["cut", "empty", "text"])
def test_damaged_parts_are_set_aside_and_made_anew(tmp_path: Path, design, damage: str) -> None:
    one = design()
    folder = tmp_path / "r"
    to_folder(one, folder, fake_model(one), block_size=6, workers=1)
    part = folder / "nations" / "part-000002.parquet"
    whole = part.read_bytes()
    part.write_bytes({"cut": whole[: len(whole) // 2], "empty": b"", "text": b"not a table"}[damage])
    with pytest.raises(FolderError, match=r"part-000002.*damaged"):
        Results.load(folder).nations  # noqa: B018
    again = to_folder(one, folder, fake_model(one), workers=1)
    assert same(in_memory(one, fake_model(one)), again)
    assert part.read_bytes() == whole
    assert [p.name for p in (folder / "damaged").iterdir()] == ["nations-part-000002.parquet"]


def test_a_flipped_byte_is_found_when_read(tmp_path: Path, design) -> None:
    one = design()
    folder = tmp_path / "r"
    to_folder(one, folder, fake_model(one), workers=1)
    part = folder / "series" / "part-000000.parquet"
    data = bytearray(part.read_bytes())
    data[len(data) // 4] ^= 0xFF
    part.write_bytes(bytes(data))
    with pytest.raises(FolderError, match="damaged"):
        Results.load(folder).series  # noqa: B018


def test_a_damaged_or_missing_design_table_is_written_anew(tmp_path: Path, design) -> None:
    one = design()
    folder = tmp_path / "r"
    to_folder(one, folder, fake_model(one), workers=1)
    (folder / "runs.parquet").write_bytes(b"gone")
    assert same(in_memory(one, fake_model(one)), to_folder(one, folder, fake_model(one), workers=1))


INTERRUPTED = """
import sys
sys.path.insert(0, {root!r})
from tests.batch.fake_engine import fake_model
from aicompete.batch.design.design import ensemble
from aicompete.batch.run.runner import to_folder
from aicompete.config import Month, Scenario
if __name__ == "__main__":
    design = ensemble(Scenario("tiny", "", Month(2026, 1), 5), 40, 1)
    to_folder(design, {folder!r}, fake_model(design, slow=1.5), block_size=2, workers=2)
"""


@pytest.mark.slow
def test_interrupted_and_resumed_is_the_same(tmp_path: Path, scenario) -> None:
    from aicompete.batch.design.design import ensemble

    folder = tmp_path / "r"
    script = tmp_path / "job.py"
    script.write_text(INTERRUPTED.format(root=str(Path(__file__).parents[2]), folder=str(folder)))
    job = subprocess.Popen([sys.executable, str(script)], stderr=subprocess.PIPE, start_new_session=True)
    deadline = time.monotonic() + 60
    while len(list((folder / "status").glob("part-*.parquet"))) < 4 and time.monotonic() < deadline:
        time.sleep(0.02)
    os.killpg(job.pid, signal.SIGINT)
    job.communicate(timeout=60)
    assert job.returncode != 0
    done = len(list((folder / "status").glob("part-*.parquet")))
    assert 4 <= done < 20
    one = ensemble(scenario, 40, 1)
    model_hash.cache_clear()
    resumed = to_folder(one, folder, fake_model(one), workers=1)
    whole = in_memory(one, fake_model(one))
    for name in ("runs", "status", "series", "nations"):
        assert whole.table(name).equals(resumed.table(name), check_metadata=True)
    assert not list(folder.rglob("*.tmp"))
