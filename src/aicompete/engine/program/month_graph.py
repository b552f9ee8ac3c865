"""A traced month: its graph and the layout of its memory.

The banks of a program's memory, each a row of vectors over runs:

- ``x`` the state: columns that the month may change,
- ``f`` what stays through a run: assumptions, and columns that the month never changes,
- ``l`` the levers in force, and the days that limits were held,
- ``n`` the number of the month and its shocks,
- ``z`` what is recorded.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from aicompete.engine.program.graph import Graph, Index, Node

HELD = "days held: "
"""Before the name of a limit: the days that it was held."""

FREE = "free: "
"""Before the name of a law: which nations choose it themselves."""

UNTOUCHED = "untouched: "
"""Before the name of a lever that is answered with: where no agent has set it."""

NUMBER = "number of the month"

Shape = tuple[int, ...]


@dataclass
class Bank:
    """Places of named arrays of one run, one after the other."""

    places: dict[str, tuple[int, Shape]] = field(default_factory=dict)
    size: int = 0

    def room(self, name: str, shape: Shape) -> int:
        """Give an array its place."""
        place = self.size
        self.places[name] = place, shape
        self.size += int(np.prod(shape, dtype=np.int64))
        return place


@dataclass
class Output:
    """An array of one run that the program writes: where its elements are, and from which place on they go."""

    name: str
    node: Node
    index: Index
    place: int
    shape: Shape


@dataclass
class Trace:
    """The month of a model as a graph, with the layout of its banks."""

    graph: Graph
    banks: dict[str, Bank]
    columns: list[Output]
    records: list[Output]
    first: int
    last: int
    """The earliest and the latest month, counted from 0, that the program is right for."""
