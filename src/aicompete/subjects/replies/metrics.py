"""Metrics of the replies: what each rule adds and when it acted, and the answered levers as they are in force.

Which there are depends on the rules of a design, so they are recorded beside the others and not listed with them.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from aicompete.config import Lever
from aicompete.subjects.mechanism import Metric
from aicompete.subjects.replies.plan import Shown
from aicompete.subjects.state import World
from aicompete.world.columns import Array


def _added(world: World) -> Array:
    return world.replies.added


def _acted(world: World) -> Array:
    return world.replies.acted


def _in_force(world: World) -> Array:
    return world.replies.in_force


@lru_cache(maxsize=8)
def _metrics(shown: Shown, units: tuple[tuple[str, str], ...]) -> tuple[Metric, ...]:
    unit = dict(units)
    found = []
    for place, rule in enumerate(shown.rules):
        what = f"{rule.who}.{rule.lever}"
        meaning = f"what the rule adds to {what}"
        found.append(Metric(f"reply_{rule.name}", unit[rule.lever], meaning, "series", _added, (place,)))
        meaning = f"the rule took a step (1) or a step back (-1) on {what}"
        found.append(Metric(f"reply_acted_{rule.name}", "-1, 0, 1", meaning, "series", _acted, (place,)))
    for place, (who, lever, item) in enumerate(shown.levers):
        name = "_".join(["lever", who.lower(), lever, *([item] if item else [])])
        meaning = f"{'.'.join([who, lever, *([item] if item else [])])} in force, replies included"
        found.append(Metric(name, unit[lever], meaning, "series", _in_force, (place,)))
    return tuple(found)


def reply_metrics(shown: Shown, levers: Mapping[str, Lever]) -> tuple[Metric, ...]:
    """The metrics of these rules and levers, all of level ``series``; none without rules."""
    names = {rule.lever for rule in shown.rules} | {lever for _, lever, _ in shown.levers}
    return _metrics(shown, tuple((name, levers[name].unit) for name in sorted(names)))
