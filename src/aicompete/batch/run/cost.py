"""Estimate the time and disk space of an experiment before it is run, from the speed of one machine."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aicompete.config import Experiment

RUN_MONTHS = 6000.0
"""Months of runs that one processor simulates per second (benchmarks/RESULTS.md: 50 runs/s of 120 months)."""
BYTES = 8.0
"""Bytes of a number on disk: double precision, which hardly compresses."""


PART = 8
"""Blocks that a worker can do, one after the other, in the time it is given."""


def short_block(months: int, seconds: float) -> int:
    """Runs in a block that takes a small part of some seconds, by the estimated speed; at least one."""
    return max(int(RUN_MONTHS * seconds / PART / months), 1)


@dataclass(frozen=True)
class Cost:
    """Seconds on one processor, and bytes on disk."""

    seconds: float
    size: float

    def text(self, workers: int) -> str:
        """The cost as text, such as "about 3 min on 2 processors, 40 MB (estimate)"."""
        who = "1 processor" if workers == 1 else f"{workers} processors"
        return f"about {_duration(self.seconds / workers)} on {who}, {_size(self.size)} (estimate)"

    def too_large(self, folder: Path) -> str:
        """Why it does not fit on the disk that this folder is on or will be on; "" when it does."""
        free = free_space(folder)
        if self.size <= free:
            return ""
        where = existing(folder)
        return (
            f"the results would take about {_size(self.size)}, and {_size(free)} are free in {where}; record less "
            "(record: {every: end, nations: false, series: [...]}) or name another disk with --out"
        )


def existing(folder: Path) -> Path:
    """The folder, or the nearest one above it that is there."""
    place = folder.absolute()
    while not place.exists() and place != place.parent:
        place = place.parent
    return place


def free_space(folder: Path) -> float:
    """Bytes free on the disk of a folder."""
    return float(shutil.disk_usage(existing(folder)).free)


def estimate(experiment: Experiment) -> Cost:
    """Time and disk space of an experiment. Raises ``BatchError`` when it records a metric that does not exist."""
    from aicompete.batch.design.design import ensemble, record_of
    from aicompete.batch.store.columns import schema_of

    base = ensemble(experiment.scenario, 1, experiment.seed, record=record_of(experiment.record))
    schema = schema_of(replace(base, points=(experiment.scenario, *experiment.others)))
    cells = sum(schema.rows(name, experiment.runs) * (len(schema.metrics(name)) + 1) for name in schema.tables)
    return Cost(experiment.runs * experiment.months / RUN_MONTHS, cells * BYTES)


def _duration(seconds: float) -> str:
    for limit, size, word in ((90.0, 1.0, "s"), (5400.0, 60.0, "min"), (172_800.0, 3600.0, "h")):
        if seconds < limit:
            return f"{max(round(seconds / size), 1)} {word}"
    return f"{seconds / 86_400:,.0f} days"


def _size(size: float) -> str:
    for limit, unit, word in ((1e6, 1e3, "kB"), (1e9, 1e6, "MB")):
        if size < limit:
            return f"{max(size / unit, 1):.0f} {word}"
    return f"{size / 1e9:,.1f} GB"
