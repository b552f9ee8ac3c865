"""A compiled month with the layout of its memory, and how it is made for a block."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from aicompete.config import Scenario
from aicompete.engine.ensemble import Ensemble
from aicompete.engine.metrics import metrics
from aicompete.engine.program import cache, compiler
from aicompete.engine.program.emit import written
from aicompete.engine.program.schedule import planned
from aicompete.engine.program.trace import Trace, trace
from aicompete.engine.program.untraceable import Untraceable
from aicompete.subjects.mechanism import Metric

WARM = 3
"""Months that are stepped in NumPy before a month is traced, so that everything kept for a run is there."""


@dataclass(frozen=True)
class Place:
    """Where an array of one run begins in its bank, and its shape."""

    begin: int
    shape: tuple[int, ...]

    @property
    def size(self) -> int:
        """Number of elements."""
        return math.prod(self.shape)

    @property
    def span(self) -> slice:
        """Its elements in the bank."""
        return slice(self.begin, self.begin + math.prod(self.shape))


@dataclass(frozen=True)
class Layout:
    """Everything about a program but its code; plain data."""

    lanes: int
    first: int
    last: int
    """The earliest and the latest month, counted from 0, that the program is right for."""
    sizes: dict[str, int]
    """Length of each bank, vectors a group of runs."""
    places: dict[str, dict[str, Place]]
    """Named arrays in the banks that are read and recorded."""


@dataclass(frozen=True, eq=False)
class Program:
    """A compiled month."""

    layout: Layout
    code: bytes

    @cached_property
    def advance(self) -> Callable[..., None]:
        """The machine code, loaded when it is first used."""
        return compiler.advance_of(self.code)


def place_of(program: Program, metric: str) -> Place:
    """Where a metric, ``level:name``, is recorded."""
    return program.layout.places["z"][metric]


def recorded(names: Sequence[str]) -> tuple[Metric, ...]:
    """Metrics by ``level:name``."""
    known = metrics()
    return tuple(known[name] for name in names)


def program_for(
    point: Scenario, names: Sequence[str], lanes: int | None = None, say: Callable[[str], None] | None = None
) -> Program:
    """The program that steps a scenario's start, disabled mechanisms and targets and records some metrics.

    Taken from memory or from disk, or else traced, compiled, checked against NumPy and kept.

    Raises
    ------
    Untraceable : a mechanism or a metric does what a program cannot, or its numbers are not NumPy's.
    """
    lanes = lanes or compiler.widest()

    def make() -> Program:
        if say is not None:
            say("compiling the month for this machine, once for each version of the model: some seconds")
        return _made(point, names, lanes)

    return _kept(cache.key(point, names, lanes), make)


def opening_for(point: Scenario, names: Sequence[str], main: Program) -> Program | None:
    """The program of the first month, which hands over to another; none where it cannot be compiled."""
    lanes = main.layout.lanes
    try:
        return _kept(cache.key(point, names, lanes, "opening"), lambda: _made_opening(point, names, main))
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
    program = _from_plain(*stored) if stored is not None else None
    if program is None:
        try:
            program = make()
        except Untraceable as error:
            _MADE[key] = str(error)
            raise
        cache.write(key, _plain(program.layout), program.code)
    _MADE[key] = program
    return program


_MADE: dict[str, Program | str] = {}
"""Programs of this process by key; a text says why there is none."""


def _made(point: Scenario, names: Sequence[str], lanes: int) -> Program:
    from aicompete.engine.program.check import agrees

    wanted = recorded(names)
    ensemble = _warm(point, wanted)
    program = built(trace(ensemble, wanted), lanes)
    agrees(program, ensemble, wanted)
    return program


def _made_opening(point: Scenario, names: Sequence[str], main: Program) -> Program:
    from aicompete.engine.program.check import agrees

    wanted = recorded(names)
    _warm(point, wanted)
    ensemble = one_run(point)
    columns = {name for bank in "xf" for name in main.layout.places[bank] if "." in name}
    program = built(trace(ensemble, wanted, 0, columns), main.layout.lanes)
    agrees(program, ensemble, wanted)
    return program


def _warm(point: Scenario, wanted: Sequence[Metric]) -> Ensemble:
    """A run some months after its start, with everything made that is kept between runs."""
    ensemble = one_run(point)
    for _ in range(WARM):
        ensemble.step()
    known: dict[Any, Any] = {}
    for metric in wanted:
        metric.read(ensemble.world, known)
    return ensemble


def one_run(point: Scenario) -> Ensemble:
    """A run of a scenario with central assumptions, long enough to be traced and checked."""
    from aicompete.config import central_assumptions

    longer = replace(point, months=max(point.months, WARM + 3))
    assumptions = {name: np.full(1, value) for name, value in central_assumptions(longer).items()}
    return Ensemble((longer,), (0,), assumptions, (0,), 1, longer.months)


def built(traced: Trace, lanes: int) -> Program:
    """Arrange, write and compile a traced month."""
    plan = planned(traced)
    text, scratch = written(traced, plan, lanes)
    sizes = {name: bank.size for name, bank in traced.banks.items()} | {"b": scratch, "h": plan.held}
    places = {
        name: {word: Place(begin, shape) for word, (begin, shape) in bank.places.items()}
        for name, bank in traced.banks.items()
    }
    return Program(Layout(lanes, traced.first, traced.last, sizes, places), compiler.compiled(text))


def _plain(layout: Layout) -> dict[str, Any]:
    return asdict(layout)


def _from_plain(plain: dict[str, Any], code: bytes) -> Program:
    places = {
        bank: {word: Place(p["begin"], tuple(p["shape"])) for word, p in named.items()}
        for bank, named in plain["places"].items()
    }
    return Program(Layout(plain["lanes"], plain["first"], plain["last"], plain["sizes"], places), code)
