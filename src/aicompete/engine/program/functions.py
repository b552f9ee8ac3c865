"""What NumPy's functions mean for traced arrays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from aicompete.engine.program.graph import Graph
from aicompete.engine.program.traced import NAMES, ONE_BY_ONE, Traced, apply, combined, lifted, reduced
from aicompete.engine.program.untraceable import Untraceable

REDUCED = {"add": "sum", "maximum": "max", "minimum": "min"}


def ufunc_call(graph: Graph, ufunc: np.ufunc, method: str, inputs: Any, out: Any, options: dict[str, Any]) -> Any:
    """A universal function or one of its methods on traced arrays."""
    if options.get("where", True) is not True:
        raise Untraceable(f"numpy.{ufunc.__name__} with where= has no place in a compiled program")
    result = _called(graph, ufunc.__name__, method, inputs, options)
    if out is None:
        return result
    target = out[0] if isinstance(out, tuple) else out
    if not isinstance(target, Traced):
        raise Untraceable("a column is written into an array that was made outside the month")
    target.assign(result)
    return target


def _called(graph: Graph, name: str, method: str, inputs: Any, options: dict[str, Any]) -> Traced:
    if method == "__call__":
        return called(graph, name, inputs)
    if method == "reduce" and name in REDUCED:
        return reduced(REDUCED[name], inputs[0], options.get("axis", 0), options.get("keepdims", False))
    if method == "accumulate" and name in REDUCED:
        return _running(name, inputs[0], options.get("axis", 0))
    if method == "reduceat" and name == "add":
        array, starts = inputs[0], [int(i) for i in np.asarray(inputs[1])]
        if options.get("axis", 0) not in (-1, array.ndim - 1):
            raise Untraceable("numpy.add.reduceat has a place in a compiled program along the last axis only")
        ends = pairwise([*starts, array.shape[-1]])
        return stack([reduced("sum", array[..., a:b], -1) for a, b in ends], axis=-1)
    raise Untraceable(f"numpy.{name}.{method} has no place in a compiled program")


def called(graph: Graph, name: str, inputs: Sequence[Any]) -> Traced:
    """A universal function."""
    name = NAMES.get(name, name)
    if name in ONE_BY_ONE:
        return apply(graph, name, inputs)
    if name == "matmul":
        return matmul(*inputs)
    if name == "square":
        return apply(graph, "multiply", (inputs[0], inputs[0]))
    if name == "reciprocal":
        return apply(graph, "divide", (1.0, inputs[0]))
    if name == "positive":
        return lifted(graph, inputs[0]).copy()
    if name == "floor_divide":
        return apply(graph, "floor", (apply(graph, "divide", inputs),))
    if name == "remainder":
        whole = called(graph, "floor_divide", inputs)
        return apply(graph, "subtract", (inputs[0], apply(graph, "multiply", (whole, inputs[1]))))
    if name == "clip":
        return clip(*inputs)
    if name in ("power", "float_power"):
        return _power(graph, inputs[0], inputs[1])
    raise Untraceable(f"numpy.{name} has no place in a compiled program")


def _power(graph: Graph, base: Any, exponent: Any) -> Traced:
    """A power with a small whole number or a half; others are written with ``rules.power``."""
    if isinstance(exponent, Traced) or np.ndim(exponent):
        raise Untraceable("a power with a column as exponent; use rules.power")
    number = float(exponent)
    if number == 0.5:
        return apply(graph, "sqrt", (base,))
    if number != int(number) or not 1 <= abs(number) <= 8:
        raise Untraceable(f"a power with exponent {number:g}; use rules.power")
    result = lifted(graph, base)
    for _ in range(int(abs(number)) - 1):
        result = apply(graph, "multiply", (result, base))
    return result if number > 0 else apply(graph, "divide", (1.0, result))


def _graph(*values: Any) -> Graph:
    """The graph of the first traced array among values, which may stand in sequences."""
    for value in values:
        if isinstance(value, Traced):
            return value.graph
        if isinstance(value, (list, tuple)):
            for part in value:
                if isinstance(part, Traced):
                    return part.graph
    raise Untraceable("no traced array among the arguments")


def _running(name: str, array: Traced, axis: int) -> Traced:
    current = None
    found = []
    for i in range(array.shape[axis]):
        part = array.take([i], axis=axis)
        current = part if current is None else apply(array.graph, name, (current, part))
        found.append(current)
    return concatenate(found, axis=axis)


def concatenate(arrays: Sequence[Any], axis: int = 0, **_: Any) -> Traced:
    """Arrays one after the other on an axis."""
    graph = _graph(arrays)
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


def blank(graph: Graph, shape: Any, truth: bool = False, value: float = 0.0) -> Traced:
    """An array of one value that may be written to."""
    shape = (shape,) if isinstance(shape, (int, np.integer)) else tuple(int(n) for n in shape)
    kind = np.bool_ if truth else np.float64
    return lifted(graph, np.asarray(value, dtype=kind)).broadcast(shape).copy()


def stack(arrays: Sequence[Any], axis: int = 0, **_: Any) -> Traced:
    """Arrays side by side on a new axis."""
    graph = _graph(arrays)
    parts = [lifted(graph, array) for array in arrays]
    return concatenate([part.view(lambda p: np.expand_dims(p, axis)) for part in parts], axis=axis)


def matmul(left: Any, right: Any) -> Traced:
    """Matrix product of each run."""
    letters = {1: "j", 2: "ij", 3: "rij"}, {1: "j", 2: "jk", 3: "rjk"}
    if np.ndim(left) not in (2, 3) or np.ndim(right) not in (2, 3):
        raise Untraceable("a matrix product of arrays with other axes than two, or the run and two")
    ins = letters[0][np.ndim(left)], letters[1][np.ndim(right)]
    out = "rik" if "r" in "".join(ins) else "ik"
    return einsum(f"{ins[0]},{ins[1]}->{out}", left, right)


def einsum(subscripts: str, *arrays: Any, **_: Any) -> Traced:
    """Sum of products over named axes, in a fixed order."""
    graph = _graph(arrays)
    parts = [lifted(graph, array) for array in arrays]
    inward, out = subscripts.replace(" ", "").split("->")
    names = inward.split(",")
    free = [part.ndim - len(name.replace("...", "")) for part, name in zip(parts, names, strict=True)]
    more = "ABCDEFGH"[: max(free)]
    names = [n.replace("...", more[len(more) - k :]) for n, k in zip(names, free, strict=True)]
    out = out.replace("...", more)
    length: dict[str, int] = {}
    for part, name in zip(parts, names, strict=True):
        for letter, n in zip(name, part.shape, strict=True):
            length[letter] = max(n, length.get(letter, 1))
    summed = "".join(letter for letter in length if letter not in out)
    full = out + summed

    def aligned(part: Traced, name: str) -> Traced:
        order = [name.index(letter) for letter in full if letter in name]
        shape = [part.shape[name.index(letter)] if letter in name else 1 for letter in full]
        whole = [length[letter] for letter in full]
        terms = [length[letter] for letter in out] + [int(np.prod([length[letter] for letter in summed]))]
        return part.view(lambda p: np.broadcast_to(p.transpose(order).reshape(shape), whole).reshape(terms))

    ready = [aligned(part, name) for part, name in zip(parts, names, strict=True)]
    return combined("sum", [part.astype(np.float64) if part.truth else part for part in ready])


def clip(array: Any, a_min: Any = None, a_max: Any = None, out: Any = None, **_: Any) -> Traced:
    """Between two bounds."""
    graph = _graph((array, a_min, a_max))
    result = array
    if a_min is not None:
        result = apply(graph, "maximum", (result, a_min))
    if a_max is not None:
        result = apply(graph, "minimum", (result, a_max))
    if out is not None:
        out.assign(result)
        return out  # type: ignore[no-any-return]
    return lifted(graph, result)


def where(condition: Any, *choices: Any) -> Traced:
    """One or the other by a mask."""
    if len(choices) != 2:
        raise Untraceable("numpy.where without two choices asks for the values of a column")
    return apply(_graph((condition, *choices)), "where", (condition, *choices))


def take_along_axis(array: Any, indices: Any, axis: int = -1) -> Traced:
    """Elements at places that are values themselves, along the last axis."""
    graph = _graph((array, indices))
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


def _seen(change: Callable[..., Any]) -> Callable[..., Traced]:
    """A function that only sees an array otherwise."""

    def made(array: Any, *args: Any, **options: Any) -> Traced:
        options.pop("order", None)
        return lifted(_graph((array,)), array).view(lambda places: change(places, *args, **options))

    return made


def _copied(change: Callable[..., Any]) -> Callable[..., Traced]:
    """A function that picks elements into memory of their own."""
    seen = _seen(change)
    return lambda array, *args, **options: seen(array, *args, **options).copy()


def _over(op: str) -> Callable[..., Traced]:
    def made(array: Any, axis: Any = None, keepdims: bool = False, **_: Any) -> Traced:
        return reduced(op, lifted(_graph((array,)), array), axis, keepdims is True)

    return made


def _product(array: Traced, axis: Any = None, keepdims: bool = False, **_: Any) -> Traced:
    if axis is None:
        array, axis = array.ravel(), 0
    parts = [array.take([i], axis=axis) for i in range(array.shape[axis])]
    result = parts[0]
    for part in parts[1:]:
        result = apply(array.graph, "multiply", (result, part))
    return result if keepdims is True else result.squeeze(axis)


def _broadcast_arrays(*arrays: Any, **_: Any) -> tuple[Traced, ...]:
    graph = _graph(arrays)
    parts = [lifted(graph, array) for array in arrays]
    shape = np.broadcast_shapes(*(part.shape for part in parts))
    return tuple(part.broadcast(shape) for part in parts)


def _like(value: float) -> Callable[..., Traced]:
    return lambda array, **_: blank(array.graph, array.shape, value=value)


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "concatenate": concatenate,
    "stack": stack,
    "einsum": einsum,
    "matmul": matmul,
    "clip": clip,
    "where": where,
    "take_along_axis": take_along_axis,
    "prod": _product,
    "sum": _over("sum"),
    "max": _over("max"),
    "amax": _over("max"),
    "min": _over("min"),
    "amin": _over("min"),
    "mean": lambda array, axis=None, keepdims=False, **_: array.mean(axis, keepdims),
    "any": lambda array, axis=None, keepdims=False, **_: array.any(axis, keepdims is True),
    "all": lambda array, axis=None, keepdims=False, **_: array.all(axis, keepdims is True),
    "cumsum": lambda array, axis=None, **_: _running("add", array, axis),
    "broadcast_to": _seen(np.broadcast_to),
    "broadcast_arrays": _broadcast_arrays,
    "expand_dims": _seen(np.expand_dims),
    "squeeze": _seen(np.squeeze),
    "swapaxes": _seen(np.swapaxes),
    "moveaxis": _seen(np.moveaxis),
    "transpose": _seen(np.transpose),
    "reshape": _seen(np.reshape),
    "ravel": _seen(np.ravel),
    "flip": _seen(np.flip),
    "take": _copied(np.take),
    "repeat": _copied(np.repeat),
    "tile": _copied(np.tile),
    "roll": _copied(np.roll),
    "copy": _copied(np.asarray),
    "diag": _copied(np.diag),
    "zeros_like": _like(0.0),
    "ones_like": _like(1.0),
    "empty_like": _like(0.0),
    "full_like": lambda array, value, **_: lifted(array.graph, value).broadcast(array.shape).copy(),
    "ndim": lambda array: array.ndim,
    "shape": lambda array: array.shape,
    "size": lambda array: array.size,
}
"""NumPy's functions by name, as far as a program can hold them."""
