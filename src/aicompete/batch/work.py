"""What a worker does with one block: simulate, make tables, write them. One bad run never costs the others."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from aicompete.batch.blocks import part_of, with_assumptions
from aicompete.batch.errors import BatchError, FolderError
from aicompete.batch.fingerprint import PACKAGE
from aicompete.batch.frames import Tables, failed_tables, join, tables_of
from aicompete.batch.parts import MANIFEST, part_path, write_table

if TYPE_CHECKING:
    from aicompete.batch.schema import Schema
    from aicompete.engine.block import BlockResult, BlockTask

Simulate = Callable[["BlockTask"], "BlockResult"]
WORKER_STAGE = "worker"


@dataclass(frozen=True)
class BlockReport:
    """What came of one block. ``tables`` only when nothing was written to disk."""

    block: int
    runs: int
    failed: int
    seconds: float
    message: str = ""
    tables: Tables | None = None


def do_block(
    simulate: Simulate, task: BlockTask, schema: Schema, design: str, block: int, folder: str | None
) -> BlockReport:
    """Draw a block's assumptions, simulate it and write its parts into ``folder`` (``None``: hand the tables back)."""
    if folder is not None and not (Path(folder) / MANIFEST).exists():
        raise FolderError(f"a worker does not see the results folder {folder}; it must lie where all workers can write")
    start = time.perf_counter()
    tables = simulate_all(simulate, with_assumptions(task), schema, design)
    return finish(tables, schema, block, folder, time.perf_counter() - start)


def simulate_all(simulate: Simulate, task: BlockTask, schema: Schema, design: str) -> Tables:
    """Tables of all runs of a task. A task that raises is halved until the bad run stands alone.

    That costs a few blocks' time for one bad run, and is exact since numbers do not depend on the block.
    """
    try:
        return tables_of(simulate(task), schema, design)
    except BatchError:
        raise
    except Exception as error:
        count = len(task.runs)
        if count == 1:
            return failed_tables(task.runs, schema, design, place_of(error), f"{type(error).__name__}: {error}")
    middle = count // 2
    halves = (part_of(task, 0, middle), part_of(task, middle, count))
    return join([simulate_all(simulate, half, schema, design) for half in halves])


def place_of(error: BaseException) -> str:
    """Where in the model an error arose, as file:line inside the package; "simulate" when elsewhere."""
    place = "simulate"
    for frame in traceback.extract_tb(error.__traceback__):
        path = Path(frame.filename)
        if path.is_relative_to(PACKAGE) and not path.is_relative_to(PACKAGE / "batch"):
            place = f"{path.relative_to(PACKAGE).as_posix()}:{frame.lineno}"
    return place


def lose_block(task: BlockTask, schema: Schema, design: str, block: int, folder: str | None, why: str) -> BlockReport:
    """Record a block whose worker died twice: all its runs failed."""
    return finish(failed_tables(task.runs, schema, design, WORKER_STAGE, why), schema, block, folder, 0.0)


def finish(tables: Tables, schema: Schema, block: int, folder: str | None, seconds: float) -> BlockReport:
    """Write the parts, status last since it closes the block, and sum up."""
    states = tables["status"]
    failures = [message for state, message in zip(*_columns(states, "state", "message"), strict=True) if state != "ok"]
    if folder is not None:
        for name in schema.tables:
            write_table(tables[name], part_path(Path(folder), name, block))
    return BlockReport(
        block=block,
        runs=states.num_rows,
        failed=len(failures),
        seconds=seconds,
        message=failures[0] if failures else "",
        tables=tables if folder is None else None,
    )


def _columns(table: object, *names: str) -> list[list[str]]:
    return [table.column(name).to_pylist() for name in names]  # type: ignore[attr-defined]
