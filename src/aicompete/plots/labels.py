"""Names beside dots, placed so that they cover neither each other nor the dots."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.text import Text

from aicompete.analysis.tables import Array

LETTER, LINE = 0.58, 1.15
"""Width of a letter and height of a line over the size of the type."""
WAYS = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1))
STEPS = (1.0, 1.8, 2.8, 4.0, 5.5)

Box = tuple[float, float, float, float]


def name_dots(
    axes: Axes,
    x: Array,
    y: Array,
    names: Sequence[str],
    size: float = 8.5,
    colour: str = "#333333",
    avoid: Sequence[Text] = (),
) -> None:
    """Write the names at the nearest free place around each dot, the most lonely dots last; limits must be final.

    ``avoid``: texts already there.
    """
    axes.apply_aspect()  # an equal aspect moves the dots only when it is applied
    scale = axes.figure.dpi / 72.0
    spots = axes.transData.transform(np.column_stack([x, y]))
    frame = axes.get_window_extent()
    taken: list[Box] = [_around(px, py, 8.0 * scale, 8.0 * scale) for px, py in spots]
    taken += [(box.x0, box.y0, box.x1, box.y1) for box in (text.get_window_extent() for text in avoid)]
    crowd = np.array([_near(spots, spot) for spot in spots])
    for i in np.argsort(crowd, kind="stable"):
        width, height = LETTER * size * len(names[i]) * scale, LINE * size * scale
        box = _free(spots[i], width, height, taken, (frame.x0, frame.y0, frame.x1, frame.y1), 7.0 * scale)
        taken.append(box)
        middle = (0.5 * (box[0] + box[2]), 0.5 * (box[1] + box[3]))
        at = axes.transData.inverted().transform(middle)
        axes.text(at[0], at[1], names[i], fontsize=size, ha="center", va="center", color=colour)


def _near(spots: Array, spot: Array) -> float:
    """Distance to the nearest other dot."""
    return float(np.sort(np.hypot(*(spots - spot).T))[1]) if len(spots) > 1 else 0.0


def _around(x: float, y: float, width: float, height: float) -> Box:
    return (x - width / 2, y - height / 2, x + width / 2, y + height / 2)


def _free(spot: Array, width: float, height: float, taken: Sequence[Box], frame: Box, gap: float) -> Box:
    """The first place around a dot that is free and inside the frame; to its right where none is."""
    for step in STEPS:
        for dx, dy in WAYS:
            x = spot[0] + dx * (gap * step + width / 2)
            y = spot[1] + dy * (gap * step + height / 2)
            box = _around(x, y, width, height)
            inside = box[0] >= frame[0] and box[2] <= frame[2] and box[1] >= frame[1] and box[3] <= frame[3]
            if inside and not any(_overlap(box, other) for other in taken):
                return box
    return _around(spot[0] + gap + width / 2, spot[1], width, height)


def _overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
