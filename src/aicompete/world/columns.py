"""How a state column is declared: once, with its axes, unit, meaning and origin.

The data dictionary, the ODD tables and the result columns are generated from these declarations.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import Field, dataclass, field, fields
from typing import Any, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

NEUTRAL_RUNS = 1


@dataclass(frozen=True)
class Stream:
    """A named stream of standard normal shocks, drawn ahead for every month: shape ``(run, *axes)``."""

    name: str
    axes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reads:
    """What a state class needs to set its start values."""

    assumptions: tuple[str, ...] = ()
    streams: tuple[Stream, ...] = ()


class Setup(Protocol):
    """What a state class is given to build its first month."""

    @property
    def runs(self) -> int:
        """Number of runs in the block."""

    def assume(self, name: str, extra: int = 1) -> Array:
        """Value of an assumption, ``(run,)`` followed by ``extra`` axes of length one."""

    def noise(self, name: str) -> Array:
        """Standard normal start shocks of a stream, ``(run, *axes)``."""


@dataclass(frozen=True)
class ColumnInfo:
    """The declaration of one column."""

    group: str
    name: str
    axes: tuple[str, ...]
    unit: str
    meaning: str
    origin: str


def column(axes: str, unit: str, meaning: str, origin: str) -> Any:
    """Declare a state column.

    Parameters
    ----------
    axes : names of the axes after the run axis, separated by blanks (empty for one value a run).
    unit, meaning : what is stored.
    origin : where the start value comes from (a table, a rule, or "computed").
    """
    return field(metadata={"axes": tuple(axes.split()), "unit": unit, "meaning": meaning, "origin": origin})


S = TypeVar("S")


class LazyColumn:
    """A column that may be bound to a function; the function is called at the first read and its result is stored."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, state: object, owner: type[Any]) -> Any:
        value = vars(state)[self.name]
        if callable(value):
            value = vars(state)[self.name] = value()
        return value

    def __set__(self, state: object, value: Any) -> None:
        vars(state)[self.name] = value


def lazy(*names: str) -> Callable[[type[S]], type[S]]:
    """Class decorator, to stand above ``dataclass``: these columns may be lazy (see ``bind_lazy``)."""

    def allow(cls: type[S]) -> type[S]:
        for name in names:
            setattr(cls, name, LazyColumn(name))
        return cls

    return allow


def bind_lazy(state: object, name: str, make: Callable[[], Array]) -> None:
    """Bind a column to the function that computes it; for wide columns that are seldom read."""
    setattr(state, name, Later(make))  # snapshots of the month share the result


class Later:
    """A value that is computed at the first call; pickled and copied as the value, since functions are not."""

    __slots__ = ("_make", "_value")

    def __init__(self, make: Callable[[], Array] | None, value: Array | None = None) -> None:
        self._make, self._value = make, value

    def __call__(self) -> Array:
        if self._value is None:
            assert self._make is not None
            self._value = self._make()
            self._make = None  # with it goes what it held on to
        return self._value

    def __reduce__(self) -> tuple[type[Later], tuple[None, Array]]:
        return Later, (None, self())


def declared(group: str, cls: type[Any]) -> Iterator[ColumnInfo]:
    """All column declarations of a state class."""
    entry: Field[Any]
    for entry in fields(cls):
        if "axes" in entry.metadata:
            m = entry.metadata
            yield ColumnInfo(group, entry.name, m["axes"], m["unit"], m["meaning"], m["origin"])


def spread(values: npt.ArrayLike, runs: int) -> Array:
    """Repeat static values over the run axis, ``(run, ...)``, as a read-only view without copying."""
    base = np.asarray(values, dtype=np.float64)
    return np.broadcast_to(base, (runs, *base.shape))


def pick(values: Array, places: npt.NDArray[np.int64], axis: int = 1) -> Array:
    """Some places of an agent axis, with the run still first in memory.

    ``values[:, places]`` puts the picked axis first in memory for blocks of several runs; a sum over it then adds in
    another order than for one run, and the last bits depend on the size of the block.
    """
    return np.asarray(np.take(values, places, axis=axis))


def beside(first: Array, *others: Array | float) -> Array:
    """Columns ``(run, ...)`` or plain numbers side by side, ``(run, k, ...)``; ``first`` has all its runs and agents.

    A third of the cost of ``np.stack``.
    """
    together = np.empty((first.shape[0], 1 + len(others), *first.shape[1:]))
    together[:, 0] = first
    for place, values in enumerate(others, 1):
        together[:, place] = values
    return together


Read = Callable[[Any], Array]
