"""Stepping an ensemble with a compiled month: groups of runs side by side, each through some months at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from aicompete.engine.ensemble import Ensemble
from aicompete.engine.program.compiler import aligned
from aicompete.engine.program.layout import Place, Program
from aicompete.engine.program.month_graph import FREE, HELD, NUMBER, UNTOUCHED
from aicompete.engine.program.shocks import Drawing
from aicompete.world.columns import Array

Lanes = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]


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
        packed = aligned(self.count, self.program.layout.sizes[bank], self.lanes)
        for name, place in self.program.layout.places[bank].items():
            packed[:, place.span] = self._lanes(arrays[name], place.size)
        return packed

    def _lanes(self, values: Array, size: int) -> Lanes:
        """``(run, ...)`` as ``(group, element, lane)``."""
        flat = np.broadcast_to(values, (self.runs, *values.shape[1:])).reshape(self.runs, size)
        lack = self.count * self.lanes - self.runs
        if lack:
            flat = np.concatenate([flat, np.repeat(flat[-1:], lack, axis=0)])
        return flat.reshape(self.count, self.lanes, size).swapaxes(1, 2)

    def advance(self, wanted: Sequence[bool]) -> Callable[[Place], Array]:
        """Step as many months as there are entries.

        Returns a function that reads what was recorded of the wanted months at a place, ``(run, month, element)``.
        """
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

        def read(place: Place) -> Array:
            part = out[:, :kept, place.span].transpose(0, 3, 1, 2)
            return part.reshape(self.count * self.lanes, kept, place.size)[: self.runs]

        return read

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
        mine: list[Array] = [np.zeros((self.runs, months, 0))]
        for name, place in self.program.layout.places["l"].items():
            values = self._lever(name, months)
            if len(values) == 1:
                shared[:, place.span] = values.reshape(months, place.size)
            else:
                mine.append(values.reshape(self.runs, months, place.size))
                places.append(np.arange(place.begin, place.begin + place.size))
        own, moved = np.concatenate(mine, axis=2), np.concatenate(places)
        changes = (shared[1:] != shared[:-1]).any(axis=1) | (own[:, 1:] != own[:, :-1]).any(axis=(0, 2))
        begins = np.concatenate([[True], changes])
        version = np.where(begins, np.cumsum(begins) - 1, -1)
        kept = np.flatnonzero(begins)
        packed = aligned(self.count, len(kept), len(moved), self.lanes)
        if len(moved):
            values = self._lanes(own[:, kept], len(kept) * len(moved))
            packed[:] = values.reshape(self.count, len(kept), len(moved), self.lanes)
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
