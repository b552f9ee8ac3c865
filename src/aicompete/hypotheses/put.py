"""Putting a hypothesis to the model: all its arms in one design with the same draws and shocks, then the verdicts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from aicompete.analysis.tables import View, view
from aicompete.batch.design.design import Design, crossed, sweep
from aicompete.batch.design.keys import pairing
from aicompete.batch.run.runner import in_memory, to_folder
from aicompete.batch.store.results import Results
from aicompete.config import ConfigError, Problem, Scenario, apply_settings, load_experiment, load_scenario
from aicompete.engine.block import Record
from aicompete.engine.metrics import by_level
from aicompete.hypotheses.entry import HOLDS, NOT_PUT, REFUTED, UNDECIDED, Hypothesis, Part, Reading
from aicompete.hypotheses.factors import largest_share
from aicompete.hypotheses.formula import Array
from aicompete.hypotheses.lacks import experiment_file, lacking
from aicompete.hypotheses.reading import shipped_hypotheses
from aicompete.hypotheses.statistics import Effect, effect

ARM = "arm"
"""The setting of a point that names its arm."""
ANSWERED = "replies=on"
PAIRS = 64
TRIFLE = 0.1
SUMMED: Mapping[str, Callable[..., Any]] = {"lowest": np.min, "highest": np.max, "mean": np.mean}


@dataclass(frozen=True)
class Finding:
    """What one part came to."""

    part: Part
    effect: Effect
    verdict: str


@dataclass(frozen=True)
class Verdict:
    """What a hypothesis came to. A claim is all it says: refuted when one part is, held when every part holds."""

    hypothesis: Hypothesis
    findings: tuple[Finding, ...]
    missing: tuple[str, ...] = ()

    @property
    def verdict(self) -> str:
        """Holds, refuted, undecided, or cannot be put yet."""
        if self.missing:
            return NOT_PUT
        found = [finding.verdict for finding in self.findings]
        if REFUTED in found:
            return REFUTED
        return HOLDS if found and all(one == HOLDS for one in found) else UNDECIDED


def design_of(one: Hypothesis, pairs: int, seed: int, answered: bool = False) -> Design:
    """Every arm with ``pairs`` runs; run i of each has draw i and replicate i.

    ``answered``: governments answer each other in every arm. Raises ``ConfigError`` for an arm that cannot be.
    """
    scenarios = arms_of(one, answered)
    nations = any("." in name for name in one.metrics)
    record = Record(nations=nations, series=recorded(one))
    design = crossed(
        one.id + ("_answered" if answered else ""),
        scenarios[0],
        scenarios,
        [{ARM: arm.name} for arm in one.arms],
        draws=1,
        replicates=pairs,
        seed=seed,
        months=one.months,
        record=record,
        description=one.claim,
    )
    return replace(design, keys=pairing(len(scenarios), pairs), draws=pairs)


def recorded(one: Hypothesis) -> tuple[str, ...]:
    """What is recorded of the series: all that any shipped hypothesis reads, so that one program of the month serves
    them all, and what this one reads besides."""
    known = {metric.name for metric in by_level("series")}
    read = {name for each in (one, *shipped_hypotheses().values()) for name in each.metrics}
    return tuple(sorted(read & known))


def arms_of(one: Hypothesis, answered: bool = False) -> list[Scenario]:
    """The scenarios of the arms."""
    found: list[Scenario] = []
    problems: list[Problem] = []
    for arm in one.arms:
        try:
            scenario = replace(load_scenario(arm.scenario), months=one.months)
            settings = [*arm.settings, *([ANSWERED] if answered else [])]
            found.append(apply_settings(scenario, settings) if settings else scenario)
        except ConfigError as wrong:
            place = f"arm '{arm.name}': "
            said = [replace(p, message=place + f"{p.file}: {p.message}") for p in wrong.problems]
            problems += [replace(p, file=arm.mark.file, line=arm.mark.line, column=arm.mark.column) for p in said]
    if problems:
        raise ConfigError(problems)
    return found


def put(
    one: Hypothesis,
    *,
    pairs: int = PAIRS,
    seed: int = 1,
    answered: bool = False,
    folder: Path | None = None,
    workers: int | None = 1,
    **more: Any,
) -> Verdict:
    """Run what is not there yet and judge; in ``folder``, where a killed batch goes on, or in memory."""
    missing = lacking(one)
    if missing:
        return Verdict(one, (), tuple(missing))
    results = _run(design_of(one, pairs, seed, answered), folder, workers, more)
    points = None
    if one.experiment:
        place = None if folder is None else folder.with_name(f"{folder.name}_{one.experiment}")
        points = _run(sweep(load_experiment(experiment_file(one.experiment))), place, workers, more)
    return judge(one, results, seed, points)


def _run(design: Design, folder: Path | None, workers: int | None, more: dict[str, Any]) -> Results:
    return in_memory(design, workers=workers) if folder is None else to_folder(design, folder, workers=workers, **more)


def judge(one: Hypothesis, results: Results, seed: int = 1, points: Results | None = None) -> Verdict:
    """Read the arms off results, and shares of factors off the points of the experiment, and judge every part."""
    arms = {arm.name: view(results, number) for number, arm in enumerate(one.arms)}
    findings = []
    for part in one.parts:
        if part.effect is None:
            if points is None:
                raise ValueError(f"{one.id}: the part {part.name} needs the results of its experiment")
            reading = part.readings[""]
            found = largest_share(view(points), reading.of.names[0], reading.last)
            findings.append(Finding(part, found, judged(part, found)))
            continue
        values = {}
        for name, seen in arms.items():
            for label, reading in part.readings.items():
                key = f"{name}.{label}" if label else name
                if key in part.effect.names:
                    values[key] = read(seen, reading)
        found = effect(part.effect, values, seed)
        findings.append(Finding(part, found, judged(part, found)))
    return Verdict(one, tuple(findings))


def judged(part: Part, found: Effect) -> str:
    """Held when the whole interval is as claimed, refuted when the whole of it is as refuted, else undecided.

    A claim that names a direction alone (its bound is 0) neither holds nor falls by less than a ``TRIFLE`` of what
    counts as a size: an effect that is sure and that nobody would notice decides nothing.
    """
    low, high = found.low, found.high
    if not np.isfinite([found.value, low, high]).all():
        return UNDECIDED
    if part.refuted.same is not None and part.refuted.refutes(low, high):
        return REFUTED
    margin = TRIFLE * part.scale if part.holds.direction_alone else 0.0
    low, high = low - margin, high + margin
    if part.refuted.same is None and part.refuted.refutes(low, high):
        return REFUTED
    return HOLDS if part.holds.holds(low, high) else UNDECIDED


def read(seen: View, reading: Reading) -> Array:
    """What a reading is in every run of an arm, ``(run,)``; NaN in runs that failed."""
    values = {name: _months(seen, name) for name in reading.of.names}
    whole = reading.of.value(values, {})
    first, last = seen.month_index(reading.first), seen.month_index(reading.last)
    found = np.full(len(seen.runs), np.nan)
    found[np.searchsorted(np.asarray(seen.runs.index), seen.good)] = _one(whole, reading.how, first, last)
    return found


def _one(values: Array, how: str, first: int, last: int) -> Array:
    span = values[:, first : last + 1]
    if how == "at":
        return np.asarray(values[:, last])
    if how == "months_to_half":
        below = span <= 0.5 * span[:, :1]
        months = np.where(below.any(axis=1), below.argmax(axis=1), span.shape[1])
        return np.asarray(months, dtype=np.float64)
    return np.asarray(SUMMED[how](span, axis=1), dtype=np.float64)


def _months(seen: View, name: str) -> Array:
    """A metric of the series, of one nation, or the mean of a group of nations, ``(run, month)``."""
    code, point, metric = name.partition(".")
    if not point:
        return seen.metric(name)
    members = (seen.manifest.get("groups") or {}).get(code, [code])
    places = [seen.nation_codes.index(member) for member in members]
    return np.asarray(seen.nation_metric(metric)[:, :, places].mean(axis=2))
