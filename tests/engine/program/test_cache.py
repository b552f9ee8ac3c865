"""Programs on disk: kept once, shared by processes, and never in the way."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from aicompete.config import apply_settings, load_scenario
from aicompete.engine.program import cache, program
from aicompete.engine.program.cache import ENDING, FOLDER
from aicompete.engine.program.program import Program, program_for

pytestmark = pytest.mark.slow  # whole commands or processes

POINT = load_scenario("baseline")
NAMES = ["series:compute_world"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder of the test's own, and no programs in memory."""
    monkeypatch.setenv(FOLDER, str(tmp_path / "cache"))
    monkeypatch.setattr(program, "_MADE", {})
    return tmp_path / "cache"


def _compilations(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    done: list[int] = []
    make = program._made

    def counted(*how: object) -> Program:
        done.append(1)
        return make(*how)  # type: ignore[arg-type]

    monkeypatch.setattr(program, "_made", counted)
    return done


def test_a_program_is_compiled_once_and_then_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = _compilations(monkeypatch)
    first = program_for(POINT, NAMES)
    monkeypatch.setattr(program, "_MADE", {})
    second = program_for(POINT, NAMES)
    assert len(done) == 1
    assert second.layout == first.layout
    assert second.code == first.code
    assert {path.suffix for path in folder.iterdir()} == {ENDING}


@pytest.mark.parametrize("damage", [lambda b: b[:-100], lambda b: b"", lambda b: b[:200] + b"x" + b[201:]])
def test_a_damaged_file_counts_as_not_there(folder: Path, monkeypatch: pytest.MonkeyPatch, damage: object) -> None:
    done = _compilations(monkeypatch)
    program_for(POINT, NAMES)
    for path in folder.iterdir():
        path.write_bytes(damage(path.read_bytes()))  # type: ignore[operator]
    monkeypatch.setattr(program, "_MADE", {})
    program_for(POINT, NAMES)
    assert len(done) == 2


def test_no_folder_and_no_rights_are_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    for where in ("", str(blocked / "cache")):
        monkeypatch.setenv(FOLDER, where)
        monkeypatch.setattr(program, "_MADE", {})
        assert program_for(POINT, NAMES).layout.sizes["z"] == 1


def test_two_processes_at_once(folder: Path) -> None:
    code = (
        "from aicompete.config import load_scenario\n"
        "from aicompete.engine.program.program import program_for\n"
        f"print(len(program_for(load_scenario('baseline'), {NAMES!r}).code))\n"
    )
    running = [subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, env=os.environ) for _ in range(2)]
    said = [process.communicate(timeout=300)[0] for process in running]
    assert said[0] == said[1] != b""
    assert {path.suffix for path in folder.iterdir()} == {ENDING}


def test_the_key_knows_all_that_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = {
        cache.key(POINT, NAMES, 8),
        cache.key(POINT, NAMES, 4),
        cache.key(POINT, [*NAMES, "series:compute_usa"], 8),
        cache.key(load_scenario("history"), NAMES, 8),
        cache.key(apply_settings(POINT, ["disable=[smuggling]"]), NAMES, 8),
    }
    assert len(keys) == 5
    assert cache.key(apply_settings(POINT, ["USA.ally_alienation=0.9"]), NAMES, 8) in keys  # levers are no structure
    monkeypatch.setattr(cache, "model_hash", lambda: "another version of the model")
    assert cache.key(POINT, NAMES, 8) not in keys


def test_old_programs_go(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "MOST", 2)
    for i in range(4):
        cache.write(f"p{i}", {}, b"")
        os.utime(folder / f"p{i}{ENDING}", (i, i))
    cache.write("new", {}, b"")
    assert len(list(folder.iterdir())) == 2
