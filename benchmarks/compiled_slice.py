"""The slice of `engine_slice.py`, unchanged, as a compiled program: traced once, several runs in a vector's lanes."""

from __future__ import annotations

import copy
from dataclasses import fields, replace
from typing import Any

import numpy as np

import engine_slice
from aicompete.engine.program import compiler
from aicompete.engine.program.graph import Graph
from aicompete.engine.program.layout import Layout, Place, Program
from aicompete.engine.program.levers import in_lanes
from aicompete.engine.program.month_graph import NUMBER, Bank, Output, Trace
from aicompete.engine.program.tracing.clock import Clock
from aicompete.engine.program.tracing.stand_in import standing_in
from aicompete.engine.program.tracing.traced import Traced, lifted
from aicompete.engine.program.writing.emit import written
from aicompete.engine.program.writing.schedule import planned
from engine_slice import EngineSlice
from slice_world import SERIES, Array, Shocks, Slice

STATE = (
    "intensity", "purse", "compute", "price", "cost", "performance", "base", "age", "alignment", "taste", "shock",
)  # fmt: skip
FIXED = ("network_start", "lock_in_start", "peers_start")
"""Columns of the model that its months change, and that they do not."""
READ = (
    "intensity_ceiling", "home_taste", "chip_taste", "free_taste", "alignment", "alignment_rest", "hedge",
    "half_life", "peer_gain",
)  # fmt: skip
"""Start values that the months read and never change."""
SHOCKS = tuple(entry.name for entry in fields(Shocks))


class _EachMonth:
    """Shocks of the month at hand, whichever it is."""

    def __init__(self, values: Traced) -> None:
        self.values = values

    def __getitem__(self, month: object) -> Traced:
        return self.values


class CompiledSlice:
    """The program of a slice of some size, and the runs of one block."""

    def __init__(self, world: Slice) -> None:
        self.lanes = compiler.widest()
        self.program = self._made(EngineSlice(_first(world), _calm(world)))

    def _made(self, model: EngineSlice) -> Program:
        graph, banks = Graph(), {name: Bank() for name in "xflnz"}

        def given(bank: str, name: str, values: Array) -> Traced:
            place = banks[bank].room(name, values.shape)
            return Traced.of(graph, graph.given(bank, place, values.size), values.shape)

        clock: Any = Clock.at(graph, graph.given("n", banks["n"].room(NUMBER, ()), 1))
        traced: Any = copy.copy(model)
        traced.index, traced.kept, traced._shaped = clock, [[] for _ in SERIES], {}
        own = {name: given("f", name, values) for name, values in _by_run(model.world).items()}
        assumptions = {name: given("f", name, values) for name, values in model.world.assumptions.items()}
        traced.world = replace(model.world, assumptions=assumptions, **own)
        traced.shocks = Shocks(
            *(_EachMonth(given("n", name, getattr(model.shocks, name)[0])) for name in SHOCKS)  # type: ignore[arg-type]
        )
        before = {name: given("x", name, getattr(model, name)) for name in STATE}
        vars(traced).update(before)
        vars(traced).update({name: given("f", name, getattr(model, name)) for name in FIXED})
        with standing_in(graph, ("aicompete.rules", engine_slice.__name__)):
            for part in (traced.trade, traced.adopt, traced.take_sides, traced.record):
                part()
        columns = []
        for name in STATE:
            after = lifted(graph, getattr(traced, name))
            columns.append(Output(name, *after.source(), banks["x"].places[name][0], after.shape))
        records = []
        for name, (values,) in zip(SERIES, traced.kept, strict=True):
            kept = lifted(graph, values)
            records.append(Output(name, *kept.source(), banks["z"].room(name, kept.shape), kept.shape))
        trace = Trace(graph, banks, columns, records, 0, Clock.FAR)
        plan = planned(trace)
        text, scratch = written(trace, plan, self.lanes)
        sizes = {name: bank.size for name, bank in banks.items()} | {"b": scratch, "h": plan.held}
        places = {n: {w: Place(*place) for w, place in bank.places.items()} for n, bank in banks.items()}
        return Program(Layout(self.lanes, 0, Clock.FAR, sizes, places), compiler.compiled(text))

    def simulate(self, world: Slice, shocks: Shocks, months: int) -> dict[str, Array]:
        """All runs through all months; the recorded series, ``(run, month)``."""
        model, sizes = EngineSlice(world, shocks), self.program.layout.sizes
        banks = {"x": {name: getattr(model, name) for name in STATE}}
        banks["f"] = {**_by_run(world), **world.assumptions, **{name: getattr(model, name) for name in FIXED}}
        state, fixed = (self._packed(bank, arrays, world.runs) for bank, arrays in banks.items())
        number = np.broadcast_to(np.arange(months, dtype=np.float64)[:, None], (months, world.runs))
        drawn = [getattr(shocks, name)[:months].reshape(months, world.runs, -1) for name in SHOCKS]
        n = in_lanes(
            np.concatenate([number[..., None], *drawn], axis=2).swapaxes(0, 1).reshape(world.runs, -1), self.lanes
        )
        out = compiler.aligned(len(state), months, sizes["z"], self.lanes)
        held, scratch, none = (compiler.aligned(size + 8, self.lanes) for size in (sizes["h"], sizes["b"], 0))
        version = np.where(np.arange(months) == 0, 0, -1).astype(np.int64)
        slot = np.arange(months, dtype=np.int64)
        for g in range(len(state)):
            self.program.advance(
                *(a.ctypes.data for a in (state[g], fixed[g], none, held, scratch, n[g], out[g], none, none, none)),
                0,
                version.ctypes.data,
                slot.ctypes.data,
                months,
            )
        by_run = out.transpose(0, 3, 1, 2).reshape(-1, months, sizes["z"])[: world.runs]
        return {name: by_run[:, :, place.begin] for name, place in self.program.layout.places["z"].items()}

    def _packed(self, bank: str, arrays: dict[str, Array], runs: int) -> Array:
        whole = np.empty((runs, self.program.layout.sizes[bank]))
        for name, place in self.program.layout.places[bank].items():
            whole[:, place.span] = arrays[name].reshape(runs, place.size)
        return in_lanes(whole, self.lanes)


def _by_run(world: Slice) -> dict[str, Array]:
    """What the months read of the start and never change."""
    return {name: getattr(world, name) for name in READ}


def _first(world: Slice) -> Slice:
    """Its first run alone."""
    started = ("intensity", "purse", "compute", "pool_price", "performance", "base", "age")
    columns: dict[str, Any] = {name: getattr(world, name)[:1] for name in (*started, *READ)}
    assumptions = {name: values[:1] for name, values in world.assumptions.items()}
    return replace(world, runs=1, assumptions=assumptions, **columns)


def _calm(world: Slice) -> Shocks:
    """Room for the shocks of a month."""
    n = world.nations
    return Shocks(np.zeros((1, 1, n)), np.zeros((1, 1, 3, n)), np.zeros((1, 1, n)))
