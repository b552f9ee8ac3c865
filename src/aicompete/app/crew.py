"""The crew: worker processes that all open pages share. First pictures go before further runs.

A round is computed once, however many pages wait for it; one that nobody waits for any longer is never begun.
"""

from __future__ import annotations

import asyncio
import heapq
from collections import OrderedDict
from concurrent.futures import BrokenExecutor
from dataclasses import dataclass, field
from itertools import count

from aicompete.app.pile import Pile
from aicompete.app.rounds import Chunk, run_round
from aicompete.batch.run.executors import Executor, available_workers, one_blas_thread, process_pool
from aicompete.config import Scenario

PILES = 8
"""Piles kept in memory (about 60 MB each at 200 runs of ten years); those that were not looked at longest go first."""
MOST_WORKERS = 8


@dataclass(order=True)
class Job:
    """A round to be computed: rank 0 for a first picture, more for further runs."""

    rank: int
    number: int
    pile: Pile = field(compare=False)
    first: int = field(compare=False)
    stop: int = field(compare=False)
    done: asyncio.Future[Chunk] = field(compare=False)
    waiting: int = field(default=0, compare=False)
    begun: bool = field(default=False, compare=False)


class Crew:
    """Piles of runs by scenario, and the processes that add to them. Lives in one event loop."""

    def __init__(self, workers: int | None = None) -> None:
        self.workers = workers or min(max(available_workers(), 2), MOST_WORKERS)
        self.piles: OrderedDict[tuple[str, int, int], Pile] = OrderedDict()
        self.jobs: dict[tuple[int, int], Job] = {}
        self._heap: list[Job] = []
        self._numbers = count()
        self._busy = 0
        self._later = 0
        self._pool: Executor | None = None

    def pile(self, scenario: Scenario, seed: int) -> Pile:
        """The pile of a scenario; scenarios that set the same share one, whatever their names."""
        key = (scenario.digest, scenario.months, seed)
        found = self.piles.pop(key, None) or Pile(scenario, seed)
        self.piles[key] = found
        while len(self.piles) > PILES:
            self.piles.popitem(last=False)
        return found

    async def more(self, pile: Pile, first: int, stop: int) -> None:
        """See that a pile has a round; give way when the caller is cancelled."""
        if first in pile.chunks:
            return
        key = (id(pile), first)
        job = self.jobs.get(key)
        if job is None:
            future: asyncio.Future[Chunk] = asyncio.get_running_loop().create_future()
            job = Job(0 if first == 0 else 1, next(self._numbers), pile, first, stop, future)
            self.jobs[key] = job
            heapq.heappush(self._heap, job)
        job.waiting += 1
        self._pump()
        try:
            await asyncio.shield(job.done)
        finally:
            job.waiting -= 1
            if job.waiting == 0 and not job.begun:
                self.jobs.pop(key, None)  # the pump passes it over

    @property
    def waiting(self) -> int:
        """Rounds that somebody waits for."""
        return len(self.jobs)

    def _pump(self) -> None:
        """Begin what may begin: one place is kept free of further runs, so that a first picture need not wait."""
        put_back: list[Job] = []
        while self._heap and self._busy < self.workers:
            job = heapq.heappop(self._heap)
            if job.waiting == 0 or job.begun:
                continue
            if job.rank and self._later >= max(self.workers - 1, 1):
                put_back.append(job)
                break
            self._begin(job)
        for job in put_back:
            heapq.heappush(self._heap, job)

    def _begin(self, job: Job) -> None:
        job.begun = True
        self._busy += 1
        self._later += bool(job.rank)
        task = asyncio.get_running_loop().create_task(self._compute(job))
        job.done.add_done_callback(lambda _: task)  # keeps the task alive

    async def _compute(self, job: Job) -> None:
        try:
            chunk = await self._call(job)
            job.pile.add(chunk)
            outcome: Chunk | Exception = chunk
        except Exception as error:
            outcome = error
        self._busy -= 1
        self._later -= bool(job.rank)
        self.jobs.pop((id(job.pile), job.first), None)
        if isinstance(outcome, Exception):
            job.done.set_exception(outcome)
            job.done.exception()  # seen, even when everybody has left
        else:
            job.done.set_result(outcome)
        self._pump()

    async def _call(self, job: Job) -> Chunk:
        """The round by a worker; a second time by new workers when one was killed, for want of memory as a rule."""
        for _ in range(2):
            pool = self._pool = self._pool or self._open()
            try:
                future = pool.submit(run_round, job.pile.scenario, job.first, job.stop, job.pile.seed)
                return await asyncio.wrap_future(future)
            except BrokenExecutor:
                if self._pool is pool:
                    self._pool = None
        raise RuntimeError("worker processes were ended twice while they ran this policy; is there memory enough?")

    def _open(self) -> Executor:
        with one_blas_thread():
            return process_pool(self.workers)

    def close(self) -> None:
        """End the worker processes at once."""
        if self._pool is not None:
            self._pool.kill()
            self._pool = None
