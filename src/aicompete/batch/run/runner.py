"""Run a design block by block, into a results folder or in memory.

A batch in a folder can be stopped and resumed. Failed runs do not stop it: they are recorded as failed.
"""

from __future__ import annotations

import concurrent.futures
import time
from collections.abc import Collection, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from aicompete.batch.design.blocks import Block, blocks_of, default_size, task_of
from aicompete.batch.errors import BatchError, Interrupted, RunFailed, Stopped, TimeIsUp
from aicompete.batch.run import executors, heartbeat
from aicompete.batch.run.cost import short_block
from aicompete.batch.run.dispatch import AHEAD, run_blocks, worker_source
from aicompete.batch.run.model import Model, model_for
from aicompete.batch.run.progress import Progress, Silent
from aicompete.batch.run.worker import BlockReport, WorkerSetup, do_block, fail_block
from aicompete.batch.store import folder as results_folder
from aicompete.batch.store import integrity
from aicompete.batch.store.lock import FolderLock
from aicompete.batch.store.manifest import manifest_of
from aicompete.batch.store.parts import unmarked
from aicompete.batch.store.results import Results
from aicompete.batch.store.resume import check_same, numbered_as
from aicompete.batch.store.runs_table import RunsTable
from aicompete.engine.choice import COMPILED
from aicompete.limits import MAX_WORKERS, whole

if TYPE_CHECKING:
    from aicompete.batch.design.design import Design
    from aicompete.batch.run.executors import Executor


CLUSTER = 32  # assumed number of workers of a cluster when choosing the block size
REPORTED = 3  # blocks whose failures are reported at once; the summary at the end has all
OnFailure = Literal["ignore", "report", "stop"]


@dataclass(frozen=True)
class Job:
    """A design, and the setup of its workers."""

    design: Design
    setup: WorkerSetup

    def submit(self, executor: Executor, block: Block) -> Future[BlockReport]:
        """Submit a block to a worker."""
        return executor.submit(do_block, self.setup, task_of(self.design, block), block.index, block.mark)

    def fail(self, block: Block, why: str) -> BlockReport:
        """Give up on a block: record its runs as failed, with ``why`` as the message."""
        return fail_block(self.setup, task_of(self.design, block), block.index, block.mark, why)


def in_memory(
    design: Design,
    model: Model | None = None,
    *,
    block_size: int | None = None,
    workers: int | None = 1,
    engine: str | None = None,
) -> Results:
    """Run a design without writing to disk. The numbers are those that ``to_folder`` gives."""
    from aicompete.batch.store.tables import join

    block_size, asked = _sizes(block_size, workers)
    workers = asked or executors.available_workers()

    model = model or model_for(design, engine)
    job = Job(design, WorkerSetup(model.simulate, model.schema, engine=model.engine))
    size = block_size or default_size(design.runs, workers, design.record)
    blocks = blocks_of(design, size)
    manifest = manifest_of(design, model.schema, block_size=size, engine=model.engine)
    reports: dict[int, BlockReport] = {}
    count = min(workers, len(blocks))
    with _threads(model, count) as given, worker_source(count, given=given) as (new_executor, _):
        run_blocks(blocks, job.submit, job.fail, lambda r: reports.update({r.block: r}), new_executor)
    tables = join([reports[b.index].tables or {} for b in blocks])
    tables["runs"] = RunsTable(design, design.digest()).whole()
    return Results(manifest, {name: unmarked(table) for name, table in tables.items()})


@contextmanager
def _threads(model: Model, count: int) -> Iterator[concurrent.futures.Executor | None]:
    """Threads in place of processes where the engine is compiled: its code runs beside others, and nothing starts."""
    if model.engine != COMPILED or count < 2:
        yield None
        return
    with concurrent.futures.ThreadPoolExecutor(count) as pool:
        yield pool


