"""A block stepped by the compiled month: NumPy's numbers but for their last digits, several times faster."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from aicompete.engine.block import BlockResult, BlockTask, begun, result_of, step_until
from aicompete.engine.ensemble import Ensemble
from aicompete.engine.program.layout import Program, place_of
from aicompete.engine.program.make import opening_for, program_for
from aicompete.engine.program.purpose import Purpose, name_of
from aicompete.engine.program.stepping import Groups, Measured
from aicompete.engine.recorder import Recorder
from aicompete.subjects.mechanism import Metric
from aicompete.world.columns import Array


def prepare(
    purpose: Purpose, say: Callable[[str], None] | None = None, work: float = math.inf
) -> tuple[Program | None, Program]:
    """The programs for the first month and for all others of a scenario; raises ``Untraceable`` where there are none.

    The first month may have none of its own: NumPy steps it then. ``say`` is told when something has to be compiled;
    ``work`` is the months of runs to step (`program_for`).
    """
    main = program_for(purpose, say, work)
    return opening_for(purpose, main), main


def simulate_compiled(task: BlockTask) -> BlockResult:
    """Step a block through its months and return what was recorded, as ``simulate_block`` does.

    Months that belong to no program are stepped in NumPy. Raises ``Untraceable`` before anything is stepped where
    there is no program.
    """
    programs = programs_of(task, len(task.runs) * task.months)
    ensemble, recorder = begun(task)
    step_compiled(programs, ensemble, recorder, task.months)
    return result_of(task, recorder)


Programs = tuple[Program | None, Program]
"""Those of the first month and of all others."""


def programs_of(task: BlockTask, work: float = math.inf) -> Programs:
    """The programs that step a block, over and over if no ``work`` is named; ``Untraceable`` where there are none."""
    return prepare(Purpose.recording(task.points[0], task.record, task.shown, task.more), work=work)


def step_compiled(programs: Programs, ensemble: Ensemble, recorder: Recorder, until: int) -> None:
    """Step and record until so many months are done; months that belong to no program are stepped in NumPy."""
    opening, main = programs
    if opening is not None:
        _advance(opening, ensemble, recorder, min(opening.layout.last + 1, main.layout.first, until))
    step_until(ensemble, recorder, min(main.layout.first, until))
    _advance(main, ensemble, recorder, until)


def _advance(program: Program, ensemble: Ensemble, recorder: Recorder, until: int) -> None:
    """Step and record in a program until so many months are done, and leave its columns in the ensemble's world."""
    until = min(until, ensemble.months)
    if ensemble.index >= until:
        return
    groups = Groups(program, ensemble)
    stretch = groups.stretch()
    while ensemble.index < until:
        months = range(ensemble.index, min(ensemble.index + stretch, until))
        wanted = [recorder.wants(month, month == ensemble.months - 1) for month in months]
        measured = groups.advance(wanted)
        dates = [str(ensemble.start + month) for month, kept in zip(months, wanted, strict=True) if kept]
        recorder.take(dates, _Reader(program, measured, recorder.series))
    if until < ensemble.months:
        groups.settle()


class _Reader:
    """Metrics out of what a program measured."""

    def __init__(self, program: Program, measured: Measured, series: Sequence[Metric]) -> None:
        self._program, self._measured, self._series = program, measured, series

    def series(self) -> Array:
        """All series that are recorded, ``(metric, month, run)``: a program keeps them one after the other."""
        begin = place_of(self._program, name_of(self._series[0])).begin if self._series else 0
        return self._measured.singles(begin, len(self._series))

    def __call__(self, metric: Metric) -> Array:
        """A metric by agents, ``(run, month, ...)``."""
        return self._measured.read(place_of(self._program, name_of(metric)))
