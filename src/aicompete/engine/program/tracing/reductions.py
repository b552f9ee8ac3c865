"""What NumPy's sums, largest and smallest values and products of matrices mean for traced arrays."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from aicompete.engine.program.operations import REDUCTIONS
from aicompete.engine.program.tracing.elementwise import apply
from aicompete.engine.program.tracing.shapes import concatenate, stack
from aicompete.engine.program.tracing.traced import Traced, graph_of, lifted, means
from aicompete.engine.program.untraceable import Untraceable

AMAX = {"max": "amax", "min": "amin"}
"""What NumPy called them before version 2."""

FEW_TERMS = 8
"""Sums of so few terms are written out, so that they can stand in one loop with what they add up."""


def reduced(op: str, array: Traced, axis: Any = None, keepdims: Any = False) -> Traced:
    """Sum, largest or smallest over axes, in a fixed order."""
    graph = array.graph
    if array.truth:
        array = array.astype(np.float64)
    axes = range(array.ndim) if axis is None else (axis,) if isinstance(axis, (int, np.integer)) else axis
    over = sorted(int(a) % array.ndim for a in axes)
    rest = [a for a in range(array.ndim) if a not in over]
    keep = keepdims is True
    shape = [1 if a in over else n for a, n in enumerate(array.shape)] if keep else [array.shape[a] for a in rest]
    terms = array.places.transpose(rest + over).reshape([array.shape[a] for a in rest] + [-1])
    return combined(op, [Traced(graph, array.memory, terms)]).reshape(shape)


def combined(op: str, factors: Sequence[Traced]) -> Traced:
    """Reduction of the last axis of a product of arrays that have the same axes."""
    graph, shape = factors[0].graph, factors[0].shape
    terms = shape[-1]
    if terms <= FEW_TERMS:
        total: Traced | None = None
        for i in range(terms):
            term = factors[0][..., i]
            for factor in factors[1:]:
                term = apply(graph, "multiply", (term, factor[..., i]))
            total = term if total is None else apply(graph, REDUCTIONS[op], (total, term))
        return lifted(graph, np.zeros(shape[:-1])) if total is None else total
    sources = [factor.source() for factor in factors]
    return Traced.of(graph, graph.work(op, sources, shape[:-1], False, terms), shape[:-1])


def _mean_reduction(op: str, joins: str) -> None:
    @means(op, AMAX.get(op, op))
    def over(array: Any, axis: Any = None, keepdims: Any = False, **_: Any) -> Traced:
        return reduced(op, lifted(graph_of(array), array), axis, keepdims)

    @means(f"{joins}.reduce")
    def reduce(array: Any, axis: Any = 0, keepdims: Any = False, **_: Any) -> Traced:
        return reduced(op, array, axis, keepdims)

    @means(f"{joins}.accumulate")
    def accumulate(array: Any, axis: int = 0, **_: Any) -> Traced:
        return running(joins, array, axis)


for _op, _joins in REDUCTIONS.items():
    _mean_reduction(_op, _joins)


def running(op: str, array: Traced, axis: int) -> Traced:
    """Running total, largest or smallest along an axis."""
    found: list[Traced] = []
    for i in range(array.shape[axis]):
        part = array.take([i], axis=axis)
        found.append(apply(array.graph, op, (found[-1], part)) if found else part)
    return concatenate(found, axis=axis)


@means("cumsum")
def cumsum(array: Any, axis: Any = None, **_: Any) -> Traced:
    """Running sum along an axis."""
    return running("add", array, axis)


@means("add.reduceat")
def sums_between(array: Any, starts: Any, axis: int = 0, **_: Any) -> Traced:
    """Sums of stretches of the last axis, each up to the beginning of the next."""
    if axis not in (-1, array.ndim - 1):
        raise Untraceable("numpy.add.reduceat has a place in a compiled program along the last axis only")
    ends = pairwise([*(int(i) for i in np.asarray(starts)), array.shape[-1]])
    return stack([reduced("sum", array[..., a:b], -1) for a, b in ends], axis=-1)


@means("mean")
def mean(array: Any, axis: Any = None, keepdims: Any = False, **_: Any) -> Any:
    """Mean over axes."""
    total = reduced("sum", array, axis, keepdims)
    return total / (array.size / total.size)


@means("any")
def some(array: Any, axis: Any = None, keepdims: Any = False, **_: Any) -> Any:
    """Whether one is true."""
    return reduced("max", array, axis, keepdims) != 0.0


@means("all")
def every(array: Any, axis: Any = None, keepdims: Any = False, **_: Any) -> Any:
    """Whether all are true."""
    return reduced("min", array, axis, keepdims) != 0.0


@means("prod")
def product(array: Any, axis: Any = None, keepdims: Any = False, **_: Any) -> Any:
    """Product over an axis."""
    if axis is None:
        array, axis = array.ravel(), 0
    parts = [array.take([i], axis=axis) for i in range(array.shape[axis])]
    result = parts[0]
    for part in parts[1:]:
        result = result * part
    return result if keepdims is True else result.squeeze(axis)


@means("matmul")
def matmul(left: Any, right: Any, **_: Any) -> Traced:
    """Matrix product of each run."""
    letters = {1: "j", 2: "ij", 3: "rij"}, {1: "j", 2: "jk", 3: "rjk"}
    if np.ndim(left) not in (2, 3) or np.ndim(right) not in (2, 3):
        raise Untraceable("a matrix product of arrays with other axes than two, or the run and two")
    ins = letters[0][np.ndim(left)], letters[1][np.ndim(right)]
    out = "rik" if "r" in "".join(ins) else "ik"
    return einsum(f"{ins[0]},{ins[1]}->{out}", left, right)


@means("einsum")
def einsum(subscripts: str, *arrays: Any, **_: Any) -> Traced:
    """Sum of products over named axes, in a fixed order."""
    graph = graph_of(*arrays)
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
