"""A block of ways the game goes, stepped month by month; a move that lacks what it needs is not made in that run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from aicompete.config import Scenario, load_catalogue
from aicompete.engine.block import BlockResult, BlockTask, begun, result_of, step_until
from aicompete.engine.choice import COMPILED
from aicompete.engine.compiled import programs_of, step_compiled
from aicompete.engine.ensemble import Ensemble
from aicompete.engine.policy import Policy
from aicompete.engine.recorder import Record, Recorder
from aicompete.game.conditions import Flags, holding, looked_at
from aicompete.game.moves import Move
from aicompete.game.payoffs import BLOCKED
from aicompete.game.plays import Line, costs_of, read_line, scenario_of
from aicompete.world.columns import Array


@dataclass(frozen=True)
class Stepper:
    """Steps blocks whose points are ways a game goes, each with its line of moves as its description.

    ``lag``: how many months old what a player sees is. ``engine``: which one steps.
    """

    base: Scenario
    moves: Mapping[str, Move]
    players: tuple[str, ...]
    lag: int
    engine: str

    def __call__(self, task: BlockTask) -> BlockResult:
        """Step a block through its months and return what was recorded."""
        return _Block(self, task).result()


class _Block:
    """The runs of a block on their ways, which part where one run has what a move needs and another has not."""

    def __init__(self, stepper: Stepper, task: BlockTask) -> None:
        self.stepper, self.task = stepper, task
        self.inner = replace(task, record=monthly(task.record))
        self.ensemble, self.recorder = begun(self.inner)
        self.lines: list[Line] = [read_line(point.description) for point in task.points]
        self.way = np.asarray(task.point_index, dtype=np.int64)
        """Which line each run is on."""
        self.blocked = {who: np.zeros((len(self.way), task.months)) for who in stepper.players}
        self.programs = programs_of(self.inner) if stepper.engine == COMPILED else None

    def result(self) -> BlockResult:
        """All months stepped, with the game's own series, and only the months that were asked for."""
        gates = sorted({p.month for line in self.lines for p in line if self.stepper.moves[p.move].gated})
        for month in gates:
            self.advance(min(month, self.task.months))
            if month < self.task.months:
                self.gate(month)
        self.advance(self.task.months)
        whole = result_of(self.inner, self.recorder)
        whole.series.update(self.own_series())
        wanted = Recorder(self.task.record)
        kept = [i for i in range(self.task.months) if wanted.wants(i, i == self.task.months - 1)]
        for table in (whole.series, whole.nations):
            for name, values in table.items():
                table[name] = values[:, kept]
        whole.dates = [whole.dates[i] for i in kept]
        return whole

    def advance(self, month: int) -> None:
        if self.programs is not None:
            step_compiled(self.programs, self.ensemble, self.recorder, month)
        else:
            step_until(self.ensemble, self.recorder, month)

    def gate(self, month: int) -> None:
        """Take the moves of this month out of the lines of the runs in which what they need is not there."""
        moves, changed = self.stepper.moves, False
        now = max(month - 1 - self.stepper.lag, 0)
        tables = {level: self.recorder.tables(level) for level in ("series", "nations")}
        names = {p.move for line in self.lines for p in line if p.month == month and moves[p.move].gated}
        for name in sorted(names):
            held = self.ready(moves[name], month)
            needs = moves[name].needs
            if needs is not None:
                held = held & holding(needs, lambda words: told(words, tables, self.ensemble), now)
            makes = np.array([any(p.month == month and p.move == name for p in line) for line in self.lines])
            stopped = makes[self.way] & ~held
            self.blocked[moves[name].player][stopped, month:] += 1.0
            for place in np.unique(self.way[stopped]):
                left = tuple(p for p in self.lines[place] if (p.month, p.move) != (month, name))
                if left not in self.lines:
                    self.lines.append(left)
                self.way[stopped & (self.way == place)] = self.lines.index(left)
                changed = True
        if changed:
            used, rows = np.unique(self.way, return_inverse=True)
            points = [scenario_of(self.stepper.base, moves, self.lines[place]) for place in used]
            self.ensemble.policy = Policy(points, rows.tolist(), self.task.months, self.ensemble.assumptions)

    def ready(self, move: Move, month: int) -> Flags:
        """In which runs one of the moves has been made that must come before, ``(run,)``."""
        by_line = [not move.after or any(p.move in move.after and p.month < month for p in line) for line in self.lines]
        return np.array(by_line)[self.way]

    def own_series(self) -> dict[str, Array]:
        """What the moves made cost, and how many could not be made, ``(run, month)``."""
        months, players = self.task.months, self.stepper.players
        by_line = [costs_of(line, self.stepper.moves, players, months) for line in self.lines]
        found = {name: np.stack([costs[name] for costs in by_line])[self.way] for name in by_line[0]}
        return {**found, **{f"{BLOCKED}_{who.lower()}": values for who, values in self.blocked.items()}}


def monthly(record: Record) -> Record:
    """The same record month by month, as a condition may look at any month."""
    return replace(record, every="month")


def needs_nations(moves: Mapping[str, Move]) -> bool:
    """Whether some move needs a thing that is measured by nation."""
    levers = load_catalogue().levers
    names = looked_at(move.needs for move in moves.values())
    return any(len(words) > 1 and words[1] not in levers for words in names)


def needed_series(moves: Mapping[str, Move]) -> list[str]:
    """Series that some move's needs look at."""
    return [words[0] for words in looked_at(move.needs for move in moves.values()) if len(words) == 1]


def told(words: tuple[str, ...], tables: Mapping[str, Mapping[str, Array]], ensemble: Ensemble) -> Array:
    """What was recorded of a metric, or a lever as it was in force, ``(run, month)``."""
    if len(words) == 1:
        return tables["series"][words[0]]
    catalogue = load_catalogue()
    nation = catalogue.actors.axis.index(words[0])
    lever = catalogue.levers.get(words[1])
    if lever is None:
        return np.asarray(tables["nations"][words[1]][..., nation])
    months = ensemble.policy.stretch(lever.name, 0, max(ensemble.index, 1))
    cell = months[..., nation] if len(words) == 2 else months[..., lever.items.index(words[2]), nation]
    return np.broadcast_to(cell, (ensemble.runs, cell.shape[1]))
