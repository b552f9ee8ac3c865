"""The model's answers: paired runs with and without the change, and whether the median effect is what was expected."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

import numpy as np
import numpy.typing as npt

from aicompete.api import simulate
from aicompete.batch.store.results import Results
from aicompete.config import Scenario, apply_settings, load_scenario
from aicompete.expectations.questions import Question

Array = npt.NDArray[np.float64]
Readings = dict[tuple[str, str], Array]
Job = tuple[Scenario, list[tuple[str, str]], int, int]
"""A scenario, what is to be read of it in which months, the number of runs and the seed."""

PAIRS = 48
LOW, HIGH = 10.0, 90.0


@dataclass(frozen=True)
class Answer:
    """The median effect over pairs of runs with its 10 % and 90 % quantiles, and whether it meets the expectation.

    For a comparison the effect is that on the first reading less that on the second.
    """

    question: Question
    effect: float
    low: float
    high: float
    met: bool


def answers(questions: Sequence[Question], *, pairs: int = PAIRS, seed: int = 1, workers: int = 1) -> list[Answer]:
    """Answer every question; scenarios that several questions share are run once.

    Both sides of a pair have the same draw of the assumptions and the same shocks.
    """
    asked: dict[str, tuple[Scenario, set[tuple[str, str]]]] = {}
    sides: list[tuple[str, str]] = []
    for question in questions:
        before = apply_settings(load_scenario(question.base), question.off)
        after = apply_settings(before, question.change)
        keys = tuple(repr({k: v for k, v in one.to_dict().items() if k != "name"}) for one in (before, after))
        for key, scenario in zip(keys, (before, after), strict=True):
            wanted = asked.setdefault(key, (scenario, set()))[1]
            wanted.update((reading, question.date) for reading in question.readings)
        sides.append((keys[0], keys[1]))
    jobs = {key: (scenario, sorted(wanted), pairs, seed) for key, (scenario, wanted) in asked.items()}
    values: dict[str, Readings] = {}
    if workers > 1:
        # one of each structure first: workers that start at once would each compile the same months
        for key in {_structure(job): key for key, job in jobs.items()}.values():
            values[key] = _run(jobs.pop(key))
        with ProcessPoolExecutor(max(min(workers, len(jobs)), 1), mp_context=get_context("spawn")) as pool:
            values.update(zip(jobs, pool.map(_run, jobs.values()), strict=True))
    else:
        values = {key: _run(job) for key, job in jobs.items()}
    return [_judged(q, values[a], values[b]) for q, (a, b) in zip(questions, sides, strict=True)]


def _structure(job: Job) -> tuple[object, ...]:
    """What decides which compiled month a job needs."""
    scenario, wanted, *_ = job
    whole = scenario.to_dict()
    return (*(repr(whole.get(part)) for part in ("start", "disable", "targets", "replies")), _by_agent(wanted))


def _by_agent(wanted: Sequence[tuple[str, str]]) -> bool:
    """Whether figures of nations or firms are asked for: both are recorded then, so that one compiled month serves."""
    return any(name.startswith(("nations:", "firms:")) for name, _ in wanted)


def _run(job: Job) -> Readings:
    """Run one scenario up to the last month that is asked for and read what is asked."""
    scenario, wanted, pairs, seed = job
    months = max(scenario.dates.index(date) for _, date in wanted) + 1
    agents = _by_agent(wanted)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # dates after the month that is read are cut off on purpose
        results = simulate(scenario, pairs, seed, months=months, nations=agents, firms=agents)
    return {(name, date): read(results, name, date) for name, date in wanted}


def read(results: Results, name: str, date: str) -> Array:
    """Values in a month, ``(run,)``, of ``metric``, ``nations:ISO.metric``, ``firms:id.metric`` or a quotient of two.

    Raises ``KeyError`` for a metric that is not recorded.
    """
    first, _, second = name.partition("/")
    table, _, rest = first.rpartition(":")
    if not table:
        rows, columns = results.series, [first]
        prefix = ""
    else:
        rows = getattr(results, table)
        agent, _, column = rest.partition(".")
        rows = rows[rows["nation" if table == "nations" else "firm"] == agent]
        columns, prefix = [column], f"{table}:{agent}."
    rows = rows[rows["month"] == date].sort_values("run")
    if second:
        columns.append(second.removeprefix(prefix))
    values = [rows[column].to_numpy(dtype=np.float64) for column in columns]
    return values[0] / values[1] if second else values[0]


def _judged(question: Question, before: Readings, after: Readings) -> Answer:
    effects = []
    for name in question.readings:
        base, changed = before[name, question.date], after[name, question.date]
        with np.errstate(divide="ignore", invalid="ignore"):
            effects.append((changed - base) / np.abs(base) if question.relative else changed - base)
    effect = effects[0] - effects[1] if question.direction == "order" else effects[0]
    median, low, high = (float(np.percentile(effect, q)) for q in (50.0, LOW, HIGH))
    return Answer(question, median, low, high, meets(question, median))


def meets(question: Question, effect: float) -> bool:
    """Whether a median effect has the direction and the least size (``same``: at most that size) of the question."""
    if question.direction == "same":
        return abs(effect) <= question.smallest
    return (-effect if question.direction == "down" else effect) >= max(question.smallest, np.finfo(float).tiny)


def lines(found: Sequence[Answer]) -> list[str]:
    """The answers as text, one line each."""
    rows = []
    for answer in found:
        q = answer.question
        scale, unit = (100.0, " %") if q.relative else (1.0, "")
        effect = f"{answer.effect * scale:+.3g}{unit} ({answer.low * scale:+.3g} to {answer.high * scale:+.3g})"
        size = f"{q.smallest * scale:g}{unit}"
        wanted = f"at most {size}" if q.direction == "same" else f"{q.direction} by {size}"
        rows.append((q.id, "met" if answer.met else "NOT MET", effect, wanted, f"{q.metric} in {q.date}", q.question))
    widths = [max(len(row[i]) for row in rows) for i in range(5)]
    return [
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[-1]]) for row in rows
    ]
