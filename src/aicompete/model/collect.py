"""A Mesa DataCollector that keeps one row a month, numbered alike in every version of Mesa."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import mesa

from aicompete.engine.metrics import by_level
from aicompete.model.agents import Nation
from aicompete.model.interfaces import RunningModel
from aicompete.subjects.mechanism import Metric


class MonthlyCollector(mesa.DataCollector):  # type: ignore[misc]
    """Rows are months, 0 the first; agents' rows are those of the nations, the rest of the world included.

    Mesa 3.3 numbers agents' rows by steps made and the model's by position, Mesa 3.5 both by the clock; here both are
    the number of the month, so that ``batch_run`` puts the right rows together in either.
    """

    def collect(self, model: RunningModel) -> None:
        """Keep the month that was just stepped."""
        month = model.ensemble.index - 1
        for name, reporter in self.model_reporters.items():
            self.model_vars[name].append(deepcopy(_report(reporter, model)))
        if hasattr(self, "_collection_steps"):
            self._collection_steps.append(month)
        if self.agent_reporters:
            columns = [_report_nations(reporter, model) for reporter in self.agent_reporters.values()]
            ids = [nation.unique_id for nation in model.recorded]
            self._agent_records[month] = [(month, *row) for row in zip(ids, *columns, strict=True)]


@dataclass(frozen=True)
class NationMetric:
    """Reporter of a metric of level ``nations``, read for all nations at once."""

    name: str

    def __call__(self, nation: Nation) -> float:
        return nation.measure(self.name)


@dataclass(frozen=True)
class SeriesMetric:
    """Reporter of a metric of level ``series``."""

    name: str

    def __call__(self, model: RunningModel) -> float:
        return model.measure(self.name)


def collector(collect: bool | str, replies: Iterable[Metric] = ()) -> MonthlyCollector:
    """Series (those of the replies too) and nations (True), ``"series"`` alone, or nothing (False)."""
    series: dict[str, Any] = {"date": _last_month} if collect else {}
    agents: dict[str, Any] = {"iso3": _iso3} if collect is True else {}
    if collect:
        series.update({metric.name: SeriesMetric(metric.name) for metric in (*by_level("series"), *replies)})
    if collect is True:
        agents.update({metric.name: NationMetric(metric.name) for metric in by_level("nations")})
    return MonthlyCollector(model_reporters=series, agent_reporters=agents)


def _report(reporter: Any, model: RunningModel) -> Any:
    """A model reporter as Mesa takes them: an attribute's name, a function and its arguments, or one of the model."""
    if isinstance(reporter, str):
        return getattr(model, reporter)
    if isinstance(reporter, list):
        return reporter[0](*reporter[1])
    return reporter(model)


def _report_nations(reporter: Any, model: RunningModel) -> list[Any]:
    """Values of an agent reporter in the order of ``model.recorded``."""
    if isinstance(reporter, NationMetric):
        values: list[Any] = model.measured("nations", reporter.name)[0].tolist()
        return values
    return [deepcopy(reporter(nation)) for nation in model.recorded]


def _last_month(model: RunningModel) -> str:
    return str(model.ensemble.start + (model.ensemble.index - 1))


def _iso3(nation: Nation) -> str:
    return nation.iso3
