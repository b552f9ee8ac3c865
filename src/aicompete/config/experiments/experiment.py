"""An experiment: a scenario, the points of a sweep over it, and how many draws and replicates each gets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from aicompete.config.catalogue.catalogue import Catalogue, load_catalogue
from aicompete.config.experiments.sweeps import SCENARIO, Asked, Point, Sweep, read_sweep, spread
from aicompete.config.reading.dates import parse_date
from aicompete.config.reading.errors import Mark, Problems
from aicompete.config.reading.fields import Fields, as_text
from aicompete.config.reading.yamlnodes import ListNode, MapNode, Node, describe
from aicompete.config.sampling.sample import uncertain
from aicompete.config.scenarios.horizon import refuse_too_late
from aicompete.config.scenarios.reader import name_from, read_name
from aicompete.config.scenarios.resolve import EXPERIMENT_KEYS, kind, read_root, read_scenario
from aicompete.config.scenarios.scenario import Scenario
from aicompete.config.scenarios.settings import FROM, apply_settings
from aicompete.limits import MAX_COUNT, MAX_MONTHS, MAX_SEED

DRAWS, REPLICATES = 20, 10


@dataclass(frozen=True)
class RecordChoice:
    """Which tables are written, and how often; ``series`` names metrics or families of them, none for all."""

    every: Literal["month", "year", "end"] = "month"
    nations: bool = True
    firms: bool = False
    trade: bool = False
    series: tuple[str, ...] = ()


@dataclass(frozen=True)
class Experiment:
    """What a sweep runs: points x draws x replicates of one scenario, or of several."""

    name: str
    description: str
    scenario: Scenario
    points: tuple[Point, ...]
    """Settings of each point, such as {"USA.chip_export_control": 0.3}; one empty point without a sweep."""
    draws: int = DRAWS
    replicates: int = REPLICATES
    seed: int = 1
    record: RecordChoice = RecordChoice()
    metrics: tuple[str, ...] = ()
    source_files: tuple[str, ...] = ()
    others: tuple[Scenario, ...] = ()
    """The scenarios after the first; a point then names its own under "scenario"."""
    given: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)
    """Values of the assumptions that `assumptions: all` samples, (point,) each."""
    sampling: Mapping[str, Any] = field(default_factory=dict)
    """How the points were chosen: kind, samples, dimensions, the trajectories of Morris, the blocks of Saltelli."""
    remarks: tuple[str, ...] = ()
    """What is allowed and probably not meant."""

    @property
    def months(self) -> int:
        return self.scenario.months

    @property
    def runs(self) -> int:
        """How many runs the design has."""
        return len(self.points) * self.draws * self.replicates

    def scenarios(self, catalogue: Catalogue | None = None) -> tuple[Scenario, ...]:
        """The scenario of every point, in order."""
        by_name = {scenario.name: scenario for scenario in (self.scenario, *self.others)}
        found = []
        for point in self.points:
            base = by_name[point.get(SCENARIO, self.scenario.name)]
            settings = {key: value for key, value in point.items() if key != SCENARIO}
            found.append(apply_settings(base, settings, catalogue) if settings else base)
        return tuple(found)

    def to_dict(self) -> dict[str, Any]:
        """Plain data for a manifest, the resolved scenario included."""
        return {
            "name": self.name,
            "description": self.description,
            "scenario": self.scenario.to_dict(),
            "points": [dict(point) for point in self.points],
            "draws": self.draws,
            "replicates": self.replicates,
            "seed": self.seed,
            "record": {**asdict(self.record), "series": list(self.record.series)},
            "metrics": list(self.metrics),
            "source_files": list(self.source_files),
            "others": [scenario.to_dict() for scenario in self.others],
            "given": {name: values.tolist() for name, values in self.given.items()},
            "sampling": dict(self.sampling),
        }


def load_experiment(path: str | Path, catalogue: Catalogue | None = None) -> Experiment:
    """Read an experiment file and the scenario it names. Raises `ConfigError` with every problem of both."""
    problems = Problems()
    file = Path(path)
    node = read_root(file, problems)
    problems.check()
    assert node is not None
    if kind(node) == "scenario":
        problems.add(Mark(str(path)), "is a scenario, not an experiment (use `aicompete run` for it)")
        problems.check()
    experiment = _read(node, file, catalogue or load_catalogue(), problems)
    problems.check()
    assert experiment is not None
    return experiment


def _read(node: MapNode, file: Path, catalogue: Catalogue, problems: Problems) -> Experiment | None:
    fields = Fields(node, "an experiment", problems, optional=EXPERIMENT_KEYS)
    content = fields.node_of("sweep")
    asked = read_sweep(content, catalogue, problems) if content is not None else Asked()
    name = read_name(fields) or name_from(file.stem, "experiment")
    months = fields.integer("months", 0, 1, MAX_MONTHS)
    draws = fields.integer("draws", 1 if asked.all_assumptions else DRAWS, 1, MAX_COUNT)
    replicates = fields.integer("replicates", REPLICATES, 1, MAX_COUNT)
    seed = fields.integer("seed", 1, 0, MAX_SEED)
    record = _record(fields, problems)
    description = fields.text("description")
    metrics = fields.texts("metrics")
    if asked.all_assumptions and draws > 1:
        problems.add(
            fields.mark("draws"),
            "with 'assumptions: all' every assumption is a dimension of the design, so draws would repeat the same "
            "runs; leave 'draws' out",
        )
    scenarios = _scenarios(fields, file, months, catalogue, problems)
    if problems or not scenarios:
        return None
    _check_dates(content, scenarios[0], problems)
    _check_fixed(content, asked, scenarios, catalogue, problems)
    if problems:
        return None
    sweep = spread(asked, scenarios, fields.has("scenarios"), seed, catalogue)
    files = (*dict.fromkeys(name for scenario in scenarios for name in scenario.source_files), str(file.resolve()))
    first, *others = scenarios
    return Experiment(
        name=name,
        description=description,
        scenario=first,
        points=sweep.points,
        draws=draws,
        replicates=replicates,
        seed=seed,
        record=record,
        metrics=metrics,
        source_files=files,
        others=tuple(others),
        given=sweep.given,
        sampling=sweep.sampling,
        remarks=(*sweep.remarks, *([] if asked.all_assumptions else _idle_draws(draws, scenarios, sweep, catalogue))),
    )


def _scenarios(fields: Fields, file: Path, months: int, catalogue: Catalogue, problems: Problems) -> list[Scenario]:
    """The scenario, or the scenarios, that the file names; each name once, of one start and one length."""
    several = fields.node_of("scenarios")
    if several is None:
        if not fields.has("scenario"):
            problems.add(fields.node.mark, "an experiment has no 'scenario' (or 'scenarios', a list of them)")
        entries = [(fields.text("scenario"), fields.mark("scenario"))]
    elif fields.has("scenario"):
        problems.add(several.mark, "'scenarios' stands in place of 'scenario'; give one of the two")
        return []
    elif not isinstance(several, ListNode) or not several.items:
        problems.add(several.mark, f"'scenarios' must be a list of names or files, not {describe(several)}")
        return []
    else:
        entries = [(as_text(item) or "", item.mark) for item in several.items]
    found: list[Scenario] = []
    for reference, mark in entries:
        scenario = read_scenario(reference, file.parent, mark, catalogue, problems) if reference else None
        if scenario is None:
            if not reference and several is not None:
                problems.add(mark, "a scenario is named by a text")
            continue
        scenario = replace(scenario, months=months) if months else scenario
        if any(scenario.name == other.name for other in found):
            problems.add(mark, f"the scenario '{scenario.name}' stands here a second time")
        elif found and scenario.start != found[0].start:
            problems.add(mark, f"'{scenario.name}' starts {scenario.start}, '{found[0].name}' {found[0].start}")
        elif found and scenario.months != found[0].months:
            lengths = f"'{scenario.name}' has {scenario.months} months, '{found[0].name}' {found[0].months}"
            problems.add(mark, f"{lengths}; 'months' gives all the same")
        found.append(scenario)
    return found


def _check_dates(node: Node | None, scenario: Scenario, problems: Problems, key: str = "") -> None:
    """A setting that begins, by its key or by the first date of its path, after the last month does nothing."""
    if isinstance(node, ListNode):
        for item in node.items:
            _check_dates(item, scenario, problems, key)
    if not isinstance(node, MapNode):
        return
    days = [_day(word) for word in node.pairs]
    if days and None not in days:
        refuse_too_late(key, node.mark, [day for day in days if day is not None], scenario, problems)
        return
    for word, (mark, content) in node.pairs.items():
        date = word.partition(FROM)[2]
        if date:
            refuse_too_late(word, mark, [parse_date(date)], scenario, problems)
        _check_dates(content, scenario, problems, word if "." in word or not key else key)


def _day(word: str) -> int | None:
    try:
        return parse_date(word)
    except ValueError:
        return None


def _check_fixed(
    sweep: Node | None, asked: Asked, scenarios: list[Scenario], catalogue: Catalogue, problems: Problems
) -> None:
    """A dimension by an assumption's own distribution needs one."""
    marks = dict(_keys(sweep))
    for dimension in asked.dimensions:
        if dimension.values or dimension.distribution is not None:
            continue
        for scenario in scenarios:
            if dimension.of(uncertain(scenario, catalogue)).shape == "fixed":
                what = f"'{dimension.name}' is fixed in '{scenario.name}', so it has no distribution to vary by"
                problems.add(marks[dimension.name], what)


