"""Stepping an ensemble with a compiled month: groups of runs side by side, each through some months at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from aicompete.engine.ensemble import Ensemble
from aicompete.engine.noise import YEAR
from aicompete.engine.program.compiler import aligned
from aicompete.engine.program.layout import Place, Program
from aicompete.engine.program.month_graph import FREE, HELD, NUMBER, UNTOUCHED
from aicompete.engine.program.shocks import Drawing
from aicompete.world.columns import Array

Lanes = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]


AT_ONCE = 1 << 24
"""Bytes of shocks and records of the months that are stepped at one go."""


class Measured:
    """What was recorded of some months, ``(group, month, element, lane)``."""

    def __init__(self, lanes: Lanes, runs: int) -> None:
        self._lanes = lanes
        self._runs = runs

    def read(self, place: Place) -> Array:
        """An array, ``(run, month, ...)``; the run axis of length one that it has in its place is left out."""
        part = self._lanes[:, :, place.span].transpose(0, 3, 1, 2)
        by_run = part.reshape(-1, part.shape[2], *place.shape[1:])
        return by_run[: self._runs]

    def singles(self, begin: int, number: int) -> Array:
        """Single figures that stand one after the other, ``(figure, month, run)``."""
        part = self._lanes[:, :, begin : begin + number].transpose(2, 1, 0, 3)
        return part.reshape(number, part.shape[1], -1)[..., : self._runs]


class Groups:
    """The runs of an ensemble in groups that fill the lanes of a vector; the last run fills up the last group.

    Only what the program reads of the ensemble's state is taken over, at the month at which the ensemble stands.
    """

    def __init__(self, program: Program, ensemble: Ensemble) -> None:
        self.program = program
        self.ensemble = ensemble
        layout = program.layout
        self.lanes, self.runs = layout.lanes, ensemble.runs
        self.count = -(-self.runs // self.lanes)
        self._state = self._packed("x", {name: self._column(name) for name in layout.places["x"]})
        kept = {name: self._column(name) if "." in name else ensemble.assumptions[name] for name in layout.places["f"]}
        self._fixed = self._packed("f", kept)
        begins = {name: place.begin for name, place in layout.places["n"].items() if name != NUMBER}
        self._drawing = Drawing(ensemble.noise, begins, self.lanes, layout.sizes["n"])
        self._levers = aligned(layout.sizes["l"], self.lanes)
        self._held = aligned(layout.sizes["h"], self.lanes)
        self._scratch = aligned(layout.sizes["b"], self.lanes)

    def _column(self, name: str) -> Array:
        group, column = name.split(".")
        values: Array = getattr(getattr(self.ensemble.world, group), column)
        return values

    def _packed(self, bank: str, arrays: Mapping[str, Array]) -> Lanes:
        """Arrays ``(run, ...)`` in a bank for each group, ``(group, element, lane)``."""
        by_run = np.empty((self.count * self.lanes, self.program.layout.sizes[bank]))
        for name, place in self.program.layout.places[bank].items():
            values = arrays[name]
            by_run[: self.runs, place.span] = values.reshape(len(values), place.size)
        return self._in_lanes(by_run)

    def _in_lanes(self, by_run: Array) -> Lanes:
        """``(run, element)`` as ``(group, element, lane)``; what stands behind the last run is written over."""
        by_run[self.runs :] = by_run[self.runs - 1]
        packed = aligned(self.count, by_run.shape[1], self.lanes)
        packed[:] = by_run.reshape(self.count, self.lanes, -1).swapaxes(1, 2)
        return packed

    def stretch(self) -> int:
        """How many months to step at one go: what is drawn and recorded should stay near the processor."""
        layout = self.program.layout
        month = 8 * self.lanes * self.count * (layout.sizes["n"] + layout.sizes["z"])
        return max(AT_ONCE // month, YEAR)

    def advance(self, wanted: Sequence[bool]) -> Measured:
        """Step as many months as there are entries; returns what was recorded of the wanted ones."""
        months, ensemble, layout = len(wanted), self.ensemble, self.program.layout
        shared, own, places, version = self._lever_rows(months)
        shocks = self._shocks(months)
        slot = np.where(wanted, np.cumsum(wanted) - 1, -1).astype(np.int64)
        kept = int(np.sum(wanted))
        out = aligned(self.count, max(kept, 1), max(layout.sizes["z"], 1), self.lanes)
        for g in range(self.count):
            self.program.advance(
                *(a.ctypes.data for a in (self._state[g], self._fixed[g], self._levers, self._held, self._scratch)),
                *(a.ctypes.data for a in (shocks[g], out[g], shared, own[g], places)),
                len(places),
                version.ctypes.data,
                slot.ctypes.data,
                months,
            )
        ensemble.index += months
        return Measured(out[:, :kept], self.runs)

    def settle(self) -> None:
        """Give the ensemble's world the columns that the program has changed."""
        for name in self.program.layout.places["x"]:
            group, column = name.split(".")
            setattr(getattr(self.ensemble.world, group), column, self.column(name))

    def column(self, name: str) -> Array:
        """A column of the state as the program left it, ``(run, ...)``."""
        place = self.program.layout.places["x"][name]
        by_run = self._state[:, place.span].swapaxes(1, 2).reshape(self.count * self.lanes, *place.shape[1:])
        return np.ascontiguousarray(by_run[: self.runs])

    def _shocks(self, months: int) -> Lanes:
        """Number and shocks of the coming months, ``(group, month, element, lane)``."""
        packed = aligned(self.count, months, self.program.layout.sizes["n"], self.lanes)
        index, places = self.ensemble.index, self.program.layout.places["n"]
        packed[:, :, places[NUMBER].begin] = index + np.arange(months)[:, None]
        for group in range(self.count):
            self._drawing.fill(packed[group], group, index)
        return packed

    def _lever_rows(self, months: int) -> tuple[Array, Lanes, Places, Places]:
        """Levers of the coming months.

        Those that all runs share ``(version, element)``; those of each run ``(group, version, place, lane)`` and their
        places; the version that begins with each month, or -1 where nothing changes.
        """
        shared = np.zeros((months, self.program.layout.sizes["l"]))
        places: list[Places] = [np.zeros(0, dtype=np.int64)]
        by_run: list[Array] = [np.zeros((self.runs, months, 0))]
        for name, place in self.program.layout.places["l"].items():
            values = self._lever(name, months)
            if len(values) == 1:
                shared[:, place.span] = values.reshape(months, place.size)
            else:
                by_run.append(values.reshape(self.runs, months, place.size))
                places.append(np.arange(place.begin, place.begin + place.size))
        own, moved = np.concatenate(by_run, axis=2), np.concatenate(places)
        changes = (shared[1:] != shared[:-1]).any(axis=1) | (own[:, 1:] != own[:, :-1]).any(axis=(0, 2))
        begins = np.concatenate([[True], changes])
        version = np.where(begins, np.cumsum(begins) - 1, -1)
        kept = np.flatnonzero(begins)
        mine = np.empty((self.count * self.lanes, len(kept) * len(moved)))
        mine[: self.runs] = own[:, kept].reshape(self.runs, -1)
        packed = self._in_lanes(mine).reshape(self.count, len(kept), len(moved), self.lanes)
        return np.ascontiguousarray(shared[kept]), packed, moved, version

    def _lever(self, name: str, months: int) -> Array:
        """A lever of the coming months, or the days that a limit was held, ``(1 or run, month, ...)``."""
        policy, index = self.ensemble.policy, self.ensemble.index
        if name.startswith(FREE):
            free = policy.free(name.removeprefix(FREE))
            return np.broadcast_to(free[:, None], (len(free), months, *free.shape[1:]))
        if name.startswith(UNTOUCHED):
            mask = policy.untouched(name.removeprefix(UNTOUCHED))
            return np.broadcast_to(mask[:, None], (1, months, *mask.shape[1:]))
        if name.startswith(HELD):
            return policy.days_held_stretch(name.removeprefix(HELD), index, months)
        return policy.stretch(name, index, months)
