"""Signs of life: a worker that is stopped is noticed and said, and so is one that speaks again."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from pathlib import Path

import pytest
from tests.batch import fault_kit
from tests.batch.fake_engine import fake_model

from aicompete.batch.run import heartbeat
from aicompete.batch.run.heartbeat import Watch, beating
from aicompete.batch.run.progress import PlainLines
from aicompete.batch.run.runner import to_folder
from aicompete.batch.store.provenance import host


def note(folder: Path, name: str, block: int, count: int) -> None:
    (folder / ".workers").mkdir(exist_ok=True)
    (folder / ".workers" / name).write_text(json.dumps({"block": block, "count": count}))


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [1000.0]
    monkeypatch.setattr(heartbeat.time, "monotonic", lambda: now[0])
    return now


def test_a_silent_worker_is_said_once_and_when_it_is_heard_again(tmp_path: Path, clock: list[float]) -> None:
    said: list[str] = []
    watch = Watch(tmp_path, said.append, silent=60.0, every=5.0)
    for turn in range(30):
        clock[0] += 5.0
        note(tmp_path, "far-1", 7, turn)
        note(tmp_path, "far-2", 8, min(turn, 3))  # stops after 20 s
        watch.look({7, 8})
    assert len(said) == 1
    assert said[0].startswith("worker far-2 has been silent for 60 s at block 8")
    note(tmp_path, "far-2", 8, 99)
    clock[0] += 5.0
    watch.look({7, 8})
    assert said[1:] == ["worker far-2 is heard again"]


def test_who_has_no_block_may_be_silent(tmp_path: Path, clock: list[float]) -> None:
    said: list[str] = []
    watch = Watch(tmp_path, said.append)
    note(tmp_path, "far-1", 7, 1)
    note(tmp_path, f"{host()}-{2**22 + 1}", 8, 1)  # of a process that is no more
    for _ in range(30):
        clock[0] += 5.0
        watch.look({8})
    assert said == []


def test_workers_that_never_begin_are_said(tmp_path: Path, clock: list[float]) -> None:
    said: list[str] = []
    watch = Watch(tmp_path, said.append)
    for _ in range(30):
        clock[0] += 5.0
        watch.look({0, 1})
    assert said == ["no worker has begun a block after 60 s; the batch waits"]


def test_a_worker_shows_that_it_lives_while_it_works_and_only_then(tmp_path: Path) -> None:
    with beating(str(tmp_path), 0.01, 5):
        [path] = (tmp_path / ".workers").iterdir()
        assert path.name == f"{host()}-{os.getpid()}"
        first = path.read_text()
        assert fault_kit.wait_for(lambda: path.read_text() not in ("", first), 10)
        assert json.loads(first)["block"] == 5
    assert not path.exists()
    with beating(None, 0.01, 5), beating(str(tmp_path), None, 5):
        assert not path.exists()


def stands_still(worker: int) -> bool:
    """Whether a signal has stopped a process: the state after its name in /proc."""
    return Path(f"/proc/{worker}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "T"


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="finds the workers in /proc")
def test_a_stopped_worker_is_noticed_in_a_sweep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heartbeat, "EVERY", 0.1)
    monkeypatch.setattr(Watch.__init__, "__defaults__", (0.5, 0.1))
    design = fault_kit.small_sweep()
    stopped: list[int] = []
    since: list[float] = []

    class Lines(PlainLines):
        """Stops a worker when it is at a block, and lets it go on when that was said, or after a minute."""

        lines: tuple[str, ...] = ()

        def wait(self, blocks: int) -> None:
            notes = list((tmp_path / "r" / ".workers").glob("*"))
            if not stopped and len(notes) == 2:
                worker = int(notes[0].name.rpartition("-")[2])
                os.kill(worker, signal.SIGSTOP)
                assert fault_kit.wait_for(lambda: stands_still(worker), 10)
                if notes[0].exists():
                    stopped.append(worker)
                    since.append(time.monotonic())
                else:  # it had just finished its block: nobody would miss it
                    os.kill(worker, signal.SIGCONT)
            if since and time.monotonic() > since[0] + 60.0:
                os.kill(stopped[0], signal.SIGCONT)

        def say(self, text: str) -> None:
            self.lines += (text,)
            if "has been silent" in text and stopped:
                os.kill(stopped[0], signal.SIGCONT)

    lines = Lines()
    began = time.monotonic()
    results = to_folder(design, tmp_path / "r", fake_model(design, slow=0.8), block_size=10, workers=2, progress=lines)
    assert stopped, time.monotonic() - began
    name = f"{host()}-{stopped[0]}"
    assert any(text.startswith(f"worker {name} has been silent for ") for text in lines.lines)
    assert fault_kit.same(results, fault_kit.undisturbed())
    assert not (tmp_path / "r" / ".workers").exists()
