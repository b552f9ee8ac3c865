"""The order of the program: which steps share a loop, and where their results lie.

Steps of equal axes whose arguments are ready are put into one loop. What rests on assumptions and levers alone is
worked out apart, only when a lever changes. Results live in one scratch bank, whose room is given again when the last
reader is done; the new value of a column goes straight into the state where nobody reads the old one any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from aicompete.engine.program.graph import Node, fixed, plain, reached
from aicompete.engine.program.month_graph import Output, Trace
from aicompete.engine.program.operations import REDUCTIONS

MOST_TOGETHER = 40
"""Steps in one loop at most: more would not find registers."""

Loop = list[Node]


@dataclass
class Plan:
    """The program's loops and the place of every result that is kept: (bank, place)."""

    prepare: list[Loop] = field(default_factory=list)
    month: list[Loop] = field(default_factory=list)
    measure: list[Loop] = field(default_factory=list)
    places: dict[int, tuple[str, int]] = field(default_factory=dict)
    scratch: int = 0
    held: int = 0
    direct: set[int] = field(default_factory=set)
    """Columns, by place in the state, that are written where they are computed."""


def planned(trace: Trace) -> Plan:
    """Arrange a traced month."""
    plan = Plan()
    outs, records = trace.columns, trace.records
    state = reached(out.node for out in outs)
    seen = state | reached(out.node for out in records)
    nodes = [node for node in trace.graph.nodes if node.id in seen]
    stays = fixed(nodes, lambda node: node.extra[0] in "fl")
    work = [node for node in nodes if not node.given]
    before = [node for node in work if stays[node.id]]
    monthly = [node for node in work if not stays[node.id] and node.id in state]
    after = [node for node in work if not stays[node.id] and node.id not in state]
    done = {node.id for node in nodes if node.given}
    plan.prepare = loops(before, done)
    plan.month = loops(monthly, done)
    plan.measure = loops(after, done)
    roots = {out.node.id for out in (*outs, *records)}
    _hold(plan, before, [*monthly, *after], roots)
    _write_direct(plan, outs, records)
    _lay_out(plan, roots, {out.node.id for out in outs})
    return plan


def loops(nodes: Iterable[Node], done: set[int]) -> list[Loop]:
    """Nodes in loops, in an order in which every argument is ready; adds them to ``done``."""
    left = list(nodes)
    straight = {node.id: [(arg.id, plain(index) and node.op != "gather") for arg, index in node.args] for node in left}
    alike: dict[tuple[int, ...], list[Node]] = {}
    for node in left:
        if simple(node):
            alike.setdefault(node.dims, []).append(node)
    found: list[Loop] = []
    for first in left:
        if first.id in done:
            continue
        # nodes are made in order: the arguments of the first one left are done
        if not simple(first):
            loop = [first]
        else:
            loop, inside = [], set()
            queue = alike[first.dims] = [node for node in alike[first.dims] if node.id not in done]
            for node in queue:
                if all(arg in done or (arg in inside and same) for arg, same in straight[node.id]):
                    loop.append(node)
                    inside.add(node.id)
                    if len(loop) == MOST_TOGETHER:
                        break
        found.append(loop)
        done.update(node.id for node in loop)
    return found


def simple(node: Node) -> bool:
    """Whether a node can share a loop with others."""
    return node.op not in ("cat", *REDUCTIONS)


def _hold(plan: Plan, before: Sequence[Node], later: Sequence[Node], roots: set[int]) -> None:
    """What is worked out beforehand and read each month gets a place that lasts."""
    own = {node.id for node in before}
    front = {arg.id for node in later for arg, _ in node.args if arg.id in own} | (roots & own)
    for node in before:
        if node.id in front:
            plan.places[node.id] = "h", plan.held
            plan.held += node.size


def _write_direct(plan: Plan, outs: Sequence[Output], records: Sequence[Output]) -> None:
    """Find columns whose new value may be written over the old one while the month is computed."""
    order = [*plan.month, *plan.measure]
    at = {node.id: k for k, loop in enumerate(order) for node in loop}
    last: dict[int, int] = {}
    elsewhere: dict[int, set[int]] = {}
    for k, loop in enumerate(order):
        for node in loop:
            for arg, index in node.args:
                if arg.op == "in" and arg.extra[0] == "x":
                    last[arg.extra[1]] = max(last.get(arg.extra[1], -1), k)
                    if not plain(index) or not simple(node) or node.op == "gather":
                        elsewhere.setdefault(arg.extra[1], set()).add(k)
    copied = {out.node.extra[1] for out in (*outs, *records) if out.node.op == "in" and out.node.extra[0] == "x"}
    times: dict[int, int] = {}
    for out in outs:
        times[out.node.id] = times.get(out.node.id, 0) + 1
    for out in outs:
        node = out.node
        whole = node.id in at and node.size == out.index.size and plain(out.index)
        if not whole or node.truth or times[node.id] > 1 or out.place in copied or node.id in plan.places:
            continue
        mine = last.get(out.place, -1)
        if mine < at[node.id] or (mine == at[node.id] and mine not in elsewhere.get(out.place, ())):
            plan.places[node.id] = "x", out.place
            plan.direct.add(out.place)


def _lay_out(plan: Plan, roots: set[int], columns: set[int]) -> None:
    """Give every result that is read outside its loop a place in the scratch bank."""
    tops = []
    for part in (plan.prepare, [*plan.month, *plan.measure]):
        at = {node.id: k for k, loop in enumerate(part) for node in loop}
        last: dict[int, int] = {}
        kept: set[int] = set()
        for k, loop in enumerate(part):
            for node in loop:
                if not simple(node):
                    kept.add(node.id)
                for arg, index in node.args:
                    if arg.id in at:
                        last[arg.id] = k
                        if at[arg.id] != k or not plain(index) or node.op == "gather":
                            kept.add(arg.id)
        end = len(part)
        for one in roots & set(at):
            kept.add(one)
            last[one] = end
        tops.append(_first_fit(plan.places, part, kept, last))
    plan.scratch = max(tops)


def _first_fit(
    places: dict[int, tuple[str, int]], part: Sequence[Loop], kept: set[int], last: Mapping[int, int]
) -> int:
    """Places in the scratch bank, each given again after its last reader; returns the room that is needed."""
    free = [(0, 1 << 40)]
    top = 0
    ending: dict[int, list[tuple[int, int]]] = {}
    for k, loop in enumerate(part):
        for node in loop:
            if node.id not in kept or node.id in places:
                continue
            slot = next(i for i, (_, room) in enumerate(free) if room >= node.size)
            begin, room = free[slot]
            free[slot] = begin + node.size, room - node.size
            places[node.id] = "b", begin
            top = max(top, begin + node.size)
            ending.setdefault(last.get(node.id, k), []).append((begin, node.size))
        if k in ending:
            free = _merged([*free, *ending[k]])
    return top


def _merged(pieces: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for begin, room in sorted(pieces):
        if room and merged and sum(merged[-1]) == begin:
            merged[-1] = merged[-1][0], merged[-1][1] + room
        elif room:
            merged.append((begin, room))
    return merged


def steps(plan: Plan) -> dict[str, int]:
    """Size of a program: loops, steps and elements, for people who ask."""
    every = [node for part in (plan.prepare, plan.month, plan.measure) for loop in part for node in loop]
    terms = [node.size * (node.extra if node.op in REDUCTIONS else 1) for node in every]
    return {
        "loops": sum(len(part) for part in (plan.prepare, plan.month, plan.measure)),
        "steps": len(every),
        "elements": int(np.sum(terms, dtype=np.int64)),
    }
