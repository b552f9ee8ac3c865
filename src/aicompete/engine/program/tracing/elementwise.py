"""What NumPy's functions element by element mean for traced arrays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from aicompete.engine.program.graph import Graph, Index, Node
from aicompete.engine.program.operations import NAMES, OPERATIONS, folded
from aicompete.engine.program.tracing.clock import guarded
from aicompete.engine.program.tracing.traced import Traced, graph_of, lifted, means
from aicompete.engine.program.untraceable import Untraceable

OF_MASKS = {"add": "logical_or", "maximum": "logical_or", "multiply": "logical_and", "minimum": "logical_and"}
"""What an operation on numbers is on truth values."""


def apply(graph: Graph, op: str, inputs: Sequence[Any]) -> Traced:
    """An operation element by element, or ``where``."""
    arrays = [lifted(graph, value) for value in inputs]
    shape = np.broadcast_shapes(*(array.shape for array in arrays))
    sources = [array.broadcast(shape).source() for array in arrays]
    truths = [node.truth for node, _ in sources]
    if all(truths):
        op = OF_MASKS.get(op, op)
    masks = (truths[0],) if op == "where" else truths if OPERATIONS[op].masks else ()
    if not all(masks):
        as_masks = [array if array.truth else array != 0.0 for array in arrays[: len(masks)]]
        return apply(graph, op, [*as_masks, *arrays[len(masks) :]])
    for one, other in ((0, 1), (1, 0)):  # times one changes nothing
        if op == "multiply" and not truths[other] and _all_ones(sources[one]):
            return arrays[other].broadcast(shape).copy()
    truth = all(truths[1:]) if op == "where" else OPERATIONS[op].truth
    if all(node.op == "const" for node, _ in sources):
        values = [node.extra[at].astype(np.bool_ if node.truth else np.float64) for node, at in sources]
        return Traced.of(graph, graph.const(folded(op, values).reshape(shape)), shape)
    result = Traced.of(graph, graph.work(op, sources, shape, truth), shape)
    return guarded(result, op, *inputs) if len(inputs) == 2 else result


def _all_ones(source: tuple[Node, Index]) -> bool:
    node, at = source
    return node.op == "const" and not node.truth and bool((node.extra[at] == 1.0).all())


def _mean_operation(name: str, op: str) -> None:
    @means(name)
    def operation(*inputs: Any, **_: Any) -> Traced:
        return apply(graph_of(*inputs), op, inputs)


for _name, _op in {**{name: name for name in OPERATIONS}, **NAMES}.items():
    _mean_operation(_name, _op)


@means("where")
def where(condition: Any, *choices: Any) -> Traced:
    """One or the other by a mask."""
    if len(choices) != 2:
        raise Untraceable("numpy.where without two choices asks for the values of a column")
    return apply(graph_of(condition, *choices), "where", (condition, *choices))


@means("clip")
def clip(array: Any, a_min: Any = None, a_max: Any = None, out: Any = None) -> Any:
    """Between two bounds."""
    result: Any = array
    if a_min is not None:
        result = np.maximum(result, a_min)
    if a_max is not None:
        result = np.minimum(result, a_max)
    if out is None:
        return result
    out.assign(result)
    return out


@means("square")
def square(array: Any, **_: Any) -> Any:
    """Times itself."""
    return array * array


@means("reciprocal")
def reciprocal(array: Any, **_: Any) -> Any:
    """One over it."""
    return 1.0 / array


@means("positive", "copy")
def copied(array: Any, **_: Any) -> Traced:
    """The same elements in memory of their own."""
    return lifted(graph_of(array), array).copy()


@means("floor_divide")
def floor_divide(array: Any, by: Any, **_: Any) -> Any:
    """How often it goes into the other."""
    return np.floor(array / by)


@means("remainder")
def remainder(array: Any, by: Any, **_: Any) -> Any:
    """What is left."""
    return array - floor_divide(array, by) * by


@means("power", "float_power")
def power(base: Any, exponent: Any, **_: Any) -> Any:
    """A power with a small whole number or a half; others are written with ``rules.power``."""
    if isinstance(exponent, Traced) or np.ndim(exponent):
        raise Untraceable("a power with a column as exponent; use rules.power")
    number = float(exponent)
    if number == 0.5:
        return np.sqrt(base)
    if number != int(number) or not 1 <= abs(number) <= 8:
        raise Untraceable(f"a power with exponent {number:g}; use rules.power")
    result = base
    for _step in range(int(abs(number)) - 1):
        result = result * base
    return result if number > 0 else 1.0 / result
