"""The graph of a traced month: what is computed from what, element by element.

A node holds a small array of one run. Its arguments name other nodes with an index map each, so that slices,
transpositions and broadcasting are maps and no work of their own. Equal nodes are made once.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

Index = npt.NDArray[np.int32]
Values = npt.NDArray[np.float64]


@dataclass(eq=False, slots=True)
class Node:
    """One step of the program.

    Attributes
    ----------
    op : what is done; ``const``, ``in`` (a value given from outside), ``cat`` (parts put together), ``gather``, a
        reduction, or an operation element by element.
    args : other nodes, each with the index map that says which of its elements is used where.
    dims : lengths of the axes longer than one.
    truth : whether it holds truth values.
    extra : values of a ``const``; (bank, place) of an ``in``; number of terms of a reduction; places of the parts of a
        ``cat``; stride of a ``gather``.
    """

    id: int
    op: str
    args: tuple[tuple[Node, Index], ...]
    dims: tuple[int, ...]
    truth: bool
    extra: Any = None

    @property
    def size(self) -> int:
        """Number of elements."""
        return int(math.prod(self.dims))

    @property
    def given(self) -> bool:
        """Whether it is no work: a constant, or a value from outside."""
        return self.op in ("const", "in")


class Graph:
    """All nodes of a trace in the order in which they were made."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self._known: dict[Any, Node] = {}

    def _make(self, key: Any, op: str, args: Any, dims: Iterable[int], truth: bool, extra: Any) -> Node:
        node = self._known.get(key)
        if node is None:
            node = Node(len(self.nodes), op, tuple(args), tuple(d for d in dims if d != 1), truth, extra)
            self.nodes.append(node)
            self._known[key] = node
        return node

    def const(self, values: npt.ArrayLike) -> Node:
        """Numbers that are known while tracing."""
        array = np.asarray(values)
        flat = np.ascontiguousarray(array, dtype=np.float64).ravel()
        truth = array.dtype == np.bool_
        return self._make(("const", flat.tobytes(), truth), "const", (), (flat.size,), truth, flat)

    def given(self, bank: str, place: int, size: int) -> Node:
        """Values that stand in a bank of the program's memory."""
        return self._make(("in", bank, place, size), "in", (), (size,), False, (bank, place))

    def work(
        self, op: str, args: Sequence[tuple[Node, Index]], dims: Sequence[int], truth: bool, extra: Any = None
    ) -> Node:
        """A step; an equal one that is there already is returned instead."""
        own = extra if not isinstance(extra, tuple) else tuple(np.asarray(part).tobytes() for part in extra)
        shape = tuple(d for d in dims if d != 1)
        key = (op, shape, truth, own, tuple((node.id, index.tobytes()) for node, index in args))
        return self._make(key, op, args, dims, truth, extra)


def reached(roots: Iterable[Node]) -> set[int]:
    """Places of all nodes that some nodes rest on, themselves included."""
    found: set[int] = set()
    waiting = list(roots)
    while waiting:
        node = waiting.pop()
        if node.id not in found:
            found.add(node.id)
            waiting.extend(arg for arg, _ in node.args)
    return found


def fixed(nodes: Iterable[Node], stays: Callable[[Node], bool]) -> dict[int, bool]:
    """For each node, in order, whether it rests only on constants and on given values that stay."""
    known: dict[int, bool] = {}
    for node in nodes:
        if node.op == "in":
            known[node.id] = stays(node)
        else:
            known[node.id] = all(known[arg.id] for arg, _ in node.args)
    return known


def plain(index: Index) -> bool:
    """Whether a map takes every element in its place."""
    size = index.size
    if size and (index[0] != 0 or index[-1] != size - 1):  # most of the others, at a glance
        return False
    return bool((index == _counted(size)).all())


@lru_cache(maxsize=1024)
def _counted(size: int) -> Index:
    """The places of an array, one after the other."""
    return np.arange(size, dtype=np.int32)
