"""A results folder is never mixed up, never destroyed, and says what is wrong with it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.batch.fake_engine import fake_model

from aicompete.batch.errors import FolderError
from aicompete.batch.run.runner import to_folder
from aicompete.batch.store.lock import FolderLock
from aicompete.batch.store.results import Results


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file() and p.name != ".lock"}


def test_another_design_is_refused_and_nothing_is_touched(tmp_path: Path, design) -> None:
    folder = tmp_path / "r"
    one, other = design(), design(seed=2)
    to_folder(one, folder, fake_model(one), workers=1)
    before = contents(folder)
    with pytest.raises(FolderError, match=r"seed 1, now 2.*nothing was changed.*--out .*r-2"):
        to_folder(other, folder, fake_model(other), workers=1)
    assert contents(folder) == before


def test_another_model_is_refused(tmp_path: Path, design, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "r"
    one = design()
    to_folder(one, folder, fake_model(one), workers=1)
    monkeypatch.setattr("aicompete.batch.store.manifest.model_hash", lambda: "other")
    before = contents(folder)
    with pytest.raises(FolderError, match=r"another state of the model.*--out"):
        to_folder(one, folder, fake_model(one), workers=1)
    assert contents(folder) == before


def test_another_library_version_is_only_remarked(tmp_path: Path, design) -> None:
    folder = tmp_path / "r"
    one = design()
    to_folder(one, folder, fake_model(one), workers=1)
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["versions"]["numpy"] = "1.0"
    (folder / "manifest.json").write_text(json.dumps(manifest))
    to_folder(one, folder, fake_model(one), workers=1)


def test_a_folder_with_other_files_is_refused(tmp_path: Path, design) -> None:
    one = design()
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(FolderError, match=r"other files \(thesis.txt\).*--out"):
        to_folder(one, tmp_path, fake_model(one), workers=1)
    assert sorted(p.name for p in tmp_path.iterdir()) == [".lock", "thesis.txt"]


def test_a_beginning_that_was_killed_early_is_begun_again(tmp_path: Path, design) -> None:
    one = design()
    (tmp_path / "runs.parquet").write_bytes(b"half")
    (tmp_path / "manifest.json.77.tmp").write_bytes(b"{")
    assert to_folder(one, tmp_path, fake_model(one), workers=1).finished


def test_a_damaged_manifest_is_said_and_left(tmp_path: Path, design) -> None:
    one = design()
    to_folder(one, tmp_path / "r", fake_model(one), workers=1)
    (tmp_path / "r" / "manifest.json").write_text('{"name": "sm')
    before = contents(tmp_path / "r")
    with pytest.raises(FolderError, match=r"manifest.json is damaged.*nothing was changed"):
        to_folder(one, tmp_path / "r", fake_model(one), workers=1)
    with pytest.raises(FolderError, match=r"damaged"):
        Results.load(tmp_path / "r")
    assert contents(tmp_path / "r") == before


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path, design) -> None:
    one = design()
    (tmp_path / "r").write_text("a file")
    with pytest.raises(FolderError, match=r"is a file.*--out"):
        to_folder(one, tmp_path / "r", fake_model(one), workers=1)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_an_unwritable_folder_is_said(tmp_path: Path, design) -> None:
    one = design()
    tmp_path.chmod(0o500)
    with pytest.raises(FolderError, match=r"cannot make.*--out"):
        to_folder(one, tmp_path / "r", fake_model(one), workers=1)
    tmp_path.chmod(0o700)


def test_a_folder_below_a_file_is_refused(tmp_path: Path, design) -> None:
    one = design()
    (tmp_path / "file").write_text("")
    with pytest.raises(FolderError, match=r"cannot make the folder.*--out"):
        to_folder(one, tmp_path / "file" / "r", fake_model(one), workers=1)


HOLD = """
import sys, time
from pathlib import Path
from aicompete.batch.store.lock import FolderLock
with FolderLock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_two_processes_never_write_one_folder(tmp_path: Path, design) -> None:
    holder = subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    one = design()
    try:
        with pytest.raises(FolderError, match=rf"written by process {holder.pid}"):
            to_folder(one, tmp_path, fake_model(one), workers=1)
    finally:
        holder.kill()
        holder.communicate()
    with FolderLock(tmp_path):  # the dead hold no locks
        pass


def test_missing_results_name_the_nearest(tmp_path: Path, design) -> None:
    one = design()
    to_folder(one, tmp_path / "baseline", fake_model(one), workers=1)
    with pytest.raises(FolderError, match=r"no results folder .*baselin.*did you mean .*baseline"):
        Results.load(tmp_path / "baselin")
    (tmp_path / "empty").mkdir()
    with pytest.raises(FolderError, match=r"not a results folder"):
        Results.load(tmp_path / "empty")
