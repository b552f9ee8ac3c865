"""Stepping an ensemble with a compiled month: groups of runs side by side, each through some months at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from aicompete.engine.ensemble import Ensemble
from aicompete.engine.program.compiler import aligned
from aicompete.engine.program.program import Program
from aicompete.engine.program.trace import HELD, NUMBER
from aicompete.world.columns import Array

AHEAD = 12
"""Months that a group is taken through at one go."""

Lanes = npt.NDArray[np.float64]


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
            packed[:, place.begin : place.begin + place.size] = self._lanes(arrays[name], place.size)
        return packed

    def _lanes(self, values: Array, size: int) -> Lanes:
        """``(run, ...)`` as ``(group, element, lane)``."""
        flat = np.broadcast_to(values, (self.runs, *values.shape[1:])).reshape(self.runs, size)
        lack = self.count * self.lanes - self.runs
        if lack:
            flat = np.concatenate([flat, np.repeat(flat[-1:], lack, axis=0)])
        return flat.reshape(self.count, self.lanes, size).swapaxes(1, 2)

    def advance(self, wanted: Sequence[bool]) -> Array:
        """Step as many months as there are entries; what is recorded of the wanted ones, ``(run, month, element)``."""
        months, ensemble, layout = len(wanted), self.ensemble, self.program.layout
        shared, own, places, version = self._lever_rows(months)
        shocks = self._shocks(months)
        slot = np.where(wanted, np.cumsum(wanted) - 1, -1).astype(np.int64)
        kept = int(np.sum(wanted))
        out = aligned(self.count, max(kept, 1), max(layout.sizes["z"], 1), self.lanes)
        for g in range(self.count):
            self.program.loaded.advance(
                *(a.ctypes.data for a in (self._state[g], self._fixed[g], self._levers, self._held, self._scratch)),
                *(a.ctypes.data for a in (shocks[g], out[g], shared, own[g], places)),
                len(places),
                version.ctypes.data,
                slot.ctypes.data,
                months,
            )
        ensemble.index += months
        size = layout.sizes["z"]
        by_run = out[:, :kept, :size].transpose(0, 3, 1, 2).reshape(self.count * self.lanes, kept, size)
        return by_run[: self.runs]

    def _shocks(self, months: int) -> Lanes:
        """Number and shocks of the coming months, ``(group, month, element, lane)``."""
        named = self.program.layout.places["n"]
        packed = aligned(self.count, months, self.program.layout.sizes["n"], self.lanes)
        for month in range(months):
            index = self.ensemble.index + month
            drawn = self.ensemble.shocks(index)
            for name, place in named.items():
                span = slice(place.begin, place.begin + place.size)
                packed[:, month, span] = float(index) if name == NUMBER else self._lanes(drawn[name], place.size)
        return packed

    def _lever_rows(self, months: int) -> tuple[Array, Lanes, npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Levers of the coming months.

        Those that all runs share ``(version, element)``; those of each run ``(group, version, place, lane)`` and their
        places; the version that begins with each month, or -1 where nothing changes.
        """
        named = self.program.layout.places["l"]
        places = [np.arange(p.begin, p.begin + p.size) for name, p in named.items() if self._levers_at(name, 0) > 1]
        version = np.full(months, -1, dtype=np.int64)
        rows: list[Array] = []
        each: list[Array] = []
        for month in range(months):
            row = np.zeros(self.program.layout.sizes["l"])
            mine = []
            for name, place in named.items():
                values = self._lever(name, month)
                if len(values) == 1:
                    row[place.begin : place.begin + place.size] = values.ravel()
                else:
                    mine.append(values.reshape(self.runs, place.size))
            own = np.concatenate(mine, axis=1) if mine else np.zeros((self.runs, 0))
            if not rows or not np.array_equal(row, rows[-1]) or not np.array_equal(own, each[-1]):
                version[month] = len(rows)
                rows.append(row)
                each.append(own)
        moved = np.concatenate(places) if places else np.zeros(0, dtype=np.int64)
        packed = aligned(self.count, len(rows), max(len(moved), 1), self.lanes)
        for k, own in enumerate(each):
            packed[:, k, : len(moved)] = self._lanes(own, len(moved))
        if len(moved) == 0:
            packed = packed[:, :, :0]
        return np.array(rows), packed, moved.astype(np.int64), version

    def _lever(self, name: str, month: int) -> Array:
        """A lever of a coming month, or the days that a limit was held, ``(1 or run, ...)``."""
        policy, index = self.ensemble.policy, self.ensemble.index + month
        if name.startswith(HELD):
            return policy.days_held(index)[name.removeprefix(HELD)]
        return policy.column(name, index)

    def _levers_at(self, name: str, month: int) -> int:
        return len(self._lever(name, month))
