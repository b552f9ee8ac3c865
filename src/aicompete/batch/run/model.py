"""The model that a batch runs: a function that simulates one block, and the tables that come back."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aicompete.batch.errors import BatchError
from aicompete.batch.store.columns import schema_of
from aicompete.engine.choice import COMPILED, NUMPY, asked, chosen, possible

if TYPE_CHECKING:
    from aicompete.batch.design.design import Design
    from aicompete.batch.run.worker import Simulate
    from aicompete.batch.store.schema import Schema

Say = Callable[[str], None]


@dataclass(frozen=True)
class Model:
    """What a batch needs of a model; tests pass a quick stand-in."""

    simulate: Simulate
    """Simulates one block. Worker processes import it by name, so it must be a function of a module."""
    schema: Schema
    engine: str = NUMPY
    """Which engine makes the numbers."""


def model_for(design: Design, engine: str | None = None, say: Say | None = None) -> Model:
    """The engine, with the columns that this design records.

    Parameters
    ----------
    engine : ``compiled`` or ``numpy``; the environment's or the default when none is named.
    say : told what takes time, and why NumPy steps where a mechanism cannot be compiled; a warning without it.
    """
    from aicompete.engine.block import simulate_block

    schema = schema_of(design)
    try:
        named = chosen(engine)
    except ValueError as error:
        raise BatchError(str(error)) from None
    if not asked(engine) and not possible():
        _tell("llvmlite is not installed, so NumPy steps the runs, several times slower", say)
    if named == COMPILED and _compiles(design, say):
        from aicompete.engine.compiled import simulate_compiled

        return Model(simulate_compiled, schema, COMPILED)
    return Model(simulate_block, schema, NUMPY)


def _compiles(design: Design, say: Say | None) -> bool:
    """Have the programs of a design ready on disk, so that workers only load them; false where one cannot be made."""
    from aicompete.engine.compiled import prepare
    from aicompete.engine.program.purpose import Purpose
    from aicompete.engine.program.untraceable import Untraceable

    kinds = {(point.start, point.disable, repr(point.targets), id(point.replies)): point for point in design.points}
    purposes = [Purpose.recording(point, design.record, design.shown) for point in kinds.values()]
    work = design.runs * max(point.months for point in design.points)
    try:
        for purpose in {purpose.key: purpose for purpose in purposes}.values():
            prepare(purpose, say, work)
    except Untraceable as error:
        _tell(f"the month cannot be compiled, so NumPy steps the runs, several times slower: {error}", say)
        return False
    return True


def _tell(text: str, say: Say | None) -> None:
    if say is None:
        warnings.warn(text, stacklevel=4)
    else:
        say(text)
