"""NumPy as the model sees it while it is traced.

NumPy's protocols let a traced array answer most functions, but not those that make an array (``zeros``) or want a plain
one (``asarray``). While a trace runs in a thread, the model's modules see those few through this stand-in.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

import numpy as np

from aicompete.engine.program.graph import Graph
from aicompete.engine.program.tracing.elementwise import apply
from aicompete.engine.program.tracing.shapes import blank, stack
from aicompete.engine.program.tracing.traced import Traced, lifted
from aicompete.rules.looks import somewhere, used_places, where_true

_here = threading.local()
_lock = threading.RLock()


def tracing() -> Graph | None:
    """The graph that this thread writes, if it traces."""
    return getattr(_here, "graph", None)


@contextmanager
def paused() -> Iterator[None]:
    """Plain NumPy again for a while: for facts that are kept beyond the trace."""
    graph, _here.graph = tracing(), None
    try:
        yield
    finally:
        _here.graph = graph


class _Universal:
    """A universal function that takes lists of traced arrays too."""

    def __init__(self, ufunc: np.ufunc) -> None:
        self._ufunc = ufunc

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ufunc, name)

    def __call__(self, *inputs: Any, **options: Any) -> Any:
        return self._ufunc(*map(_stacked, inputs), **options)

    def reduce(self, array: Any, *how: Any, **options: Any) -> Any:
        """Over an axis, the first as a rule."""
        return self._ufunc.reduce(_stacked(array), *how, **options)


def _stacked(value: Any) -> Any:
    """A list with traced arrays as one array."""
    if isinstance(value, (list, tuple)) and any(isinstance(part, Traced) for part in value):
        return stack([lifted(_graph(), part) for part in value])
    return value


class Numpy(ModuleType):
    """NumPy, but for the functions that make arrays."""

    def __getattr__(self, name: str) -> Any:
        value = getattr(np, name)
        return _Universal(value) if isinstance(value, np.ufunc) else value

    @staticmethod
    def asarray(value: Any, dtype: Any = None, **options: Any) -> Any:
        """The array itself where it is traced."""
        if isinstance(value, Traced):
            return value if dtype is None else _cast(value, dtype)
        return np.asarray(value, dtype, **options)

    @staticmethod
    def asanyarray(value: Any, **options: Any) -> Any:
        """The array itself where it is traced."""
        return value if isinstance(value, Traced) else np.asanyarray(value, **options)

    @staticmethod
    def ascontiguousarray(value: Any, dtype: Any = None) -> Any:
        """The array itself where it is traced."""
        return value if isinstance(value, Traced) else np.ascontiguousarray(value, dtype)

    @staticmethod
    def array(value: Any, dtype: Any = None, **options: Any) -> Any:
        """A copy; a list with traced arrays is stacked."""
        if isinstance(value, Traced):
            return value.copy() if dtype is None else _cast(value, dtype)
        found = _stacked(value)
        return found if isinstance(found, Traced) else np.array(value, dtype, **options)

    @staticmethod
    def empty(shape: Any, dtype: Any = float, **_: Any) -> Any:
        """An array to be filled."""
        return _made(shape, dtype, 0.0)

    @staticmethod
    def zeros(shape: Any, dtype: Any = float, **_: Any) -> Any:
        """An array of zeros."""
        return _made(shape, dtype, 0.0)

    @staticmethod
    def ones(shape: Any, dtype: Any = float, **_: Any) -> Any:
        """An array of ones."""
        return _made(shape, dtype, 1.0)

    @staticmethod
    def full(shape: Any, value: Any, dtype: Any = None, **_: Any) -> Any:
        """An array of one value."""
        graph = tracing()
        if graph is None:
            return np.full(shape, value, dtype)
        return lifted(graph, value).broadcast(_shape(shape)).copy()

    @staticmethod
    def ndim(value: Any) -> int:
        """Number of axes."""
        return value.ndim if isinstance(value, Traced) else np.ndim(value)

    @staticmethod
    def broadcast_to(value: Any, shape: Any, **options: Any) -> Any:
        """A view with repeated elements."""
        return value.broadcast(_shape(shape)) if isinstance(value, Traced) else np.broadcast_to(value, shape, **options)


def _shape(shape: Any) -> tuple[int, ...]:
    return (int(shape),) if isinstance(shape, (int, np.integer)) else tuple(int(n) for n in shape)


def _graph() -> Graph:
    graph = tracing()
    if graph is None:
        raise RuntimeError("no trace runs in this thread")
    return graph


def _made(shape: Any, dtype: Any, value: float) -> Any:
    graph = tracing()
    if graph is None:
        return np.full(shape, value, dtype)
    return blank(graph, shape, np.dtype(dtype) == np.bool_, value)


def _cast(value: Traced, dtype: Any) -> Traced:
    return value.astype(dtype) if np.dtype(dtype) == np.bool_ or value.truth else value


def _somewhere(mask: Any) -> bool:
    """Yes, of a column: a program is for all values, so it takes the general way."""
    if isinstance(mask, Traced):
        values = mask.known()
        return True if values is None else bool(values.any())
    return somewhere(mask)


def _used_places(mask: Any) -> Any:
    """All of them, of a column: a program is for all values."""
    return np.arange(mask.shape[-1]) if isinstance(mask, Traced) else used_places(mask)


def _where_true(mask: Any, rule: Any, *arguments: Any) -> Any:
    """The rule everywhere, and a choice by the mask: a program is for all values."""
    if not isinstance(mask, Traced):
        return where_true(mask, rule, *arguments)
    wide = [lifted(mask.graph, values).broadcast(mask.shape) for values in arguments]
    return apply(mask.graph, "where", (mask, rule(*wide), 0.0))


@contextmanager
def standing_in(graph: Graph, modules: Iterable[str]) -> Iterator[None]:
    """Let the modules of some packages see the stand-ins while this thread writes a graph."""
    swaps: dict[int, Any] = {
        id(np): Numpy("numpy"),
        id(somewhere): _somewhere,
        id(used_places): _used_places,
        id(where_true): _where_true,
    }
    names = tuple(modules)
    with _lock:
        changed: list[tuple[dict[str, Any], str, Any]] = []
        for name, module in list(sys.modules.items()):
            if module is not None and any(name == n or name.startswith(f"{n}.") for n in names):
                for word, value in list(vars(module).items()):
                    if id(value) in swaps and not word.startswith("__"):
                        changed.append((vars(module), word, value))
        before = tracing()
        _here.graph = graph
        try:
            for space, word, value in changed:
                space[word] = swaps[id(value)]
            yield
        finally:
            _here.graph = before
            for space, word, value in changed:
                space[word] = value
