"""From moves made in certain months to a scenario: the paths of the levers, and what the moves cost month by month."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from aicompete.config import Lever, Scenario, load_catalogue
from aicompete.config.catalogue.levers import Value
from aicompete.config.reading.dates import Month
from aicompete.config.scenarios.paths import LeverPath, Path
from aicompete.game.moves import Move, Target
from aicompete.game.payoffs import EFFORT, MONEY, TRUST
from aicompete.world.columns import Array

TENTH = 0.1
"""Of a lever's range: how far a move takes it in a month where the move names no months of its own."""


@dataclass(frozen=True, order=True)
class Play:
    """A move made in a month (from 0)."""

    month: int
    move: str


Line = tuple[Play, ...]
"""The moves of one way the game goes, in order of months."""


def written(line: Line) -> str:
    """A line as text, such as "A0-1@1 A1-2a@6"."""
    return " ".join(f"{play.move}@{play.month}" for play in line)


def read_line(text: str) -> Line:
    """The line that ``written`` gave."""
    return tuple(Play(int(month), move) for move, _, month in (word.rpartition("@") for word in text.split()))


def scenario_of(base: Scenario, moves: Mapping[str, Move], line: Line) -> Scenario:
    """The scenario in which these moves are made; its description is the line.

    A move takes each lever from where it then stands straight to the target, by a tenth of the range a month or in
    the months that the move names. It never takes a lever back: where another move has gone as far in the direction
    in which the target lies from the game's start, nothing changes.
    """
    levers: dict[str, dict[str, LeverPath]] = {name: dict(actors) for name, actors in base.levers.items()}
    for play in sorted(line):
        move = moves[play.move]
        for target in move.targets:
            _set(base, levers, target, play.month, move)
    return replace(base, levers=levers, description=written(line))


def _set(base: Scenario, levers: dict[str, dict[str, LeverPath]], target: Target, month: int, move: Move) -> None:
    lever = load_catalogue().levers[target.lever]
    item = lever.items[target.place] if lever.items else None
    at_first = base.path(lever.name, target.actor, item).at((base.start + 0).first_day)
    here = replace(base, levers=levers).path(lever.name, target.actor, item)
    begin = base.start + month
    now = here.at(begin.first_day)
    if now == target.value or not (move.free or _further(lever, at_first, now, target.value)):
        return
    path = _way(lever, begin, now, target.value, move.months).over(here, base.start.first_day)
    actors = levers.setdefault(lever.name, {})
    if item is None:
        actors[target.actor] = path
        return
    held = actors.get(target.actor)
    items = dict(held) if isinstance(held, dict) else {}
    actors[target.actor] = {
        name: path if name == item else items[name] for name in lever.items if name in {*items, item}
    }


def _further(lever: Lever, at_first: Value, now: Value, aim: Value) -> bool:
    """Whether the target lies further from the start than the lever now stands."""
    if lever.kind == "choice":
        return aim != now
    start, here, there = lever.code(at_first), lever.code(now), lever.code(aim)
    return (there > here) if there > start else (there < here) if there < start else False


def _way(lever: Lever, begin: Month, now: Value, aim: Value, months: int) -> Path:
    """The path from a value to another from a month on."""
    if lever.at_months_end:
        return Path.steps({begin.first_day: aim})
    low, high = lever.range
    steps = months or int(np.ceil(abs(float(aim) - float(now)) / (TENTH * (high - low)) - 1e-9))
    return Path.linear({begin.first_day: now, (begin + max(steps, 1)).first_day: aim})


def costs_of(line: Line, moves: Mapping[str, Move], players: Iterable[str], months: int) -> dict[str, Array]:
    """What the moves in force cost each player month by month, series -> ``(month,)``."""
    costs = {f"{name}_{who.lower()}": np.zeros(months) for who in players for name in (MONEY, EFFORT, TRUST)}
    words = ((MONEY, "usd_bn_per_year"), (EFFORT, "effort"), (TRUST, "trust"))
    for play in line:
        move = moves[play.move]
        for name, word in words:
            costs[f"{name}_{move.player.lower()}"][play.month :] += move.costs.get(word, 0.0)
    return costs


def idle_targets(base: Scenario, moves: Sequence[Move]) -> list[str]:
    """Moves of which no lever moves, since all stand at their targets in the scenario already."""
    return [m.id for m in moves if m.targets and scenario_of(base, {m.id: m}, (Play(0, m.id),)).levers == base.levers]
