"""The sheet that pictures of games stand on, and the colours of players."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from matplotlib.axes import Axes

from aicompete.game.files import Game
from aicompete.plots.style import BLUE, GREEN, GREY, MUTED, ORANGE, PURPLE, VERMILLION, new_figure, own_look, save

TITLE_PER_INCH, TEXT_PER_INCH = 8.3, 15.5
"""Letters of the title and of the explanation in an inch."""
LINE = 0.16  # inches of a line of the explanation
NAMES = {"USA": "USA", "CHN": "China", "between": "nations between", "federal": "federal government"}
COLOURS = {"USA": BLUE, "CHN": VERMILLION}
OTHERS = (GREY, GREEN, PURPLE, ORANGE)


def colour(who: str, place: int = 0) -> str:
    """A player's colour."""
    return COLOURS.get(who, OTHERS[place % len(OTHERS)])


def player(who: str) -> str:
    """A player's name as a reader knows it."""
    return NAMES.get(who, who)


@contextmanager
def board(
    game: Game, title: str, below: str, size: tuple[float, float], path: Path, columns: int = 1
) -> Iterator[list[Axes]]:
    """Axes side by side under what one learns from them and the game's name, with an explanation below; saved at the
    end. Long titles and explanations take the lines they need, on a higher sheet."""
    room = size[0] - 0.6
    head = textwrap.wrap(title, int(room * TITLE_PER_INCH))
    foot = textwrap.wrap(below, int(room * TEXT_PER_INCH))
    top, bottom = 0.8 + LINE * 1.6 * len(head), 0.8 + LINE * len(foot)
    width, height = size[0], size[1] + 0.25 * (len(head) - 1) + LINE * (len(foot) - 1)
    with own_look():
        figure = new_figure((width, height))
        figure.subplots_adjust(left=0.9 / width, right=1 - 0.3 / width, top=1 - top / height, bottom=bottom / height)
        axes = figure.subplots(1, columns, squeeze=False)[0]
        yield list(axes)
        left = 0.3 / width
        figure.text(left, 1 - 0.18 / height, "\n".join(head), fontsize=14, weight="bold", va="top")
        about = f"game: {game.name}  |  {game.runs} runs of each way under the same shocks  |  seed {game.seed}"
        y = 1 - (0.24 + LINE * 1.6 * len(head)) / height
        figure.text(left, y, about, fontsize=9.5, color=MUTED, va="top")
        figure.text(left, 0.15 / height, "\n".join(foot), fontsize=8.5, color=MUTED, va="bottom", linespacing=1.3)
        save(figure, path)
