"""A real Dask cluster of two worker processes on this machine, one of which is killed on the way."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from pathlib import Path

import pytest
from tests.batch import fault_kit
from tests.batch.fake_engine import fake_model
from tests.extras_kit import needs

from aicompete.batch.errors import BatchError
from aicompete.batch.run.cluster import cluster
from aicompete.batch.run.runner import to_folder

pytestmark = needs("distributed")


@pytest.fixture(scope="module")
def two_workers():
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0", silence_logs=logging.CRITICAL
    ) as own:
        yield own


@pytest.mark.slow
def test_a_cluster_that_loses_a_worker_ends_with_the_same_tables(tmp_path: Path, two_workers) -> None:
    """The killed worker's block is given to another; the nanny starts a new worker in its place."""
    folder = tmp_path / "r"
    with two_workers.get_client() as client:
        before = set(client.run(os.getpid).values())
    killed: list[int] = []

    def strike() -> None:
        if fault_kit.wait_for(lambda: fault_kit.finished_blocks(folder) >= 2):
            notes = [path.name for path in (folder / ".workers").glob("*")]
            killed.append(next(pid for pid in before if any(f"-{pid}" in name for name in notes)))
            os.kill(killed[0], signal.SIGKILL)

    killer = threading.Thread(target=strike)
    killer.start()
    design = fault_kit.small_sweep()
    results = to_folder(
        design,
        folder,
        fake_model(design, slow=0.25),
        block_size=2,
        dask=two_workers.scheduler_address,
    )
    killer.join()
    assert killed
    assert results.failed == 0
    assert fault_kit.same(results, fault_kit.undisturbed())
    with two_workers.get_client() as client:
        assert fault_kit.wait_for(lambda: len(client.scheduler_info()["workers"]) == 2)
        assert killed[0] not in set(client.run(os.getpid).values())


@pytest.mark.slow
def test_a_cluster_started_for_the_sweep(tmp_path: Path) -> None:
    job = fault_kit.start(tmp_path / "r", workers=2, dask="local")
    _, told = job.communicate(timeout=120)
    assert job.returncode == 0, told
    assert told.startswith("40 runs; 2 workers\n")
    design = fault_kit.small_sweep()
    assert fault_kit.same(to_folder(design, tmp_path / "r", fake_model(design), workers=1), fault_kit.undisturbed())


def test_a_scheduler_that_is_not_there_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aicompete.batch.run.cluster.TIMEOUT", "0.2s")
    with (
        pytest.raises(BatchError, match=r"no Dask scheduler answers at tcp://127.0.0.1:9"),
        cluster("tcp://127.0.0.1:9", 1),
    ):
        pass
    with (
        pytest.raises(BatchError, match=r"there is no scheduler file .*none.json"),
        cluster(str(tmp_path / "none.json"), 1),
    ):
        pass


def test_what_is_missing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(BatchError, match=r"not installed.*pip install 'aicompete\[cluster\]'"), cluster("x", 1):
        pass
