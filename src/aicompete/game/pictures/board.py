"""The sheet that pictures of games stand on, and the colours of players."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from matplotlib.axes import Axes

from aicompete.plots.style import BLUE, GREEN, GREY, MUTED, ORANGE, PURPLE, VERMILLION, new_figure, own_look, save

COLOURS = {"USA": BLUE, "CHN": VERMILLION}
OTHERS = (GREY, GREEN, PURPLE, ORANGE)


def colour(who: str, place: int = 0) -> str:
    """A player's colour."""
    return COLOURS.get(who, OTHERS[place % len(OTHERS)])


@contextmanager
def board(title: str, below: str, size: tuple[float, float], path: Path, columns: int = 1) -> Iterator[list[Axes]]:
    """Axes side by side under a title, with a line of explanation below; saved at the end."""
    with own_look():
        figure = new_figure(size)
        figure.subplots_adjust(
            left=0.9 / size[0], right=1 - 0.3 / size[0], top=1 - 0.75 / size[1], bottom=1.0 / size[1]
        )
        axes = figure.subplots(1, columns, squeeze=False)[0]
        yield list(axes)
        figure.text(0.3 / size[0], 1 - 0.42 / size[1], title, fontsize=14, weight="bold")
        figure.text(0.3 / size[0], 0.2 / size[1], below, fontsize=8.5, color=MUTED)
        save(figure, path)
