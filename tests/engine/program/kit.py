"""Small programs and comparisons for the tests of the compiled month."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from tests.engine_kit import LEVELS

from aicompete.engine.block import BlockResult
from aicompete.engine.program.compiler import advance_of, aligned, compiled, widest
from aicompete.engine.program.graph import Graph
from aicompete.engine.program.month_graph import Bank, Output, Trace
from aicompete.engine.program.tracing.stand_in import standing_in
from aicompete.engine.program.tracing.traced import Traced, lifted
from aicompete.engine.program.writing.emit import written
from aicompete.engine.program.writing.schedule import planned

Floats = npt.NDArray[np.float64]


def computed(
    function: Callable[..., Any], *arrays: Floats, lanes: int | None = None, modules: Sequence[str] = ()
) -> Floats:
    """A function of arrays of several runs, ``(run, ...)``, traced for one run, compiled and run side by side."""
    lanes = lanes or widest()
    runs = len(arrays[0])
    traced = traced_of(function, *arrays, modules=modules)
    text, scratch = written(traced, planned(traced), lanes)
    size, shape = traced.banks["z"].size, traced.records[0].shape
    advance = advance_of(compiled(text))
    groups = -(-runs // lanes)
    flat = np.concatenate([array.reshape(runs, -1) for array in arrays], axis=1)
    flat = np.concatenate([flat, np.repeat(flat[-1:], groups * lanes - runs, axis=0)])
    n = aligned(groups, flat.shape[1], lanes)
    n[:] = flat.reshape(groups, lanes, -1).swapaxes(1, 2)
    z = aligned(groups, size, lanes)
    spare = aligned(scratch + 8, lanes)
    zero = np.zeros(1, dtype=np.int64)
    address = spare.ctypes.data
    for g in range(groups):
        advance(
            *([address] * 5), n[g].ctypes.data, z[g].ctypes.data, *([address] * 3), 0, zero.ctypes.data,
            zero.ctypes.data, 1,
        )  # fmt: skip
    return z.swapaxes(1, 2).reshape(groups * lanes, *shape[1:])[:runs]


def traced_of(function: Callable[..., Any], *arrays: Floats, modules: Sequence[str] = ()) -> Trace:
    """A function of arrays, ``(run, ...)``, traced for one run."""
    graph, banks = Graph(), {name: Bank() for name in "xflnz"}
    given = []
    for i, array in enumerate(arrays):
        place = banks["n"].room(f"given {i}", (1, *array.shape[1:]))
        size = int(np.prod(array.shape[1:], dtype=np.int64))
        given.append(Traced.of(graph, graph.given("n", place, size), (1, *array.shape[1:])))
    with standing_in(graph, modules):
        result = lifted(graph, function(*given))
    out = Output("result", *result.source(), banks["z"].room("result", result.shape), result.shape)
    return Trace(graph, banks, [], [out], 0, 0)


WITHIN = 1e-11
"""Largest difference of the engines over the largest value of a column."""
CANCELLED = 1e-8
"""The same for costs, USD bn a year, and one that is below one counts as one: a loss is one less a share of output that
is nearly one, which costs digits in both engines."""


def far_apart(ours: BlockResult, theirs: BlockResult) -> tuple[float, str]:
    """The largest difference of any recorded column over what is allowed, and which column it is."""
    worst = 0.0, ""
    for level in LEVELS:
        mine, other = getattr(ours, level), getattr(theirs, level)
        assert mine.keys() == other.keys()
        for name, values in other.items():
            assert mine[name].shape == values.shape
            assert mine[name].dtype == values.dtype
            finite = np.isfinite(values)
            assert (np.isfinite(mine[name]) == finite).all(), name
            if finite.any():
                least, allowed = (1.0, CANCELLED) if name.startswith("cost") else (1e-12, WITHIN)
                gap = np.abs(mine[name][finite] - values[finite]).max() / max(np.abs(values[finite]).max(), least)
                worst = max(worst, (float(gap) / allowed, f"{level}:{name}"))
    return worst
