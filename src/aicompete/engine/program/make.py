"""How a program is made: taken from memory or from disk, or else traced, compiled, checked against NumPy and kept."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from aicompete.engine.ensemble import Ensemble
from aicompete.engine.program import cache, compiler
from aicompete.engine.program.check import agrees
from aicompete.engine.program.layout import Layout, Place, Program, plain, program_of
from aicompete.engine.program.month_graph import Trace
from aicompete.engine.program.purpose import Purpose
from aicompete.engine.program.tracing.trace import trace
from aicompete.engine.program.untraceable import Untraceable
from aicompete.engine.program.writing.emit import written
from aicompete.engine.program.writing.schedule import planned

WARM = 3
"""Months that are stepped in NumPy before a month is traced, so that everything kept for a run is there."""


LITTLE = 1000
"""Months of runs up to which a program is compiled in haste: stepping them takes a tenth of a second longer, compiling
more than a second less."""


def program_for(purpose: Purpose, say: Callable[[str], None] | None = None, work: float = math.inf) -> Program:
    """The program of a purpose, right from some early month on.

    Parameters
    ----------
    say : told when it has to be compiled.
    work : months of runs that are to be stepped. For a little, a program is compiled in haste, unless one that was
        compiled well is there; the numbers are the same to the bit.

    Raises
    ------
    Untraceable : a mechanism, a metric or a rule does what a program cannot, or its numbers are not NumPy's.
    """
    lanes = compiler.widest()
    key = cache.key(purpose, lanes)
    in_haste = work <= LITTLE and key not in _MADE and not cache.has(key)

    def make() -> Program:
        if say is not None:
            say("compiling the month for this machine, once for each version of the model: some seconds")
        return _made(purpose, lanes, in_haste)

    return _kept(cache.key(purpose, lanes, "in haste") if in_haste else key, make)


def opening_for(purpose: Purpose, main: Program) -> Program | None:
    """The program of the first month, which hands over to another; none where it cannot be compiled."""
    try:
        return _kept(cache.key(purpose, main.layout.lanes, "opening"), lambda: _made_opening(purpose, main))
    except Untraceable:
        return None


def _kept(key: str, make: Callable[[], Program]) -> Program:
    """A program from memory or from disk, or else a new one."""
    known = _MADE.get(key)
    if isinstance(known, str):
        raise Untraceable(known)
    if known is not None:
        return known
    stored = cache.read(key)
    program = program_of(*stored) if stored is not None else None
    if program is None:
        try:
            program = make()
        except Untraceable as error:
            _MADE[key] = str(error)
            raise
        cache.write(key, plain(program.layout), program.code)
    _MADE[key] = program
    return program


_MADE: dict[str, Program | str] = {}
"""Programs of this process by key; a text says why there is none."""


def _made(purpose: Purpose, lanes: int, in_haste: bool) -> Program:
    ensemble = _warm(purpose)
    program = built(trace(ensemble, purpose), lanes, in_haste)
    agrees(program, ensemble, purpose)
    return program


def _made_opening(purpose: Purpose, main: Program) -> Program:
    _warm(purpose)
    ensemble = purpose.one_run(WARM + 3)
    columns = {name for bank in "xf" for name in main.layout.places[bank] if "." in name}
    program = built(trace(ensemble, purpose, 0, columns), main.layout.lanes, in_haste=True)  # it steps one month only
    agrees(program, ensemble, purpose)
    return program


def _warm(purpose: Purpose) -> Ensemble:
    """A run some months after its start, with everything made that is kept between runs."""
    ensemble = purpose.one_run(WARM + 3)
    for _ in range(WARM):
        ensemble.step()
    known: dict[Any, Any] = {}
    for metric in purpose.metrics:
        metric.read(ensemble.world, known)
    return ensemble


def built(traced: Trace, lanes: int, in_haste: bool = False) -> Program:
    """Arrange, write and compile a traced month; ``in_haste`` for one that steps little (`compiler.compiled`)."""
    plan = planned(traced)
    text, scratch = written(traced, plan, lanes)
    sizes = {name: bank.size for name, bank in traced.banks.items()} | {"b": scratch, "h": plan.held}
    places = {
        name: {word: Place(begin, shape) for word, (begin, shape) in bank.places.items()}
        for name, bank in traced.banks.items()
    }
    return Program(Layout(lanes, traced.first, traced.last, sizes, places), compiler.compiled(text, in_haste))
