"""Hand blocks to workers, a bounded number at a time; survive the death of a worker; stop cleanly on Ctrl-C."""

from __future__ import annotations

import concurrent.futures
from collections import deque
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Future, wait
from contextlib import contextmanager

from aicompete.batch.design.blocks import Block
from aicompete.batch.errors import BatchError
from aicompete.batch.run import executors
from aicompete.batch.run.executors import Executor
from aicompete.batch.run.worker import BlockReport

AHEAD = 2  # blocks submitted per worker: one running, one waiting, so that no worker is idle
TOO_MANY_DEATHS = 4  # in a row, after which the batch gives up
DEATHS = ("KilledWorker",)  # Dask's errors for a dead worker
TICK = 1.0  # seconds between calls of ``tick`` while blocks are running

NewExecutor = Callable[[], Executor]
BlockFuture = Future[BlockReport]


def nothing(*_: object) -> None:
    """A callback that does nothing."""


@contextmanager
def worker_source(
    count: int, dask: str | None = None, given: concurrent.futures.Executor | None = None
) -> Iterator[tuple[NewExecutor, int]]:
    """A function that makes an executor, and how many workers it has.

    ``dask``: use this cluster. ``given``: use this executor, which has ``count`` workers and cannot be replaced when
    it breaks. Else processes on this machine, or this process alone for one worker.
    """
    with executors.one_blas_thread():
        if given is not None:
            left = [executors.GivenExecutor(given, count)]

            def once() -> Executor:
                if not left:
                    raise BatchError("the executor that was given is broken; the same call with a new one goes on")
                return left.pop()

            yield once, count
        elif dask is not None:
            from aicompete.batch.run.cluster import cluster

            with cluster(dask, count) as executor:
                yield (lambda: executor), executor.capacity()
        elif count <= 1:
            yield executors.SerialExecutor, 1
        else:
            yield (lambda: executors.process_pool(count)), count


def run_blocks(
    blocks: Sequence[Block],
    submit: Callable[[Executor, Block], BlockFuture],
    fail: Callable[[Block, str], BlockReport],
    finished: Callable[[BlockReport], None],
    new_executor: NewExecutor,
    say: Callable[[str], None] = nothing,
    tick: Callable[[Collection[int]], None] = nothing,
    enough: Callable[[], bool] = lambda: False,
    ahead: int = AHEAD,
) -> bool:
    """Run all blocks, at most ``ahead`` per worker at a time, and call ``finished`` for each that is done.

    When a worker dies (killed, out of memory), the blocks that were running are tried once more, one at a time, to
    find the one at fault; ``fail`` records its runs as failed. ``tick`` is called about once a second with the indices
    of the running blocks. Once ``enough`` returns true, running blocks are finished and no more are begun. Returns
    whether all blocks were run. On Ctrl-C running blocks are finished before ``KeyboardInterrupt`` is raised; a second
    Ctrl-C abandons them.
    """
    waiting, suspects = deque(blocks), deque[Block]()
    executor = new_executor()
    running: dict[BlockFuture, Block] = {}
    deaths = 0  # in a row, without any block finished between
    cut_short = False
    try:
        while waiting or suspects or running:
            if not cut_short and (waiting or suspects) and enough():
                cut_short = True
            if cut_short:
                waiting.clear()
                suspects.clear()
                for future in [future for future in running if future.cancel()]:
                    running.pop(future)
            alone = bool(suspects) and not running
            if alone:
                block = suspects.popleft()
                running[_start(submit, executor, block)] = block
            room = 1 if isinstance(executor, executors.SerialExecutor) else ahead * executor.capacity()
            while waiting and not suspects and not alone and len(running) < room:
                block = waiting.popleft()
                running[_start(submit, executor, block)] = block
            dead: list[tuple[Block, BaseException]] = []
            for future in wait(running, timeout=TICK, return_when=FIRST_COMPLETED).done:
                block = running.pop(future)
                error = future.exception()
                if error is None:
                    deaths = 0
                    finished(future.result())
                elif isinstance(error, BrokenExecutor) or type(error).__name__ in DEATHS:
                    dead.append((block, error))
                elif isinstance(error, CancelledError) or type(error).__module__.startswith("distributed"):
                    raise BatchError(f"the cluster gave up ({error}); the same command goes on") from error
                else:
                    raise error
            tick({block.index for block in running.values()})
            if dead:
                deaths += 1
                if deaths >= TOO_MANY_DEATHS:
                    raise BatchError(f"workers keep dying ({dead[0][1]}); try --workers 1 to see why")
                died = [block for block, _ in dead]
                if isinstance(dead[0][1], BrokenExecutor):  # the whole pool is gone
                    died += running.values()
                    running.clear()
                    executor.shutdown(wait=False, cancel_futures=True)
                    executor = new_executor()
                if alone:
                    finished(fail(died[0], f"the worker died twice ({dead[0][1]}); memory may have run out"))
                else:
                    say(f"a worker died; {len(died)} blocks are tried again, one at a time")
                    suspects.extend(sorted(died, key=lambda b: b.index))
    except KeyboardInterrupt:
        _finish_running(running, executor, finished, say)
        raise
    finally:
        executor.shutdown(wait=True, cancel_futures=True)
    return not cut_short


def _finish_running(
    running: dict[BlockFuture, Block],
    executor: Executor,
    finished: Callable[[BlockReport], None],
    say: Callable[[str], None],
) -> None:
    """After Ctrl-C, wait for the blocks that have begun; at another Ctrl-C abandon them."""
    begun = [future for future in running if not future.cancel()]
    if not begun:
        return
    say("stopping: the blocks under way are finished first (Ctrl-C again leaves them)")
    try:
        for future in wait(begun).done:
            if future.exception() is None:
                finished(future.result())
    except KeyboardInterrupt:
        executor.kill()
        raise


def _start(submit: Callable[[Executor, Block], BlockFuture], executor: Executor, block: Block) -> BlockFuture:
    """Submit a block; when the pool is broken, return a future with that error."""
    try:
        return submit(executor, block)
    except BrokenExecutor as error:
        future: BlockFuture = Future()
        future.set_exception(error)
        return future
