"""Months of a test's ensemble, stepped by the program that ``aicompete run`` uses, which is ten times as fast."""

from __future__ import annotations

from collections.abc import Callable

from aicompete.config import Scenario
from aicompete.engine.compiled import Programs, prepare
from aicompete.engine.ensemble import Ensemble
from aicompete.engine.program.purpose import Purpose
from aicompete.engine.program.stepping import Groups
from aicompete.engine.program.untraceable import Untraceable

DIPLOMACY = ("minerals", "offers", "standards", "alliances")
"""What stands still in tests of the chip side."""
SUPPLY = ("beliefs", "minerals", "fabrication", "chips", "smuggling", "compute", "capability", "firms")
"""What stands still in tests of offers, standards and alliances."""
ALL_BUT_MINERALS = (
    *("fabrication", "chips", "smuggling", "compute", "capability"),
    *("firms", "offers", "standards", "alliances"),
)
"""What stands still in tests of the mineral markets."""
SHARED = frozenset(frozenset(still) for still in ((), DIPLOMACY, SUPPLY, ALL_BUT_MINERALS))
"""Sets of mechanisms that so many tests leave out that a program, some seconds in the making, is worth it."""
START = "2026-01"


def stepper(made: Ensemble, point: Scenario) -> Callable[[], object]:
    """What steps an ensemble of this scenario by one month and leaves all columns in its world.

    Columns are those of ``made.step()`` but for their last digits, to which tests/engine/program hold every program.
    """
    plain = str(point.start) == START and not point.replies and not point.targets
    if plain and frozenset(point.disable) in SHARED:
        try:
            return _Stepper(made, prepare(Purpose(point, (), whole=True))).step
        except Untraceable:  # a machine without a compiler
            pass
    return made.step


class _Stepper:
    """Months in a program, all columns handed over after each."""

    def __init__(self, made: Ensemble, programs: Programs) -> None:
        self.made, (self.opening, self.main) = made, programs
        self.groups: Groups | None = None

    def step(self) -> None:
        index = self.made.index
        program = self.main if index >= self.main.layout.first else self.opening
        if program is None or not program.layout.first <= index <= program.layout.last or index >= self.made.months:
            self.made.step()
            self.groups = None
            return
        if self.groups is None or self.groups.program is not program:
            self.groups = Groups(program, self.made)
            self.rows, self.begin = self.groups.levers(self.made.months - index), index
        self.groups.advance([True], self.rows.month(index - self.begin, anew=True))  # groups take turns every month
        self.groups.settle()
