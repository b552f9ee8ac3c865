"""A metric of a sweep as (point, draw, replicate): the form in which points, assumptions and luck can be told apart."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from aicompete.analysis.tables import Array, View

SAMPLED = ("latin_hypercube", "sobol", "halton", "saltelli", "morris")


@dataclass(frozen=True)
class Layout:
    """Which run stands where: ``run`` (point, draw, replicate), -1 where there is none or it failed.

    Of a paired design the pair counts as the draw, and there is one replicate.
    """

    run: NDArray[np.int64]
    paired: bool

    def of(self, values: Array, good: NDArray[np.int64]) -> Array:
        """Values of the good runs, ``(run,)``, laid out; NaN where there is no run."""
        place = np.full(int(self.run.max(initial=-1)) + 2, -1)
        place[good] = np.arange(len(good))
        padded = np.append(values, np.nan)
        found: Array = padded[place[self.run]]
        return found


def layout(seen: View) -> Layout:
    """Where the good runs of a sweep (or run) stand."""
    paired = str(seen.manifest.get("pairing", "crossed")) == "paired"
    design = seen.runs.loc[seen.good]
    points = len(seen.manifest.get("points") or [{}])
    replicate = np.zeros(len(design), dtype=np.int64) if paired else design["replicate"].to_numpy()
    shape = (points, int(seen.runs["draw"].max()) + 1, 1 if paired else int(seen.runs["replicate"].max()) + 1)
    run = np.full(shape, -1, dtype=np.int64)
    run[design["point"].to_numpy(), design["draw"].to_numpy(), replicate] = design["run"].to_numpy()
    return Layout(run, paired)


def cube(seen: View, metric: str, month: int, where: Layout | None = None) -> Array:
    """A series metric in one month, (point, draw, replicate)."""
    return (where or layout(seen)).of(seen.metric(metric)[:, month], seen.good)


def kind_of_design(seen: View) -> str:
    """How the points were chosen: grid, list, sobol ...; "none" for one point."""
    return str((seen.manifest.get("sampling") or {}).get("kind", "none"))


@dataclass(frozen=True)
class Step:
    """Two points that differ in one setting alone."""

    setting: str
    low: int
    high: int
    size: float = 1.0
    """Morris: the step in shares of the range, with its sign."""


def steps(seen: View) -> list[Step]:
    """Neighbouring points: those of Morris walks; in Saltelli blocks each point beside the first; in a grid or list
    each next value of a setting, all others alike."""
    sampling = seen.manifest.get("sampling") or {}
    if "path" in sampling:
        return _walked(seen, sampling)
    if "blocks" in sampling:
        return _swapped(seen, sampling)
    if kind_of_design(seen) in SAMPLED:
        return []  # everything moves at once
    points = [dict(point) for point in seen.manifest.get("points") or [{}]]
    found: list[Step] = []
    for setting in dict.fromkeys(name for point in points for name in point):
        places: dict[str, dict[str, int]] = {}
        order = [json.dumps(value) for value in ordered(pd.Series([_hashable(p.get(setting)) for p in points]))]
        for number, point in enumerate(points):
            rest = json.dumps({k: v for k, v in point.items() if k != setting}, sort_keys=True)
            places.setdefault(rest, {}).setdefault(json.dumps(_hashable(point.get(setting))), number)
        for by_value in places.values():
            row = [by_value[value] for value in order if value in by_value]
            found += [Step(str(setting), a, b) for a, b in pairwise(row)]
    return found


def _walked(seen: View, sampling: dict[str, Any]) -> list[Step]:
    number = {name: place for place, name in reversed(list(enumerate(seen.manifest["point_ids"])))}
    names = [dimension["name"] for dimension in sampling["dimensions"]]
    walks = zip(sampling["path"], sampling["moved"], sampling["step"], strict=True)
    return [
        Step(names[dimension], number[a], number[b], float(size))
        for path, moved, sizes in walks
        for a, b, dimension, size in zip(path, path[1:], moved, sizes, strict=False)
    ]


def blocks_of(seen: View) -> NDArray[np.int64]:
    """Numbers of the points of Saltelli's blocks, (base, 2 + dimension): a, a with one dimension from b ..., b."""
    sampling = seen.manifest["sampling"]
    number = {name: place for place, name in reversed(list(enumerate(seen.manifest["point_ids"])))}
    return np.array([[number[name] for name in row] for row in sampling["blocks"]], dtype=np.int64)


def _swapped(seen: View, sampling: dict[str, Any]) -> list[Step]:
    names = [str(dimension["name"]) for dimension in sampling["dimensions"]]
    found = [Step(name, int(row[0]), int(row[1 + i])) for row in blocks_of(seen) for i, name in enumerate(names)]
    return [step for step in found if step.low != step.high]


def point_values(seen: View) -> dict[str, list[Any]]:
    """What varies over the points, one value a point: settings, then the assumptions sampled with the design."""
    points = [dict(point) for point in seen.manifest.get("points") or [{}]]
    names = dict.fromkeys(str(name) for point in points for name in point)
    columns = {name: [_hashable(point.get(name)) for point in points] for name in names}
    sampling = seen.manifest.get("sampling") or {}
    sampled = {str(d["name"]) for d in sampling.get("dimensions", [])} - columns.keys()
    if sampled:
        runs = seen.results.runs.drop_duplicates("point").set_index("point").reindex(range(len(points)))
        joint = any(name not in runs.columns for name in sampled)  # rows of accepted draws: all that they set
        chosen = [c for c in runs.columns if c in sampled or (joint and str(c).startswith("assumptions."))]
        columns |= {str(c): runs[c].tolist() for c in chosen if c not in columns}
    return {name: values for name, values in columns.items() if any(value != values[0] for value in values)}


def ordered(values: pd.Series[Any]) -> list[Any]:
    """The distinct values of a setting: numbers rising, words in the order of the sweep."""
    distinct = list(dict.fromkeys(values.tolist()))
    return sorted(distinct) if all(is_number(v) for v in distinct) else distinct


def is_number(value: Any) -> bool:
    """A number a line may be drawn over (true and false are words)."""
    return isinstance(value, (int, float, np.number)) and not isinstance(value, (bool, np.bool_))


def numbers_of(values: list[Any]) -> Array | None:
    """The values as numbers, or None when they are words (true and false are words)."""
    column = np.array(values)
    return column.astype(np.float64) if column.dtype.kind in "fiu" else None


def _hashable(value: Any) -> Any:
    return json.dumps(value, sort_keys=True) if isinstance(value, (dict, list)) else value
