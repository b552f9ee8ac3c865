"""``kill -9`` of the parent and of workers at random moments: the same command goes on to the same tables."""

from __future__ import annotations

import random
import signal
import sys
import time
from pathlib import Path

import pytest
from tests.batch import fault_kit
from tests.batch.fake_engine import fake_model

from aicompete.batch.lock import FolderLock
from aicompete.batch.runner import to_folder

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="finds the workers in /proc"),
]
KILLS = 10


def test_killed_ten_times_at_random_moments_the_tables_are_those_of_an_undisturbed_sweep(tmp_path: Path) -> None:
    chance = random.Random(20260101)
    folder = tmp_path / "r"
    struck = {"parent": 0, "worker": 0}
    for turn in range(KILLS):
        job = fault_kit.start(folder, slow=0.4)
        assert fault_kit.wait_for(lambda pid=job.pid: len(fault_kit.children(pid)) == 2), job.communicate()
        time.sleep(chance.uniform(0.0, 0.5))
        workers = fault_kit.children(job.pid)
        if turn % 2 and workers:
            fault_kit.kill(chance.choice(workers))
            struck["worker"] += 1
            time.sleep(chance.uniform(0.0, 0.3))  # some time to notice, then all of it ends
        else:
            struck["parent"] += 1
        fault_kit.kill(job.pid)
        job.communicate(timeout=30)
        assert fault_kit.wait_for(lambda left=workers: not any(map(fault_kit.alive, left)), 20), "workers outlive it"
    assert min(struck.values()) >= 4
    before = fault_kit.finished_blocks(folder)
    design = fault_kit.small_sweep()
    results = to_folder(design, folder, fake_model(design), workers=1)
    assert results.finished
    assert fault_kit.same(results, fault_kit.undisturbed())
    assert not list(folder.rglob("*.tmp"))
    assert before < 10  # the last start had something left to do


def test_a_worker_killed_on_the_way_costs_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "r"
    job = fault_kit.start(folder, slow=0.3)
    assert fault_kit.wait_for(lambda: fault_kit.finished_blocks(folder) >= 1)
    fault_kit.kill(fault_kit.children(job.pid)[0])
    _, told = job.communicate(timeout=60)
    assert job.returncode == 0, told
    assert "a worker died" in told
    design = fault_kit.small_sweep()
    assert fault_kit.same(to_folder(design, folder, fake_model(design), workers=1), fault_kit.undisturbed())


def test_workers_end_with_their_parent_and_leave_no_lock(tmp_path: Path) -> None:
    folder = tmp_path / "r"
    job = fault_kit.start(folder, slow=30.0)
    assert fault_kit.wait_for(lambda: len(fault_kit.children(job.pid)) == 2)
    assert fault_kit.wait_for(lambda: len(list((folder / ".workers").glob("*"))) == 2)  # both are at a block
    workers = fault_kit.children(job.pid)
    fault_kit.kill(job.pid)
    job.communicate(timeout=10)
    with FolderLock(folder):  # at once: no worker holds it
        pass
    assert fault_kit.wait_for(lambda: not any(map(fault_kit.alive, workers)), 10)


def test_a_second_interrupt_leaves_the_blocks_under_way(tmp_path: Path) -> None:
    folder = tmp_path / "r"
    job = fault_kit.start(folder, slow=30.0)
    assert fault_kit.wait_for(lambda: len(list((folder / ".workers").glob("*"))) == 2)
    job.send_signal(signal.SIGINT)
    assert job.stderr is not None
    assert fault_kit.wait_for(lambda: "stopping" in job.stderr.readline(), 20)
    job.send_signal(signal.SIGINT)
    _, told = job.communicate(timeout=20)
    assert job.returncode != 0
    assert "Interrupted" in told
    assert fault_kit.finished_blocks(folder) == 0
