"""An experiment: a scenario, the points of a sweep over it, and how many draws and replicates each gets."""

from __future__ import annotations

import itertools
import math
import re
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

from .catalogue import Catalogue, load_catalogue
from .errors import Mark, Problems
from .fields import Fields
from .levers import plain
from .reader import MAX_MONTHS, read_name
from .resolve import EXPERIMENT_KEYS, kind, read_root, read_scenario
from .scenario import Scenario
from .settings import apply_settings, read_changes
from .yamlnodes import ListNode, MapNode, Node, describe

MAX_POINTS = 100_000
MAX_COUNT = 1_000_000

Point = dict[str, Any]


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
    """What a sweep runs: points x draws x replicates of one scenario."""

    name: str
    description: str
    scenario: Scenario
    points: tuple[Point, ...]
    """Settings of each point, such as {"USA.chip_export_control": 0.3}; one empty point without a sweep."""
    draws: int = 20
    replicates: int = 10
    seed: int = 1
    record: RecordChoice = RecordChoice()
    metrics: tuple[str, ...] = ()
    source_files: tuple[str, ...] = ()

    @property
    def months(self) -> int:
        return self.scenario.months

    @property
    def runs(self) -> int:
        """How many runs the design has."""
        return len(self.points) * self.draws * self.replicates

    def scenarios(self, catalogue: Catalogue | None = None) -> tuple[Scenario, ...]:
        """The scenario of every point, in order."""
        return tuple(apply_settings(self.scenario, point, catalogue) for point in self.points)

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
    fields = Fields(node, "an experiment", problems, required=("scenario",), optional=EXPERIMENT_KEYS)
    sweep = fields.node_of("sweep")
    points = _points(sweep, catalogue, problems) if sweep is not None else ({},)
    name = read_name(fields) or re.sub(r"[^A-Za-z0-9_.-]+", "_", file.stem)
    months = fields.integer("months", 0, 1, MAX_MONTHS)
    draws = fields.integer("draws", 20, 1, MAX_COUNT)
    replicates = fields.integer("replicates", 10, 1, MAX_COUNT)
    seed = fields.integer("seed", 1, 0, 2**53)
    record = _record(fields, problems)
    description = fields.text("description")
    metrics = fields.texts("metrics")
    reference = fields.text("scenario")
    scenario = None
    if reference:
        scenario = read_scenario(reference, file.parent, fields.mark("scenario"), catalogue, problems)
    if problems or scenario is None:
        return None
    if months:
        scenario = replace(scenario, months=months)
    files = (*scenario.source_files, str(file.resolve()))
    return Experiment(name, description, scenario, points, draws, replicates, seed, record, metrics, files)


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


def _points(node: Node, catalogue: Catalogue, problems: Problems) -> tuple[Point, ...]:
    if not isinstance(node, MapNode) or len(node.pairs) != 1:
        problems.add(node.mark, f"'sweep' must be a mapping with either 'grid' or 'list', not {describe(node)}")
        return ()
    [(word, (_, content))] = node.pairs.items()
    fields = Fields(node, "'sweep'", problems, optional=("grid", "list"))
    if not fields.has("grid") and not fields.has("list"):
        return ()
    if word == "grid" and isinstance(content, MapNode) and content.pairs:
        return _grid(content, catalogue, problems)
    if word == "list" and isinstance(content, ListNode) and content.items:
        return _list(content, catalogue, problems)
    wanted = (
        "a mapping of settings to lists of values" if word == "grid" else "a list of mappings of settings to values"
    )
    problems.add(content.mark, f"'{word}' must be {wanted}, not {_or_empty(content)}")
    return ()


def _grid(node: MapNode, catalogue: Catalogue, problems: Problems) -> tuple[Point, ...]:
    """Every combination of the values, the last setting changing fastest."""
    axes: list[list[object]] = []
    for key, (mark, content) in node.pairs.items():
        if not isinstance(content, ListNode) or not content.items:
            problems.add(content.mark, f"'{key}' needs a list of values to sweep over, not {_or_empty(content)}")
            if not isinstance(content, ListNode):
                read_changes([(key, mark, content)], catalogue, problems, sweep=True)
            continue
        for entry in content.items:
            read_changes([(key, mark, entry)], catalogue, problems, sweep=True)
        values = [plain(entry) for entry in content.items]
        for place, value in enumerate(values):
            if value in values[:place]:
                problems.add(content.items[place].mark, f"the value {value} of '{key}' stands here a second time")
        axes.append(values)
    count = math.prod(len(axis) for axis in axes)
    if count > MAX_POINTS:
        problems.add(node.mark, f"the grid has {count} points; the most is {MAX_POINTS}")
    if problems:
        return ()
    return tuple(dict(zip(node.pairs, values, strict=True)) for values in itertools.product(*axes))


def _list(node: ListNode, catalogue: Catalogue, problems: Problems) -> tuple[Point, ...]:
    points: list[Point] = []
    for item in node.items:
        if not isinstance(item, MapNode):
            problems.add(
                item.mark, f"a point of the list must be a mapping of settings to values, not {describe(item)}"
            )
            continue
        pairs = [(key, mark, content) for key, (mark, content) in item.pairs.items()]
        read_changes(pairs, catalogue, problems, sweep=True)
        points.append({key: plain(content) for key, _, content in pairs})
    if len(points) > MAX_POINTS:
        problems.add(node.mark, f"the list has {len(points)} points; the most is {MAX_POINTS}")
    return tuple(points)


def _or_empty(node: Node) -> str:
    empty = (isinstance(node, MapNode) and not node.pairs) or (isinstance(node, ListNode) and not node.items)
    return "an empty one" if empty else describe(node)
