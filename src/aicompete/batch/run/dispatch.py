"""Keep workers busy with a bounded number of blocks, survive a worker's death, stop cleanly on Ctrl-C."""

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

AHEAD = 2  # blocks under way per worker: one running, one waiting
TOO_MANY_DEATHS = 4
DEATHS = ("KilledWorker",)  # how Dask calls a dead worker
TICK = 1.0  # seconds between looks at what else there is to do than to wait for blocks

NewExecutor = Callable[[], Executor]
Flight = Future[BlockReport]


def nothing(*_: object) -> None:
    """For who does not listen."""


@contextmanager
def worker_source(
    count: int, dask: str | None = None, given: concurrent.futures.Executor | None = None
) -> Iterator[tuple[NewExecutor, int]]:
    """A way to make executors, and how many workers they have.

    ``dask``: on that cluster. ``given``: with that executor, which has ``count`` workers and is not made anew.
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


def work_off(
    blocks: Sequence[Block],
    submit: Callable[[Executor, Block], Flight],
    lose: Callable[[Block, str], BlockReport],
    finished: Callable[[BlockReport], None],
    new_executor: NewExecutor,
    say: Callable[[str], None] = nothing,
    tick: Callable[[Collection[int]], None] = nothing,
    enough: Callable[[], bool] = lambda: False,
) -> bool:
    """Run all blocks; call ``finished`` for each as it is done, at most ``AHEAD`` per worker under way.

    When a worker dies (killed, out of memory), the blocks that were under way are tried once more, one at a time, so
    that the one at fault is known; ``lose`` records that one as failed runs. ``tick`` is called about once a second
    with the blocks under way. When ``enough`` says so no more blocks are begun, and those under way are finished;
    returns whether all blocks were. On Ctrl-C the same happens before ``KeyboardInterrupt`` goes on; a second Ctrl-C
    leaves the blocks under way unfinished.
    """
    waiting, suspects = deque(blocks), deque[Block]()
    executor = new_executor()
    flying: dict[Flight, Block] = {}
    deaths = 0  # in a row, without any block finished between
    left_out = False
    try:
        while waiting or suspects or flying:
            if not left_out and (waiting or suspects) and enough():
                left_out = True
            if left_out:
                waiting.clear()
                suspects.clear()
                for future in [future for future in flying if future.cancel()]:
                    flying.pop(future)
            alone = bool(suspects) and not flying
            if alone:
                block = suspects.popleft()
                flying[_start(submit, executor, block)] = block
            room = 1 if isinstance(executor, executors.SerialExecutor) else AHEAD * executor.capacity()
            while waiting and not suspects and not alone and len(flying) < room:
                block = waiting.popleft()
                flying[_start(submit, executor, block)] = block
            dead: list[tuple[Block, BaseException]] = []
            for future in wait(flying, timeout=TICK, return_when=FIRST_COMPLETED).done:
                block = flying.pop(future)
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
            tick({block.index for block in flying.values()})
            if dead:
                deaths += 1
                if deaths >= TOO_MANY_DEATHS:
                    raise BatchError(f"workers keep dying ({dead[0][1]}); try --workers 1 to see why")
                died = [block for block, _ in dead]
                if isinstance(dead[0][1], BrokenExecutor):  # the whole pool is gone
                    died += flying.values()
                    flying.clear()
                    executor.shutdown(wait=False, cancel_futures=True)
                    executor = new_executor()
                if alone:
                    finished(lose(died[0], f"the worker died twice ({dead[0][1]}); memory may have run out"))
                else:
                    say(f"a worker died; {len(died)} blocks are tried again, one at a time")
                    suspects.extend(sorted(died, key=lambda b: b.index))
    except KeyboardInterrupt:
        _finish_running(flying, executor, finished, say)
        raise
    finally:
        executor.shutdown(wait=True, cancel_futures=True)
    return not left_out


def _finish_running(
    flying: dict[Flight, Block],
    executor: Executor,
    finished: Callable[[BlockReport], None],
    say: Callable[[str], None],
) -> None:
    """Wait for the blocks that run, after Ctrl-C; at another Ctrl-C let go of them."""
    running = [future for future in flying if not future.cancel()]
    if not running:
        return
    say("stopping: the blocks under way are finished first (Ctrl-C again leaves them)")
    try:
        for future in wait(running).done:
            if future.exception() is None:
                finished(future.result())
    except KeyboardInterrupt:
        executor.kill()
        raise


def _start(submit: Callable[[Executor, Block], Flight], executor: Executor, block: Block) -> Flight:
    """Submit a block; a pool found broken gives a future that says so."""
    try:
        return submit(executor, block)
    except BrokenExecutor as error:
        future: Flight = Future()
        future.set_exception(error)
        return future
