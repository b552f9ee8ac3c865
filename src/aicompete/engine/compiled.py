"""A block stepped by the compiled month: NumPy's numbers but for their last digits, several times faster."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from aicompete.engine.block import BlockResult, BlockTask, begun, result_of, step_until
from aicompete.engine.ensemble import Ensemble
from aicompete.engine.noise import YEAR
from aicompete.engine.program.layout import Place, Program, place_of
from aicompete.engine.program.make import opening_for, program_for
from aicompete.engine.program.purpose import Purpose, name_of
from aicompete.engine.program.stepping import Groups
from aicompete.engine.recorder import Recorder
from aicompete.subjects.mechanism import Metric
from aicompete.world.columns import Array


def prepare(purpose: Purpose, say: Callable[[str], None] | None = None) -> tuple[Program | None, Program]:
    """The programs for the first month and for all others of a scenario; raises ``Untraceable`` where there are none.

    The first month may have none of its own: NumPy steps it then. ``say`` is told when something has to be compiled.
    """
    main = program_for(purpose, say)
    return opening_for(purpose, main), main


def simulate_compiled(task: BlockTask) -> BlockResult:
    """Step a block through its months and return what was recorded, as ``simulate_block`` does.

    Months that belong to no program are stepped in NumPy. Raises ``Untraceable`` before anything is stepped where
    there is no program.
    """
    programs = programs_of(task)
    ensemble, recorder = begun(task)
    step_compiled(programs, ensemble, recorder, task.months)
    return result_of(task, recorder)


Programs = tuple[Program | None, Program]
"""Those of the first month and of all others."""


def programs_of(task: BlockTask) -> Programs:
    """The programs that step a block; raises ``Untraceable`` where there are none."""
    return prepare(Purpose.recording(task.points[0], task.record, task.shown))


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
    while ensemble.index < until:
        months = range(ensemble.index, min(ensemble.index + YEAR, until))
        wanted = [recorder.wants(month, month == ensemble.months - 1) for month in months]
        measured = groups.advance(wanted)
        dates = [str(ensemble.start + month) for month, kept in zip(months, wanted, strict=True) if kept]
        recorder.take(dates, partial(_read, program, measured))
    if until < ensemble.months:
        groups.settle()


def _read(program: Program, measured: Callable[[Place], Array], metric: Metric) -> Array:
    """A metric out of what was measured, ``(run, month, ...)``."""
    place = place_of(program, name_of(metric))
    values = measured(place)
    return values.reshape(*values.shape[:2], *place.shape[1:])
