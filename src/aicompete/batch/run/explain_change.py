"""What moved a nation between two months: parts of the change of alignment, votes, adoption and laws.

Alignment and votes follow a target with a delay, and the target is a curve of a sum of terms. Each month a term adds
its Aumann-Shapley share of the target; the delay passes it on month by month. So the parts add up to the change, run by
run, whatever the path was.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from aicompete.batch.design.blocks import cut, task_of, with_assumptions
from aicompete.batch.design.design import ensemble
from aicompete.batch.errors import BatchError
from aicompete.batch.run.explain_adoption import Adoption
from aicompete.batch.run.explain_laws import WORDS, Laws

if TYPE_CHECKING:
    from aicompete.config import Scenario
    from aicompete.engine.ensemble import Ensemble

Array = npt.NDArray[np.float64]
STILL = 0.005
"""A mean change of alignment smaller than this counts as none."""
SLIGHT = 1e-6
REST = "what was under way"
"""The part of a change that follows from where a nation stood at the start and from no term."""


@dataclass(frozen=True)
class Change:
    """A change and its parts, each ``(run,)``; before and after are values, parts add up to after less before.

    Between two months of one scenario, or in one month from one scenario to another.
    """

    what: str
    unit: str
    before: Array
    after: Array
    parts: dict[str, Array]

    @property
    def change(self) -> Array:
        """The whole change, run by run."""
        return self.after - self.before


@dataclass(frozen=True)
class _Follower:
    """A column that follows a curve of named terms: how to read it after a month."""

    what: str
    names: tuple[str, ...]
    level: Callable[[Any], Array]
    rest: Callable[[Any], Array]
    terms: Callable[[Any], Array]
    scale: Callable[[Any], Any]
    rate: Callable[[Any], Array]
    luck: Callable[[Any], Array] = lambda a: np.empty((len(a.votes), 0, a.votes.shape[-1]))  # outside the curve


@dataclass(frozen=True)
class Path:
    """Names of the parts; level ``(run, N)`` and parts ``(run, name, N)`` at the recorded months."""

    names: tuple[str, ...]
    level: dict[str, Array]
    parts: dict[str, Array]


def followers() -> tuple[_Follower, ...]:
    """What can be taken apart."""
    from aicompete.subjects.alliances.state import TERMS, VOTE_TERMS

    def traits(alliances: Any) -> Any:
        return alliances.traits.value

    return (
        _Follower(
            "alignment", TERMS, lambda a: a.alignment, lambda a: a.alignment_rest, lambda a: a.terms,
            lambda a: 4.0 * a.hedge, lambda a: traits(a).alignment_rate,
        ),
        _Follower(
            "votes", (*VOTE_TERMS, "noise"), lambda a: a.votes, lambda a: a.votes_rest, lambda a: a.vote_terms,
            lambda a: 1.0, lambda a: traits(a).votes_rate, lambda a: a.vote_luck[:, None],
        ),
    )  # fmt: skip


def paths(scenario: Scenario, dates: tuple[str, ...], runs: int, seed: int) -> tuple[Ensemble, dict[str, Path]]:
    """Step an ensemble to the last of some months and keep levels and parts at each of them.

    Raises ``BatchError`` for a month outside the scenario.
    """
    from aicompete.engine.ensemble import Ensemble
    from aicompete.rules import hedged_parts

    months = list(scenario.dates)
    for date in dates:
        if date not in months:
            raise BatchError(f"month {date} is outside the scenario, which runs from {months[0]} to {months[-1]}")
    design = ensemble(scenario, runs, seed, months=max(months.index(date) for date in dates) + 1)
    task = with_assumptions(task_of(design, cut(runs, runs)[0]))
    replicates = [key.replicate for key in task.runs]
    model = Ensemble(task.points, task.point_index, task.assumptions, replicates, seed, task.months)
    known, followed = followers(), (Adoption(model), Laws(model))
    parts: dict[str, Array] = {one.what: np.zeros((runs, 1, model.facts.n)) for one in known}
    found = {what: Path(names, {}, {}) for what, names in _names(known, followed).items()}
    while model.index < task.months:
        date = model.date
        model.step()
        alliances = model.world.alliances
        for one in known:
            added = hedged_parts(one.rest(alliances), one.terms(alliances), one.scale(alliances))
            rate = one.rate(alliances)[:, None]
            parts[one.what] = (1.0 - rate) * parts[one.what] + rate * added
            if date in dates:
                found[one.what].level[date] = one.level(alliances)
                found[one.what].parts[date] = np.concatenate([parts[one.what], one.luck(alliances)], axis=1)
        for other in followed:
            other.step()
            if date in dates:
                levels, apart = other.levels(), other.parts()
                for what in levels:
                    found[what].level[date], found[what].parts[date] = levels[what], apart[what]
    return model, found


def _names(known: tuple[_Follower, ...], followed: tuple[Adoption | Laws, ...]) -> dict[str, tuple[str, ...]]:
    found = {one.what: one.names for one in known}
    return {**found, **{what: other.names for other in followed for what in other.levels()}}


def over_time(scenario: Scenario, nation: str, begin: str, end: str, runs: int, seed: int) -> list[Change]:
    """What moved a nation from one month to a later one.

    Raises ``BatchError`` for months outside the scenario or in the wrong order, and for a nation that takes no sides.
    """
    if begin >= end:
        raise BatchError(f"the change from {begin} to {end} goes back in time: give the earlier month first")
    model, found = paths(scenario, (begin, end), runs, seed)
    place = place_of(model, nation)
    changes = []
    for what, path in found.items():
        parts = path.parts[end][:, :, place] - path.parts[begin][:, :, place]
        before, after = (path.level[date][:, place] for date in (begin, end))
        changes.append(_change(what, path.names, before, after, parts))
    return _worth_telling(changes, nation, scenario)


def between_scenarios(first: Scenario, second: Scenario, nation: str, date: str, runs: int, seed: int) -> list[Change]:
    """In what a nation's place in one month differs from one scenario to another, over the same draws and shocks."""
    (model, one_way), (_, other) = (paths(scenario, (date,), runs, seed) for scenario in (first, second))
    place = place_of(model, nation)
    changes = []
    for what, a in one_way.items():
        b = other[what]
        parts = b.parts[date][:, :, place] - a.parts[date][:, :, place]
        changes.append(_change(what, a.names, a.level[date][:, place], b.level[date][:, place], parts))
    return _worth_telling(changes, nation, first, second)


