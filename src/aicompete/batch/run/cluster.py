"""Run blocks on a Dask cluster: an existing one, or one of processes on this machine."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from aicompete.batch.errors import BatchError
from aicompete.batch.run.executors import no_interrupts, no_main_script

T = TypeVar("T")

LOCAL = "local"
TIMEOUT = "10s"
COUNT_EVERY = 5.0  # seconds between counts of the workers


@contextmanager
def cluster(address: str, workers: int) -> Iterator[ClusterExecutor]:
    """A Dask cluster as an executor. All its workers must have access to the results folder.

    ``address`` is that of the scheduler (``tcp://host:8786``), the path of a scheduler file (``scheduler.json``), or
    ``local`` for ``workers`` processes on this machine.
    """
    try:
        import distributed
    except ImportError:
        raise BatchError(
            "--dask needs the package dask.distributed, which is not installed: pip install 'aicompete[cluster]'"
        ) from None
    if address == LOCAL:
        with no_main_script(), no_interrupts():
            own = distributed.LocalCluster(
                n_workers=workers,
                threads_per_worker=1,
                processes=True,
                dashboard_address=":0",
                silence_logs=logging.CRITICAL,
            )
        with own, distributed.Client(own) as client:
            yield ClusterExecutor(client)
        return
    by_file = address.endswith(".json")
    if by_file and not Path(address).is_file():
        raise BatchError(f"there is no scheduler file {address}")
    try:
        found = {"scheduler_file": address} if by_file else {"address": address}
        client = distributed.Client(**found, timeout=TIMEOUT)
    except (OSError, ValueError) as error:
        raise BatchError(f"no Dask scheduler answers at {address}: {error}") from None
    with client:
        yield ClusterExecutor(client)


class ClusterExecutor:
    """A Dask client as an executor. Whoever opened the client closes it."""

    def __init__(self, client: Any) -> None:
        self.client = client
        self._executor = client.get_executor(pure=False)
        self._threads, self._counted = 0, -COUNT_EVERY

    def capacity(self) -> int:
        """Threads of all workers, at least one; counted again every few seconds, since workers join and leave."""
        now = time.monotonic()
        if now - self._counted >= COUNT_EVERY:
            self._threads, self._counted = sum(self.client.nthreads().values()), now
        return max(self._threads, 1)

    def submit(self, fn: Callable[..., T], /, *args: Any) -> Future[T]:
        """Run ``fn`` on some worker of the cluster."""
        future: Future[T] = self._executor.submit(fn, *args)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Nothing to do: the cluster is not ours."""

    def kill(self) -> None:
        """Cancel what was submitted; the workers of a cluster are not ours to kill."""
        self._executor.shutdown(wait=False, cancel_futures=True)
