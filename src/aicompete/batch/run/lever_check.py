"""Check that every lever does what its catalogue entry says, by paired runs.

A check has two points: its lever at a low and at a high value, with everything else equal. Both points have the same
draws and replicates (common random numbers), so the difference of each pair of runs is the effect of the lever alone.
Points with the same scenario are run once, and checks over the same number of months are run together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from aicompete.batch.design.blocks import blocks_of
from aicompete.batch.design.design import Design, canonical, crossed
from aicompete.batch.run.dispatch import run_blocks, worker_source
from aicompete.batch.run.model import Model
from aicompete.batch.run.model import model_for as engine_for
from aicompete.batch.run.runner import Job
from aicompete.batch.run.worker import WorkerSetup
from aicompete.config import Catalogue, Check, Lever, Month, Scenario, apply_settings, load_catalogue

if TYPE_CHECKING:
    import pyarrow as pa

Array = npt.NDArray[np.float64]

PAIRS = 16
POINTS_PER_BLOCK = 16
DEAD = 1e-9  # relative; rounding errors are smaller, real effects larger
LOW, HIGH = 10.0, 90.0
OK, DEAD_LEVER, WRONG_WAY, TOO_SMALL, BROKEN = "ok", "dead", "wrong way", "too small", "broken"
FAILING = (DEAD_LEVER, WRONG_WAY, BROKEN)


@dataclass(frozen=True)
class Verdict:
    """The outcome of one check.

    ``effect``, ``low`` and ``high`` are the median and the 10 % and 90 % quantiles, over pairs of runs, of the metric's
    value at the lever's high value minus that at its low value; as a share of the latter when ``relative``.
    """

    lever: str
    setting: str
    values: tuple[Any, Any]
    metric: str
    relative: bool
    direction: str
    smallest: float
    effect: float
    low: float
    high: float
    verdict: str
    most: str
    most_size: float
    note: str = ""

    @property
    def failing(self) -> bool:
        """Whether this verdict makes the whole check fail."""
        return self.verdict in FAILING


@dataclass(frozen=True)
class _Pair:
    lever: Lever
    check: Check
    setting: str
    points: tuple[Scenario, Scenario]


def check_levers(
    names: Iterable[str] | None = None,
    *,
    pairs: int = PAIRS,
    seed: int = 1,
    workers: int = 1,
    scenario: Scenario | None = None,
    catalogue: Catalogue | None = None,
    model_for: Callable[[Design], Model] | None = None,
    say: Callable[[str], None] = lambda text: None,
) -> list[Verdict]:
    """Run the checks of the named levers (all by default) and judge them, in the catalogue's order."""
    catalogue = catalogue or load_catalogue()
    base = scenario or default_scenario()
    chosen = list(catalogue.levers) if names is None else list(names)
    todo = [_pair(base, catalogue.levers[name], check) for name in chosen for check in catalogue.levers[name].checks]
    found: dict[int, Verdict] = {}
    for months in sorted({pair.check.months for pair in todo}):
        group = [i for i, pair in enumerate(todo) if pair.check.months == months]
        verdicts = _run_group(
            [todo[i] for i in group], base, months, pairs, seed, workers, model_for or engine_for, say
        )
        found.update(zip(group, verdicts, strict=True))
    return [found[i] for i in sorted(found)]


def default_scenario() -> Scenario:
    """The catalogue's defaults, that is the levers in force at the start, held constant."""
    start = max(load_catalogue().actors.starts)
    return Scenario("defaults", "All levers at their defaults.", Month.parse(start), 120)


def _pair(base: Scenario, lever: Lever, check: Check) -> _Pair:
    setting = f"{check.actor}.{lever.name}" + (f".{check.item}" if check.item else "")
    context = apply_settings(base, check.context) if check.context else base
    low, high = (apply_settings(context, {setting: _written(lever, value)}) for value in check.values)
    return _Pair(lever, check, setting, (low, high))


def _written(lever: Lever, value: Any) -> Any:
    """A value as it is written in a file, where the sentinel for "no limit" is the word "none"."""
    return "none" if lever.sentinel is not None and value == lever.sentinel else value


