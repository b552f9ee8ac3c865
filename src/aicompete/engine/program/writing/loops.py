"""The loops of a plan in LLVM's language: steps element by element, sums, and parts put together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from aicompete.engine.program.graph import Index, Node, plain
from aicompete.engine.program.operations import OPERATIONS, REDUCTIONS
from aicompete.engine.program.untraceable import Untraceable
from aicompete.engine.program.writing.nest import Nest
from aicompete.engine.program.writing.schedule import Loop
from aicompete.engine.program.writing.values import Values
from aicompete.engine.program.writing.walk import merged, walked

SUMS_AT_ONCE = 4
"""Partial sums of a long reduction, so that one addition need not wait for the other."""


def written_loop(values: Values, loop: Loop) -> list[str]:
    """Lines of one loop of the plan."""
    first = loop[0]
    if first.op in REDUCTIONS:
        return _reduction(values, first)
    if first.op == "cat":
        bank, begin = values.place(first)
        parts = zip(first.args, first.extra, strict=True)
        return [
            line
            for (arg, index), places in parts
            for line in values.copy(arg, index, bank, begin + places.astype(np.int64))
        ]
    return _together(values, loop)


def _together(values: Values, loop: Loop) -> list[str]:
    """Steps element by element, in one nest."""
    inside = {node.id for node in loop}
    outer = [index for node in loop for arg, index in node.args if not (arg.id in inside and plain(index))]
    dims = merged(loop[0].dims, [index for index in outer if index.size == loop[0].size])
    nest = values.nest(dims)
    values.inside = {}
    late = []
    for node in loop:
        nest.at()
        if node.op == "gather":
            value = _gather(values, nest, node, dims)
        else:
            args = [(values.read(nest, arg, index, dims), arg.truth) for arg, index in node.args]
            nest.at()
            value = _operation(values, node, args)
        values.inside[node.id] = value
        if node.id in values.plan.places:
            late.append(node)
    for node in late:
        bank, begin = values.place(node)
        nest.at()
        value = values.real(values.inside[node.id], node.truth)
        values.store(nest, bank, begin + np.arange(node.size), dims, value)
    values.inside = {}
    return nest.closed()


def _operation(values: Values, node: Node, args: Sequence[tuple[str, bool]]) -> str:
    t = values.text
    if node.op == "where":
        (mask, _), (a, one), (b, two) = args
        if node.truth:
            return t.select_mask(mask, a, b)
        return t.select(mask, values.real(a, one), values.real(b, two))
    if node.op == "copy":
        return values.real(*args[0])
    operation = OPERATIONS[node.op]
    ready = [value if operation.masks else values.real(value, truth) for value, truth in args]
    return operation.write(t, *ready)


def _gather(values: Values, nest: Nest, node: Node, dims: Sequence[int]) -> str:
    """Elements at places that differ by run, one lane after the other."""
    t = values.text
    (source, base), (place, index) = node.args
    where = values.real(values.read(nest, place, index, dims), place.truth)
    if source.op == "const":
        raise Untraceable("constants read at places that differ by run have no place in a compiled program")
    bank, start = values.place(source)
    pointer, _ = nest.address(f"%{bank}", walked(start + base.astype(np.int64), dims), t.vector)
    nest.at()
    whole = t.put(f"fptosi {t.vector} {where} to {t.bits}")
    result = "poison"
    for lane in range(values.lanes):
        single = t.put(f"extractelement {t.bits} {whole}, i64 {lane}")
        step = t.put(f"add i64 {t.put(f'mul i64 {single}, {node.extra * values.lanes}')}, {lane}")
        value = t.put(f"load double, ptr {t.put(f'getelementptr double, ptr {pointer}, i64 {step}')}")
        result = t.put(f"insertelement {t.vector} {result}, double {value}, i64 {lane}")
    return result


def _reduction(values: Values, node: Node) -> list[str]:
    """Sum, largest or smallest of products over many terms, in a fixed order: four partial results side by side."""
    t, terms = values.text, node.extra
    maps = [index.reshape(-1, terms) for _, index in node.args]
    nest = values.nest(node.dims)
    rounds, rest = divmod(terms, SUMS_AT_ONCE)
    values.inside = {}
    joined = OPERATIONS[REDUCTIONS[node.op]].write

    def term(place: Nest, picks: Index) -> str:
        value = ""
        for (arg, _), table in zip(node.args, maps, strict=True):
            index = np.ascontiguousarray(table[:, picks]).ravel()
            one = values.real(values.read(place, arg, index, place.dims), arg.truth)
            value = t.fmul(value, one) if value else one
        return value

    totals = []
    for k in range(SUMS_AT_ONCE):
        nest.at()
        totals.append(term(nest, np.array([k])))
    if rounds > 1:
        inner = values.nest((*node.dims, rounds - 1))
        inner.counters[:-1] = nest.counters
        partial = [t.name("a") for _ in range(SUMS_AT_ONCE)]
        ahead = []
        for k in range(SUMS_AT_ONCE):
            value = term(inner, SUMS_AT_ONCE * np.arange(1, rounds) + k)
            inner.at()
            ahead.append(joined(t, partial[k], value))
        for level in range(len(node.dims) + 1):
            nest.lines[level] += inner.lines[level]
        nest.lines[-1] += _rounds(values, inner, rounds - 1, list(zip(partial, totals, ahead, strict=True)))
        totals = ahead
        nest.loaded.clear()
    for k in range(rest):
        value = term(nest, np.array([SUMS_AT_ONCE * rounds + k]))
        nest.at()
        totals[k] = joined(t, totals[k], value)
    nest.at()
    result = joined(t, joined(t, totals[0], totals[1]), joined(t, totals[2], totals[3]))
    bank, begin = values.place(node)
    values.store(nest, bank, begin + np.arange(node.size), node.dims, result)
    return nest.closed()


def _rounds(values: Values, inner: Nest, rounds: int, sums: Sequence[tuple[str, str, str]]) -> list[str]:
    """The innermost loop of a reduction; of each sum its name, where it starts from and what it is after a round."""
    t = values.text
    before, head, after = t.name("p")[1:], t.name("l")[1:], t.name("e")[1:]
    counter, onward, done = inner.counters[-1], t.name("n"), t.name("d")
    return [
        f"  br label %{before}",
        f"{before}:",
        f"  br label %{head}",
        f"{head}:",
        f"  {counter} = phi i64 [ 0, %{before} ], [ {onward}, %{head} ]",
        *(f"  {name} = phi {t.vector} [ {start}, %{before} ], [ {then}, %{head} ]" for name, start, then in sums),
        *inner.lines[-1],
        f"  {onward} = add nuw nsw i64 {counter}, 1",
        f"  {done} = icmp eq i64 {onward}, {rounds}",
        f"  br i1 {done}, label %{after}, label %{head}",
        f"{after}:",
    ]
