"""Other worlds beside the one that happens: stepped along with the play, and rolled ahead from a snapshot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from aicompete.batch.design.blocks import cut, task_of, with_assumptions
from aicompete.config import Scenario, load_catalogue
from aicompete.engine.block import BlockTask, Record, begun, step_until
from aicompete.engine.choice import COMPILED, chosen
from aicompete.engine.compiled import programs_of, step_compiled
from aicompete.engine.policy import Policy
from aicompete.engine.program.untraceable import Untraceable
from aicompete.engine.recorder import Recorder
from aicompete.game.files import Game
from aicompete.game.moves import Move
from aicompete.game.plays import Line, costs_of, scenario_of
from aicompete.game.ways import design_of
from aicompete.world.columns import Array


class Rollout:
    """Some runs of a game's scenario with draws of their own, under the moves made so far.

    The same shocks and draws lie under every look ahead, so that the difference between two moves is never luck.
    """

    def __init__(
        self, game: Game, first: int, runs: int, months: int, record: Record, engine: str | None = None
    ) -> None:
        self.game, self.months, self.record = game, months, record
        scenario = replace(game.scenario, months=months)
        design = replace(
            design_of(replace(game, scenario=scenario), [(0,) * len(game.stages)], first, runs), record=record
        )
        self._task: BlockTask = with_assumptions(task_of(design, cut(runs, runs)[0]))
        self.ensemble, self.recorder = begun(self._task)
        self.scenario: Scenario = scenario
        self.moves: dict[str, Move] = dict(game.moves)
        self.line: Line = ()
        self._programs = None
        if chosen(engine) == COMPILED:
            try:
                self._programs = programs_of(self._task)
            except Untraceable:  # NumPy gives the same numbers but for the last digits
                self._programs = None

    @property
    def month(self) -> int:
        """How many months have been stepped."""
        return self.ensemble.index

    def play(self, line: Line) -> None:
        """Put all moves of a line in force; what is past of it is as it was."""
        self.line = line
        point = scenario_of(self.scenario, self.moves, line)
        runs = self.ensemble.runs
        self.ensemble.policy = Policy([point], [0] * runs, self.months, self.ensemble.assumptions)

    def advance(self, month: int) -> None:
        """Step until so many months are done."""
        self._step(self.recorder, month)

    def seen(self) -> Mapping[str, Mapping[str, Array]]:
        """What was recorded, level -> metric -> ``(run, month, ...)``."""
        return {level: self.recorder.tables(level) for level in ("series", "nations")}

    def ahead(self, line: Line, months: int) -> dict[str, Array]:
        """The coming months if these moves were made, name -> ``(run, month)``; the world is then as before.

        Names are those of the series, of nations' metrics with the nation before them, and of what moves cost.
        """
        here, month, before = self.ensemble.branch(), self.month, self.line
        recorder = Recorder(self._task.record, self.months, self.ensemble.answering.metrics)
        self.play(line)
        until = min(month + months, self.months)
        self._step(recorder, until)
        found = flat(recorder)
        players = dict.fromkeys([*self.game.players, *(self.moves[p.move].player for p in line)])
        costs = costs_of(line, self.moves, players, self.months)
        for name, values in costs.items():
            found[name] = np.broadcast_to(values[month:until], (self.ensemble.runs, until - month))
        self.play(before)
        self.ensemble.restore(here, month)
        return found

    def past(self) -> dict[str, Array]:
        """The months that were stepped, named as in ``ahead``."""
        return flat(self.recorder)

    def _step(self, recorder: Recorder, month: int) -> None:
        if self._programs is None:
            step_until(self.ensemble, recorder, month)
        else:
            step_compiled(self._programs, self.ensemble, recorder, month)


def flat(recorder: Recorder) -> dict[str, Array]:
    """What was recorded, name -> ``(run, month)``; nations' metrics as ``NLD.alignment``."""
    found = dict(recorder.tables("series"))
    axis = load_catalogue().actors.axis
    for name, values in recorder.tables("nations").items():
        found |= {f"{nation}.{name}": values[..., place] for place, nation in enumerate(axis)}
    return found
