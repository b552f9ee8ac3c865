"""Arrays that record what is done to them.

They stand in for the columns of one run while the mechanisms run once. What NumPy's functions and operators do with
them is written into a graph, through NumPy's own protocols. Views share their memory with the array that they were
taken from, as NumPy's do, so that changing a view in place changes the whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from aicompete.engine.program.graph import TRUTH, Graph, Index, Node
from aicompete.engine.program.untraceable import Untraceable

FEW_TERMS = 8
"""Sums of so few terms are written out, so that they can stand in one loop with what they add up."""

NAMES = {
    "true_divide": "divide",
    "bitwise_and": "and",
    "logical_and": "and",
    "bitwise_or": "or",
    "logical_or": "or",
    "bitwise_xor": "xor",
    "logical_xor": "xor",
    "invert": "not",
    "logical_not": "not",
    "fabs": "absolute",
    "fmax": "maximum",
    "fmin": "minimum",
}
"""NumPy's words for operations that have another name here."""

ONE_BY_ONE = {
    "add",
    "subtract",
    "multiply",
    "divide",
    "maximum",
    "minimum",
    "exp",
    "exp2",
    "expm1",
    "log",
    "log1p",
    "log10",
    "log2",
    "sqrt",
    "tanh",
    "arctanh",
    "negative",
    "absolute",
    "sign",
    "floor",
    "where",
    *TRUTH,
}
"""Operations element by element that a program can hold."""

MIRRORED = {"greater": "less", "less": "greater", "greater_equal": "less_equal", "less_equal": "greater_equal"}


class Memory:
    """The elements of an array: which element of which node each is."""

    __slots__ = ("at", "nodes", "who")

    def __init__(self, node: Node, at: Index) -> None:
        self.nodes: list[Node] = [node]
        self.who: Index = np.zeros(at.size, dtype=np.int32)
        self.at: Index = at

    def write(self, places: Index, node: Node, at: Index) -> None:
        """Let some elements be others from now on."""
        if node not in self.nodes:
            self.nodes.append(node)
        self.who = self.who.copy()
        self.at = self.at.copy()
        self.who[places] = self.nodes.index(node)
        self.at[places] = at