def _worth_telling(changes: list[Change], nation: str, *scenarios: Scenario) -> list[Change]:
    """Alignment, votes and compliance always; laws where they moved and no scenario sets them."""
    pinned = {WORDS[name] for scenario in scenarios for name in WORDS if nation in scenario.levers.get(name, {})}
    return [
        change
        for change in changes
        if change.what not in WORDS.values() or (change.what not in pinned and np.abs(change.change).max() > SLIGHT)
    ]


def place_of(model: Ensemble, nation: str) -> int:
    """Place of a nation that takes sides. Raises ``BatchError`` for any other."""
    names = [str(n) for n in model.facts.nation_ids[:-1]]
    if nation not in names or nation in ("USA", "CHN"):
        raise BatchError(f"{nation!r} is no nation that takes sides; give an iso3 code such as KOR")
    return names.index(nation)


def _change(what: str, names: tuple[str, ...], before: Array, after: Array, parts: Array) -> Change:
    named = {name: parts[:, i] for i, name in enumerate(names)}
    left = after - before - parts.sum(axis=1)
    if np.abs(left).max() > 1e-9:
        named[REST] = left
    return Change(what, "-1 China to +1 USA" if what in ("alignment", "votes") else "0 to 1", before, after, named)


def headline(nation: str, changes: list[Change]) -> str:
    """ "India moves 0.07 toward China: trust -0.05, peers -0.02"."""
    from aicompete.config import load_catalogue

    first = changes[0]
    moved = float(first.change.mean())
    parts = sorted(first.parts.items(), key=lambda part: -abs(float(part[1].mean())))[:2]
    said = ", ".join(f"{name} {values.mean():+.3f}" for name, values in parts)
    name = load_catalogue().actors.names.get(nation, nation).split(" (")[0]
    if abs(moved) < STILL:
        return f"{name} hardly moves ({moved:+.3f}): {said}"
    return f"{name} moves {abs(moved):.2f} toward {'the United States' if moved > 0 else 'China'}: {said}"


def lines(nation: str, head: str, changes: list[Change], names: tuple[str, str]) -> list[str]:
    """The changes as a table: means, which add up, with 10-90 % of runs."""
    said = [f"{nation}: {head}"]
    for change in changes:
        rows = sorted(change.parts.items(), key=lambda part: -abs(float(part[1].mean())))
        width = max(len(name) for name in (*change.parts, *names, "sum"))
        said += [
            f"{change.what} [{change.unit}]",
            f"  {names[0].ljust(width)}  {_mean(change.before)}",
            *(f"  {name.ljust(width)}  {_mean(values)}" for name, values in rows),
            f"  {'sum'.ljust(width)}  {_mean(change.change)}",
            f"  {names[1].ljust(width)}  {_mean(change.after)}",
        ]
    runs = len(changes[0].before)
    return [
        *said,
        f"Means over {runs} runs, which add up; 10-90 % of runs in brackets. + toward the USA, - toward China.",
    ]


def _mean(values: Array) -> str:
    low, high = np.percentile(values, [10, 90])
    return f"{values.mean():+.3f} ({low:+.3f} to {high:+.3f})"
