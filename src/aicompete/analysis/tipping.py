"""What becomes of a lead that a push won: paired runs with and without a push that ends, when it ends and at the last.

Taken from a sweep over a dated setting (the push) and whatever else it varies; both runs of a pair have the same draw
of the assumptions and the same shocks, so that what a run has by itself counts for nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from aicompete.analysis.cube import cube, layout
from aicompete.analysis.errors import NotRecorded
from aicompete.analysis.settings import setting_label
from aicompete.analysis.tables import Array, View

SIDES = {"USA": "us", "CHN": "cn"}


@dataclass(frozen=True)
class Leads:
    """Leads over the run without the push, one row a pair, of all points that share ``label``: other settings."""

    label: str
    early: Array
    late: Array
    kept: float
    """Late over early lead, through the origin: 1 where all stays, 0 where it is forgotten, above 1 where it grows."""


@dataclass(frozen=True)
class Push:
    """The setting that is pushed, the month in which the push ends, the last month, and the metric."""

    setting: str
    end: str
    last: str
    metric: str


def find_push(seen: View) -> Push:
    """The dated setting of a sweep and the share that it is for.

    Raises ``NotRecorded`` where no power's setting is swept over pushes that end together, or no share of its side is
    recorded.
    """
    points = [dict(point) for point in seen.manifest.get("points") or []]
    for setting in dict.fromkeys(name for point in points for name in point):
        side = SIDES.get(str(setting).split(".")[0])
        ends = {max(value) for point in points if isinstance(value := point.get(setting), Mapping) and len(value) > 1}
        family = next((f for f in ("stack_share", "standard_share") if seen.has(f"{f}_{side}")), None)
        if side and family and len(ends) == 1:
            month = max(d for d in seen.dates if d <= max(ends)) if min(seen.dates) <= max(ends) else seen.dates[0]
            return Push(str(setting), month, seen.dates[-1], f"{family}_{side}")
    raise NotRecorded(
        "no push that ends: sweep a setting of a power over paths with one last date, and record stack_share_*"
    )


def leads(seen: View, push: Push) -> list[Leads]:
    """Early and late leads by what else is swept; the first point of each group is the one without the push."""
    points = [dict(point) for point in seen.manifest.get("points") or []]
    groups: dict[str, list[int]] = {}
    names: dict[str, str] = {}
    for number, point in enumerate(points):
        rest = {name: value for name, value in point.items() if name != push.setting}
        key = json.dumps(rest, sort_keys=True)
        groups.setdefault(key, []).append(number)
        names[key] = ", ".join(f"{setting_label(str(name), seen.names)} {value}" for name, value in rest.items())
    where = layout(seen)
    early, late = (cube(seen, push.metric, seen.month_index(month), where) for month in (push.end, push.last))
    found = []
    for key, places in groups.items():
        first, pushed = places[0], places[1:]
        gained, left = ((values[pushed] - values[first]).ravel() for values in (early, late))
        there = np.isfinite(gained) & np.isfinite(left)
        gained, left = gained[there], left[there]
        size = float((gained * gained).sum())
        if size > 0.0:
            found.append(Leads(names[key], gained, left, float((gained * left).sum()) / size))
    return found


def has_push(seen: View) -> bool:
    """Whether the sweep is one over a push that ends."""
    try:
        find_push(seen)
    except NotRecorded:
        return False
    return True
