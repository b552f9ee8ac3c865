"""Full disks, read-only folders, damaged and foreign files, wrong clocks, moved folders: told, survived, made good."""

from __future__ import annotations

import errno
import gc
import json
import os
import resource
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.batch.fake_engine import fake_model
from tests.batch.fault_kit import same, small_sweep, undisturbed

from aicompete.batch.errors import FolderError, Interrupted
from aicompete.batch.run.progress import PlainLines
from aicompete.batch.run.runner import to_folder
from aicompete.batch.store.integrity import survey
from aicompete.batch.store.results import Results
from aicompete.batch.store.status import describe

pytestmark = pytest.mark.slow

NOBODY = 65534


def sweep(folder: Path, **behaviour: object) -> Results:
    design = small_sweep()
    return to_folder(design, folder, fake_model(design, **behaviour), block_size=8, workers=1)


def half(folder: Path) -> None:
    """Two of five blocks."""
    with pytest.raises(Interrupted):
        sweep(folder, interrupts=16)


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """Inside, the system refuses to let a file grow beyond ``size`` bytes, as a quota does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_disk_that_takes_no_more_stops_the_sweep_cleanly_and_nothing_is_lost(tmp_path: Path) -> None:
    folder = tmp_path / "r"
    half(folder)
    done = {p: p.read_bytes() for p in folder.rglob("*.parquet")}
    sizes = [p.stat().st_size for p in (folder / "trade").iterdir()]
    with (
        largest_file(min(sizes) // 2),
        pytest.raises(FolderError, match=r"cannot write .*part-000002.*too large.*room"),
    ):
        sweep(folder)
    assert {p: p.read_bytes() for p in folder.rglob("*.parquet") if p in done} == done
    assert not list(folder.rglob("*.tmp"))
    assert not (folder / "status" / "part-000002.parquet").exists()  # its block is not closed
    assert same(sweep(folder), undisturbed())


def test_a_full_file_system_stops_the_sweep_cleanly_and_nothing_is_lost(tmp_path: Path) -> None:
    half(tmp_path / "half")
    needed = sum(-(-p.stat().st_size // 4096) * 4096 for p in (tmp_path / "half").rglob("*") if p.is_file())
    place = tmp_path / "small"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={needed}", "tmpfs", str(place)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("a small file system cannot be mounted here")
    try:
        folder = place / "r"
        with pytest.raises(FolderError, match=r"cannot write .*No space left on device.*make room, then give the same"):
            sweep(folder)
        found = survey(folder, json.loads((folder / "manifest.json").read_text())["tables"], sums=True)
        assert 0 < found.done < 40
        assert found.wrong == []
        subprocess.run(["mount", "-o", "remount,size=10m", str(place)], check=True)  # somebody made room
        assert same(sweep(folder), undisturbed())
    finally:
        gc.collect()  # the writer that failed holds its file until then
        subprocess.run(["umount", str(place)], check=True)


@pytest.mark.parametrize("table", ["series", "status"])
def test_no_space_at_any_table_is_the_same(tmp_path: Path, table: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import pyarrow.parquet as pq

    close = pq.ParquetWriter.close

    def full(writer: pq.ParquetWriter) -> None:
        close(writer)
        if table in str(writer.where) and "part-000003" in str(writer.where):
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(pq.ParquetWriter, "close", full)
    with pytest.raises(FolderError, match=rf"cannot write .*{table}/part-000003.*No space left on device"):
        sweep(tmp_path / "r")
    monkeypatch.undo()
    assert not list((tmp_path / "r").rglob("*.tmp"))
    assert same(sweep(tmp_path / "r"), undisturbed())


@pytest.fixture
def unwritable() -> Iterator[Path]:
    """A folder that this process may read and not write; root becomes nobody meanwhile."""
    place = Path(tempfile.mkdtemp())
    design = small_sweep()
    to_folder(design, place / "r", fake_model(design), block_size=8, workers=1)
    (place / "r" / "status" / "part-000001.parquet").unlink()
    for path in (place, *place.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    root = os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)
    try:
        yield place
    finally:
        if root:
            os.seteuid(0)
        for path in (place, *(p for p in place.rglob("*") if p.is_dir())):
            path.chmod(0o755)
        shutil.rmtree(place)


def test_a_read_only_folder_is_refused_for_writing_and_open_for_reading(unwritable: Path) -> None:
    with pytest.raises(FolderError, match=r"cannot write in .*Permission denied.*--out"):
        sweep(unwritable / "r")
    with pytest.raises(FolderError, match=r"cannot make the folder .*Permission denied.*--out"):
        sweep(unwritable / "new")
    assert len(Results.load(unwritable / "r").series) == 40 * 5
    assert "32 of 40 runs done (80 %), 0 failed" in describe(unwritable / "r")


def test_a_read_only_file_system_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    half(tmp_path / "r")
    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(FolderError, match=r"cannot write .*Read-only file system"):
        sweep(tmp_path / "r")


def spoil(folder: Path, how: str) -> str:
    """Do some damage; returns the beginning of what should be told of it."""
    part, other = (folder / "nations" / f"part-00000{i}.parquet" for i in (1, 3))
    status = folder / "status"
    if how == "flipped byte":
        data = bytearray(part.read_bytes())
        data[len(data) // 3] ^= 1
        part.write_bytes(bytes(data))
        return "nations/part-000001.parquet is damaged or of another batch (its checksum differs)"
    if how == "cut":
        part.write_bytes(part.read_bytes()[:-100])
        return "nations/part-000001.parquet is damaged ("
    if how == "part of another block":
        shutil.copy(other, part)
        return "nations/part-000001.parquet is damaged"
    if how == "whole other block":
        for table in ("series", "nations", "firms", "trade", "status"):
            shutil.copy(folder / table / other.name, folder / table / part.name)
        return "status/part-000001.parquet belongs to another design"
    if how == "cut status":
        (status / part.name).write_bytes((status / part.name).read_bytes()[:50])
        return "status/part-000001.parquet cannot be read"
    if how == "part of no block":
        shutil.copy(part, part.with_name("part-000099.parquet"))
        return "nations/part-000099.parquet belongs to no block of this design"
    (folder / "series" / "mine.parquet").write_bytes(b"PAR1")
    return "series/mine.parquet belongs to no block of this design"


@pytest.mark.parametrize(
    "how",
    ["flipped byte", "cut", "part of another block", "whole other block", "cut status", "part of no block", "stranger"],
)
def test_damaged_and_foreign_parts_are_told_set_aside_and_made_anew(
    tmp_path: Path, how: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "r"
    sweep(folder)
    whole = {p.relative_to(folder): p.read_bytes() for p in folder.rglob("part-*.parquet")}
    told = spoil(folder, how)
    design = small_sweep()
    again = to_folder(design, folder, fake_model(design), workers=1, progress=PlainLines())
    said = capsys.readouterr().err
    assert any(line.startswith(told) and ": set aside as damaged/" in line for line in said.splitlines()), said
    assert same(again, undisturbed())
    aside = list((folder / "damaged").iterdir())
    assert len(aside) == 1
    kept = {p.relative_to(folder): p.read_bytes() for p in folder.rglob("part-*.parquet") if p.parent.name != "damaged"}
    assert kept == whole
    assert not any(line.startswith(told) for line in describe(folder, check=True))


def test_an_unreadable_manifest_is_told_and_begun_anew_only_when_asked(tmp_path: Path) -> None:
    folder = tmp_path / "r"
    sweep(folder)
    whole = (folder / "manifest.json").read_text()
    (folder / "manifest.json").write_text(whole[: len(whole) // 2])
    with pytest.raises(FolderError, match=r"manifest.json is damaged .*nothing was changed.*--out.*--force-new"):
        sweep(folder)
    design = small_sweep()
    anew = to_folder(design, folder, fake_model(design), workers=1, force_new=True)
    assert same(anew, undisturbed())
    (tmp_path / "r-old" / "manifest.json").write_text(whole)  # nothing was lost
    assert same(Results.load(tmp_path / "r-old"), undisturbed())


def test_a_manifest_that_may_not_be_read_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "r"
    sweep(folder)
    (folder / "manifest.json").unlink()
    (folder / "manifest.json").mkdir()
    with pytest.raises(FolderError, match=r"cannot read .*manifest.json"):
        sweep(folder)


def test_a_clock_that_goes_backwards_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "r"
    half(folder)
    ahead = time.time() + 10 * 365 * 86400
    for path in folder.rglob("*"):
        os.utime(path, (ahead, ahead))  # written by a clock ten years ahead
    finished = {p: p.stat().st_mtime for p in folder.rglob("part-*.parquet")}
    now = [time.time()]

    def backwards() -> float:
        now[0] -= 3600.0
        return now[0]

    monkeypatch.setattr(time, "time", backwards)
    results = sweep(folder)
    monkeypatch.undo()
    assert same(results, undisturbed())
    assert {p: p.stat().st_mtime for p in finished} == finished  # none was run again
    sessions = [json.loads(line) for line in (folder / "sessions.jsonl").read_text().splitlines()]
    assert all(session["seconds"] >= 0 for session in sessions)


def test_copied_elsewhere_and_continued_there(tmp_path: Path) -> None:
    half(tmp_path / "here" / "r")
    shutil.copytree(tmp_path / "here" / "r", tmp_path / "there" / "renamed")
    shutil.rmtree(tmp_path / "here")
    manifest = json.loads((tmp_path / "there" / "renamed" / "manifest.json").read_text())
    assert str(tmp_path) not in json.dumps(manifest)
    manifest["versions"]["machine"] = "Other m68k"  # begun on another machine
    (tmp_path / "there" / "renamed" / "manifest.json").write_text(json.dumps(manifest))
    assert same(sweep(tmp_path / "there" / "renamed"), undisturbed())


def test_half_written_files_are_passed_over_by_readers_and_dropped(tmp_path: Path) -> None:
    import pandas as pd

    folder = tmp_path / "r"
    half(folder)
    (folder / "series" / ".part-000004.parquet.123.tmp").write_bytes(b"PAR1half")
    assert len(pd.read_parquet(folder / "series")) == 16 * 5
    sweep(folder)
    assert not list(folder.rglob("*.tmp"))


def test_old_results_are_moved_aside_only_when_they_cannot_be_continued(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "r"
    design = small_sweep()
    half(folder)
    to_folder(design, folder, fake_model(design), workers=1, force_new=True)  # the same batch goes on
    assert not (tmp_path / "r-old").exists()
    monkeypatch.setattr("aicompete.batch.store.manifest.model_hash", lambda: "older")
    monkeypatch.setattr("aicompete.batch.run.worker.model_hash", lambda: "older")
    with pytest.raises(FolderError, match=r"another state of the model.*--force-new"):
        sweep(folder)
    to_folder(design, folder, fake_model(design), workers=1, force_new=True)
    assert same(Results.load(folder), undisturbed())
    assert same(Results.load(tmp_path / "r-old"), undisturbed())
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "thesis.txt").write_text("years of work")
    with pytest.raises(FolderError, match=r"other files \(thesis.txt\)"):
        to_folder(design, tmp_path / "thesis", fake_model(design), workers=1, force_new=True)
    assert (tmp_path / "thesis" / "thesis.txt").read_text() == "years of work"


def test_a_folder_of_another_layout_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "r"
    sweep(folder)
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps({**manifest, "format": 1, "version": "0.0.9"}))
    with pytest.raises(FolderError, match=r"another version of aicompete \(0.0.9\).*nothing was changed.*--force-new"):
        sweep(folder)
