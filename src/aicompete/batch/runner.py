"""Run a design block by block: a bounded number under way, resumable, stoppable, failures as data."""

from __future__ import annotations

import time
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from aicompete.batch import executors, store
from aicompete.batch.blocks import Block, blocks_of, default_size, task_of
from aicompete.batch.dispatch import work_off, worker_source
from aicompete.batch.errors import Interrupted
from aicompete.batch.lock import FolderLock
from aicompete.batch.manifest import manifest_of
from aicompete.batch.parts import unmarked
from aicompete.batch.progress import Progress, Silent
from aicompete.batch.results import Results
from aicompete.batch.resume import check_same, numbered_as
from aicompete.batch.runstable import RunsTable
from aicompete.batch.work import BlockReport, Simulate, do_block, lose_block

if TYPE_CHECKING:
    from aicompete.batch.design import Design
    from aicompete.batch.executors import Executor
    from aicompete.batch.schema import Schema


CLUSTER = 32  # workers of a cluster to cut blocks for, when nobody says how many it has


@dataclass(frozen=True)
class Model:
    """What a batch needs of the engine: how to simulate a block, and which columns come back."""

    simulate: Simulate
    schema: Schema


@dataclass
class Job:
    """A design with everything that its blocks share."""

    design: Design
    model: Model
    digest: str
    folder: str | None = None

    def submit(self, executor: Executor, block: Block) -> Future[BlockReport]:
        """Hand a block to a worker."""
        task = task_of(self.design, block)
        return executor.submit(
            do_block, self.model.simulate, task, self.model.schema, block.mark, block.index, self.folder
        )

    def lose(self, block: Block, why: str) -> BlockReport:
        """Give a block up: its runs fail with ``why``."""
        task = task_of(self.design, block)
        return lose_block(task, self.model.schema, block.mark, block.index, self.folder, why)


def in_memory(
    design: Design, model: Model | None = None, *, block_size: int | None = None, workers: int = 1
) -> Results:
    """Run a design without touching the disk. The numbers are those that a folder would hold."""
    from aicompete.batch.frames import join

    model = model or real_model(design)
    job = Job(design, model, design.digest())
    size = block_size or default_size(design.runs, workers)
    blocks = blocks_of(design, size)
    manifest = manifest_of(design, model.schema, block_size=size)
    reports: dict[int, BlockReport] = {}
    with worker_source(min(workers, len(blocks)), None) as (new_executor, count):
        work_off(blocks, job.submit, job.lose, lambda r: reports.update({r.block: r}), new_executor, count)
    parts = [reports[b.index].tables or {} for b in blocks]
    tables = {**join(parts), "runs": RunsTable(design, job.digest).whole()}
    return Results(manifest, {name: unmarked(table) for name, table in tables.items()})


def to_folder(
    design: Design,
    folder: str | Path,
    model: Model | None = None,
    *,
    block_size: int | None = None,
    workers: int | None = None,
    dask: str | None = None,
    progress: Progress | None = None,
) -> Results:
    """Run a design into a results folder, or finish what is there of the same design, or add what a larger one has.

    Raises ``FolderError`` when the folder holds anything else; raises ``Interrupted`` on Ctrl-C, after the blocks
    under way are written.
    """
    place = Path(folder)
    model = model or real_model(design)
    progress = progress or Silent()
    processors = workers or (CLUSTER if dask else executors.available_workers())
    store.make_folder(place)
    with FolderLock(place):
        old = None if store.is_fresh(place) else store.read_manifest(place)
        if old is None:
            size = block_size or default_size(design.runs, processors)
        else:
            size, design = int(old["block_size"]), numbered_as(design, old)
        manifest = manifest_of(design, model.schema, block_size=size)
        job = Job(design, model, manifest["design_hash"], str(place.resolve()))
        runs = RunsTable(design, job.digest)
        if old is not None:
            for remark in check_same(place, old, manifest):
                progress.say(f"note: {remark}")
        if old is None or old["design_hash"] != job.digest:
            store.begin(place, manifest, runs)
        else:
            store.check_design(place, runs)
        found = store.look_through(place, blocks_of(design, size), model.schema)
        for path in found.set_aside:
            progress.say(f"a damaged part was set aside as {path} and is made anew")
        if found.pending:
            _run_pending(job, place, found, min(processors, len(found.pending)), dask, progress)
    return Results.load(place)


def _run_pending(job: Job, place: Path, found: store.Found, workers: int, dask: str | None, progress: Progress) -> None:
    began, clock = datetime.now(UTC), time.perf_counter()
    total, done, failed = job.design.runs, found.done, found.failed
    stopped = False
    with progress, worker_source(workers, dask) as (new_executor, count):
        progress.start(total, done, count)

        def count_in(report: BlockReport) -> None:
            nonlocal done, failed
            done += report.runs
            failed += report.failed
            if report.failed:
                progress.say(f"block {report.block}: {report.failed} runs failed, the first with: {report.message}")
            progress.advance(report)

        try:
            work_off(found.pending, job.submit, job.lose, count_in, new_executor, count, progress.say)
        except KeyboardInterrupt:
            stopped = True
    seconds = time.perf_counter() - clock
    store.note_session(
        place,
        {
            "began": began.isoformat(timespec="seconds"),
            "seconds": round(seconds, 3),
            "workers": count,
            "dask": dask,
            "runs": done - found.done,
            "runs_per_second": round((done - found.done) / max(seconds, 1e-9), 2),
            "done": done,
            "of": total,
            "failed": failed,
            "stopped": stopped,
        },
    )
    if stopped:
        raise Interrupted(done, total)


def real_model(design: Design) -> Model:
    """The engine, with the columns it declares."""
    from aicompete.batch.door import model_for

    return model_for(design)
