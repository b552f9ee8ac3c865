"""A block stepped by the compiled month: NumPy's numbers but for their last digits, several times faster."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from aicompete.config import Scenario
from aicompete.engine.block import BlockResult, BlockTask, begun, result_of, step_until
from aicompete.engine.program.program import Program, place_of, program_for
from aicompete.engine.program.stepping import Groups
from aicompete.engine.recorder import Record, metrics_of
from aicompete.subjects.mechanism import Metric
from aicompete.world.columns import Array


def prepare(point: Scenario, record: Record, say: Callable[[str], None] | None = None) -> Program:
    """The program for blocks of a scenario; raises ``Untraceable`` where there can be none.

    ``say`` is told when it is not at hand and has to be compiled.
    """
    return program_for(point, [f"{metric.level}:{metric.name}" for metric in metrics_of(record)], say=say)


def simulate_compiled(task: BlockTask) -> BlockResult:
    """Step a block through its months and return what was recorded, as ``simulate_block`` does.

    The opening, which differs from the other months, is stepped in NumPy. Raises ``Untraceable`` before anything is
    stepped where there is no program.
    """
    program = prepare(task.points[0], task.record)
    ensemble, recorder = begun(task)
    step_until(ensemble, recorder, min(program.layout.first, task.months))
    if ensemble.index < task.months:
        groups = Groups(program, ensemble)
        while ensemble.index < task.months:
            start = ensemble.index
            months = range(start, start + ensemble.left_in_year)
            wanted = [recorder.wants(month, month == task.months - 1) for month in months]
            measured = groups.advance(wanted)
            dates = [str(ensemble.start + month) for month, kept in zip(months, wanted, strict=True) if kept]
            recorder.take(dates, partial(_read, program, measured))
    return result_of(task, recorder)


def _read(program: Program, values: Array, metric: Metric) -> Array:
    """A metric out of what was measured, ``(run, month, element)``."""
    place = place_of(program, f"{metric.level}:{metric.name}")
    return values[:, :, place.span].reshape(*values.shape[:2], *place.shape[1:])