class Traced(np.lib.mixins.NDArrayOperatorsMixin):
    """An array whose values are not known yet."""

    __slots__ = ("graph", "guard", "memory", "places")

    def __init__(self, graph: Graph, memory: Memory, places: npt.NDArray[Any]) -> None:
        self.graph = graph
        self.memory = memory
        self.places = places
        self.guard: tuple[Clock, str, float] | None = None

    @classmethod
    def of(cls, graph: Graph, node: Node, shape: Sequence[int]) -> Traced:
        """An array whose elements are those of a node, in order."""
        size = int(np.prod(shape, dtype=np.int64))
        places = np.arange(size, dtype=np.int32)
        return cls(graph, Memory(node, places), places.reshape(shape))

    def source(self) -> tuple[Node, Index]:
        """The node that holds the elements, and the place of each."""
        where = self.places.ravel()
        who, at = self.memory.who[where], self.memory.at[where]
        used = np.unique(who)
        if len(used) == 1 or not len(used):
            node = self.memory.nodes[used[0]] if len(used) else self.graph.const(np.zeros(0))
            return node, at
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
        who, at = self.memory.who[where], self.memory.at[where]
        values = np.empty(where.size)
        truth = True
        for one in np.unique(who):
            node = self.memory.nodes[one]
            if node.op != "const":
                return None
            values[who == one] = node.extra[at[who == one]]
            truth &= node.truth
        return values.reshape(self.shape).astype(np.bool_ if truth else np.float64)

    # what NumPy asks of an array

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
        used = np.unique(self.memory.who[self.places.ravel()])
        return all(self.memory.nodes[one].truth for one in used)

    @property
    def T(self) -> Traced:
        """Axes in the other order."""
        return self.view(lambda places: places.T)

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

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, out: Any = None, **options: Any) -> Any:
        from aicompete.engine.program.functions import ufunc_call

        return ufunc_call(self.graph, ufunc, method, inputs, out, options)

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        from aicompete.engine.program.functions import FUNCTIONS

        name = getattr(function, "__name__", str(function))
        if name not in FUNCTIONS:
            raise Untraceable(f"numpy.{name} has no place in a compiled program")
        return FUNCTIONS[name](*args, **kwargs)

    def __array__(self, dtype: Any = None, copy: Any = None) -> npt.NDArray[Any]:
        values = self.known()
        if values is None:
            raise Untraceable("the values of a column are needed as plain numbers")
        return values if dtype is None else values.astype(dtype)

    def __len__(self) -> int:
        return len(self.places)

    def __iter__(self) -> Iterator[Traced]:
        return (self[i] for i in range(len(self)))

    def __getitem__(self, key: Any) -> Traced:
        key = _plain_key(key)
        places = self.places[key]
        basic = all(isinstance(part, (int, np.integer, slice)) or part in (None, Ellipsis) for part in _parts(key))
        taken = Traced(self.graph, self.memory, np.asarray(places))
        return taken if basic else taken.copy()

    def __setitem__(self, key: Any, value: Any) -> None:
        places = np.asarray(self.places[_plain_key(key)])
        node, at = lifted(self.graph, value).broadcast(places.shape).source()
        self.memory.write(places.ravel(), node, at)

    def __bool__(self) -> bool:
        if self.guard is not None:
            clock, op, limit = self.guard
            return clock.decide(op, limit)
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

    # in place, as NumPy does it

    def _into(self, ufunc: np.ufunc, other: Any) -> Traced:
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

    # methods of an array

    def sum(self, axis: Any = None, keepdims: bool = False, **_: Any) -> Traced:
        """Sum over axes."""
        return reduced("sum", self, axis, keepdims)

    def max(self, axis: Any = None, keepdims: bool = False, **_: Any) -> Traced:
        """Largest over axes."""
        return reduced("max", self, axis, keepdims)

    def min(self, axis: Any = None, keepdims: bool = False, **_: Any) -> Traced:
        """Smallest over axes."""
        return reduced("min", self, axis, keepdims)

    def mean(self, axis: Any = None, keepdims: bool = False, **_: Any) -> Traced:
        """Mean over axes."""
        total = reduced("sum", self, axis, keepdims)
        mean: Traced = total / (self.size / total.size)
        return mean

    def any(self, axis: Any = None, keepdims: bool = False, **_: Any) -> Traced:
        """Whether one is true."""
        return reduced("max", self, axis, keepdims) != 0.0  # type: ignore[no-any-return]

    def all(self, axis: Any = None, keepdims: bool = False, **_: Any) -> Traced:
        """Whether all are true."""
        return reduced("min", self, axis, keepdims) != 0.0  # type: ignore[no-any-return]

    def reshape(self, *shape: Any, order: str = "C") -> Traced:
        """The same elements on other axes."""
        return self.view(lambda places: places.reshape(*shape))

    def ravel(self) -> Traced:
        """All elements on one axis."""
        return self.reshape(-1)

    def squeeze(self, axis: Any = None) -> Traced:
        """Without axes of length one."""
        return self.view(lambda places: places.squeeze(axis))

    def swapaxes(self, one: int, other: int) -> Traced:
        """Two axes exchanged."""
        return self.view(lambda places: places.swapaxes(one, other))

    def transpose(self, *axes: Any) -> Traced:
        """Axes in another order."""
        return self.view(lambda places: places.transpose(*axes))

    def take(self, indices: Any, axis: Any = None) -> Traced:
        """Some elements of an axis."""
        return self.view(lambda places: np.take(places, indices, axis=axis)).copy()

    def clip(self, low: Any = None, high: Any = None, **_: Any) -> Traced:
        """Between two bounds."""
        clipped: Any = np.clip(self, low, high)
        return clipped  # type: ignore[no-any-return]

    def astype(self, kind: Any, **_: Any) -> Traced:
        """Numbers as truth values or the other way round."""
        if np.dtype(kind) == np.bool_ and not self.truth:
            return self != 0.0  # type: ignore[no-any-return]
        if np.dtype(kind) != np.bool_ and self.truth:
            return apply(self.graph, "where", (self, 1.0, 0.0))
        return self.copy()

    def tobytes(self) -> bytes:
        """A mark of its own: two traced arrays are never taken for the same."""
        return f"traced {id(self)}".encode()


class Clock(Traced):
    """The number of the month: a value like others, and one that Python may compare with a number.

    A comparison that Python decides on is decided as in month ``now``. ``first`` and ``last`` are the earliest and the
    latest month in which all of them come out the same; others are not the program's.
    """

    __slots__ = ("first", "last", "now")
    first: int
    last: int
    now: int

    FAR = 10**6

    def decide(self, op: str, limit: float) -> bool:
        """Outcome of a comparison in the month that is traced; remembers for which months it holds."""
        compare = _COMPARED[op]
        answer = bool(compare(self.now, limit))
        for month in (int(np.floor(limit)) + step for step in (-1, 0, 1)):  # where else could it change
            if bool(compare(month, limit)) != answer:
                if month < self.now:
                    self.first = max(self.first, month + 1)
                else:
                    self.last = min(self.last, month - 1)
        return answer


_COMPARED: dict[str, Callable[[float, float], Any]] = {
    "equal": lambda a, b: a == b,
    "not_equal": lambda a, b: a != b,
    "less": lambda a, b: a < b,
    "less_equal": lambda a, b: a <= b,
    "greater": lambda a, b: a > b,
    "greater_equal": lambda a, b: a >= b,
}


def clock_of(graph: Graph, node: Node, now: int = Clock.FAR) -> Clock:
    """The number of the month as it stands in a node of one element."""
    clock = Clock(graph, Memory(node, np.zeros(1, dtype=np.int32)), np.zeros((), dtype=np.int32))
    clock.first, clock.last, clock.now = 0, Clock.FAR, now
    return clock


