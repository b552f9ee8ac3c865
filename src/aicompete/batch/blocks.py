"""Cut a design into blocks: the unit of parallelism, of memory and of resuming."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from aicompete.engine.block import BlockTask

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from aicompete.batch.design import Design

BLOCK_SIZE = 256
SMALLEST_BLOCK = 32


@dataclass(frozen=True)
class Block:
    """Runs ``start`` to ``stop - 1`` of a design."""

    index: int
    start: int
    stop: int

    @property
    def runs(self) -> int:
        """Number of runs."""
        return self.stop - self.start


def cut(runs: int, size: int) -> list[Block]:
    """Blocks of ``size`` runs in the order of the design; the last may be smaller."""
    return [Block(i, a, min(a + size, runs)) for i, a in enumerate(range(0, runs, size))]


def default_size(runs: int, workers: int) -> int:
    """256 runs, or fewer when that would leave workers idle. The numbers do not depend on it."""
    fair = -(-runs // max(workers, 1))
    return max(min(BLOCK_SIZE, fair), min(SMALLEST_BLOCK, runs), 1)


def task_of(design: Design, assumptions: Mapping[str, npt.NDArray[np.float64]], block: Block) -> BlockTask:
    """What the engine needs to run one block."""
    keys = design.keys[block.start : block.stop]
    used = list(dict.fromkeys(key.point for key in keys))
    position = {point: i for i, point in enumerate(used)}
    return BlockTask(
        points=tuple(design.points[p] for p in used),
        runs=keys,
        point_index=tuple(position[key.point] for key in keys),
        assumptions={name: values[block.start : block.stop].copy() for name, values in assumptions.items()},
        seed=design.seed,
        months=design.months,
        record=design.record,
    )


def part_of(task: BlockTask, start: int, stop: int) -> BlockTask:
    """The same task for some of its runs."""
    return replace(
        task,
        runs=task.runs[start:stop],
        point_index=task.point_index[start:stop],
        assumptions={name: values[start:stop] for name, values in task.assumptions.items()},
    )
