"""One month of the model as a graph: the mechanisms run once, for one run, on arrays that record."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import numpy as np

from aicompete.engine.ensemble import Ensemble, in_force
from aicompete.engine.policy import answered, summed
from aicompete.engine.program.graph import Graph, Node, reached
from aicompete.engine.program.month_graph import FREE, HELD, NUMBER, UNTOUCHED, Bank, Output, Trace
from aicompete.engine.program.purpose import Purpose, name_of
from aicompete.engine.program.tracing.clock import Clock
from aicompete.engine.program.tracing.elementwise import apply
from aicompete.engine.program.tracing.stand_in import paused, standing_in
from aicompete.engine.program.tracing.traced import Traced, lifted
from aicompete.engine.program.untraceable import Untraceable, outside
from aicompete.subjects.mechanism import Mechanism, Metric, Month
from aicompete.subjects.state import GROUPS, World
from aicompete.world.columns import Read, declared
from aicompete.world.facts import Facts
from aicompete.world.memo import Memo

MODEL = (
    "aicompete.rules",
    "aicompete.subjects",
    "aicompete.world.columns",
    "aicompete.world.powers",
    "aicompete.engine.replies",
)
"""Packages and modules whose NumPy is stood in for while tracing."""


class _Facts:
    """The facts of the world; what is kept of them is computed in plain NumPy."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts

    def __getattr__(self, name: str) -> Any:
        with paused():
            return getattr(self._facts, name)

    def once(self, make: Callable[[Facts], Any]) -> Any:
        with paused():
            return self._facts.once(make)


class _NoDate(str):
    """The date of a month: a program serves many."""

    def _refuse(self, *_: Any) -> Any:
        raise Untraceable("the date of the month is read; read its number, or make the choice a column")

    __str__ = __getitem__ = __eq__ = __hash__ = __lt__ = __gt__ = __le__ = __ge__ = split = __format__ = _refuse  # type: ignore[assignment]


def trace(ensemble: Ensemble, purpose: Purpose, now: int = Clock.FAR, wanted: Collection[str] | None = None) -> Trace:
    """Trace the coming months of an ensemble of one run.

    Parameters
    ----------
    ensemble : one run.
    purpose : what is to be recorded, and whether all columns are wanted.
    now : the month as which decisions on the month are taken; a far one stands for all but the opening.
    wanted : columns that are read in the end; by default those that later records rest on.

    Raises
    ------
    Untraceable : a mechanism or a metric does what a program cannot.
    """
    graph = Graph()
    banks = {name: Bank() for name in "xflnz"}
    clock: Any = Clock.at(graph, graph.given("n", banks["n"].room(NUMBER, ()), 1), now)
    world, state = _world(ensemble.world, graph, banks["x"])
    given = _giver(graph, banks)
    functions = (*(step.step for step in ensemble.steps), *(metric.source for metric in purpose.metrics))
    packages = (*MODEL, *{function.__module__ for function in functions})
    try:
        with standing_in(graph, packages):
            ensemble.answering.decide(world, clock)
            levers = _levers(ensemble, world, graph, given)
            month = _month(ensemble, levers, clock, given)
            for step in ensemble.steps:
                _apply(step, world, month)
            ensemble.answering.watch(world, levers, clock)
            columns = _columns(world, state, graph)
            records = _records(world, purpose.metrics, graph, banks["z"])
    except Exception as error:
        raise outside(error) from error
    every = wanted is None or purpose.whole
    changed = [out for out in columns if not _kept(out) and (every or out.name in (wanted or ()))]
    if wanted is None and not purpose.whole:
        changed = _needed(changed, records, graph)
    _settle(graph, banks, changed, records)
    return Trace(graph, banks, changed, records, clock.first, clock.last)


def _apply(step: Mechanism, world: World, month: Month) -> None:
    step(world, month)


def _world(real: World, graph: Graph, bank: Bank) -> tuple[World, dict[str, Traced]]:
    """The world with traced columns, and these columns by name."""
    world, state = copy.copy(real), {}
    world.facts = _Facts(real.facts)  # type: ignore[assignment]
    for group, kind in GROUPS.items():
        mine = copy.copy(getattr(real, group))
        setattr(world, group, mine)
        for info in declared(group, kind):
            values = getattr(mine, info.name)
            name = f"{group}.{info.name}"
            array = Traced.of(graph, graph.given("x", bank.room(name, values.shape), values.size), values.shape)
            state[name] = array
            setattr(mine, info.name, array)
        for name, value in vars(mine).items():
            if isinstance(value, Memo):
                vars(mine)[name] = None
    return world, state


Given = Callable[[str, str, Mapping[str, Any]], dict[str, Any]]
"""Traced arrays for some arrays by name: the bank they stand in, a mark before their names, and the arrays."""