def lifted(graph: Graph, value: Any) -> Traced:
    """Any value as a traced array."""
    if isinstance(value, Traced):
        return value
    array = np.asarray(value)
    if array.dtype == np.object_:
        raise Untraceable(f"{type(value).__name__} cannot be computed with in a compiled program")
    return Traced.of(graph, graph.const(array), array.shape)


def apply(graph: Graph, op: str, inputs: Sequence[Any]) -> Traced:
    """An operation element by element."""
    arrays = [lifted(graph, value) for value in inputs]
    shape = np.broadcast_shapes(*(array.shape for array in arrays))
    sources = [array.broadcast(shape).source() for array in arrays]
    truths = [node.truth for node, _ in sources]
    if op in ("add", "maximum") and all(truths):
        op = "or"
    elif op in ("multiply", "minimum") and all(truths):
        op = "and"
    if op in ("and", "or", "xor", "not") and not all(truths):
        return apply(graph, op, [array if array.truth else array != 0.0 for array in arrays])
    if op == "where" and not truths[0]:
        return apply(graph, op, [arrays[0] != 0.0, *arrays[1:]])
    for one, other in ((0, 1), (1, 0)):  # times one changes nothing
        if op == "multiply" and not truths[other] and _all_ones(sources[one]):
            return Traced(graph, arrays[other].memory, arrays[other].broadcast(shape).places).copy()
    truth = op in TRUTH or (op == "where" and truths[1] and truths[2])
    if all(node.op == "const" for node, _ in sources):
        folded = _folded(op, sources).reshape(shape)
        return Traced.of(graph, graph.const(folded), shape)
    node = graph.work(op, sources, shape, truth)
    result = Traced.of(graph, node, shape)
    if op in _COMPARED and len(arrays) == 2:
        for clock, other, word in ((arrays[0], inputs[1], op), (arrays[1], inputs[0], MIRRORED.get(op, op))):
            if isinstance(clock, Clock) and isinstance(other, (int, float)):
                result.guard = clock, word, float(other)
    return result


def _all_ones(source: tuple[Node, Index]) -> bool:
    node, at = source
    return node.op == "const" and not node.truth and bool((node.extra[at] == 1.0).all())


def _folded(op: str, sources: Sequence[tuple[Node, Index]]) -> npt.NDArray[Any]:
    """The result where all arguments are known."""
    word = {"and": "logical_and", "or": "logical_or", "xor": "logical_xor", "not": "logical_not"}.get(op, op)
    values = [node.extra[at].astype(np.bool_ if node.truth else np.float64) for node, at in sources]
    with np.errstate(all="ignore"):
        return np.asarray(getattr(np, word)(*values))


def reduced(op: str, array: Traced, axis: Any = None, keepdims: bool = False) -> Traced:
    """Sum, largest or smallest over axes, in a fixed order."""
    graph = array.graph
    if array.truth:
        array = array.astype(np.float64)
    axes = range(array.ndim) if axis is None else (axis,) if isinstance(axis, (int, np.integer)) else axis
    over = sorted(int(a) % array.ndim for a in axes)
    rest = [a for a in range(array.ndim) if a not in over]
    shape = [1 if a in over else n for a, n in enumerate(array.shape)] if keepdims else [array.shape[a] for a in rest]
    terms = array.places.transpose(rest + over).reshape([array.shape[a] for a in rest] + [-1])
    return combined(op, [Traced(graph, array.memory, terms)]).reshape(shape)


def combined(op: str, factors: Sequence[Traced]) -> Traced:
    """Reduction of the last axis of a product of arrays that have the same axes."""
    graph, shape = factors[0].graph, factors[0].shape
    terms = shape[-1]
    if terms <= FEW_TERMS:
        word = {"sum": "add", "max": "maximum", "min": "minimum"}[op]
        total: Traced | None = None
        for i in range(terms):
            term = factors[0][..., i]
            for factor in factors[1:]:
                term = apply(graph, "multiply", (term, factor[..., i]))
            total = term if total is None else apply(graph, word, (total, term))
        return lifted(graph, np.zeros(shape[:-1])) if total is None else total
    sources = [factor.source() for factor in factors]
    return Traced.of(graph, graph.work(op, sources, shape[:-1], False, terms), shape[:-1])


def _plain_key(key: Any) -> Any:
    """An index with constants in place of traced arrays; raises where one is not known."""
    if isinstance(key, tuple):
        return tuple(_plain_key(part) for part in key)
    return np.asarray(key) if isinstance(key, Traced) else key


def _parts(key: Any) -> tuple[Any, ...]:
    return tuple(
        _Whole if isinstance(part, np.ndarray) else part for part in (key if isinstance(key, tuple) else (key,))
    )


class _Whole:
    """Stands for an index that is an array, which cannot be compared with None."""
