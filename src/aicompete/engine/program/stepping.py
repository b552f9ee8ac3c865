"""Stepping an ensemble with a compiled month: groups of runs side by side, each through some months at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

import numpy as np

from aicompete.engine.ensemble import Ensemble
from aicompete.engine.noise import YEAR
from aicompete.engine.program.compiler import aligned
from aicompete.engine.program.layout import Place, Program
from aicompete.engine.program.levers import Lanes, Rows, in_lanes, rows_of
from aicompete.engine.program.month_graph import NUMBER
from aicompete.engine.program.shocks import Drawing
from aicompete.world.columns import Array

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

    def one(self) -> Array:
        """All of the only run and month, ``(element,)``."""
        return self._lanes[0, 0, :, 0].copy()

    def singles(self, begin: int, number: int) -> Array:
        """Single figures that stand one after the other, ``(figure, month, run)``."""
        part = self._lanes[:, :, begin : begin + number].transpose(2, 1, 0, 3)
        return part.reshape(number, part.shape[1], -1)[..., : self._runs]


@cache
def _parts(name: str) -> tuple[str, str]:
    """Group and column of a name."""
    group, column = name.split(".")
    return group, column


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
        self._state = self._packed("x", {name: self.bound(name) for name in layout.places["x"]})
        kept = {name: self.bound(name) if "." in name else ensemble.assumptions[name] for name in layout.places["f"]}
        self._fixed = self._packed("f", kept)
        begins = {name: place.begin for name, place in layout.places["n"].items() if name != NUMBER}
        self._drawing = Drawing(ensemble.noise, begins, self.lanes, layout.sizes["n"])
        self._levers = aligned(layout.sizes["l"], self.lanes)
        self._held = aligned(layout.sizes["h"], self.lanes)
        self._scratch = aligned(layout.sizes["b"], self.lanes)

    @property
    def names(self) -> list[str]:
        """The columns of the world that the program reads or changes, as ``group.name``."""
        return [name for bank in "xf" for name in self.program.layout.places[bank] if "." in name]

    def bound(self, name: str) -> Array:
        """A column of the world as it is bound now."""
        group, column = _parts(name)
        values: Array = getattr(getattr(self.ensemble.world, group), column)
        return values

    def _packed(self, bank: str, arrays: Mapping[str, Array]) -> Lanes:
        """Arrays ``(run, ...)`` in a bank for each group, ``(group, element, lane)``."""
        by_run = np.empty((self.runs, self.program.layout.sizes[bank]))
        for name, place in self.program.layout.places[bank].items():
            values = arrays[name]
            by_run[:, place.span] = values.reshape(len(values), place.size)
        return in_lanes(by_run, self.lanes)

    def take(self, names: Iterable[str]) -> bool:
        """Read some columns of the world anew; true where one of them is among those that a month never changes."""
        fixed = False
        for name in names:
            bank = "x" if name in self.program.layout.places["x"] else "f"
            fixed |= bank == "f"
            place = self.program.layout.places[bank][name]
            target = self._state if bank == "x" else self._fixed
            target[:, place.span] = in_lanes(self.bound(name).reshape(-1, place.size), self.lanes)
        return fixed

    def stretch(self) -> int:
        """How many months to step at one go: what is drawn and recorded should stay near the processor."""
        layout = self.program.layout
        month = 8 * self.lanes * self.count * (layout.sizes["n"] + layout.sizes["z"])
        return max(AT_ONCE // month, YEAR)

    def levers(self, months: int) -> Rows:
        """The levers of the coming months."""
        return rows_of(self.program, self.ensemble, months)

    def advance(self, wanted: Sequence[bool], levers: Rows | None = None) -> Measured:
        """Step as many months as there are entries; returns what was recorded of the wanted ones."""
        months, ensemble, layout = len(wanted), self.ensemble, self.program.layout
        rows = self.levers(months) if levers is None else levers
        shocks = self._shocks(months)
        slot = np.where(wanted, np.cumsum(wanted) - 1, -1).astype(np.int64)
        kept = int(np.sum(wanted))
        out = aligned(self.count, max(kept, 1), max(layout.sizes["z"], 1), self.lanes)
        for g in range(self.count):
            self.program.advance(
                *(a.ctypes.data for a in (self._state[g], self._fixed[g], self._levers, self._held, self._scratch)),
                *(a.ctypes.data for a in (shocks[g], out[g], rows.shared, rows.own[g], rows.moved)),
                len(rows.moved),
                rows.version.ctypes.data,
                slot.ctypes.data,
                months,
            )
        ensemble.index += months
        return Measured(out[:, :kept], self.runs)

    def settle(self) -> dict[str, Array]:
        """Give the ensemble's world the columns that the program has changed; returns them by name."""
        by_run = self._state.swapaxes(1, 2).reshape(self.count * self.lanes, -1)[: self.runs]
        found = {}
        groups = vars(self.ensemble.world)
        for name, place in self.program.layout.places["x"].items():
            group, column = _parts(name)
            own = by_run[:, place.span].copy()  # never a view: the coming months write into the state
            found[name] = values = own.reshape(self.runs, *place.shape[1:])
            setattr(groups[group], column, values)
        return found

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
