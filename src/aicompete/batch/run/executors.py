"""Where blocks are run: in this process or in worker processes (``cluster.py`` has Dask).

Anything with ``submit`` returning a ``concurrent.futures.Future`` will do. Serial is the default, so that
debugging needs no pool.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    import concurrent.futures
    from concurrent.futures import ProcessPoolExecutor

T = TypeVar("T")

ONE_THREAD = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "NUMEXPR_NUM_THREADS",
)


class Executor(Protocol):
    """The part of ``concurrent.futures.Executor`` that the runner uses, and a little more."""

    def capacity(self) -> int:
        """Calls that can run at the same time; may change."""

    def submit(self, fn: Callable[..., T], /, *args: Any) -> Future[T]:
        """Start ``fn(*args)`` and return its future."""

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Let go of the workers."""

    def kill(self) -> None:
        """End the workers at once, and what they have under way."""


class SerialExecutor:
    """Runs each call at once, in this process."""

    def capacity(self) -> int:
        """One."""
        return 1

    def submit(self, fn: Callable[..., T], /, *args: Any) -> Future[T]:
        """Run ``fn`` now; errors wait in the future, Ctrl-C does not."""
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args))
        except Exception as error:
            future.set_exception(error)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Nothing to let go of."""

    def kill(self) -> None:
        """Nothing runs between two calls."""


def available_workers() -> int:
    """Processors this process may use."""
    try:
        return max(len(os.sched_getaffinity(0)), 1)
    except AttributeError:  # not on every system
        return os.cpu_count() or 1


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """Hold BLAS to one thread here and in processes started inside: blocks are the parallel unit."""
    before = {name: os.environ.get(name) for name in ONE_THREAD}
    os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
    limit = _limit_loaded_blas()
    try:
        yield
    finally:
        if limit is not None:
            limit.restore_original_limits()
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def process_pool(workers: int) -> Executor:
    """Worker processes started afresh (spawn): safe with threads, alike on every system, and without our open files.

    They hold no lock of ours, are deaf to Ctrl-C, have one BLAS thread, and end when this process does.
    """
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    return _OwnProcesses(
        ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_start_worker), workers
    )


class _OwnProcesses:
    """A pool whose processes start on their own: deaf to Ctrl-C from the first instant, and without importing the
    caller's main script, which therefore needs no ``if __name__ == "__main__"``."""

    def __init__(self, pool: ProcessPoolExecutor, workers: int) -> None:
        self.pool = pool
        self.workers = self.to_start = workers

    def capacity(self) -> int:
        """Number of processes."""
        return self.workers

    def submit(self, fn: Callable[..., T], /, *args: Any) -> Future[T]:
        """As the pool's; the first calls start its processes."""
        if self.to_start <= 0:
            return self.pool.submit(fn, *args)
        self.to_start -= 1
        with no_main_script(), no_interrupts():
            return self.pool.submit(fn, *args)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """As the pool's."""
        self.pool.shutdown(wait, cancel_futures=cancel_futures)

    def kill(self) -> None:
        """End the processes at once. The standard library can do it from Python 3.14 on."""
        processes = dict(getattr(self.pool, "_processes", None) or {})
        for process in processes.values():
            process.kill()


class GivenExecutor:
    """An executor of ``concurrent.futures`` that somebody else made, and will close."""

    def __init__(self, executor: concurrent.futures.Executor, workers: int) -> None:
        self.executor = executor
        self.workers = workers

    def capacity(self) -> int:
        """As many as its maker says."""
        return self.workers

    def submit(self, fn: Callable[..., T], /, *args: Any) -> Future[T]:
        """As the executor's."""
        return self.executor.submit(fn, *args)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """That is its maker's."""

    def kill(self) -> None:
        """Take back what has not begun."""
        self.executor.shutdown(wait=False, cancel_futures=True)


@contextmanager
def no_interrupts() -> Iterator[None]:
    """Processes started inside inherit that Ctrl-C is ignored."""
    if threading.current_thread() is not threading.main_thread():
        yield  # signals are the main thread's
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def no_main_script() -> Iterator[None]:
    """Processes spawned inside do not import the main script: all they need lies in importable modules."""
    main: dict[str, Any] = vars(sys.modules["__main__"])
    hidden: dict[str, Any] = {name: main[name] for name in ("__file__", "__spec__") if name in main}
    main.pop("__file__", None)
    main["__spec__"] = None
    try:
        yield
    finally:
        main.pop("__spec__", None)
        main.update(hidden)


def _start_worker() -> None:
    """Ctrl-C is the parent's business; a worker finishes its block, and ends with its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _limit_loaded_blas()
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Wait for the parent's end, however it came; an orphan would go on writing into a folder nobody watches."""
    from multiprocessing import parent_process

    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _limit_loaded_blas() -> Any:
    """Limit BLAS libraries that are loaded already, where threadpoolctl is there to do it."""
    try:
        from threadpoolctl import threadpool_limits
    except ImportError:
        return None
    return threadpool_limits(limits=1)
