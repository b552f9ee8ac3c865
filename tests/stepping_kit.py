"""Months of a test's ensemble, stepped by the program that ``aicompete run`` uses, which is ten times as fast."""

from __future__ import annotations

from collections.abc import Callable, Collection

from aicompete.config import Scenario, sample_assumptions
from aicompete.config.scenarios.codings import codings
from aicompete.engine.ensemble import Ensemble
from aicompete.engine.program.layout import Program
from aicompete.engine.program.make import LITTLE, program_for
from aicompete.engine.program.purpose import Purpose
from aicompete.engine.program.stepping import Groups
from aicompete.engine.program.untraceable import Untraceable
from aicompete.world.columns import Array

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


def sampled(point: Scenario, seed: int, number: int) -> dict[str, Array]:
    """The first draws of every assumption, ``(draw,)``, worked out once for all scenarios with the same ranges."""
    bands = tuple(coding.name for coding in codings(point))
    key = repr((sorted(point.assumptions.items()), point.calibration, bands, seed, number))
    if key not in _SAMPLED:
        _SAMPLED[key] = sample_assumptions(point, seed, number)
    return dict(_SAMPLED[key])


_SAMPLED: dict[str, dict[str, Array]] = {}


def stepper(made: Ensemble, point: Scenario, starts: Collection[str] = (START,)) -> Callable[[], object]:
    """What steps an ensemble of this scenario by one month and leaves all columns in its world.

    Worlds that start at other dates than ``starts`` are stepped in NumPy: few tests have them.
    Columns are those of ``made.step()`` but for their last digits, to which tests/engine/program hold every program.
    """
    plain = str(point.start) in starts and not point.replies and not point.targets
    if plain and frozenset(point.disable) in SHARED:
        try:
            return _Stepper(made, program_for(Purpose(point, (), whole=True), work=LITTLE))
        except Untraceable:  # a machine without a compiler
            pass
    return made.step


def to_the_end(made: Ensemble, point: Scenario) -> None:
    """Step an ensemble of this scenario through all its months at one go, where only the last one is looked at."""
    step = stepper(made, point)
    while made.index < made.months:
        if isinstance(step, _Stepper) and made.index >= step.program.layout.first:
            step.leap()
        else:
            step()


class _Stepper:
    """Months in a program, all columns handed over after each; the first one, in which much is set up, in NumPy."""

    def __init__(self, made: Ensemble, program: Program) -> None:
        self.made, self.program = made, program
        self.groups: Groups | None = None

    def leap(self) -> None:
        """Step all months that are left."""
        groups = Groups(self.program, self.made)
        groups.advance([False] * (self.made.months - self.made.index))
        groups.settle()

    def __call__(self) -> None:
        index, made = self.made.index, self.made
        if index < self.program.layout.first or index >= made.months:
            made.step()
            return
        if self.groups is None:
            self.groups = Groups(self.program, made)
            self.rows, self.begin = self.groups.levers(made.months - index), index
        self.groups.advance([True], self.rows.month(index - self.begin, anew=True))  # groups take turns every month
        self.groups.settle()
