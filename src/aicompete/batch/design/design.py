"""The design of a batch: points x draws x replicates, as a table of run keys.

A *point* is a scenario with settings; a *draw* is one sample of the uncertain assumptions; a *replicate* is one
stream of random shocks. ``ensemble`` pairs draw i with replicate i, so that N runs show both kinds of spread;
``sweep`` crosses everything. A larger design can continue a smaller one that it contains: ``Design.after`` gives the
existing runs their old numbers, and the new runs the numbers after them.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from itertools import repeat
from typing import TYPE_CHECKING, Any

from aicompete.batch.design.keys import Keys, crossing, crossings_between, pairing
from aicompete.batch.design.sampling import sampled, with_given
from aicompete.batch.errors import BatchError
from aicompete.config import load_catalogue
from aicompete.engine.block import Record
from aicompete.engine.replies import shown_of
from aicompete.limits import MAX_COUNT, MAX_MONTHS, MAX_SEED, whole
from aicompete.subjects.replies.metrics import reply_metrics
from aicompete.subjects.replies.plan import Shown

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from aicompete.config import Experiment, Scenario

ASSUMPTION_PREFIX = "assumptions."
LONGEST_NAME = 80
ID_LENGTH = 16
ID_LETTER = "p"
"""Before the digits of a point's id, since "12345678e0123456" would be read from a CSV as a number."""
FRAME = ("kind", "pairing", "seed", "months", "start", "record")
NOT_OF_A_POINT = ("name", "description", "source_files", "months")


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
    given: Mapping[str, npt.NDArray[np.float64]] = field(default_factory=dict)
    """Assumptions whose value belongs to the point instead of the draw, ``(point,)``."""
    sampling: Mapping[str, Any] = field(default_factory=dict)
    """How the points were chosen (grid, Sobol ...). Kept for the reader; it changes no number."""
    scenarios: tuple[Scenario, ...] = ()
    """All scenarios, when the design crosses several of them."""

    @property
    def runs(self) -> int:
        """Number of runs."""
        return len(self.keys)

    @property
    def swept(self) -> tuple[str, ...]:
        """Names of everything that some point sets, in order of first mention."""
        return tuple(dict.fromkeys(name for point in self.settings for name in point))

    @property
    def paired(self) -> bool:
        """Whether draw i goes with replicate i only."""
        return self.keys.crossings[0].paired

    @cached_property
    def point_ids(self) -> tuple[str, ...]:
        """A hash of each point's content, so that the same point has the same id in every design."""
        rows = zip(*(values.tolist() for values in self.given.values()), strict=True) if self.given else repeat(())
        return tuple(
            point_id(point, dict(zip(self.given, row, strict=True)))
            for point, row in zip(self.points, rows, strict=False)
        )

    @cached_property
    def shown(self) -> Shown:
        """The replies that are recorded: those of all points."""
        return shown_of(self.points)

    def frame(self) -> dict[str, Any]:
        """What all runs share and what must not change when a design grows; its keys are ``FRAME``."""
        pairing = "paired" if self.paired else "crossed"
        record = asdict(self.record)
        if self.shown.rules:
            record["replies"] = [metric.name for metric in reply_metrics(self.shown, load_catalogue().levers)]
        values = (self.kind, pairing, self.seed, self.months, str(self.base.start), record)
        return dict(zip(FRAME, values, strict=True))

    def content(self) -> dict[str, Any]:
        """Everything that decides the numbers in the tables, as plain data."""
        return {
            "points": list(self.point_ids),
            "settings": [dict(s) for s in self.settings],
            "keys": self.keys.plain(),
            **self.frame(),
        }

    def digest(self) -> str:
        """Hash of ``content``: designs with the same digest give the same tables."""
        return self._digest

    def mark(self, start: int, stop: int) -> str:
        """Hash of what decides the numbers of the runs ``start`` to ``stop - 1``.

        It does not change when the design grows, so a part file written earlier is still recognised.
        """
        keys = self.keys.columns(start, stop)
        total = hashlib.sha256(canonical([self.frame(), start]).encode())
        total.update(keys["draw"].tobytes() + keys["replicate"].tobytes())
        total.update("".join(self.point_ids[p] for p in keys["point"].tolist()).encode())
        return total.hexdigest()

    def holds(self, ids: Sequence[str], draws: int, replicates: int) -> bool:
        """Whether this design contains one with these points, draws and replicates."""
        return Counter(ids) <= Counter(self.point_ids) and draws <= self.draws and replicates <= self.replicates

    def after(self, ids: Sequence[str], keys: Keys, draws: int, replicates: int) -> Design:
        """The same runs in another order: first those of a smaller design that this one ``holds``, then the new ones.

        ``ids``, ``keys``, ``draws`` and ``replicates`` describe the smaller design, whose runs keep their numbers.
        """
        left: dict[str, list[int]] = {}  # lists, since a design may have the same point twice
        for number, name in enumerate(self.point_ids):
            left.setdefault(name, []).append(number)
        order = [left[name].pop(0) for name in ids]
        order += sorted(number for numbers in left.values() for number in numbers)
        before, whole = (len(ids), draws, replicates), (len(order), self.draws, self.replicates)
        return replace(
            self,
            points=tuple(self.points[i] for i in order),
            settings=tuple(self.settings[i] for i in order),
            given={name: values[order] for name, values in self.given.items()},
            keys=Keys((*keys.crossings, *crossings_between(before, whole, self.paired))),
        )

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
    """A design of ``runs`` runs of one scenario, where run i has draw i and replicate i."""
    runs = _whole("runs", runs, 1, MAX_COUNT)
    seed = _whole("the seed", seed, 0, MAX_SEED)
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
    """A design of every point with every draw and every replicate; the point varies slowest."""
    _whole("points", len(points), 1)
    draws, replicates = _whole("draws", draws, 1, MAX_COUNT), _whole("replicates", replicates, 1, MAX_COUNT)
    seed = _whole("the seed", seed, 0, MAX_SEED)
    base = with_months(base, months)
    return Design(
        name=name,
        description=description,
        kind="sweep",
        base=base,
        points=tuple(with_months(point, months) for point in points),
        settings=tuple(dict(s) for s in settings),
        keys=crossing(len(points), draws, replicates),
        draws=draws,
        replicates=replicates,
        seed=seed,
        months=base.months,
        record=record or Record(),
        show=tuple(show),
    )


