"""Executors on this machine: this process alone, or worker processes. ``cluster`` has the one for Dask.

With one worker everything runs in this process, which makes debugging easy.
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
    """What ``dispatch`` needs: part of ``concurrent.futures.Executor``, and ``capacity`` and ``kill`` besides."""

    def capacity(self) -> int:
        """Number of calls that can run at the same time; it may change."""

    def submit(self, fn: Callable[..., T], /, *args: Any) -> Future[T]:
        """Start ``fn(*args)`` and return its future."""

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Release the workers."""

    def kill(self) -> None:
        """End the workers at once, with the calls that they are running."""


class SerialExecutor:
    """Runs each call immediately, in this process."""

    def capacity(self) -> int:
        """One."""
        return 1

    def submit(self, fn: Callable[..., T], /, *args: Any) -> Future[T]:
        """Run ``fn`` now. An error is stored in the future; Ctrl-C is raised at once."""
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args))
        except Exception as error:
            future.set_exception(error)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Nothing to release."""

    def kill(self) -> None:
        """Nothing to do, since nothing runs between two calls."""


def available_workers() -> int:
    """Number of processors that this process may use."""
    try:
        return max(len(os.sched_getaffinity(0)), 1)
    except AttributeError:  # not on every system
        return os.cpu_count() or 1


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """Limit BLAS to one thread, here and in processes started inside, since blocks already run in parallel."""
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
    """An executor of worker processes. They ignore Ctrl-C, use one BLAS thread, and end when this process ends.

    They are spawned, not forked: that is safe with threads, the same on every system, and does not hand on our open
    files and with them the lock of the results folder.
    """
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    return _OwnProcesses(
        ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_start_worker), workers
    )


class _OwnProcesses:
    """A process pool whose processes ignore Ctrl-C from their start and do not import the caller's main script.

    So that script needs no ``if __name__ == "__main__"``.
    """

    def __init__(self, pool: ProcessPoolExecutor, workers: int) -> None:
        self.pool = pool
        self.workers = self.to_start = workers

    def capacity(self) -> int:
        """Number of processes."""
        return self.workers

    def submit(self, fn: Callable[..., T], /, *args: Any) -> Future[T]:
        """As the pool's. Each of the first calls starts a process."""
        if self.to_start <= 0:
            return self.pool.submit(fn, *args)
        self.to_start -= 1
        with no_main_script(), no_interrupts():
            return self.pool.submit(fn, *args)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """As the pool's."""
        self.pool.shutdown(wait, cancel_futures=cancel_futures)

    def kill(self) -> None:
        """End the processes at once. (From Python 3.14 on the standard library has a method for it.)"""
        processes = dict(getattr(self.pool, "_processes", None) or {})
        for process in processes.values():
            process.kill()


class GivenExecutor:
    """An executor of ``concurrent.futures`` that the caller made and will close."""

    def __init__(self, executor: concurrent.futures.Executor, workers: int) -> None:
        self.executor = executor
        self.workers = workers

    def capacity(self) -> int:
        """As many as the caller said."""
        return self.workers

    def submit(self, fn: Callable[..., T], /, *args: Any) -> Future[T]:
        """As the executor's."""
        return self.executor.submit(fn, *args)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Nothing to do: the caller closes it."""

    def kill(self) -> None:
        """Cancel the calls that have not begun."""
        self.executor.shutdown(wait=False, cancel_futures=True)


@contextmanager
def no_interrupts() -> Iterator[None]:
    """Ignore Ctrl-C inside, so that processes started inside inherit this."""
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread can set signal handlers
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def no_main_script() -> Iterator[None]:
    """Keep processes spawned inside from importing the main script; they need only importable modules."""
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
    """Prepare a worker process: ignore Ctrl-C (the parent handles it), limit BLAS, and end with the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _limit_loaded_blas()
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Exit once the parent has ended, for whatever reason: an orphan would keep writing to the results folder."""
    from multiprocessing import parent_process

    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _limit_loaded_blas() -> Any:
    """Limit BLAS libraries that are loaded already, if threadpoolctl is installed."""
    try:
        from threadpoolctl import threadpool_limits
    except ImportError:
        return None
    return threadpool_limits(limits=1)
