"""The design of a batch: points x draws x replicates, as a table of run keys.

A *point* is a scenario with settings; a *draw* is one sample of the uncertain assumptions; a *replicate* is one
stream of random shocks. ``ensemble`` pairs draw i with replicate i, so that N runs show both kinds of spread;
``sweep`` crosses everything.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from aicompete.batch.errors import BatchError
from aicompete.batch.keys import Keys, crossing, pairing
from aicompete.batch.sampling import sampled
from aicompete.engine.block import Record

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from aicompete.config import Experiment, Scenario

ASSUMPTION_PREFIX = "assumptions."
LONGEST_NAME = 80
NOT_NUMBERS = ("description", "source_files")


@dataclass(frozen=True)
class Design:
    """What is to be run. ``points[i]`` is the scenario of point i, ``settings[i]`` what was set to get there."""

    name: str
    description: str
    kind: str  # "run" | "sweep"
    base: Scenario
    points: tuple[Scenario, ...]
    settings: tuple[Mapping[str, Any], ...]
    keys: Keys
    draws: int
    replicates: int
    seed: int
    months: int
    record: Record
    show: tuple[str, ...] = ()

    @property
    def runs(self) -> int:
        """Number of runs."""
        return len(self.keys)

    @property
    def swept(self) -> tuple[str, ...]:
        """Names of everything that some point sets, in order of first mention."""
        return tuple(dict.fromkeys(name for point in self.settings for name in point))

    def content(self) -> dict[str, Any]:
        """Everything that decides the numbers, as plain data."""
        return {
            "points": [_numbers_only(p.to_dict()) for p in self.points],
            "settings": [dict(s) for s in self.settings],
            "keys": self.keys.plain(),
            "runs": self.runs,
            "draws": self.draws,
            "replicates": self.replicates,
            "seed": self.seed,
            "months": self.months,
            "record": asdict(self.record),
        }

    def digest(self) -> str:
        """Hash of ``content``: two designs with the same digest ask for the same numbers."""
        return self._digest

    @cached_property
    def _digest(self) -> str:
        return digest_of(self.content())


def ensemble(
    scenario: Scenario,
    runs: int,
    seed: int,
    *,
    name: str | None = None,
    months: int | None = None,
    record: Record | None = None,
) -> Design:
    """``runs`` runs of one scenario: run i has draw i and replicate i."""
    _at_least_one("runs", runs)
    _seed(seed)
    scenario = with_months(scenario, months)
    return Design(
        name=name or scenario.name,
        description=scenario.description,
        kind="run",
        base=scenario,
        points=(scenario,),
        settings=({},),
        keys=pairing(1, runs),
        draws=runs,
        replicates=runs,
        seed=seed,
        months=scenario.months,
        record=record or Record(),
    )


def crossed(
    name: str,
    base: Scenario,
    points: Sequence[Scenario],
    settings: Sequence[Mapping[str, Any]],
    *,
    draws: int,
    replicates: int,
    seed: int,
    months: int | None = None,
    record: Record | None = None,
    description: str = "",
    show: Sequence[str] = (),
) -> Design:
    """Every point with every draw and every replicate; the point varies slowest."""
    for word, number in (("points", len(points)), ("draws", draws), ("replicates", replicates)):
        _at_least_one(word, number)
    _seed(seed)
    return Design(
        name=name,
        description=description,
        kind="sweep",
        base=with_months(base, months),
        points=tuple(with_months(point, months) for point in points),
        settings=tuple(dict(s) for s in settings),
        keys=crossing(len(points), draws, replicates),
        draws=draws,
        replicates=replicates,
        seed=seed,
        months=base.months if months is None else months,
        record=record or Record(),
        show=tuple(show),
    )


def sweep(experiment: Experiment) -> Design:
    """The design of an experiment file: all points crossed with draws and replicates."""
    from aicompete.config import apply_settings

    base = experiment.scenario
    points = [apply_settings(base, point) if point else base for point in experiment.points]
    return crossed(
        experiment.name,
        base,
        points,
        experiment.points,
        draws=experiment.draws,
        replicates=experiment.replicates,
        seed=experiment.seed,
        months=experiment.months,
        record=_record(experiment.record),
        description=experiment.description,
        show=experiment.metrics,
    )


def assumption_columns(design: Design, start: int = 0, stop: int | None = None) -> dict[str, npt.NDArray[np.float64]]:
    """Value of every assumption in the runs ``start`` to ``stop - 1``, ``(run,)``, sampled per point by draw.

    One stream per assumption name, so run 3 of a longer design has the values of run 3 of a shorter one.
    """
    keys = design.keys.columns(start, stop)
    return sampled(design.points, keys["point"], keys["draw"], design.seed)


def title(name: str, settings: Sequence[str]) -> str:
    """What pictures call a scenario with settings: "baseline, USA.ally_alienation=0.9"."""
    return ", ".join([name, *settings])


def folder_name(name: str, settings: Sequence[str]) -> str:
    """A folder's name for a scenario with settings; different settings give different names."""
    whole = "+".join([name, *settings])
    safe = re.sub(r"[^A-Za-z0-9._=+-]+", "_", whole).strip("_.")
    if safe == whole and len(safe) <= LONGEST_NAME:
        return safe
    return f"{safe[:LONGEST_NAME].rstrip('_.')}-{digest_of(whole)[:6]}" if settings else safe


def with_months(scenario: Scenario, months: int | None) -> Scenario:
    """The same scenario over another number of months (``None``: its own)."""
    _at_least_one("months", scenario.months if months is None else months)
    return scenario if months in (None, scenario.months) else replace(scenario, months=months)


def canonical(data: Any) -> str:
    """JSON with sorted keys: equal text means equal data."""
    return json.dumps(data, sort_keys=True, default=str, separators=(",", ":"))


def digest_of(data: Any) -> str:
    """SHA-256 of the canonical JSON of plain data."""
    return hashlib.sha256(canonical(data).encode()).hexdigest()


def _numbers_only(scenario: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in scenario.items() if key not in NOT_NUMBERS}


def _record(record: Any) -> Record:
    if isinstance(record, Record):
        return record
    if isinstance(record, Mapping):
        return Record(**record)
    return Record(record.nations, record.firms, record.trade, record.every, tuple(record.series))


def _at_least_one(word: str, number: int) -> None:
    if number < 1:
        raise BatchError(f"{word} must be at least 1, not {number}")


def _seed(seed: int) -> None:
    if seed < 0:
        raise BatchError(f"the seed must be a whole number from 0 up, not {seed}")
