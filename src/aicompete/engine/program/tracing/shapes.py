"""What NumPy's functions that put arrays together, take them apart or turn them mean for traced arrays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from aicompete.engine.program.graph import Graph
from aicompete.engine.program.tracing.traced import Traced, graph_of, lifted, means
from aicompete.engine.program.untraceable import Untraceable

SEEN = (
    np.broadcast_to, np.expand_dims, np.squeeze, np.swapaxes, np.moveaxis, np.transpose, np.reshape, np.ravel, np.flip,
)  # fmt: skip
"""Functions that only see an array otherwise."""
PICKED = (np.take, np.repeat, np.tile, np.roll, np.diag)
"""Functions that pick elements into memory of their own."""


def _mean_view(change: Callable[..., Any], copies: bool) -> None:
    @means(change.__name__)
    def made(array: Any, *args: Any, **options: Any) -> Traced:
        options.pop("order", None)
        seen = lifted(graph_of(array), array).view(lambda places: change(places, *args, **options))
        return seen.copy() if copies else seen


for _function in (*SEEN, *PICKED):
    _mean_view(_function, _function in PICKED)


def blank(graph: Graph, shape: Any, truth: bool = False, value: float = 0.0) -> Traced:
    """An array of one value that may be written to."""
    shape = (shape,) if isinstance(shape, (int, np.integer)) else tuple(int(n) for n in shape)
    kind = np.bool_ if truth else np.float64
    return lifted(graph, np.asarray(value, dtype=kind)).broadcast(shape).copy()


@means("concatenate")
def concatenate(arrays: Sequence[Any], axis: int = 0, **_: Any) -> Traced:
    """Arrays one after the other on an axis."""
    graph = graph_of(arrays)
    parts = [lifted(graph, array) for array in arrays]
    shape = list(parts[0].shape)
    axis %= len(shape)
    shape[axis] = sum(part.shape[axis] for part in parts)
    whole = blank(graph, shape, all(part.truth for part in parts))
    place = 0
    for part in parts:
        whole[(slice(None),) * axis + (slice(place, place + part.shape[axis]),)] = part
        place += part.shape[axis]
    return whole


@means("stack")
def stack(arrays: Sequence[Any], axis: int = 0, **_: Any) -> Traced:
    """Arrays side by side on a new axis."""
    graph = graph_of(arrays)
    parts = [lifted(graph, array) for array in arrays]
    return concatenate([part.view(lambda p: np.expand_dims(p, axis)) for part in parts], axis=axis)


@means("broadcast_arrays")
def broadcast_arrays(*arrays: Any, **_: Any) -> tuple[Traced, ...]:
    """Arrays with the same axes."""
    graph = graph_of(arrays)
    parts = [lifted(graph, array) for array in arrays]
    shape = np.broadcast_shapes(*(part.shape for part in parts))
    return tuple(part.broadcast(shape) for part in parts)


@means("zeros_like", "empty_like")
def zeros_like(array: Any, **_: Any) -> Traced:
    """An array of zeros."""
    return blank(array.graph, array.shape)


@means("ones_like")
def ones_like(array: Any, **_: Any) -> Traced:
    """An array of ones."""
    return blank(array.graph, array.shape, value=1.0)


@means("full_like")
def full_like(array: Any, value: Any, **_: Any) -> Traced:
    """An array of one value."""
    return lifted(array.graph, value).broadcast(array.shape).copy()


for _word in ("ndim", "shape", "size"):
    means(_word)(lambda array, word=_word: getattr(array, word))


@means("take_along_axis")
def take_along_axis(array: Any, indices: Any, axis: int = -1) -> Traced:
    """Elements at places that are values themselves, along the last axis."""
    graph = graph_of(array, indices)
    source, places = lifted(graph, array), lifted(graph, indices)
    if axis % source.ndim != source.ndim - 1:
        raise Untraceable("numpy.take_along_axis has a place in a compiled program along the last axis only")
    shape = (*np.broadcast_shapes(source.shape[:-1], places.shape[:-1]), places.shape[-1])
    lying = source.copy()
    node, at = lying.source()
    table = at.reshape(lying.shape)
    first = table[..., :1]
    stride = int(table.ravel()[1] - table.ravel()[0]) if table.shape[-1] > 1 else 0
    if not (table == first + stride * np.arange(table.shape[-1])).all():
        fresh = graph.work("copy", ((node, at),), lying.shape, node.truth)
        node, table = fresh, np.arange(at.size, dtype=np.int32).reshape(lying.shape)
        first, stride = table[..., :1], 1
    base = np.ascontiguousarray(np.broadcast_to(first, shape), dtype=np.int32).ravel()
    made = graph.work("gather", ((node, base), places.broadcast(shape).source()), shape, False, stride)
    return Traced.of(graph, made, shape)
