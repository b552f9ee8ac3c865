"""A compiled month with the layout of its memory."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from aicompete.engine.program import compiler


@dataclass(frozen=True)
class Place:
    """Where an array of one run begins in its bank, and its shape."""

    begin: int
    shape: tuple[int, ...]

    @cached_property
    def size(self) -> int:
        """Number of elements."""
        return math.prod(self.shape)

    @cached_property
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


def plain(layout: Layout) -> dict[str, Any]:
    """A layout as plain data."""
    return asdict(layout)


def program_of(plain: dict[str, Any], code: bytes) -> Program:
    """A program from plain data and its machine code."""
    places = {
        bank: {word: Place(p["begin"], tuple(p["shape"])) for word, p in named.items()}
        for bank, named in plain["places"].items()
    }
    return Program(Layout(plain["lanes"], plain["first"], plain["last"], plain["sizes"], places), code)
