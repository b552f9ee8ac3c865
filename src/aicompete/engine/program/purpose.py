"""What a program is for: the structure of a scenario, and what is recorded."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from aicompete.config import Scenario, central_assumptions, load_catalogue
from aicompete.engine.ensemble import Ensemble
from aicompete.engine.recorder import Record, metrics_of
from aicompete.engine.replies import shown_of
from aicompete.subjects.mechanism import Metric
from aicompete.subjects.replies.metrics import reply_metrics
from aicompete.subjects.replies.plan import Shown

WORDS = ("description", "basis", "source")
"""What a rule of reply says about itself."""


@dataclass(frozen=True)
class Purpose:
    """A scenario of which start, disabled mechanisms, targets and rules of reply count, and the metrics to be recorded.

    ``shown`` says which replies are recorded, those of the scenario when it is not given; ``whole`` whether all columns
    are kept up to date or only those on which later records rest.
    """

    point: Scenario
    metrics: tuple[Metric, ...]
    shown: Shown | None = None
    whole: bool = False

    @classmethod
    def recording(
        cls, point: Scenario, record: Record, shown: Shown | None = None, more: tuple[Metric, ...] = ()
    ) -> Purpose:
        """To step a scenario and record what is asked for."""
        seen = shown_of([point]) if shown is None else shown
        return cls(point, metrics_of(record, (*reply_metrics(seen, load_catalogue().levers), *more)), seen)

    @cached_property
    def key(self) -> tuple[str, ...]:
        """All of it that decides on the program; levers and assumptions are values that it is given."""
        shown = [(rule.name, rule.lever) for rule in self.shown.rules] if self.shown else []
        return (
            str(self.point.start),
            repr(sorted(self.point.disable)),
            repr(self.point.targets),
            repr([[part for part in rule.plain.items() if part[0] not in WORDS] for rule in self.point.replies]),
            repr((shown, self.shown.levers if self.shown else ())),
            repr(self.whole),
            *(name_of(metric) for metric in self.metrics),
        )

    def one_run(self, months: int) -> Ensemble:
        """A run with central assumptions, at least so long."""
        longer = replace(self.point, months=max(self.point.months, months))
        assumptions = {name: np.full(1, value) for name, value in central_assumptions(longer).items()}
        return Ensemble((longer,), (0,), assumptions, (0,), 1, longer.months, self.shown)


def name_of(metric: Metric) -> str:
    """A metric by its level and name, as it stands in a program."""
    return f"{metric.level}:{metric.name}"
