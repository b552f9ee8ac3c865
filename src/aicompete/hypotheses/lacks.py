"""What a hypothesis needs and the model does not have: levers, assumptions, metrics, scenarios."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from aicompete.config import Catalogue, load_catalogue, shipped_scenarios
from aicompete.engine.metrics import by_level
from aicompete.examples import examples_folder
from aicompete.hypotheses.entry import Hypothesis

ASSUMPTIONS = "assumptions"
WHOLE = ("months", "disable", "replies", ASSUMPTIONS)
"""Settings that name no lever."""


def lacking(one: Hypothesis, catalogue: Catalogue | None = None) -> list[str]:
    """Everything that is missing, in words, such as "lever quantum_rd"; nothing when it can be put."""
    known = catalogue or load_catalogue()
    return list(dict.fromkeys([*_settings(one, known), *_scenarios(one), *_metrics(one, known)]))


def _settings(one: Hypothesis, catalogue: Catalogue) -> Iterator[str]:
    levers = {*catalogue.levers, *(alias for lever in catalogue.levers.values() for alias in lever.aliases)}
    assumed = catalogue.assumptions
    names = {*assumed, *(alias for entry in assumed.values() for alias in entry.aliases)}
    for arm in one.arms:
        for setting in arm.settings:
            key = setting.partition("=")[0].partition("@")[0].strip()
            head, _, rest = key.partition(".")
            name = rest.partition(".")[0]
            if head == ASSUMPTIONS and name and name not in names:
                yield f"assumption {name}"
            elif head not in WHOLE and name and name not in levers:
                yield f"lever {name}"


def _scenarios(one: Hypothesis) -> Iterator[str]:
    shipped = shipped_scenarios()
    yield from (f"scenario {arm.scenario}" for arm in one.arms if arm.scenario not in shipped)
    if one.experiment and not experiment_file(one.experiment).is_file():
        yield f"experiment {one.experiment}"


def experiment_file(name: str) -> Path:
    """Where a shipped experiment of this name would lie."""
    return examples_folder() / "experiments" / f"{name}.yaml"


def _metrics(one: Hypothesis, catalogue: Catalogue) -> Iterator[str]:
    series = {metric.name for metric in by_level("series")}
    nations = {metric.name for metric in by_level("nations")}
    for name in one.metrics:
        who, point, of_nation = name.partition(".")
        if point and who not in catalogue.actors.nations and who not in catalogue.groups:
            yield f"nation {who}"
        elif point and of_nation not in nations:
            yield f"metric {of_nation} of nations"
        elif not point and name not in series:
            yield f"metric {name}"
