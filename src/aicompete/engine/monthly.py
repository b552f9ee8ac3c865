"""A run stepped month by month in a compiled program, with its whole state at hand between the months."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aicompete.config import Scenario
from aicompete.engine.compiled import Programs, prepare
from aicompete.engine.ensemble import Ensemble
from aicompete.engine.metrics import metrics
from aicompete.engine.noise import YEAR
from aicompete.engine.program.layout import Program
from aicompete.engine.program.levers import Rows
from aicompete.engine.program.purpose import Purpose, name_of
from aicompete.engine.program.stepping import Groups
from aicompete.world.columns import Array


class Monthly:
    """Steps one run; columns that are bound anew between two months, and levers that are set, count from the next on.

    Copies and pickles take no machine code along: they find it again. Raises ``Untraceable`` where there is none.
    """

    def __init__(self, ensemble: Ensemble, point: Scenario, names: Sequence[str]) -> None:
        """``names``: what is measured each month, by ``level:name``."""
        self._ensemble, self._point, self._names = ensemble, point, tuple(names)
        self._found: Programs | None = None
        self._forget()
        self._program()

    def _forget(self) -> None:
        self._groups: Groups | None = None
        self._columns: dict[str, Array] = {}
        self._rows: Rows | None = None
        self._month = 0
        self._policy: tuple[object, int] = (None, 0)

    def __getstate__(self) -> dict[str, Any]:
        return {name: vars(self)[name] for name in ("_ensemble", "_point", "_names")}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)
        self._found = None
        self._forget()

    def step(self) -> dict[str, Array]:
        """One month; the metrics that were measured, by ``level:name`` and ``(run, ...)``, none where NumPy stepped.

        Raises
        ------
        IndexError : no month left.
        """
        program = self._program()
        if program is None or self._ensemble.index >= self._ensemble.months:
            self._ensemble.step()
            self._forget()
            return {}
        anew = False
        if self._groups is None or self._groups.program is not program:
            self._forget()
            self._groups = Groups(program, self._ensemble)
            self._columns = {name: self._groups.bound(name) for name in self._groups.names}
        else:
            moved = [name for name, values in self._columns.items() if self._groups.bound(name) is not values]
            anew = self._groups.take(moved)
            self._columns.update((name, self._groups.bound(name)) for name in moved)
        measured = self._groups.advance([True], self._levers(anew))
        self._columns.update(self._groups.settle())
        numbers, places = measured.one(), program.layout.places["z"]
        return {name: numbers[place.span].reshape(place.shape) for name, place in places.items()}

    def _program(self) -> Program | None:
        """The program that is right for the coming month."""
        if self._found is None:
            answering = self._ensemble.answering
            known = {**metrics(), **{name_of(metric): metric for metric in answering.metrics}}
            wanted = tuple(known[name] for name in self._names)
            self._found = prepare(Purpose(self._point, wanted, answering.shown, whole=True))
        opening, main = self._found
        if self._ensemble.index >= main.layout.first:
            return main
        return opening if opening is not None and self._ensemble.index <= opening.layout.last else None

    def _levers(self, anew: bool) -> Rows:
        """Those of the coming month, looked up a year ahead as long as nobody sets one."""
        assert self._groups is not None
        policy = self._ensemble.policy
        now = policy, policy.changes
        if self._rows is None or self._month >= len(self._rows.version) or self._policy != now:
            left = self._ensemble.months - self._ensemble.index
            self._rows, self._month, self._policy = self._groups.levers(min(YEAR, left)), 0, now
        rows = self._rows.month(self._month, anew)
        self._month += 1
        return rows
