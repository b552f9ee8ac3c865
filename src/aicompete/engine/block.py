"""A block: some hundreds of runs stepped together; the unit of parallelism, of memory and of resuming."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from aicompete.config import Scenario
from aicompete.engine.ensemble import Ensemble
from aicompete.engine.recorder import Record, Recorder
from aicompete.subjects.mechanism import Metric
from aicompete.subjects.replies.plan import Shown
from aicompete.world.columns import Array

__all__ = [
    "BlockResult",
    "BlockTask",
    "Record",
    "RunKey",
    "RunStatus",
    "begun",
    "result_of",
    "simulate_block",
    "step_until",
]


@dataclass(frozen=True)
class RunKey:
    """Who a run is: its number in the design, sweep point, draw and replicate."""

    run: int
    point: int
    draw: int
    replicate: int


@dataclass(frozen=True)
class RunStatus:
    """How a run ended: ``ok`` or ``failed``, with stage and message."""

    state: str = "ok"
    stage: str = ""
    message: str = ""


@dataclass(frozen=True)
class BlockTask:
    """Everything needed to step a block, and nothing of the rest of the design.

    ``assumptions`` holds ``(run,)`` values of every assumption of the catalogue; ``point_index`` gives each run's
    scenario.
    """

    points: tuple[Scenario, ...]
    runs: tuple[RunKey, ...]
    point_index: tuple[int, ...]
    assumptions: dict[str, Array]
    seed: int
    months: int
    record: Record
    shown: Shown | None = None
    """Which replies are recorded; those of the points when it is not given."""
    more: tuple[Metric, ...] = ()
    """Metrics by agents that are recorded beside those of ``record``."""


@dataclass
class BlockResult:
    """Recorded columns: series ``(run, month)``, nations ``(run, month, nation)``, firms and trade likewise."""

    keys: tuple[RunKey, ...]
    dates: list[str]
    series: dict[str, Array]
    nations: dict[str, Array]
    firms: dict[str, Array]
    trade: dict[str, Array]
    status: list[RunStatus] = field(default_factory=list)


def simulate_block(task: BlockTask) -> BlockResult:
    """Step a block through its months and return what was recorded.

    A run whose metrics stop being finite is marked failed and its rows are NaN from that month on; others go on.
    """
    ensemble, recorder = begun(task)
    step_until(ensemble, recorder, task.months)
    return result_of(task, recorder)


def begun(task: BlockTask) -> tuple[Ensemble, Recorder]:
    """The runs of a block before their first month, and what will record them."""
    replicates = [key.replicate for key in task.runs]
    ensemble = Ensemble(task.points, task.point_index, task.assumptions, replicates, task.seed, task.months, task.shown)
    return ensemble, Recorder(task.record, task.months, (*ensemble.answering.metrics, *task.more))


def step_until(ensemble: Ensemble, recorder: Recorder, month: int) -> None:
    """Step and record until so many months are done."""
    while ensemble.index < month:
        date, index = ensemble.date, ensemble.index
        ensemble.step()
        if recorder.wants(index, index == ensemble.months - 1):
            recorder.note(ensemble.world, date)


def result_of(task: BlockTask, recorder: Recorder) -> BlockResult:
    """What was recorded of a block that has been stepped, with its failures marked."""
    result = BlockResult(
        task.runs,
        recorder.dates,
        series=recorder.tables("series"),
        nations=recorder.tables("nations"),
        firms=recorder.tables("firms"),
        trade=recorder.tables("trade"),
    )
    result.status = _mark_failures(result)
    return result


def _mark_failures(result: BlockResult) -> list[RunStatus]:
    """Blank the rows of runs that left the finite numbers; one status a run."""
    first = np.full(len(result.keys), len(result.dates))
    culprit = [""] * len(result.keys)
    tables = (result.series, result.nations, result.firms, result.trade)
    for name, values in (entry for table in tables for entry in table.items()):
        bad = np.asarray(~np.isfinite(values).reshape(*values.shape[:2], -1).all(axis=2))
        if not bad.any():
            continue
        month = np.where(bad.any(axis=1), bad.argmax(axis=1), len(result.dates))
        for run in np.flatnonzero(month < first):
            culprit[run] = name
        first = np.minimum(first, month)
    failed = first < len(result.dates)
    if failed.any():
        after = np.arange(len(result.dates))[None, :] >= first[:, None]
        for table in tables:
            for name, values in table.items():
                blank = after.reshape(after.shape + (1,) * (values.ndim - 2))
                table[name] = np.where(blank, np.nan, values)
    return [
        RunStatus("failed", "stepping", f"{culprit[r]} is not finite from {result.dates[first[r]]}")
        if failed[r]
        else RunStatus()
        for r in range(len(result.keys))
    ]