def sweep(experiment: Experiment) -> Design:
    """The design of an experiment file: all points crossed with draws and replicates."""
    design = crossed(
        experiment.name,
        experiment.scenario,
        experiment.scenarios(),
        experiment.points,
        draws=experiment.draws,
        replicates=experiment.replicates,
        seed=experiment.seed,
        months=experiment.months,
        record=record_of(experiment.record),
        description=experiment.description,
        show=experiment.metrics,
    )
    named = (experiment.scenario, *experiment.others) if experiment.others else ()
    design = replace(design, given=dict(experiment.given), scenarios=named)
    sampling = dict(experiment.sampling)
    for word in ("path", "blocks"):  # by id, since points may be renumbered when the design grows
        if word in sampling:
            sampling[word] = [[design.point_ids[p] for p in row] for row in sampling[word]]
    return replace(design, sampling=sampling)


def assumption_columns(design: Design, start: int = 0, stop: int | None = None) -> dict[str, npt.NDArray[np.float64]]:
    """Value of every assumption in the runs ``start`` to ``stop - 1``, each ``(run,)``.

    NaN where the run's point has no such band. Every assumption has a random stream of its own, so run 3 of a longer
    design has the values of run 3 of a shorter one.
    """
    keys = design.keys.columns(start, stop)
    columns = sampled(design.points, keys["point"], keys["draw"], design.seed)
    return with_given(columns, {name: values[keys["point"]] for name, values in design.given.items()})


def title(name: str, settings: Sequence[str]) -> str:
    """Title of a scenario with settings, such as "baseline, USA.ally_alienation=0.9"."""
    return ", ".join([name, *settings])


def folder_name(name: str, settings: Sequence[str]) -> str:
    """Folder name for a scenario with settings; different settings give different names."""
    whole = "+".join([name, *settings])
    safe = re.sub(r"[^A-Za-z0-9._=+-]+", "_", whole).strip("_.")
    if safe == whole and len(safe) <= LONGEST_NAME:
        return safe
    return f"{safe[:LONGEST_NAME].rstrip('_.')}-{digest_of(whole)[:6]}" if settings else safe


def with_months(scenario: Scenario, months: int | None) -> Scenario:
    """The same scenario over another number of months (``None``: its own)."""
    length = _whole("months", scenario.months if months is None else months, 1, MAX_MONTHS)
    return scenario if length == scenario.months else replace(scenario, months=length)


def point_id(scenario: Scenario, given: Mapping[str, float]) -> str:
    """Hash of a point's levers, assumptions, start, targets and disabled mechanisms, but not of its name or length."""
    content = {key: value for key, value in scenario.to_dict().items() if key not in NOT_OF_A_POINT}
    content["assumptions"] = {**content["assumptions"], **given}
    return ID_LETTER + digest_of(content)[: ID_LENGTH - 1]


def canonical(data: Any) -> str:
    """JSON with sorted keys: equal text means equal data."""
    return json.dumps(data, sort_keys=True, default=str, separators=(",", ":"))


def digest_of(data: Any) -> str:
    """SHA-256 of the canonical JSON of plain data."""
    return hashlib.sha256(canonical(data).encode()).hexdigest()


def record_of(record: Any) -> Record:
    """A ``Record`` (what to record) from that of an experiment file or from plain data."""
    if isinstance(record, Record):
        return record
    if isinstance(record, Mapping):
        return Record(**record)
    return Record(record.nations, record.firms, record.trade, record.every, tuple(record.series))


def _whole(what: str, value: object, low: int, high: int | None = None) -> int:
    try:
        return whole(what, value, low, high)
    except ValueError as error:
        raise BatchError(str(error)) from None
