"""The report for bug reports: all well where all is well, and a plain word where something is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from aicompete import doctor
from aicompete.cli import app

pytestmark = pytest.mark.slow


def call(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def test_a_sound_place_is_called_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = call("doctor")
    assert done.exit_code == 0, done.output
    for part in ("aicompete", "python", "packages", "numpy", "processors", "disk", "levers", "months of runs a second"):
        assert part in done.output
    assert done.output.strip().endswith("Everything works.")
    assert list(tmp_path.iterdir()) == []  # it leaves nothing behind


def test_what_is_wrong_is_named_and_the_rest_is_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("no such world")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("aicompete.config.load_catalogue", broken)
    monkeypatch.setattr("aicompete.batch.run.cost.free_space", lambda folder: 1e6)
    done = call("doctor")
    assert done.exit_code == 1
    assert "RuntimeError: no such world" in done.output
    assert "note   disk" in done.output
    assert "processors" in done.output


def test_a_folder_that_cannot_be_written_is_wrong(tmp_path: Path) -> None:
    file = tmp_path / "results"
    file.write_text("")
    found = {finding.what: finding for finding in doctor._folder(Path("/proc/none"))}
    assert found["writing"].state == doctor.BAD
