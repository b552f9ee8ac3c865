"""Rounds of runs: a few at first for a quick picture, then more. Every run has the numbers it has in any ensemble."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from aicompete.config import Scenario

Array = npt.NDArray[np.float32]
FIRST = 16
STEP = 48
"""Runs of a later round: what one processor steps in about a second, so that no one waits long for a place."""
MOST = 200
NATION_METRICS = ("alignment", "membership")


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


def run_round(scenario: Scenario, first: int, stop: int, seed: int) -> Chunk:
    """Step some runs of a scenario through all its months. Run i has draw i and replicate i, as in ``simulate``."""
    from aicompete.batch.design.blocks import Block, task_of, with_assumptions
    from aicompete.batch.design.design import ensemble
    from aicompete.engine.ensemble import Ensemble
    from aicompete.engine.recorder import Record, Recorder

    design = ensemble(scenario, stop, seed)
    task = with_assumptions(task_of(design, Block(0, first, stop)))
    replicates = [key.replicate for key in task.runs]
    model = Ensemble(task.points, task.point_index, task.assumptions, replicates, seed, task.months)
    start = model.world.alliances.alignment
    recorder = Recorder(Record(), task.months)
    terms: list[Array] = []
    dates: list[str] = []
    while model.index < task.months:
        dates.append(model.date)
        model.step()
        recorder.note(model.world, dates[-1])
        terms.append(model.world.alliances.terms.astype(np.float32))
    series = {name: values.astype(np.float32) for name, values in recorder.tables("series").items()}
    every = recorder.tables("nations")
    nations = {name: every[name].astype(np.float32) for name in NATION_METRICS}
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
        tuple(dates),
        {name: kept(values) for name, values in series.items()},
        {name: kept(values) for name, values in nations.items()},
        kept(np.stack(terms, axis=1)),
        kept(start),
        int((~good).sum()),
    )
