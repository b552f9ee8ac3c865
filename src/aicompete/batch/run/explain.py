"""Explain nations' alignment in one month: the terms of its utility, over an ensemble of runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from aicompete.batch.design.blocks import cut, task_of, with_assumptions
from aicompete.batch.design.design import ensemble
from aicompete.batch.errors import BatchError
from aicompete.batch.store.provenance import model_hash

if TYPE_CHECKING:
    from aicompete.config import Scenario

Array = npt.NDArray[np.float64]
RUNS = 64
SCENARIO = "scenario"
"""The setting by which a point of a sweep names its scenario."""


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
    if nation in ("USA", "CHN"):
        raise _no_side(nation)
    found = explain_all(scenario, date, runs, seed, only=nation)
    return found[nation]


def explain_all(
    scenario: Scenario, date: str | None = None, runs: int = RUNS, seed: int = 1, only: str | None = None
) -> dict[str, Explanation]:
    """The same of every nation that takes sides (or of one), from one ensemble."""
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
    sided = [str(n) for n in model.facts.nation_ids[:-1] if n not in ("USA", "CHN")]
    if only is not None and only not in sided:
        raise _no_side(only)
    start = model.world.alliances.alignment
    while model.index < task.months:
        model.step()
    alliances = model.world.alliances
    found = {}
    for nation in sided if only is None else [only]:
        place = model.facts.nation(nation)
        terms = {name: alliances.terms[:, i, place] for i, name in enumerate(TERMS)}
        found[nation] = Explanation(nation, last, start[:, place], alliances.alignment[:, place], terms)
    return found


def scenario_of(manifest: Mapping[str, Any], point: int | None = None) -> Scenario:
    """The scenario that results were made with, from their manifest; of a sweep that of one of its points.

    Raises ``BatchError`` where it cannot be had.
    """
    from aicompete.config import apply_settings, scenario_from_dict

    points = manifest.get("points") or [{}]
    if len(points) > 1 and point is None:
        raise BatchError(f"these are {len(points)} points of a sweep: say which one (0 to {len(points) - 1})")
    if point is not None and not 0 <= point < len(points):
        raise BatchError(f"point {point} does not exist: the results have points 0 to {len(points) - 1}")
    settings = dict(points[point or 0])
    base = manifest["scenario"]
    if settings.pop(SCENARIO, base["name"]) != base["name"]:
        raise BatchError("this point belongs to another scenario of the sweep: explain it from its scenario file")
    scenario = scenario_from_dict({**base, "months": manifest["months"], "source_files": []})
    return apply_settings(scenario, settings) if settings else scenario


def same_model(manifest: Mapping[str, Any]) -> bool:
    """Whether results come from the model as it is now."""
    return bool(manifest.get("model_hash") == model_hash())


def _no_side(nation: str) -> BatchError:
    return BatchError(f"{nation!r} is no nation that takes sides; give an iso3 code such as KOR")


def _band(values: Array) -> str:
    low, middle, high = np.percentile(values, [10, 50, 90])
    return f"{middle:+.2f} ({low:+.2f} to {high:+.2f})"
