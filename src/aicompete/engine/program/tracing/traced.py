"""Arrays that record what is done to them.

They stand in for the columns of one run while the mechanisms run once. What NumPy's functions and operators do with
them is written into a graph, through NumPy's own protocols; what a function means is said with ``means`` in
``elementwise.py``, ``reductions.py`` and ``shapes.py``. Views share their memory with the array that they were taken
from, as NumPy's do, so that changing a view in place changes the whole.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from aicompete.engine.program.graph import Graph, Index, Node
from aicompete.engine.program.tracing.memory import Memory
from aicompete.engine.program.untraceable import Untraceable

Meaning = TypeVar("Meaning", bound=Callable[..., Any])

MEANINGS: dict[str, Callable[..., Any]] = {}
"""NumPy's functions by name (``add``, ``add.reduce``), as far as a program can hold them."""


def means(*names: str) -> Callable[[Meaning], Meaning]:
    """Decorator: what these functions of NumPy mean for traced arrays."""

    def known(meaning: Meaning) -> Meaning:
        MEANINGS.update(dict.fromkeys(names, meaning))
        return meaning

    return known


def _meaning(name: str) -> Callable[..., Any]:
    if name not in MEANINGS:
        raise Untraceable(f"numpy.{name} has no place in a compiled program")
    return MEANINGS[name]


class Guard(Protocol):
    """A truth value that Python may decide on although it is not known (see ``clock.py``)."""

    def __call__(self) -> bool:
        """What it is in the month that is traced."""


