"""What a worker does with one block: simulate, make tables, write them. One bad run never costs the others."""

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

if TYPE_CHECKING:
    from aicompete.batch.store.schema import Schema
    from aicompete.engine.block import BlockResult, BlockTask

Simulate = Callable[["BlockTask"], "BlockResult"]


@dataclass(frozen=True)
class Order:
    """What is the same for all blocks of a batch. ``folder`` is ``None`` when the tables are handed back."""

    simulate: Simulate
    schema: Schema
    folder: str | None = None
    model: str | None = None
    """Hash of the model that the manifest names; a worker with another one refuses to work."""
    beat: float | None = None
    """Seconds between the signs of life of a worker; ``None`` for none."""


@dataclass(frozen=True)
class BlockReport:
    """What came of one block. ``tables`` only when nothing was written to disk."""

    block: int
    runs: int
    failed: int
    seconds: float
    message: str = ""
    tables: Tables | None = None


def do_block(order: Order, task: BlockTask, block: int, mark: str) -> BlockReport:
    """Draw a block's assumptions, simulate it, write its parts (or hand its tables back); ``mark`` goes into them."""
    if order.folder is not None and not (Path(order.folder) / MANIFEST).exists():
        raise FolderError(
            f"a worker ({host()}) does not see the results folder {order.folder}; it must lie where all workers can "
            "write"
        )
    if order.model is not None and order.model != model_hash():
        raise FolderError(
            f"a worker ({host()}) has another state of the model than the one that began this batch; install the same "
            "version of aicompete for all workers, then give the same command again"
        )
    start = time.perf_counter()
    with beating(order.folder, order.beat, block):
        result = simulate_all(order, with_assumptions(task))
        return finish(order, result, block, mark, start)


def simulate_all(order: Order, task: BlockTask) -> BlockResult:
    """Results of all runs of a task. A task that raises is halved until the bad run stands alone.

    That costs a few blocks' time for one bad run, and is exact since numbers do not depend on the block.
    """
    try:
        return checked(order.simulate(task), order.schema)
    except BatchError:
        raise
    except Exception as error:
        count = len(task.runs)
        if count == 1:
            return failed_result(task.runs, order.schema, place_of(error), f"{type(error).__name__}: {error}")
    middle = count // 2
    halves = (part_of(task, 0, middle), part_of(task, middle, count))
    return join_results([simulate_all(order, half) for half in halves])


def place_of(error: BaseException) -> str:
    """Where in the model an error arose, as file:line inside the package; "simulate" when elsewhere."""
    place = "simulate"
    for frame in traceback.extract_tb(error.__traceback__):
        path = Path(frame.filename)
        if path.is_relative_to(PACKAGE) and not path.is_relative_to(PACKAGE / "batch"):
            place = f"{path.relative_to(PACKAGE).as_posix()}:{frame.lineno}"
    return place


def lose_block(order: Order, task: BlockTask, block: int, mark: str, why: str) -> BlockReport:
    """Record a block whose worker died twice: all its runs failed."""
    return finish(order, failed_result(task.runs, order.schema, WORKER_STAGE, why), block, mark, time.perf_counter())


def finish(order: Order, result: BlockResult, block: int, mark: str, start: float) -> BlockReport:
    """Write the parts, status last since it closes the block and holds the checksums of the others; sum up."""
    if order.folder is not None:
        folder, sums = Path(order.folder), {}
        for name in order.schema.tables:
            if name != "status":
                tables = row_groups(name, result, order.schema, mark)
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
        tables=tables_of(result, order.schema, mark) if order.folder is None else None,
    )
