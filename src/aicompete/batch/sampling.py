"""Values of the assumptions for some runs of a design, made where they are needed: never those of all runs at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from aicompete.config import Scenario
    from aicompete.config.assumptions import Distribution

Array = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]
GAP = 256  # draws that are sampled and thrown away rather than starting the generators again


def sampled(points: Sequence[Scenario], point: Numbers, draw: Numbers, seed: int) -> dict[str, Array]:
    """Value of every assumption, ``(run,)``, for runs of these points and draws.

    The value is a function of seed, name, draw and the point's distribution alone. Points that do not change an
    assumption share its numbers, so a design of many points samples little more than one of a single point.
    """
    used, place = np.unique(point, return_inverse=True)
    groups: dict[object, list[int]] = {}  # points with the same distributions
    for i, index in enumerate(used.tolist()):
        own = tuple(sorted(points[index].assumptions.items(), key=lambda item: item[0]))
        groups.setdefault(own, []).append(i)
    first = points[int(used[0])]
    columns = _windows(first, draw, seed, None)
    for members in list(groups.values())[1:]:
        scenario = points[int(used[members[0]])]
        names = _different(first.assumptions, scenario.assumptions)
        rows = np.flatnonzero(np.isin(place, members))
        for name, values in _windows(scenario, draw[rows], seed, names).items():
            columns[name][rows] = values
    return columns


def _windows(scenario: Scenario, draw: Numbers, seed: int, names: Sequence[str] | None) -> dict[str, Array]:
    """Values for these draws, sampled in as few stretches of consecutive draws as makes sense."""
    from aicompete.config import sample_assumptions

    distinct = np.unique(draw)
    columns: dict[str, Array] = {}
    for stretch in np.split(distinct, np.flatnonzero(np.diff(distinct) > GAP) + 1):
        low, high = int(stretch[0]), int(stretch[-1]) + 1
        rows = np.flatnonzero((draw >= low) & (draw < high))
        for name, values in sample_assumptions(scenario, seed, high - low, first=low, names=names).items():
            column = columns.setdefault(name, np.full(len(draw), np.nan))
            column[rows] = values[draw[rows] - low]
    return columns


def _different(one: Mapping[str, Distribution], other: Mapping[str, Distribution]) -> list[str]:
    return sorted(name for name in {*one, *other} if one.get(name) != other.get(name))