def to_folder(
    design: Design,
    folder: str | Path,
    model: Model | None = None,
    *,
    block_size: int | None = None,
    workers: int | None = None,
    dask: str | None = None,
    executor: concurrent.futures.Executor | None = None,
    progress: Progress | None = None,
    on_failure: OnFailure = "report",
    max_seconds: float | None = None,
    force_new: bool = False,
    engine: str | None = None,
) -> Results:
    """Run a design into a results folder, or run what the folder lacks of it.

    The folder may already hold results of the same design or of a smaller one that this design contains.

    Parameters
    ----------
    workers, dask : number of processes, or a Dask cluster: its scheduler's address or file, or ``"local"``.
    executor : use this executor of ``concurrent.futures``, which has ``workers`` workers; the caller closes it.
    on_failure : ``"report"`` tells of failed runs, ``"ignore"`` does not, ``"stop"`` begins no block after one.
    max_seconds : begin no block that, going by the longest so far, would end after so many seconds. A new folder
        gets blocks that take a small part of this.
    force_new : rename a folder whose results cannot be continued, and begin anew.
    engine : ``"compiled"`` or ``"numpy"``; a folder is never continued with the other.

    Raises
    ------
    FolderError : the folder holds something else, cannot be written, or is being written by another process.
    Stopped : ``Interrupted`` (Ctrl-C), ``TimeIsUp`` or ``RunFailed``; the blocks that were running are written first.
    """
    if on_failure not in ("ignore", "report", "stop"):
        raise BatchError(f"on_failure must be 'ignore', 'report' or 'stop', not {on_failure!r}")
    block_size, workers = _sizes(block_size, workers)
    place = Path(folder)
    progress = progress or Silent()
    model = model or model_for(design, engine, progress.say)
    processors = workers or (CLUSTER if dask and dask != "local" else executors.available_workers())
    results_folder.make_folder(place)
    if force_new and not _continues(place, design, model):
        progress.say(f"the old results are kept as {results_folder.move_away(place)}")
        results_folder.make_folder(place)
    with FolderLock(place):
        old = None if results_folder.is_fresh(place) else results_folder.read_manifest(place)
        if old is None:
            size = block_size or default_size(design.runs, processors, design.record)
            if block_size is None and max_seconds is not None:
                size = min(size, short_block(design.months, max_seconds))
        else:
            size, design = int(old["block_size"]), numbered_as(design, old)
        manifest = manifest_of(design, model.schema, block_size=size, engine=model.engine)
        setup = WorkerSetup(model.simulate, model.schema, str(place.resolve()), manifest["model_hash"], model.engine)
        runs = RunsTable(design, manifest["design_hash"])
        if old is not None:
            for remark in check_same(place, old, manifest):
                progress.say(f"note: {remark}")
        if old is None or old["design_hash"] != runs.digest:
            results_folder.begin(place, manifest, runs)
        elif aside := results_folder.check_design(place, runs):
            progress.say(f"runs.parquet was damaged: set aside as {aside.relative_to(place)} and written anew")
        found = integrity.find_blocks(place, blocks_of(design, size), model.schema.tables)
        for text in integrity.clean_up(place, found):
            progress.say(text)
        if found.pending:
            _Session(design, setup, place, found, progress, on_failure, max_seconds).run(
                min(processors, len(found.pending)), dask, executor
            )
    return Results.load(place)


def _sizes(block_size: object, workers: object) -> tuple[int | None, int | None]:
    """Both as whole numbers, None where the default is meant. Raises ``BatchError``."""
    try:
        size = None if block_size is None else whole("block_size", block_size, 1)
        return size, None if workers is None else whole("workers", workers, 1, MAX_WORKERS)
    except ValueError as error:
        raise BatchError(f"{error}; None stands for the default") from None


