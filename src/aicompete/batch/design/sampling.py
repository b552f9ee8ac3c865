"""Sampled values of the assumptions for some runs of a design.

They are sampled for the runs at hand, in the worker, so those of all runs are never in memory at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from aicompete.config import load_catalogue, sample_assumptions
from aicompete.config.sampling.sample import uncertain
from aicompete.config.scenarios.codings import codings

if TYPE_CHECKING:
    from aicompete.config import Scenario

Array = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]
GAP = 256  # over a gap of fewer draws it is cheaper to sample and drop them than to start the generators again


def sampled(points: Sequence[Scenario], point: Numbers, draw: Numbers, seed: int) -> dict[str, Array]:
    """Value of every assumption and of every position in a band, ``(run,)``, for runs of these points and draws.

    A value depends on the seed, the name, the draw and the point's distribution alone; it is NaN where the point has
    no such band. Points that do not change an assumption share its values, so a design of many points needs little
    more sampling than one of a single point.
    """
    used, place = np.unique(point, return_inverse=True)
    groups: dict[object, list[int]] = {}  # points with the same distributions
    for i, index in enumerate(used.tolist()):
        scenario = points[index]
        own = tuple(sorted(scenario.assumptions.items(), key=lambda item: item[0]))
        groups.setdefault((own, scenario.calibration, *(coding.name for coding in codings(scenario))), []).append(i)
    first = points[int(used[0])]
    columns = _windows(first, draw, seed, None)
    for members in list(groups.values())[1:]:
        scenario = points[int(used[members[0]])]
        changed, gone = _different(first, scenario)
        rows = np.flatnonzero(np.isin(place, members))
        for name, values in _windows(scenario, draw[rows], seed, changed).items():
            columns.setdefault(name, np.full(len(draw), np.nan))[rows] = values
        for name in gone:
            columns[name][rows] = np.nan
    return columns


def with_given(columns: Mapping[str, Array], given: Mapping[str, Array]) -> dict[str, Array]:
    """The sampled columns, with a point's own value in place of the sampled one wherever ``given`` has one.

    NaN in ``given`` means that the value is sampled; NaN in ``columns`` (no such band) stays.
    """
    changed = {}
    for name, values in given.items():
        if name in columns:
            changed[name] = np.where(np.isnan(values) | np.isnan(columns[name]), columns[name], values)
    return {**columns, **changed}


def names_of(points: Iterable[Scenario]) -> list[str]:
    """Names of every assumption, then of every position in a band that some point has."""
    positions = dict.fromkeys(coding.name for point in points for coding in codings(point))
    return [*load_catalogue().assumptions, *positions]


def _windows(scenario: Scenario, draw: Numbers, seed: int, names: Sequence[str] | None) -> dict[str, Array]:
    """Values for these draws, sampled over ranges of consecutive draws with gaps of at most ``GAP``."""
    distinct = np.unique(draw)
    columns: dict[str, Array] = {}
    for stretch in np.split(distinct, np.flatnonzero(np.diff(distinct) > GAP) + 1):
        low, high = int(stretch[0]), int(stretch[-1]) + 1
        rows = np.flatnonzero((draw >= low) & (draw < high))
        for name, values in sample_assumptions(scenario, seed, high - low, first=low, names=names).items():
            column = columns.setdefault(name, np.full(len(draw), np.nan))
            column[rows] = values[draw[rows] - low]
    return columns


def _different(one: Scenario, other: Scenario) -> tuple[list[str], list[str]]:
    """Names whose distribution the other scenario changes or adds, and names that it lacks."""
    catalogue = load_catalogue()
    mine, theirs = uncertain(one, catalogue), uncertain(other, catalogue)
    return [name for name in theirs if theirs[name] != mine.get(name)], [name for name in mine if name not in theirs]
