"""What a worker does with one block: simulate it, make its tables, write them.

A run that fails does not affect the other runs of its block.
"""

from __future__ import annotations

import json
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from aicompete.batch.design.blocks import part_of, with_assumptions
from aicompete.batch.errors import BatchError, FolderError
from aicompete.batch.run.heartbeat import beating
from aicompete.batch.store.parts import MANIFEST, SUMS, part_path, write_tables
from aicompete.batch.store.provenance import PACKAGE, host, model_hash
from aicompete.batch.store.schema import WORKER_STAGE
from aicompete.batch.store.tables import (
    Tables,
    checked,
    failed_result,
    join_results,
    row_groups,
    status_table,
    tables_of,
)
from aicompete.engine.choice import NUMPY, chosen

if TYPE_CHECKING:
    from aicompete.batch.store.schema import Schema
    from aicompete.engine.block import BlockResult, BlockTask

Simulate = Callable[["BlockTask"], "BlockResult"]


@dataclass(frozen=True)
class WorkerSetup:
    """What a worker needs besides the block; the same for all blocks of a batch."""

    simulate: Simulate
    schema: Schema
    folder: str | None = None
    """Results folder; ``None`` to return the tables instead of writing them."""
    model: str | None = None
    """Hash of the model in the manifest; a worker with another version of the model refuses to work."""
    engine: str = NUMPY
    """Which engine makes the numbers; a worker that cannot run it refuses to work."""
    beat: float | None = None
    """Seconds between two heartbeats of a worker; ``None`` for no heartbeats."""


@dataclass(frozen=True)
class BlockReport:
    """The outcome of one block. ``tables`` is given only when nothing was written to disk."""

    block: int
    runs: int
    failed: int
    seconds: float
    message: str = ""
    tables: Tables | None = None


def do_block(setup: WorkerSetup, task: BlockTask, block: int, mark: str) -> BlockReport:
    """Sample a block's assumptions, simulate it, and write its parts or return its tables.

    ``mark`` (``Block.mark``) is stored in every part. Raises ``FolderError`` when the worker cannot use the folder.
    """
    if setup.folder is not None and not (Path(setup.folder) / MANIFEST).exists():
        raise FolderError(
            f"a worker ({host()}) does not see the results folder {setup.folder}; it must lie where all workers can "
            "write"
        )
    if setup.model is not None and setup.model != model_hash():
        raise FolderError(
            f"a worker ({host()}) has another state of the model than the one that began this batch; install the same "
            "version of aicompete for all workers, then give the same command again"
        )
    try:
        chosen(setup.engine)
    except ValueError as error:
        raise FolderError(f"a worker ({host()}) cannot go on: {error}") from None
    start = time.perf_counter()
    with beating(setup.folder, setup.beat, block):
        result = simulate_all(setup, with_assumptions(task))
        return finish(setup, result, block, mark, start)


def simulate_all(setup: WorkerSetup, task: BlockTask) -> BlockResult:
    """Results of all runs of a task. A task that raises an error is halved until the failing run is alone.

    A failing run costs the time of a few blocks. The numbers of the others are exact, since no number depends on how
    runs are cut into blocks.
    """
    try:
        return checked(setup.simulate(task), setup.schema)
    except BatchError:
        raise
    except Exception as error:
        count = len(task.runs)
        if count == 1:
            return failed_result(task.runs, setup.schema, place_of(error), f"{type(error).__name__}: {error}")
    middle = count // 2
    halves = (part_of(task, 0, middle), part_of(task, middle, count))
    return join_results([simulate_all(setup, half) for half in halves])


def place_of(error: BaseException) -> str:
    """Where in the model an error was raised, as file:line in the package; "simulate" when outside it."""
    place = "simulate"
    for frame in traceback.extract_tb(error.__traceback__):
        path = Path(frame.filename)
        if path.is_relative_to(PACKAGE) and not path.is_relative_to(PACKAGE / "batch"):
            place = f"{path.relative_to(PACKAGE).as_posix()}:{frame.lineno}"
    return place


def fail_block(setup: WorkerSetup, task: BlockTask, block: int, mark: str, why: str) -> BlockReport:
    """Record all runs of a block as failed, because its worker died twice."""
    return finish(setup, failed_result(task.runs, setup.schema, WORKER_STAGE, why), block, mark, time.perf_counter())


def finish(setup: WorkerSetup, result: BlockResult, block: int, mark: str, start: float) -> BlockReport:
    """Write the parts of a block, or keep its tables, and report.

    The status part is written last: it holds the checksums of the others, and marks the block as finished.
    """
    if setup.folder is not None:
        folder, sums = Path(setup.folder), {}
        for name in setup.schema.tables:
            if name != "status":
                tables = row_groups(name, result, setup.schema, mark)
                sums[name] = write_tables(tables, part_path(folder, name, block))
        closing = {SUMS: json.dumps(sums, sort_keys=True).encode()}
        write_tables([status_table(result, mark)], part_path(folder, "status", block), closing)
    failures = [state for state in result.status if state.state != "ok"]
    return BlockReport(
        block=block,
        runs=len(result.keys),
        failed=len(failures),
        seconds=time.perf_counter() - start,
        message=f"{failures[0].message} ({failures[0].stage})" if failures else "",
        tables=tables_of(result, setup.schema, mark) if setup.folder is None else None,
    )
