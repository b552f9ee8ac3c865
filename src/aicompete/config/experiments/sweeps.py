"""The points of a sweep: every combination of values, a list, or a sample spread over ranges and distributions."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from aicompete.config.catalogue.catalogue import Catalogue
from aicompete.config.catalogue.levers import plain
from aicompete.config.experiments.dimensions import (
    ASSUMPTIONS,
    Dimension,
    all_assumptions,
    read_dimensions,
    sampled_values,
)
from aicompete.config.reading.errors import Problems
from aicompete.config.reading.fields import Fields
from aicompete.config.reading.numbers import exact
from aicompete.config.reading.yamlnodes import ListNode, MapNode, Node, ScalarNode, describe
from aicompete.config.sampling.sample import uncertain
from aicompete.config.sampling.unitpoints import (
    Spread,
    Trajectories,
    morris_trajectories,
    saltelli_points,
    spread_points,
)
from aicompete.config.scenarios.assumed import ALL
from aicompete.config.scenarios.scenario import Scenario
from aicompete.config.scenarios.settings import read_changes

Array = NDArray[np.float64]
Point = dict[str, Any]

MAX_POINTS = 100_000
SPREADS: tuple[Spread, ...] = get_args(Spread)
KINDS = ("grid", "list", *SPREADS, "saltelli", "morris")
SIZES = {"morris": "trajectories", "saltelli": "base"}
"""What the size of a sampled design is called, where it is not ``points``."""
EVENLY = ("from", "to", "count")
SCENARIO = "scenario"
"""The setting that names the scenario of a point."""
HALTON_DIMENSIONS = 20
"""Dimensions from which on Halton points are visibly uneven (Owen 2017, section 1)."""


@dataclass(frozen=True)
class Asked:
    """What a file asks for. Grid and list: ``points``. Others: so many samples (Morris: trajectories, Saltelli: base
    samples) over dimensions."""

    kind: str = "none"
    points: tuple[Point, ...] = ({},)
    samples: int = 0
    levels: int = 0
    dimensions: tuple[Dimension, ...] = ()
    all_assumptions: bool = False

    @property
    def sampled(self) -> bool:
        """Whether the points follow from dimensions."""
        return self.samples > 0


@dataclass(frozen=True)
class Sweep:
    """The points of a sweep over all its scenarios, the scenario varying slowest.

    ``given`` holds the assumptions that `assumptions: all` samples, ``(point,)``, NaN where the point's scenario does
    not draw them. ``sampling`` says how the points were
    chosen: kind, samples, dimensions and, as numbers of points, the trajectories of Morris or the blocks of Saltelli.
    """

    points: tuple[Point, ...] = ({},)
    given: Mapping[str, Array] = field(default_factory=dict)
    sampling: Mapping[str, Any] = field(default_factory=lambda: {"kind": "none"})
    remarks: tuple[str, ...] = ()
    """What is allowed and probably not meant."""


def read_sweep(node: Node, catalogue: Catalogue, problems: Problems) -> Asked:
    """The `sweep` of an experiment file."""
    kinds = f"{', '.join(KINDS[:-1])} or {KINDS[-1]}"
    if not isinstance(node, MapNode) or len(node.pairs) != 1:
        problems.add(node.mark, f"'sweep' must be a mapping with one of {kinds}, not {describe(node)}")
        return Asked()
    [(word, (_, content))] = node.pairs.items()
    Fields(node, "'sweep'", problems, optional=KINDS)
    if word not in KINDS:
        return Asked()
    if word == "grid" and isinstance(content, MapNode) and content.pairs:
        return Asked(word, _grid(content, catalogue, problems))
    if word == "list" and isinstance(content, ListNode) and content.items:
        return Asked(word, _list(content, catalogue, problems))
    if word not in ("grid", "list") and isinstance(content, MapNode) and content.pairs:
        return _sampled(word, content, catalogue, problems)
    wanted = {
        "grid": "a mapping of settings to lists of values (or {from, to, count})",
        "list": "a list of mappings of settings to values",
    }
    size = SIZES.get(word, "points")
    fits = wanted.get(word, f"a mapping with '{size}' and 'over'")
    problems.add(content.mark, f"'{word}' must be {fits}, not {_or_empty(content)}")
    return Asked()


def spread(asked: Asked, scenarios: Sequence[Scenario], several: bool, seed: int, catalogue: Catalogue) -> Sweep:
    """The points over these scenarios; ``several``: a point names its scenario."""
    points: list[Point] = []
    given: list[Mapping[str, Array]] = []
    sampling: dict[str, Any] = {"kind": asked.kind}
    every = [uncertain(scenario, catalogue) for scenario in scenarios]
    dimensions = [*asked.dimensions, *(all_assumptions(asked.dimensions, every) if asked.all_assumptions else [])]
    shares, walks = _shares(asked, len(dimensions), seed)
    if asked.sampled:
        sampling["samples"] = asked.samples
        sampling["dimensions"] = [dimension.to_plain(every[0]) for dimension in dimensions]
    for scenario, drawn in zip(scenarios, every, strict=True):
        here, sampled = sampled_values(dimensions, shares, drawn) if asked.sampled else (list(asked.points), {})
        points += [{SCENARIO: scenario.name, **point} if several else point for point in here]
        given.append(sampled)
    if walks is not None:
        offsets = np.arange(len(scenarios)) * len(shares)
        sampling["path"] = np.concatenate([walks.path + offset for offset in offsets]).tolist()
        sampling["moved"] = np.tile(walks.moved, (len(scenarios), 1)).tolist()
        sampling["step"] = np.tile(walks.step, (len(scenarios), 1)).tolist()
    if asked.kind == "saltelli":
        sampling["blocks"] = np.arange(len(points)).reshape(-1, len(dimensions) + 2).tolist()
    nowhere = np.full(len(points) // len(scenarios), np.nan)  # where a scenario does not draw it
    names = dict.fromkeys(name for part in given for name in part)
    columns = {name: np.concatenate([part.get(name, nowhere) for part in given]) for name in names}
    remarks = (*_remarks(asked, len(dimensions)), *_still(asked, dimensions, shares))
    return Sweep(tuple(points), columns, sampling, remarks)


def _still(asked: Asked, dimensions: Sequence[Dimension], shares: Array) -> list[str]:
    """Settings of a sampled design that have one value at all points, so that nothing can be told of them."""
    if not asked.sampled:
        return []
    if len(shares) == 1:
        return [f"{asked.kind}: one point varies nothing, so nothing can be told of its settings; give more points"]
    still = [d.name for i, d in enumerate(dimensions) if len(set(map(repr, d.places(shares[:, i])))) == 1]
    if len(still) == len(dimensions):
        return [f"{asked.kind}: all {len(shares)} points are the same, so nothing can be told of their settings"]
    return [f"{asked.kind}: '{name}' has the same value at every point" for name in still]


def _remarks(asked: Asked, dimensions: int) -> list[str]:
    found = []
    if asked.kind in ("sobol", "saltelli") and asked.samples & (asked.samples - 1):
        low = 1 << (asked.samples.bit_length() - 1)
        found.append(
            f"{asked.kind}: {asked.samples} points are not a power of two, so they are spread less evenly than {low} "
            f"or {2 * low} would be"
        )
    if asked.kind == "halton" and dimensions > HALTON_DIMENSIONS:
        found.append(f"halton: over {dimensions} dimensions its points are spread unevenly; sobol is better there")
    return found


def _shares(asked: Asked, width: int, seed: int) -> tuple[Array, Trajectories | None]:
    if asked.kind == "morris":
        walks = morris_trajectories(asked.samples, asked.levels, width, seed)
        return walks.points, walks
    if asked.kind == "saltelli":
        return saltelli_points(asked.samples, width, seed), None
    for kind in SPREADS:
        if asked.kind == kind:
            return spread_points(kind, asked.samples, width, seed), None
    return np.empty((0, 0)), None


def _sampled(kind: str, node: MapNode, catalogue: Catalogue, problems: Problems) -> Asked:
    size = SIZES.get(kind, "points")
    optional = ("levels",) if kind == "morris" else ()
    fields = Fields(node, f"'{kind}'", problems, required=(size, "over"), optional=optional)
    samples = fields.integer(size, 1, 1, MAX_POINTS)
    levels = fields.integer("levels", 4, 2, 100)
    if levels % 2:
        problems.add(fields.mark("levels"), f"'levels' must be an even number, not {levels}")
    over = fields.mapping("over")
    if over is None:
        return Asked()
    if not over.pairs:
        problems.add(over.mark, "'over' must be a mapping of settings to what they vary over, not an empty one")
    dimensions, everything = read_dimensions(over, catalogue, problems)
    width = len(dimensions) + (len(catalogue.assumptions) if everything else 0)
    points = samples * {"morris": width + 1, "saltelli": width + 2}.get(kind, 1)
    if points > MAX_POINTS:
        problems.add(fields.mark(size), f"the design has {points} points; the most is {MAX_POINTS}")
    return Asked(kind, (), samples, levels, tuple(dimensions), everything)


def _grid(node: MapNode, catalogue: Catalogue, problems: Problems) -> tuple[Point, ...]:
    """Every combination of the values, the last setting changing fastest."""
    axes: list[list[object]] = []
    for key, (mark, given) in node.pairs.items():
        content = (
            _evenly(key, given, problems) if isinstance(given, MapNode) and set(given.pairs) & set(EVENLY) else given
        )
        if content is None:
            continue
        if not isinstance(content, ListNode) or not content.items:
            fits = "a list of values to sweep over, or {from: 0, to: 1, count: 5}"
            problems.add(content.mark, f"'{key}' needs {fits}, not {_or_empty(content)}")
            if not isinstance(content, ListNode) and (key, plain(content)) != (ASSUMPTIONS, ALL):
                read_changes([(key, mark, content)], catalogue, problems, sweep=True)
            continue
        for entry in content.items if content is given else (content.items[0], content.items[-1]):
            read_changes([(key, mark, entry)], catalogue, problems, sweep=True)
        values = [plain(entry) for entry in content.items]
        seen: set[object] = set()
        for entry, value in zip(content.items, values, strict=True):
            if _frozen(value) in seen:
                problems.add(entry.mark, f"the value {value} of '{key}' stands here a second time")
            seen.add(_frozen(value))
        axes.append(values)
    count = math.prod(len(axis) for axis in axes)
    if count > MAX_POINTS:
        problems.add(node.mark, f"the grid has {count} points; the most is {MAX_POINTS}")
    if problems:
        return ()
    return tuple(dict(zip(node.pairs, values, strict=True)) for values in itertools.product(*axes))


def _frozen(value: object) -> object:
    """The value as something a set can hold, equal where the values are equal."""
    if isinstance(value, dict):
        return frozenset((name, _frozen(part)) for name, part in value.items())
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def _evenly(key: str, node: MapNode, problems: Problems) -> ListNode | None:
    """So many values from one to another, both included, at equal distances; None (and a problem) when it cannot be."""
    before = len(problems)
    fields = Fields(node, f"the values of '{key}'", problems, required=EVENLY)
    first, last, count = fields.number("from"), fields.number("to"), fields.integer("count", 2, 2, MAX_POINTS)
    if first is not None and first == last:
        problems.add(fields.mark("to"), f"'from' and 'to' of '{key}' are the same, {exact(first)}")
    if first is None or last is None or len(problems) > before:
        return None
    numbers = [float(f"{first + (last - first) * place / (count - 1):.12g}") for place in range(count)]
    numbers[0], numbers[-1] = first, last
    marks = [fields.mark("from"), *[node.mark] * (count - 2), fields.mark("to")]
    return ListNode([ScalarNode(number, mark) for number, mark in zip(numbers, marks, strict=True)], node.mark)


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
        point = {key: plain(content) for key, _, content in pairs}
        if point in points:
            problems.add(item.mark, "the same point stands in the list a second time")
        points.append(point)
    if len(points) > MAX_POINTS:
        problems.add(node.mark, f"the list has {len(points)} points; the most is {MAX_POINTS}")
    return tuple(points)


def _or_empty(node: Node) -> str:
    empty = (isinstance(node, MapNode) and not node.pairs) or (isinstance(node, ListNode) and not node.items)
    return "an empty one" if empty else describe(node)
