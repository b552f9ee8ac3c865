"""The design of an ablation: a scenario as it is, and with each step of the month switched off in turn.

All points have the same draws and replicates, so a difference is the step and not luck. Steps that cannot be disabled,
or are disabled already, are left out; where governments answer, so are the rules of reply switched off, as ``replies``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from aicompete.batch.design.design import Design, crossed
from aicompete.batch.design.keys import pairing
from aicompete.batch.errors import BatchError
from aicompete.config import load_catalogue
from aicompete.engine.block import Record
from aicompete.engine.metrics import SUBJECTS
from aicompete.month import MONTH

if TYPE_CHECKING:
    from aicompete.config import Scenario

WITHOUT = "without"
"""The setting of a point that names what is switched off; the whole scenario has none."""
KIND = "ablation"
REPLIES = "replies"


def switched_off(scenario: Scenario) -> dict[str, Scenario]:
    """The scenario without each step, in the order of the month, and without its replies."""
    order = [name for name, entry in load_catalogue().mechanisms.items() if entry.can_disable]
    found = {
        name: replace(scenario, disable=tuple(sorted({*scenario.disable, name}, key=order.index)))
        for name in order
        if name not in scenario.disable
    }
    return {**found, **({REPLIES: replace(scenario, replies=())} if scenario.replies else {})}


def own_metrics() -> dict[str, list[str]]:
    """Metrics of the series that each step's own subject measures: without the step they stand still by definition."""
    measured: dict[str, list[str]] = {}
    for module in SUBJECTS:
        names = [metric.name for metric in module.METRICS if metric.level == "series"]
        measured.setdefault(_subject(module.__name__), []).extend(names)
    return {step.name: measured.get(_subject(step.step.__module__), []) for step in MONTH}


def ablated(
    scenario: Scenario,
    runs: int,
    seed: int,
    *,
    series: Sequence[str] = (),
    name: str | None = None,
    months: int | None = None,
) -> Design:
    """The design: point 0 is the whole scenario, and run i of every point has draw i and replicate i.

    Raises ``BatchError`` when the scenario leaves nothing to switch off.
    """
    without = switched_off(scenario)
    if not without:
        raise BatchError(f"{scenario.name} has nothing left to switch off: all its steps are disabled")
    design = crossed(
        name or scenario.name,
        scenario,
        [scenario, *without.values()],
        [{}, *({WITHOUT: step} for step in without)],
        draws=1,
        replicates=runs,
        seed=seed,
        months=months,
        record=Record(nations=False, series=tuple(series)),
        description=scenario.description,
        show=series,
    )
    own = {step: sorted(set(names) & set(series)) for step, names in own_metrics().items() if step in without}
    sampling = {"kind": KIND, "own": own}
    return replace(design, keys=pairing(len(design.points), runs), draws=runs, sampling=sampling)


def _subject(module: str) -> str:
    return module.split(".")[2]