def _giver(graph: Graph, banks: Mapping[str, Bank]) -> Given:
    def given(bank: str, mark: str, arrays: Mapping[str, Any]) -> dict[str, Any]:
        found = {}
        for name, values in arrays.items():
            place = banks[bank].room(mark + name, values.shape)
            found[name] = Traced.of(graph, graph.given(bank, place, values.size), values.shape)
        return found

    return given


def _levers(ensemble: Ensemble, world: World, graph: Graph, given: Given) -> dict[str, Any]:
    """The levers in force, as ``Policy.column`` gives them: as scheduled or set by agents, laws by choice, replies."""
    policy = ensemble.policy
    levers = given("l", "", policy.columns(ensemble.index))
    laws = in_force(world)
    free = given("l", FREE, {name: policy.free(name) for name in laws})
    for name, law in laws.items():
        levers[name] = apply(graph, "where", (free[name], law, levers[name]))
    added = summed(ensemble.answering.additions(world))
    untouched = given("l", UNTOUCHED, {name: policy.untouched(name) for name in added})
    for name, parts in added.items():
        moved = answered(levers[name], parts, policy.catalogue.levers[name].range)
        levers[name] = apply(graph, "where", (untouched[name], moved, levers[name]))
    return levers


def _month(ensemble: Ensemble, levers: Mapping[str, Any], clock: Any, given: Given) -> Month:
    index = ensemble.index
    return Month(
        clock,
        _NoDate(),
        1,
        levers,
        given("f", "", ensemble.assumptions),
        given("n", "", ensemble.shocks(index)),
        ensemble.policy.targets(),
        {},
        days_held=given("l", HELD, ensemble.policy.days_held(index)),
    )


def _columns(world: World, state: Mapping[str, Traced], graph: Graph) -> list[Output]:
    """The columns after the month, each with its place in the state."""
    found, place = [], 0
    for name, before in state.items():
        group, column = name.split(".")
        after = lifted(graph, getattr(getattr(world, group), column))
        if after.shape != before.shape:
            raise Untraceable(f"{name} has another shape after the month: {after.shape}, before {before.shape}")
        found.append(Output(name, *after.source(), place, after.shape))
        place += before.size
    for group in GROUPS:
        for name, value in vars(getattr(world, group)).items():
            if f"{group}.{name}" not in state and _holds(value) and not isinstance(value, Memo):
                raise Untraceable(f"{group}.{name} keeps a column and is not declared as one")
    return found


def _holds(value: Any) -> bool:
    """Whether a value is or holds a traced array."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return any(isinstance(part, Traced) for part in vars(value).values())
    return isinstance(value, Traced)


def _records(world: World, metrics: Sequence[Metric], graph: Graph, bank: Bank) -> list[Output]:
    known: dict[Read, Any] = {}
    found = []
    for metric in metrics:
        values = lifted(graph, metric.read(world, known))
        name = name_of(metric)
        found.append(Output(name, *values.source(), bank.room(name, values.shape), values.shape))
    return found


def _kept(out: Output) -> bool:
    """Whether the month leaves a column as it is."""
    if out.node.op != "in" or out.node.extra[0] != "x":
        return False
    own = out.place + np.arange(out.index.size)
    return bool((out.node.extra[1] + out.index == own).all())


def _needed(changed: Sequence[Output], records: Sequence[Output], graph: Graph) -> list[Output]:
    """The changed columns on which later records rest."""
    wanted: list[Output] = []
    while True:
        seen = reached(out.node for out in (*records, *wanted))
        more = [out for out in changed if out not in wanted and _before(out, graph).id in seen]
        if not more:
            return [out for out in changed if out in wanted]
        wanted += more


def _before(out: Output, graph: Graph) -> Node:
    """The value that a column had before the month."""
    return graph.given("x", out.place, out.index.size)


def _settle(graph: Graph, banks: Mapping[str, Bank], changed: Sequence[Output], records: Sequence[Output]) -> None:
    """Keep room in the banks only for what is read, and put columns that stay among what stays."""
    seen = reached(out.node for out in (*changed, *records))
    moving = {out.name for out in changed}
    old = {bank: dict(banks[bank].places) for bank in "xfln"}
    for bank in "xfln":
        banks[bank].places.clear()
        banks[bank].size = 0
    for bank, places in old.items():
        for name, (place, shape) in places.items():
            node = graph.given(bank, place, int(np.prod(shape, dtype=np.int64)))
            target = "f" if bank == "x" and name not in moving else bank
            if node.id in seen or name in moving or name == NUMBER:
                node.extra = target, banks[target].room(name, shape)
    for out in changed:
        out.place = banks["x"].places[out.name][0]