def _run_group(
    group: Sequence[_Pair],
    base: Scenario,
    months: int,
    pairs: int,
    seed: int,
    workers: int,
    model_for: Callable[[Design], Model],
    say: Callable[[str], None],
) -> list[Verdict]:
    """Run the points of checks over the same number of months, each distinct scenario once, and judge them."""
    place: dict[str, int] = {}
    points: list[Scenario] = []
    rows: list[tuple[int, int]] = []
    for pair in group:
        both = []
        for point in pair.points:
            text = canonical({k: v for k, v in point.to_dict().items() if k not in ("name", "description")})
            if text not in place:
                place[text] = len(points)
                points.append(point)
            both.append(place[text])
        rows.append((both[0], both[1]))
    design = crossed(
        "lever check", base, points, [{} for _ in points], draws=1, replicates=pairs, seed=seed, months=months
    )
    design = _paired(design, pairs)
    say(f"{len(group)} checks over {months} months: {len(points)} scenarios x {pairs} runs")
    values, failures = _simulate(design, model_for(design), pairs, workers)
    return [_judge(pair, values, failures, low, high, pairs) for pair, (low, high) in zip(group, rows, strict=True)]


def _paired(design: Design, pairs: int) -> Design:
    """The design with replicate i paired with draw i, as in ``aicompete run``, and only the series recorded."""
    from dataclasses import replace

    from aicompete.batch.design.keys import pairing
    from aicompete.engine.block import Record

    return replace(design, keys=pairing(len(design.points), pairs), draws=pairs, record=Record(nations=False))


def _simulate(design: Design, model: Model, pairs: int, workers: int) -> tuple[dict[str, Array], list[str]]:
    """Every metric of the series as ``(run, month)``, and each run's failure message ("" when it did not fail)."""
    job = Job(design, WorkerSetup(model.simulate, model.schema))
    blocks = blocks_of(design, POINTS_PER_BLOCK * pairs)
    tables: dict[int, Any] = {}
    with worker_source(min(workers, len(blocks))) as (new_executor, _):
        run_blocks(blocks, job.submit, job.fail, lambda r: tables.update({r.block: r.tables}), new_executor)
    shape = (design.runs, len(model.schema.dates))
    series = _stack([tables[b.index]["series"] for b in blocks])
    status = _stack([tables[b.index]["status"] for b in blocks])
    values = {name: series.column(name).to_numpy().reshape(shape) for name in model.schema.series}
    messages = [m if s != "ok" else "" for s, m in zip(_list(status, "state"), _list(status, "message"), strict=True)]
    return values, messages


def _judge(pair: _Pair, values: dict[str, Array], failures: list[str], low: int, high: int, pairs: int) -> Verdict:
    """The verdict on one check, with the metric that the lever moves most."""
    check = pair.check
    a, b = slice(low * pairs, (low + 1) * pairs), slice(high * pairs, (high + 1) * pairs)
    good = np.array([not x and not y for x, y in zip(failures[a], failures[b], strict=True)])
    month = -1 if check.month is None else check.month
    note = ""
    if not good.all():
        first = next(m for m in (*failures[a], *failures[b]) if m)
        note = f"{int((~good).sum())} of {pairs} pairs failed: {first}"
    if check.metric not in values or not good.any():
        why = note or f"there is no series metric '{check.metric}'"
        return _verdict(pair, (np.nan, np.nan, np.nan), BROKEN, "", np.nan, why)
    before, after = values[check.metric][a][good, month], values[check.metric][b][good, month]
    effect = after - before
    if check.relative:
        with np.errstate(divide="ignore", invalid="ignore"):
            effect = np.where(effect == 0.0, 0.0, effect / np.abs(before))
    with np.errstate(invalid="ignore"):  # a relative effect on zero is infinite
        low_high = np.percentile(effect, [LOW, HIGH])
    spread = (float(np.median(effect)), float(low_high[0]), float(low_high[1]))
    moved = {name: (v[a][good], v[b][good]) for name, v in values.items()}
    alive = any(_moves(x, y) for x, y in moved.values())
    most, size = _most(moved, month)
    return _verdict(pair, spread, judge(spread, check.direction, check.smallest, alive), most, size, note)


