"""What a scenario asks for that does nothing, or little: allowed, and probably not meant."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from aicompete.config.scenarios.horizon import unseen_dates

if TYPE_CHECKING:
    from aicompete.config import Catalogue, Experiment, Lever, Scenario

MOST_POINTS = 200
"""Points that are looked at one by one."""


def in_vain(scenario: Scenario, catalogue: Catalogue | None = None) -> list[str]:
    """Dates that the months never see, levers whose steps are left out, and levers without what they act through."""
    from aicompete.config import load_catalogue

    catalogue = catalogue or load_catalogue()
    return [*unseen_dates(scenario), *_unread(scenario, catalogue), *_shut(scenario, catalogue)]


def remarks(scenario: Scenario, catalogue: Catalogue | None = None) -> list[str]:
    """What does nothing, and what acts through few."""
    from aicompete.batch.design.reach import reach_notes

    return [*in_vain(scenario, catalogue), *reach_notes(scenario)]


def of_experiment(experiment: Experiment, catalogue: Catalogue | None = None) -> list[str]:
    """What its file says of itself, then what its scenarios and points ask for in vain, each once."""
    found = dict.fromkeys(experiment.remarks)
    several = len(experiment.others) > 0
    for scenario in (experiment.scenario, *experiment.others):
        found |= dict.fromkeys(f"{scenario.name}: {r}" if several else r for r in remarks(scenario, catalogue))
    if len(experiment.points) <= MOST_POINTS:
        points = experiment.scenarios()
        common = set(remarks(experiment.scenario, catalogue))
        said: dict[str, int] = {}
        for point in points:
            for remark in remarks(point, catalogue):
                if remark not in common:
                    said[remark] = said.get(remark, 0) + 1
        every = len(points)
        found |= dict.fromkeys(r if n == every else f"at {n} of {every} points {r}" for r, n in said.items())
    return list(found)


def _unread(scenario: Scenario, catalogue: Catalogue) -> list[str]:
    """Levers that were set, and are read by disabled mechanisms alone."""
    if not scenario.disable:
        return []
    from aicompete.month import MONTH

    found = []
    for name in scenario.levers:
        steps = [step.name for step in MONTH if name in step.levers]
        if steps and set(steps) <= set(scenario.disable) and _actors_off_neutral(scenario, catalogue.levers[name]):
            found.append(f"{name} does nothing: only {', '.join(steps)} reads it, which is disabled")
    return found


def _shut(scenario: Scenario, catalogue: Catalogue) -> list[str]:
    """Levers that were set while what they act through is neutral in every month in which they are not."""
    found = []
    for name in scenario.levers:
        lever = catalogue.levers[name]
        if not lever.needs:
            continue
        for actor in _actors_off_neutral(scenario, lever):
            if not any(_both_act(scenario, catalogue, lever, needed, actor) for needed in lever.needs):
                own = [needed for needed in lever.needs if actor in catalogue.levers[needed].actors]
                what = " and ".join(f"{actor}.{needed}" for needed in own)
                verb = "are" if len(own) > 1 else "is"
                neutral = catalogue.levers[lever.needs[0]].neutral
                word = f" ({neutral})" if isinstance(neutral, str) else ""
                found.append(f"{actor}.{name} does nothing: {what} {verb} neutral{word} while it is set")
    return found


def _actors_off_neutral(scenario: Scenario, lever: Lever) -> list[str]:
    """Who was given a value of this lever that does something in some month."""
    return [actor for actor in scenario.levers[lever.name] if any(_acts(scenario, lever, actor))]


def _both_act(scenario: Scenario, catalogue: Catalogue, lever: Lever, needed: str, actor: str) -> bool:
    other = catalogue.levers[needed]
    if actor not in other.actors:
        return False
    return any(a and b for a, b in zip(_acts(scenario, lever, actor), _acts(scenario, other, actor), strict=True))


def _acts(scenario: Scenario, lever: Lever, actor: str) -> list[bool]:
    """For every month whether the lever leaves its neutral value, for some item, on the first or last day."""
    paths = [scenario.path(lever.name, actor, item) for item in lever.items or (None,)]
    edges = [path for whole in paths for path in (whole.low, whole.high)]
    days = [(scenario.start + step).first_day for step in range(scenario.months + 1)]
    return [
        any(path.at(day) != lever.neutral for path in edges for day in (first, after - 1))
        for first, after in pairwise(days)
    ]
