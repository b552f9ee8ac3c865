"""All ways a game can go, as a design that is run, stored and continued like a sweep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from aicompete.batch.design.design import Design, crossed
from aicompete.batch.design.keys import Crossing, Keys
from aicompete.batch.errors import FolderError
from aicompete.batch.run.model import Model, model_for
from aicompete.batch.store.schema import Metric
from aicompete.engine.block import Record
from aicompete.engine.metrics import by_level
from aicompete.game.files import Game
from aicompete.game.payoffs import metrics_in, moves_metrics
from aicompete.game.plays import Line, Play, scenario_of, written
from aicompete.game.stepping import Stepper, needed_series, needs_nations

TOTAL_COST = "cost_world"
"""What the competition costs all nations together; told beside the payoffs."""
END_STATES = tuple(metric.name for metric in by_level("series") if metric.name.startswith("end_state_"))
"""What a month would be called by: each is 1 where the world is in that state."""
MARK = "game.txt"
"""File in a results folder that says which game's runs these are."""


def line_of(game: Game, choice: Sequence[int]) -> Line:
    """The moves of one way: the option chosen at each stage."""
    chosen = zip(game.stages, choice, strict=True)
    return tuple(Play(stage.month, name) for stage, place in chosen for name in stage.options[place].moves)


def record_for(game: Game) -> Record:
    """What is kept: the metrics that payoffs weigh, that are watched and that moves look at, at each year's end."""
    moves = {name: game.moves[name] for name in game.used}
    own = moves_metrics(game.players)
    named = [*metrics_in(game.payoffs), *game.watch, *END_STATES, TOTAL_COST, *needed_series(moves)]
    series = tuple(dict.fromkeys(name for name in named if name not in own))
    return Record(nations=needs_nations(moves), every="year", series=series)


def design_of(game: Game, ways: Sequence[Sequence[int]], first: int, runs: int) -> Design:
    """Ways of a game, each with the draws ``first`` to ``first + runs - 1``: the same draws for every way, so that
    the difference between two ways is never luck."""
    points = [scenario_of(game.scenario, game.moves, line_of(game, way)) for way in ways]
    settings = [
        {
            f"stage{place}": stage.options[chosen].label
            for place, (stage, chosen) in enumerate(zip(game.stages, way, strict=True))
        }
        for way in ways
    ]
    last = first + runs
    design = crossed(
        game.name,
        game.scenario,
        points,
        settings,
        draws=last,
        replicates=last,
        seed=game.seed,
        record=record_for(game),
        description=game.description,
    )
    keys = Keys((Crossing(range(len(points)), range(first, last), range(first, last), paired=True),))
    return replace(design, keys=keys, sampling={"game": game.digest()})


def model_of(game: Game, design: Design, engine: str | None = None) -> Model:
    """The model with the game's own series, stepped with what moves need in view."""
    # programs must be ready for the months that are kept inside: all of them
    model = model_for(design, engine)
    own = {name: Metric(*about) for name, about in moves_metrics(game.players).items()}
    moves = {name: game.moves[name] for name in game.used}
    stepper = Stepper(game.scenario, moves, game.players, game.lag, model.engine)
    return Model(stepper, replace(model.schema, series={**model.schema.series, **own}), model.engine)


def claim(game: Game, folder: Path) -> None:
    """Mark a folder as this game's. Raises ``FolderError`` where it holds the runs of another one."""
    mark = folder / MARK
    if mark.exists() and mark.read_text(encoding="utf-8").strip() != game.digest():
        raise FolderError(
            f"{folder} holds runs of another game, or of this one before its moves, stages or scenario changed; "
            "name another folder with --out, or delete it"
        )
    folder.mkdir(parents=True, exist_ok=True)
    mark.write_text(game.digest() + "\n", encoding="utf-8")


def set_aside(folder: Path) -> Path:
    """Rename a game's folder to ``<folder>-old`` or with a number; refuses a folder that is no game's."""
    if not (folder / MARK).exists():
        raise FolderError(f"{folder} is no folder of a game; name another with --out")
    names = (f"{folder.name}-old", *(f"{folder.name}-old-{number}" for number in range(2, 1000)))
    target = next(folder.with_name(name) for name in names if not folder.with_name(name).exists())
    return folder.rename(target)


def all_ways(game: Game) -> list[tuple[int, ...]]:
    """Every way, the last stage varying fastest."""
    return [tuple(int(i) for i in way) for way in np.ndindex(*game.shape)]


def told(game: Game, way: Sequence[int]) -> str:
    """A way in words, such as "CHN plan, USA crack 2, CHN none"."""
    return ", ".join(f"{s.player} {s.options[i].label}" for s, i in zip(game.stages, way, strict=True))


__all__ = ["all_ways", "claim", "design_of", "line_of", "model_of", "record_for", "told", "written"]