def judge(effect: tuple[float, float, float], direction: str, smallest: float, alive: bool) -> str:
    """The verdict: ok, dead, wrong way or too small. ``effect`` is the median, 10 % and 90 % quantile over pairs.

    ``alive``: whether the lever changed any metric at all. ``direction``: "up", "down" or "any".
    """
    median, low, high = effect
    if not alive:
        return DEAD_LEVER
    if direction == "any":
        return OK if abs(median) >= smallest else TOO_SMALL
    sign = 1.0 if direction == "up" else -1.0
    if sign * median >= smallest:
        return OK
    against = max(sign * low, sign * high) < 0.0 or sign * median <= -smallest
    return WRONG_WAY if against and median != 0.0 else TOO_SMALL


def totals(verdicts: Sequence[Verdict]) -> str:
    """One line: the number of checks, and of each verdict."""
    counts = [f"{sum(v.verdict == word for v in verdicts)} {word}" for word in (OK, TOO_SMALL, WRONG_WAY, DEAD_LEVER)]
    broken = sum(v.verdict == BROKEN for v in verdicts)
    levers = len({v.lever for v in verdicts})
    return f"{len(verdicts)} checks of {levers} levers: {', '.join(counts)}" + (f", {broken} broken" if broken else "")


def lines(verdicts: Sequence[Verdict]) -> list[str]:
    """The verdicts as a table: lever, values, metric, effect with its 10-90 % interval, verdict, metric moved most."""
    rows = [("lever", "from -> to", "metric", "effect (10-90 % of pairs)", "verdict", "moves most (in sd)")]
    for v in verdicts:
        unit = " %" if v.relative else ""
        scale = 100.0 if v.relative else 1.0
        effect = f"{v.effect * scale:+.3g}{unit} ({v.low * scale:+.3g} to {v.high * scale:+.3g})"
        most = f"{v.most} ({v.most_size:+.2g})" if v.most else "nothing"
        wanted = v.verdict if v.verdict == OK else f"{v.verdict.upper()}: wanted {_wanted(v)}"
        note = f"  {v.note}" if v.note else ""
        rows.append(
            (v.setting, f"{_shown(v.values[0])} -> {_shown(v.values[1])}", v.metric, effect, wanted, most + note)
        )
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]) - 1)]
    return [
        "  ".join([*(cell.ljust(w) for cell, w in zip(row, widths, strict=False)), row[-1]]).rstrip() for row in rows
    ]


def _wanted(v: Verdict) -> str:
    size = f"{v.smallest * 100:g} %" if v.relative else f"{v.smallest:g}"
    return f"{v.direction} by {size}" if v.direction != "any" else f"{size} either way"


def _shown(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value).lower() if isinstance(value, bool) else str(value)


def _verdict(pair: _Pair, spread: tuple[float, ...], verdict: str, most: str, size: float, note: str) -> Verdict:
    check = pair.check
    return Verdict(
        lever=pair.lever.name,
        setting=pair.setting,
        values=check.values,
        metric=check.metric,
        relative=check.relative,
        direction=check.direction,
        smallest=check.smallest,
        effect=spread[0],
        low=spread[1],
        high=spread[2],
        verdict=verdict,
        most=most,
        most_size=size,
        note=note,
    )


def _moves(before: Array, after: Array) -> bool:
    scale = np.maximum(np.abs(before), np.abs(after))
    with np.errstate(invalid="ignore"):
        return bool(np.any(np.abs(after - before) > DEAD * scale))


def _most(moved: dict[str, tuple[Array, Array]], month: int) -> tuple[str, float]:
    """The metric with the largest mean effect, in standard deviations over the runs at the low value."""
    best, size = "", 0.0
    for name, (before, after) in moved.items():
        x, y = before[:, month], after[:, month]
        if not _moves(x, y):
            continue
        spread = float(np.std(x))
        if spread <= DEAD * float(np.max(np.abs(x), initial=0.0)):
            continue
        effect = float(np.mean(y - x)) / spread
        if abs(effect) > abs(size):
            best, size = name, effect
    return best, size


def _stack(parts: list[pa.Table]) -> pa.Table:
    import pyarrow as pa

    return pa.concat_tables(parts)


def _list(table: pa.Table, name: str) -> list[str]:
    values: list[str] = table.column(name).to_pylist()
    return values
