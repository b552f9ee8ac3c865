"""Moves in time over the coalitions: the way played against the scenario in which nobody moves."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from aicompete.analysis.words import change, date_text, metric_text
from aicompete.batch.design.blocks import cut, task_of, with_assumptions
from aicompete.game.files import Game
from aicompete.game.pictures.board import board, colour
from aicompete.game.plays import Line
from aicompete.game.stepping import Stepper
from aicompete.game.study import Study
from aicompete.game.ways import design_of, line_of
from aicompete.world.columns import Array

SHOWN = ("coalition_share_us_gdp", "coalition_share_cn_votes")
RUNS = 16
LETTERS = 90
"""Most letters of a move's name."""


def draw_timeline(study: Study, path: Path, engine: str) -> None:
    """The perfect way's moves, and both coalitions under it and without any move."""
    game = study.game
    way = study.perfect().way
    still = (0,) * len(way)
    lines = {"as played": monthly(game, way, engine), "nobody moves": monthly(game, still, engine)}
    draw(game, line_of(game, way), lines, path)


def monthly(game: Game, way: tuple[int, ...], engine: str) -> dict[str, Array]:
    """Medians over runs of the shares shown, month by month."""
    design = design_of(game, [way], 0, RUNS)
    record = replace(design.record, every="month", series=tuple(dict.fromkeys([*design.record.series, *SHOWN])))
    moves = {name: game.moves[name] for name in game.used}
    stepper = Stepper(game.scenario, moves, game.players, game.lag, engine)
    task = replace(with_assumptions(task_of(design, cut(RUNS, RUNS)[0])), record=record)
    series = stepper(task).series
    return {name: np.median(series[name], axis=0) for name in SHOWN}


def draw(game: Game, line: Line, lines: Mapping[str, Mapping[str, Array]], path: Path) -> None:
    """Shares as lines, moves as ticks of their players."""
    below = f"Medians of {RUNS} runs. Thin upright lines: the month in which moves begin. Dashed: nobody moves."
    rows = max(len(line), 1)
    with board(game, _title(game, lines), below, (11.0, 4.6 + 0.16 * rows), path) as (axes,):
        months = _first_year(game) + np.arange(game.months) / 12.0
        for label, shares in lines.items():
            for name, who in zip(SHOWN, ("USA", "CHN"), strict=True):
                style = "-" if label == "as played" else "--"
                words = f"{metric_text(name)}, {label}"
                axes.plot(months, 100.0 * shares[name], style, color=colour(who), linewidth=1.6, label=words)
        top, step = 100.0, 4.5
        for place, play in enumerate(sorted(line)):
            move = game.moves[play.move]
            when, height = _first_year(game) + play.month / 12.0, top + step * (place + 1)
            axes.plot([when, when], [0.0, height], color=colour(move.player), linewidth=0.5, alpha=0.5)
            axes.text(
                when + 0.03,
                height,
                textwrap.shorten(f"{play.move} {move.name}", LETTERS, placeholder=" ..."),
                fontsize=7,
                color=colour(move.player),
                va="center",
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.4},
            )
        axes.legend(frameon=False, fontsize=8, loc="lower right", ncols=2)
        axes.set_xlim(months[0], months[-1])
        axes.set_ylim(0.0, top + step * (len(line) + 1))
        axes.set_yticks(np.linspace(0.0, 100.0, 6), [f"{tick:.0f} %" for tick in np.linspace(0.0, 100.0, 6)])
        axes.set_ylabel("share of nations between the powers")


def _title(game: Game, lines: Mapping[str, Mapping[str, Array]]) -> str:
    """What the moves change in the last month."""
    said = []
    for name in SHOWN:
        played, still = (float(shares[name][-1]) for shares in lines.values())
        said.append(f"{metric_text(name)} {change(played - still, 'share')}")
    last = date_text(str(game.scenario.start + (game.months - 1)))
    return f"What the moves change by {last}: {', '.join(said)}"


def _first_year(game: Game) -> float:
    year, month = str(game.scenario.start).split("-")
    return int(year) + (int(month) - 1) / 12.0
