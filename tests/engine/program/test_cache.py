"""Programs on disk: kept once, shared by processes, and never in the way."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from tests.engine_kit import task

from aicompete.config import apply_settings, load_catalogue, load_scenario
from aicompete.config.catalogue import catalogue
from aicompete.config.reading.kept import FOLDER
from aicompete.engine.block import Record, begun, result_of
from aicompete.engine.compiled import step_compiled
from aicompete.engine.program import cache, make
from aicompete.engine.program.cache import ENDING
from aicompete.engine.program.layout import Program
from aicompete.engine.program.make import LITTLE, program_for
from aicompete.engine.program.purpose import Purpose

pytestmark = pytest.mark.slow  # whole commands or processes

KEPT = ("chips", "compute")
"""Two mechanisms and no more: a program of its own for every test must be quickly compiled."""
LEFT = [name for name, one in load_catalogue().mechanisms.items() if one.can_disable and name not in KEPT]
FEW = Record(nations=False, series=("compute_world",))
PURPOSE = Purpose.recording(apply_settings(load_scenario("baseline"), [f"disable=[{', '.join(LEFT)}]"]), FEW)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder of the test's own, and no programs in memory."""
    monkeypatch.setenv(FOLDER, str(tmp_path / "cache"))
    monkeypatch.setattr(make, "_MADE", {})
    return tmp_path / "cache"


def _endings(folder: Path) -> set[str]:
    """Of all that lies in a folder but the catalogue, which may be kept there as well."""
    return {path.suffix for path in folder.iterdir()} - {catalogue.ENDING}


def _compilations(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    done: list[int] = []
    made = make._made

    def counted(*how: object) -> Program:
        done.append(1)
        return made(*how)  # type: ignore[arg-type]

    monkeypatch.setattr(make, "_made", counted)
    return done


def test_a_program_is_compiled_once_and_then_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = _compilations(monkeypatch)
    first = program_for(PURPOSE)
    monkeypatch.setattr(make, "_MADE", {})
    second = program_for(PURPOSE)
    assert len(done) == 1
    assert second.layout == first.layout
    assert second.code == first.code
    assert _endings(folder) == {ENDING}


@pytest.mark.parametrize(
    "damage", [lambda b: b[:-100], lambda b: b"", lambda b: b[:200] + bytes([b[200] ^ 1]) + b[201:]]
)
def test_a_damaged_file_counts_as_not_there(folder: Path, monkeypatch: pytest.MonkeyPatch, damage: object) -> None:
    done = _compilations(monkeypatch)
    program_for(PURPOSE)
    for path in folder.iterdir():
        path.write_bytes(damage(path.read_bytes()))  # type: ignore[operator]
    monkeypatch.setattr(make, "_MADE", {})
    program_for(PURPOSE)
    assert len(done) == 2


def test_little_work_gets_code_made_in_haste_with_the_same_bits(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = program_for(PURPOSE, work=LITTLE)
    assert program_for(PURPOSE, work=LITTLE) is first
    well = program_for(PURPOSE, work=LITTLE + 1)
    assert well.layout == first.layout
    assert well.code != first.code
    assert program_for(PURPOSE, work=1) is well  # the better one, now that it is there
    monkeypatch.setattr(make, "_MADE", {})
    assert program_for(PURPOSE, work=1).code == well.code
    tasks = task(PURPOSE.point, range(3), months=14, record=FEW)
    tables = []
    for program in (first, well):
        ensemble, recorder = begun(tasks)
        step_compiled((None, program), ensemble, recorder, tasks.months)
        tables.append(result_of(tasks, recorder).series["compute_world"])
    assert np.ptp(tables[0]) > 0.0
    np.testing.assert_array_equal(*tables)


def test_no_folder_and_no_rights_are_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    for where in ("", str(blocked / "cache")):
        monkeypatch.setenv(FOLDER, where)
        monkeypatch.setattr(make, "_MADE", {})
        assert program_for(PURPOSE).layout.sizes["z"] == 1


def test_two_processes_at_once(folder: Path) -> None:
    code = (
        "from tests.engine.program.test_cache import PURPOSE\n"
        "from aicompete.engine.program.make import program_for\n"
        "print(len(program_for(PURPOSE).code))\n"
    )
    running = [subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, env=os.environ) for _ in range(2)]
    said = [process.communicate(timeout=300)[0] for process in running]
    assert said[0] == said[1] != b""
    assert _endings(folder) == {ENDING}


def test_the_key_knows_all_that_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    def key_of(*settings: str, name: str = "baseline", record: Record = FEW, lanes: int = 8) -> str:
        return cache.key(Purpose.recording(apply_settings(load_scenario(name), list(settings)), record), lanes)

    stronger = "replies=[{name: forced_innovation, strength: 0.8}]"
    keys = {
        key_of(),
        key_of(lanes=4),
        key_of(record=Record(nations=False, series=("compute_world", "compute_usa"))),
        key_of(name="history"),
        key_of("disable=[smuggling]"),
        key_of("replies=on"),
        key_of("replies=[forced_innovation]"),
        key_of(stronger),
    }
    assert len(keys) == 8
    assert key_of("USA.ally_alienation=0.9") in keys  # levers are no structure
    assert key_of(stronger, "months=30") in keys
    monkeypatch.setattr(cache, "model_hash", lambda: "another version of the model")
    assert key_of() not in keys


def test_old_programs_go(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "MOST", 2)
    for i in range(4):
        cache.write(f"p{i}", {}, b"")
        os.utime(folder / f"p{i}{ENDING}", (i, i))
    cache.write("new", {}, b"")
    assert len(list(folder.iterdir())) == 2