class Traced(np.lib.mixins.NDArrayOperatorsMixin):
    """An array whose values are not known yet."""

    __slots__ = ("graph", "guard", "memory", "places")

    def __init__(self, graph: Graph, memory: Memory, places: npt.NDArray[Any]) -> None:
        self.graph = graph
        self.memory = memory
        self.places = places
        self.guard: Guard | None = None

    @classmethod
    def of(cls, graph: Graph, node: Node, shape: Sequence[int]) -> Traced:
        """An array whose elements are those of a node, in order."""
        places = np.arange(math.prod(shape), dtype=np.int32)
        return cls(graph, Memory(node, places), places.reshape(shape))

    def source(self) -> tuple[Node, Index]:
        """The node that holds the elements, and the place of each."""
        where = self.places.ravel()
        at = self.memory.at[where]
        if not at.size:
            return self.graph.const(np.zeros(0)), at
        used = self.memory.used(where)
        if len(used) == 1:
            return self.memory.nodes[used[0]], at
        who = self.memory.who[where]
        parts, places = [], []
        for one in used:
            mine = np.flatnonzero(who == one).astype(np.int32)
            parts.append((self.memory.nodes[one], at[mine]))
            places.append(mine)
        truth = all(node.truth for node, _ in parts)
        node = self.graph.work("cat", parts, self.shape, truth, tuple(places))
        return node, np.arange(where.size, dtype=np.int32)

    def known(self) -> npt.NDArray[Any] | None:
        """Its values, where all of them are constants."""
        where = self.places.ravel()
        used = self.memory.used(where)
        if any(self.memory.nodes[one].op != "const" for one in used):
            return None
        who, at = self.memory.who[where], self.memory.at[where]
        values = np.empty(where.size)
        truth = True
        for one in used:
            node = self.memory.nodes[one]
            values[who == one] = node.extra[at[who == one]]
            truth &= node.truth
        return values.reshape(self.shape).astype(np.bool_ if truth else np.float64)

    def view(self, change: Callable[[npt.NDArray[Any]], npt.NDArray[Any]]) -> Traced:
        """The same memory seen otherwise."""
        return Traced(self.graph, self.memory, change(self.places))

    def copy(self, order: str = "C") -> Traced:
        """The same elements in memory of their own."""
        node, at = self.source()
        places = np.arange(self.size, dtype=np.int32).reshape(self.shape)
        return Traced(self.graph, Memory(node, at), places)

    def assign(self, value: Any) -> None:
        """Change all elements in place."""
        node, at = lifted(self.graph, value).broadcast(self.shape).source()
        self.memory.write(self.places.ravel(), node, at)

    def broadcast(self, shape: Sequence[int]) -> Traced:
        """A view with repeated elements."""
        if self.shape == tuple(shape):
            return self
        return self.view(lambda places: np.broadcast_to(places, shape))

    # NumPy's protocols, and Python's

    def __array_ufunc__(
        self, ufunc: np.ufunc, method: str, *inputs: Any, out: Any = None, where: Any = True, **options: Any
    ) -> Any:
        if where is not True:
            raise Untraceable(f"numpy.{ufunc.__name__} with where= has no place in a compiled program")
        name = ufunc.__name__ if method == "__call__" else f"{ufunc.__name__}.{method}"
        result = _meaning(name)(*inputs, **options)
        if out is None:
            return result
        target = out[0] if isinstance(out, tuple) else out
        if not isinstance(target, Traced):
            raise Untraceable("a column is written into an array that was made outside the month")
        target.assign(result)
        return target

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        return _meaning(getattr(function, "__name__", str(function)))(*args, **kwargs)

    def __array__(self, dtype: Any = None, copy: Any = None) -> npt.NDArray[Any]:
        values = self.known()
        if values is None:
            raise Untraceable("the values of a column are needed as plain numbers")
        return values if dtype is None else values.astype(dtype)

    def __bool__(self) -> bool:
        if self.guard is not None:
            return self.guard()
        values = self.known()
        if values is None:
            raise Untraceable("Python decides on the values of a column; write a mask")
        return bool(values)

    def __float__(self) -> float:
        return float(self.__array__())

    def __int__(self) -> int:
        return int(self.__array__())

    def __index__(self) -> int:
        return int(self.__array__())

    def __hash__(self) -> int:
        return id(self)

    def __len__(self) -> int:
        return len(self.places)

    def __iter__(self) -> Iterator[Traced]:
        return (self[i] for i in range(len(self)))

    def __getitem__(self, key: Any) -> Traced:
        key = _plain_key(key)
        taken = Traced(self.graph, self.memory, np.asarray(self.places[key]))
        return taken if _is_view(key) else taken.copy()

    def __setitem__(self, key: Any, value: Any) -> None:
        Traced(self.graph, self.memory, np.asarray(self.places[_plain_key(key)])).assign(value)

    def _into(self, ufunc: np.ufunc, other: Any) -> Traced:
        """Changed in place, as NumPy does it."""
        self.assign(ufunc(self, other))
        return self

    def __iadd__(self, other: Any) -> Traced:
        return self._into(np.add, other)

    def __isub__(self, other: Any) -> Traced:
        return self._into(np.subtract, other)

    def __imul__(self, other: Any) -> Traced:
        return self._into(np.multiply, other)

    def __itruediv__(self, other: Any) -> Traced:
        return self._into(np.divide, other)

    # an array's attributes and methods

    @property
    def shape(self) -> tuple[int, ...]:
        """Lengths of the axes; the first is the run, of length one."""
        return self.places.shape

    @property
    def ndim(self) -> int:
        """Number of axes."""
        return self.places.ndim

    @property
    def size(self) -> int:
        """Number of elements."""
        return self.places.size

    @property
    def dtype(self) -> np.dtype[Any]:
        """Truth values or numbers."""
        return np.dtype(np.bool_ if self.truth else np.float64)

    @property
    def truth(self) -> bool:
        """Whether all elements are truth values."""
        used = self.memory.used(self.places.ravel())
        return all(self.memory.nodes[one].truth for one in used)

    @property
    def T(self) -> Traced:
        """Axes in the other order."""
        return self.view(lambda places: places.T)

    def __getattr__(self, name: str) -> Any:
        """Other methods of an array are NumPy's functions of the same name."""
        if name not in METHODS:
            raise AttributeError(f"a traced array has no {name}")
        return lambda *args, **options: _meaning(name)(self, *args, **options)

    def reshape(self, *shape: Any, order: str = "C") -> Traced:
        """The same elements on other axes."""
        return self.view(lambda places: places.reshape(*shape))

    def transpose(self, *axes: Any) -> Traced:
        """Axes in another order."""
        return self.view(lambda places: places.transpose(*axes))

    def astype(self, kind: Any, **_: Any) -> Any:
        """Numbers as truth values or the other way round."""
        if np.dtype(kind) == np.bool_ and not self.truth:
            return self != 0.0
        if np.dtype(kind) != np.bool_ and self.truth:
            return np.where(self, 1.0, 0.0)
        return self.copy()

    def tobytes(self) -> bytes:
        """A mark of its own: two traced arrays are never taken for the same."""
        return f"traced {id(self)}".encode()


METHODS = (
    "sum",
    "max",
    "min",
    "mean",
    "any",
    "all",
    "cumsum",
    "ravel",
    "squeeze",
    "swapaxes",
    "take",
    "repeat",
    "clip",
)
"""Methods of an array that do what the function of the same name does."""


def lifted(graph: Graph, value: Any) -> Traced:
    """Any value as a traced array."""
    if isinstance(value, Traced):
        return value
    array = np.asarray(value)
    if array.dtype == np.object_:
        raise Untraceable(f"{type(value).__name__} cannot be computed with in a compiled program")
    return Traced.of(graph, graph.const(array), array.shape)


def graph_of(*values: Any) -> Graph:
    """The graph of the first traced array among values, which may stand in sequences."""
    for value in values:
        for part in value if isinstance(value, (list, tuple)) else (value,):
            if isinstance(part, Traced):
                return part.graph
    raise Untraceable("no traced array among the arguments")


def _plain_key(key: Any) -> Any:
    """An index with constants in place of traced arrays; raises where one is not known."""
    if isinstance(key, tuple):
        return tuple(_plain_key(part) for part in key)
    return np.asarray(key) if isinstance(key, Traced) else key


def _is_view(key: Any) -> bool:
    """Whether NumPy gives a view for an index, and not a copy."""
    parts = key if isinstance(key, tuple) else (key,)
    return all(part is None or part is Ellipsis or isinstance(part, (int, np.integer, slice)) for part in parts)
