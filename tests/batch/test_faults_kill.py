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

from aicompete.batch.run.runner import to_folder
from aicompete.batch.store.lock import FolderLock

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="finds the workers in /proc"),
]
STARTS = 5
"""Of each start a worker is killed, and then the parent: ten kills."""
MANY, BLOCKS = 50, 100
"""Replicates, and so many blocks of four runs: more than five short lives can finish."""


def test_killed_ten_times_at_random_moments_the_tables_are_those_of_an_undisturbed_sweep(tmp_path: Path) -> None:
    chance = random.Random(20260101)
    folder = tmp_path / "r"
    for turn in range(STARTS):
        before = fault_kit.finished_blocks(folder)
        job = fault_kit.start(folder, slow=0.2, replicates=MANY)
        assert fault_kit.wait_for(lambda job=job: fault_kit.at_work(job, folder) == 2), job.communicate()
        if turn % 2 == 0:  # in some turns later, in others amid the first blocks
            assert fault_kit.wait_for(lambda past=before: fault_kit.finished_blocks(folder) > past)
        time.sleep(chance.uniform(0.0, 0.5))
        workers = fault_kit.children(job.pid)
        fault_kit.kill(chance.choice(workers))
        time.sleep(chance.uniform(0.0, 0.5))  # some time to notice and to begin again
        workers += fault_kit.children(job.pid)
        fault_kit.kill(job.pid)
        job.communicate(timeout=30)
        assert fault_kit.wait_for(lambda left=workers: not any(map(fault_kit.alive, left)), 60), "workers outlive it"
    before = fault_kit.finished_blocks(folder)
    design = fault_kit.small_sweep(MANY)
    results = to_folder(design, folder, fake_model(design), workers=1)
    assert results.finished
    assert fault_kit.same(results, fault_kit.undisturbed(MANY))
    assert not list(folder.rglob("*.tmp"))
    assert 0 < before < BLOCKS  # something was kept, and something was left to do


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
    assert fault_kit.wait_for(lambda: fault_kit.at_work(job, folder) == 2)  # both are at a block
    workers = fault_kit.children(job.pid)
    fault_kit.kill(job.pid)
    job.communicate(timeout=10)
    with FolderLock(folder):  # at once: no worker holds it
        pass
    assert fault_kit.wait_for(lambda: not any(map(fault_kit.alive, workers)), 60)


def test_a_second_interrupt_leaves_the_blocks_under_way(tmp_path: Path) -> None:
    folder = tmp_path / "r"
    job = fault_kit.start(folder, slow=30.0)
    assert fault_kit.wait_for(lambda: fault_kit.at_work(job, folder) == 2)
    job.send_signal(signal.SIGINT)
    assert job.stderr is not None
    assert fault_kit.wait_for(lambda: "stopping" in job.stderr.readline(), 60)
    job.send_signal(signal.SIGINT)
    _, told = job.communicate(timeout=20)
    assert job.returncode != 0
    assert "Interrupted" in told
    assert fault_kit.finished_blocks(folder) == 0