def _keys(node: Node | None) -> list[tuple[str, Mark]]:
    """Every key under a node, with its place."""
    if isinstance(node, MapNode):
        own = [(key, mark) for key, (mark, _) in node.pairs.items()]
        return own + [entry for _, content in node.pairs.values() for entry in _keys(content)]
    return [entry for item in node.items for entry in _keys(item)] if isinstance(node, ListNode) else []


def _idle_draws(draws: int, scenarios: list[Scenario], sweep: Sweep, catalogue: Catalogue) -> list[str]:
    """Draws that vary nothing, because every assumption is fixed or swept."""
    swept = {key for point in sweep.points for key in point}
    free = any(
        (source.accepted or source.distribution.shape != "fixed") and f"assumptions.{name}" not in swept
        for scenario in scenarios
        for name, source in uncertain(scenario, catalogue).items()
    )
    if draws == 1 or free:
        return []
    return [f"no assumption is left to vary, so {draws} draws repeat the same runs; 'draws: 1' is enough"]


def _record(fields: Fields, problems: Problems) -> RecordChoice:
    node = fields.mapping("record")
    if node is None:
        return RecordChoice()
    record = Fields(node, "'record'", problems, optional=("every", "nations", "firms", "trade", "series"))
    every: dict[str, Literal["month", "year", "end"]] = {"month": "month", "year": "year", "end": "end"}
    return RecordChoice(
        every=every[record.choice("every", every, "month")],
        nations=record.boolean("nations", True),
        firms=record.boolean("firms", False),
        trade=record.boolean("trade", False),
        series=record.texts("series"),
    )
