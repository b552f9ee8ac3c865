"""Explain a nation's alignment in one month: the terms of its utility, over an ensemble of runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from aicompete.batch.design.blocks import cut, task_of, with_assumptions
from aicompete.batch.design.design import ensemble
from aicompete.batch.errors import BatchError

if TYPE_CHECKING:
    from aicompete.config import Scenario

Array = npt.NDArray[np.float64]
RUNS = 64


@dataclass(frozen=True)
class Explanation:
    """Alignment of one nation at the start and in a month, and the terms that moved it, each ``(run,)``.

    Positive terms pull toward the United States, negative ones toward China.
    """

    nation: str
    date: str
    start: Array
    now: Array
    terms: dict[str, Array]

    def lines(self) -> list[str]:
        """The explanation as text, terms with the largest median first."""
        rows = sorted(self.terms.items(), key=lambda term: -abs(float(np.median(term[1]))))
        width = max(len(name) for name in self.terms)
        moved = f"{_band(self.start)} at the start, {_band(self.now)} in {self.date}"
        return [
            f"{self.nation}: alignment {moved}",
            f"Terms of its utility in {self.date} over their start values (+ toward the USA, - toward China):",
            *(f"  {name.ljust(width)}  {_band(values)}" for name, values in rows),
            f"  {'sum'.ljust(width)}  {_band(sum(self.terms.values(), np.zeros_like(self.now)))}",
            f"Medians over {len(self.now)} runs, 10-90 % of runs in brackets.",
        ]


def explain(scenario: Scenario, nation: str, date: str | None = None, runs: int = RUNS, seed: int = 1) -> Explanation:
    """Run an ensemble up to a month (the last by default) and read one nation's terms.

    Raises ``BatchError`` for a month outside the scenario and for a nation that does not take sides.
    """
    from aicompete.engine.ensemble import Ensemble
    from aicompete.subjects.alliances.state import TERMS

    dates = scenario.dates
    last = date or dates[-1]
    if last not in dates:
        raise BatchError(f"month {last} is outside the scenario, which runs from {dates[0]} to {dates[-1]}")
    design = ensemble(scenario, runs, seed, months=dates.index(last) + 1)
    task = with_assumptions(task_of(design, cut(runs, runs)[0]))
    replicates = [key.replicate for key in task.runs]
    model = Ensemble(task.points, task.point_index, task.assumptions, replicates, seed, task.months)
    if nation not in model.facts.nation_ids[:-1] or nation in ("USA", "CHN"):
        raise BatchError(f"{nation!r} is no nation that takes sides; give an iso3 code such as KOR")
    place = model.facts.nation(nation)
    start = model.world.alliances.alignment[:, place]
    while model.index < task.months:
        model.step()
    alliances = model.world.alliances
    terms = {name: alliances.terms[:, i, place] for i, name in enumerate(TERMS)}
    return Explanation(nation, last, start, alliances.alignment[:, place], terms)


def _band(values: Array) -> str:
    low, middle, high = np.percentile(values, [10, 50, 90])
    return f"{middle:+.2f} ({low:+.2f} to {high:+.2f})"
