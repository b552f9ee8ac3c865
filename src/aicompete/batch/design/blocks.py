"""Cut a design into blocks of runs: the unit of parallel work, of memory and of resuming."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from aicompete.batch.design.design import digest_of
from aicompete.batch.design.sampling import sampled, with_given
from aicompete.engine.block import BlockTask, Record

if TYPE_CHECKING:
    from aicompete.batch.design.design import Design

BLOCK_SIZE = 256
SERIES_BLOCK = 512
"""Runs in a block when series alone are recorded: they need little memory, and larger blocks run faster."""
TRADE_BLOCK = 64
"""Runs in a block when trade is recorded: it has sixteen hundred rows a run and month."""
SMALLEST_BLOCK = 32


@dataclass(frozen=True)
class Block:
    """Runs ``start`` to ``stop - 1`` of a design; ``mark`` is the hash of their content (``Design.mark``)."""

    index: int
    start: int
    stop: int
    mark: str = ""

    @property
    def runs(self) -> int:
        """Number of runs."""
        return self.stop - self.start


def cut(runs: int, size: int) -> list[Block]:
    """Blocks of ``size`` runs in the order of the design; the last may be smaller."""
    return [Block(i, a, min(a + size, runs)) for i, a in enumerate(range(0, runs, size))]


def blocks_of(design: Design, size: int) -> list[Block]:
    """Blocks of at most ``size`` runs, each within one crossing of the design.

    A design that grew therefore keeps its old blocks and gets further ones. All points of a block have the same
    disabled mechanisms, targets and replies, as the engine needs.
    """
    edges = sorted({0, *design.keys.ends, *_changes_of_kind(design)})
    pieces = [(a, min(a + size, stop)) for start, stop in pairwise(edges) for a in range(start, stop, size)]
    return [Block(i, a, b, design.mark(a, b)) for i, (a, b) in enumerate(pieces)]


def _changes_of_kind(design: Design) -> list[int]:
    """Runs whose point has other disabled mechanisms, targets or replies than that of the run before."""
    shared = [digest_of([p.disable, p.targets, [r.plain for r in p.replies]]) for p in design.points]
    if len(set(shared)) == 1:
        return []
    number = {name: i for i, name in enumerate(dict.fromkeys(shared))}
    of_run = np.array([number[name] for name in shared])[design.keys.columns()["point"]]
    return [int(run) + 1 for run in np.flatnonzero(np.diff(of_run))]


def default_size(runs: int, workers: int, record: Record) -> int:
    """Runs in a block: at most 256, or 512 where series alone are recorded, or 64 where trade is.

    Fewer where that gives all workers the same number of blocks, so that none is idle at the end. The numbers do not
    depend on the size.
    """
    most = TRADE_BLOCK if record.trade else BLOCK_SIZE if record.nations or record.firms else SERIES_BLOCK
    workers = max(workers, 1)
    rounds = -(-runs // (workers * most))
    fair = -(-runs // (workers * max(rounds, 1)))
    return max(fair, min(SMALLEST_BLOCK, runs), 1)


def task_of(design: Design, block: Block) -> BlockTask:
    """What the engine needs to run one block, without sampled values: the worker adds them by ``with_assumptions``."""
    keys = design.keys[block.start : block.stop]
    used = list(dict.fromkeys(key.point for key in keys))
    position = {point: i for i, point in enumerate(used)}
    return BlockTask(
        points=tuple(design.points[p] for p in used),
        runs=keys,
        point_index=tuple(position[key.point] for key in keys),
        assumptions={name: values[[key.point for key in keys]] for name, values in design.given.items()},
        seed=design.seed,
        months=design.months,
        record=design.record,
        shown=design.shown,
    )


def with_assumptions(task: BlockTask) -> BlockTask:
    """The same task with the values of all assumptions, sampled where the point gives none."""
    point = np.asarray(task.point_index, dtype=np.int64)
    draw = np.asarray([key.draw for key in task.runs], dtype=np.int64)
    return replace(task, assumptions=with_given(sampled(task.points, point, draw, task.seed), task.assumptions))


def part_of(task: BlockTask, start: int, stop: int) -> BlockTask:
    """The same task for some of its runs."""
    return replace(
        task,
        runs=task.runs[start:stop],
        point_index=task.point_index[start:stop],
        assumptions={name: values[start:stop] for name, values in task.assumptions.items()},
    )
