"""Rounds of runs: a few at first for a quick picture, then more. Every run has the numbers it has in any ensemble."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from aicompete.config import Scenario
    from aicompete.subjects.state import World

Array = npt.NDArray[np.float32]
Columns = npt.NDArray[np.float64]
FIRST = 16
STEP = 48
"""Runs of a later round: what one processor steps in about a second, so that no one waits long for a place."""
MOST = 200
NATION_METRICS = ("alignment", "membership")
TERMS = "terms"


@dataclass(frozen=True)
class Chunk:
    """Recorded columns of the runs ``first`` to ``stop - 1``: ``(run, month)``, with nations ``(run, month, nation)``.

    ``terms`` are those that moved each nation's alignment, ``(run, month, term, nation)``; ``start`` is the alignment
    before the first month, ``(run, nation)``. A run that left the finite numbers is missing (NaN) in all of them.
    """

    first: int
    stop: int
    dates: tuple[str, ...]
    series: dict[str, Array]
    nations: dict[str, Array]
    terms: Array
    start: Array
    failed: int


def edges(most: int = MOST) -> list[tuple[int, int]]:
    """First and last-but-one run of each round up to ``most`` runs."""
    if most < 1:
        raise ValueError(f"the number of runs must be at least 1, not {most}")
    first = min(FIRST, most)
    marks = [0, first, *range(first + STEP, most, STEP), most]
    return list(pairwise(dict.fromkeys(marks)))


def _terms(world: World) -> Columns:
    return world.alliances.terms


def run_round(scenario: Scenario, first: int, stop: int, seed: int) -> Chunk:
    """Step some runs of a scenario through all its months. Run i has draw i and replicate i, as in ``simulate``."""
    from aicompete.batch.design.blocks import Block, task_of, with_assumptions
    from aicompete.batch.design.design import ensemble
    from aicompete.engine.block import begun
    from aicompete.engine.choice import simulated
    from aicompete.engine.metrics import metrics
    from aicompete.engine.recorder import Record
    from aicompete.subjects.mechanism import Metric

    design = ensemble(scenario, stop, seed)
    more = (
        *(metrics()[f"nations:{name}"] for name in NATION_METRICS),
        Metric(TERMS, "index", "terms of the alignment", "nations", _terms),
    )
    task = replace(with_assumptions(task_of(design, Block(0, first, stop))), record=Record(nations=False), more=more)
    start = begun(task)[0].world.alliances.alignment
    result = simulated(task)
    series = {name: values.astype(np.float32) for name, values in result.series.items()}
    nations = {name: result.nations[name].astype(np.float32) for name in NATION_METRICS}
    terms = result.nations[TERMS]
    good = np.logical_and.reduce([np.isfinite(v).all(axis=1) for v in series.values()])
    good &= np.isfinite(nations["alignment"]).all(axis=(1, 2))

    def kept(values: npt.NDArray[np.floating]) -> Array:
        single: Array = np.asarray(values, dtype=np.float32)
        if good.all():
            return single
        return np.where(good.reshape(-1, *[1] * (single.ndim - 1)), single, np.float32(np.nan))

    return Chunk(
        first,
        stop,
        tuple(result.dates),
        {name: kept(values) for name, values in series.items()},
        {name: kept(values) for name, values in nations.items()},
        kept(terms),
        kept(start),
        int((~good).sum()),
    )
