"""The program as text in LLVM's language.

Every loop of the plan becomes a nest of loops over the axes of its steps, however long they are, so that the code does
not grow with the number of nations or firms. A vector holds one number of each of several runs; no operation mixes
them. Loads that do not change inside a loop stand before it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from aicompete.engine.program.month_graph import Output, Trace
from aicompete.engine.program.operations import EXACT
from aicompete.engine.program.writing.driver import BANKS, driver
from aicompete.engine.program.writing.loops import written_loop
from aicompete.engine.program.writing.schedule import Plan
from aicompete.engine.program.writing.values import Values
from aicompete.engine.program.writing.walk import Places

LOOPS_IN_A_FUNCTION = 24
"""Loops in one function: enough to make few calls, few enough for a compiler whose time grows faster than its text."""


def written(trace: Trace, plan: Plan, lanes: int) -> tuple[str, int]:
    """The program's text, and the room that its scratch bank needs."""
    values = Values(plan, lanes)
    sections = {
        "prepare": [written_loop(values, loop) for loop in plan.prepare],
        "month": [written_loop(values, loop) for loop in plan.month],
        "measure": [
            *(written_loop(values, loop) for loop in plan.measure),
            *(values.copy(out.node, out.index, "z", _span(out.place, out)) for out in trace.records),
        ],
    }
    sections["finish"], scratch = _finish(values, trace.columns)
    functions: list[str] = []
    names: dict[str, list[str]] = {}
    for section, loops in sections.items():
        pieces = range(0, len(loops), LOOPS_IN_A_FUNCTION)
        names[section] = [f"{section}{i}" for i in range(len(pieces))]
        for name, start in zip(names[section], pieces, strict=True):
            functions.append(_function(name, loops[start : start + LOOPS_IN_A_FUNCTION]))
    vector, width = values.text.vector, 64 * lanes
    head = [
        *values.constants.lines,
        *(f"declare {vector} @llvm.{word}.v{lanes}f64({vector})" for word in EXACT),
        f'attributes #0 = {{ nounwind "prefer-vector-width"="{width}" "min-legal-vector-width"="{width}" }}',
    ]
    sizes = {bank: trace.banks[bank].size for bank in "lnz"}
    return "\n".join([*head, *functions, driver(names, sizes, lanes)]), scratch


def _span(begin: int, out: Output) -> Places:
    return begin + np.arange(out.index.size, dtype=np.int64)


def _function(name: str, loops: Sequence[list[str]]) -> str:
    arguments = ", ".join(f"ptr noalias %{bank}" for bank in BANKS)
    body = "\n".join(line for loop in loops for line in loop)
    return f"define internal void @{name}({arguments}) #0 {{\nentry:\n{body}\n  ret void\n}}\n"


def _finish(values: Values, columns: Sequence[Output]) -> tuple[list[list[str]], int]:
    """New values into the state, where they were not written there at once; and the room of the scratch bank.

    A column that takes the old value of another is put aside first, for that one may be written over before.
    """
    plan, scratch = values.plan, values.plan.scratch
    saving, writing = [], []
    for out in columns:
        if plan.places.get(out.node.id) == ("x", out.place) and out.place in plan.direct:
            continue
        target = _span(out.place, out)
        if out.node.op == "in" and out.node.extra[0] == "x":
            spare = _span(scratch, out)
            scratch += out.index.size
            saving.append(values.copy(out.node, out.index, "b", spare))
            writing.append(values.move(("b", spare), ("x", target)))
        else:
            writing.append(values.copy(out.node, out.index, "x", target))
    return [*saving, *writing], scratch