@dataclass
class _Session:
    """One session of work on a folder, from its start until all is done or it is stopped."""

    design: Design
    setup: WorkerSetup
    place: Path
    found: integrity.Found
    progress: Progress
    on_failure: OnFailure
    max_seconds: float | None

    def __post_init__(self) -> None:
        self.began, self.clock = datetime.now(UTC), time.monotonic()
        self.done, self.failed, self.told = self.found.done, self.found.failed, 0
        self.failure = ""
        self.busy = self.longest = 0.0

    def run(self, workers: int, dask: str | None, executor: concurrent.futures.Executor | None) -> None:
        """Run the pending blocks. Raises ``Stopped`` when not all of them were run."""
        interrupted, whole = False, False
        job = self._job(alone=workers <= 1 and dask is None and executor is None)
        watch = heartbeat.Watch(self.place, self.progress.say)
        with self.progress, worker_source(workers, dask, executor) as (new_executor, count):
            self.progress.start(self.design.runs, self.found.done, count)

            def tick(under_way: Collection[int]) -> None:
                watch.look(under_way)
                self.progress.wait(len(under_way))

            try:
                whole = run_blocks(
                    self.found.pending,
                    job.submit,
                    job.fail,
                    self.count_in,
                    new_executor,
                    self.progress.say,
                    tick,
                    self.enough,
                    AHEAD if self.max_seconds is None else 1,  # what waits in a pool's queue cannot be called back
                )
            except KeyboardInterrupt:
                interrupted = True
            finally:
                watch.clear()
        self.note(count, dask, stopped=not whole)
        if interrupted:
            raise Interrupted(self.done, self.design.runs)
        why = None if whole and not self.broken() else self.stopped()
        if why is not None:
            raise why

    def count_in(self, report: BlockReport) -> None:
        """Count a finished block and report its failures."""
        self.done += report.runs
        self.failed += report.failed
        self.busy += report.seconds
        self.longest = max(self.longest, report.seconds)
        if report.failed:
            self.failure = self.failure or report.message
            self.told += 1
            if self.on_failure == "report" and self.told <= REPORTED:
                what = "run" if report.failed == 1 else "runs"
                self.progress.say(f"block {report.block}: {report.failed} {what} failed, the first: {report.message}")
        self.progress.advance(report)

    def enough(self) -> bool:
        """Whether no more blocks should be begun."""
        return self.stopped() is not None

    def broken(self) -> bool:
        """Whether a run failed and the user asked to stop then."""
        return self.on_failure == "stop" and bool(self.failure)

    def stopped(self) -> Stopped | None:
        """The error that says why no more blocks should be begun; ``None`` to continue."""
        total = self.design.runs
        if self.broken():
            return RunFailed(self.done, total, f". It failed with: {self.failure}")
        if self.max_seconds is not None and time.monotonic() - self.clock + self.longest >= self.max_seconds:
            return TimeIsUp(self.done, total)
        return None

    def note(self, workers: int, dask: str | None, stopped: bool) -> None:
        """Add this session to the folder's log."""
        seconds = time.monotonic() - self.clock
        runs = self.done - self.found.done
        results_folder.log_session(
            self.place,
            {
                "began": self.began.isoformat(timespec="seconds"),
                "seconds": round(seconds, 3),
                "workers": workers,
                "dask": dask,
                "runs": runs,
                "runs_per_second": round(runs / max(seconds, 1e-9), 2),
                "busy": round(self.busy / max(seconds * workers, 1e-9), 3),
                "done": self.done,
                "of": self.design.runs,
                "failed": self.failed,
                "stopped": stopped,
            },
        )

    def _job(self, alone: bool) -> Job:
        from dataclasses import replace

        return Job(self.design, replace(self.setup, beat=None if alone else heartbeat.EVERY))


def _continues(place: Path, design: Design, model: Model) -> bool:
    """Whether this design can be run into a folder: it is empty, or holds results that the design continues."""
    if not any(place.iterdir()):
        return True
    try:
        if results_folder.is_fresh(place):
            return True
        old = results_folder.read_manifest(place)
        size, design = int(old["block_size"]), numbered_as(design, old)
        check_same(place, old, manifest_of(design, model.schema, block_size=size, engine=model.engine))
    except BatchError:
        return False
    return True
