"""Which engine steps the runs: the compiled month, or NumPy line by line."""

from __future__ import annotations

import os
from contextlib import suppress
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aicompete.engine.block import BlockResult, BlockTask

COMPILED, NUMPY = "compiled", "numpy"
ENGINES = (COMPILED, NUMPY)
VARIABLE = "AICOMPETE_ENGINE"
"""Environment variable that chooses where no option does."""


def chosen(engine: str | None = None) -> str:
    """The engine asked for by an option or else by the environment; compiled where neither asks and it is possible.

    Raises
    ------
    ValueError : there is no such engine, or the compiled one is asked for and its compiler is not installed.
    """
    named = asked(engine)
    if named and named not in ENGINES:
        raise ValueError(f"the engine must be one of {', '.join(ENGINES)}, not {named!r}")
    if named == COMPILED and not possible():
        raise ValueError("the compiled engine needs llvmlite, which is not installed; choose the engine numpy")
    return named or (COMPILED if possible() else NUMPY)


def asked(engine: str | None = None) -> str:
    """The engine that an option or else the environment names; empty where neither does."""
    return engine or os.environ.get(VARIABLE) or ""


def possible() -> bool:
    """Whether the compiler is installed: there are no wheels of it for some machines (docs/architecture.md)."""
    return find_spec("llvmlite") is not None


def have_ready(task: BlockTask) -> None:
    """Have the program of such blocks on disk before workers start, who would each make it otherwise."""
    if chosen() == COMPILED:
        from aicompete.engine.compiled import programs_of
        from aicompete.engine.program.untraceable import Untraceable

        with suppress(Untraceable):  # NumPy steps them then
            programs_of(task)


def simulated(task: BlockTask) -> BlockResult:
    """A block stepped by the engine that the environment or the default names; NumPy where a month has no program."""
    from aicompete.engine.block import simulate_block

    if chosen() == COMPILED:
        from aicompete.engine.compiled import simulate_compiled
        from aicompete.engine.program.untraceable import Untraceable

        try:
            return simulate_compiled(task)
        except Untraceable:
            pass
    return simulate_block(task)
