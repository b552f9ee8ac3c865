"""One look for the interactive pictures, a slider over months, and their HTML."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
import plotly.io as pio

from aicompete.analysis.tables import View
from aicompete.analysis.words import date_text
from aicompete.plots.style import BLACK, MUTED

WIDTH = 940
FONT = "Segoe UI, Helvetica Neue, Helvetica, Arial, DejaVu Sans, sans-serif"
GRID = "#E4E4E4"
CONFIG: dict[str, Any] = {"displaylogo": False, "responsive": True, "modeBarButtons": [["toImage"]]}
"""One button, to save the picture: nothing that leads away from the page."""
SLIDER_TEXT = "Move the slider or press Play; on paper it is the last month."
MOST_STEPS = 48
"""Steps of a slider: every month of a short run, a month a quarter or a year of a long one."""
ALIGNMENT_SCALE = [
    [0.0, "#8A3B00"], [0.167, "#D55E00"], [0.333, "#F2B48C"], [0.5, "#FAFAFA"],
    [0.667, "#8FC1E3"], [0.833, "#0072B2"], [1.0, "#003F66"],
]  # fmt: skip
"""From China to the United States, as in the other pictures of alignment."""


def figure(traces: Sequence[Any] = (), height: int = 420, **layout: Any) -> go.Figure:
    """An empty figure with the look of the report."""
    made = go.Figure(list(traces))
    styled(made, height, **layout)
    return made


def styled(made: go.Figure, height: int, **layout: Any) -> None:
    """Give a figure the look of the report."""
    base: dict[str, Any] = {
        "template": "none",
        "font": {"family": FONT, "size": 13, "color": BLACK},
        "paper_bgcolor": "white",
        "plot_bgcolor": "white",
        "height": height,
        "margin": {"l": 60, "r": 20, "t": 40, "b": 45},
        "hoverlabel": {"font": {"family": FONT, "size": 12}},
        "legend": {"orientation": "h", "yanchor": "bottom", "y": 1.04, "x": 0, "font": {"size": 12}},
    }
    made.update_layout(**(base | layout))


def html(made: go.Figure, name: str) -> str:
    """The figure as a part of a page that already holds Plotly; ``name`` is its id, after ``figure_``."""
    made.update_xaxes(title_font={"size": 13})
    made.update_yaxes(title_font={"size": 13}, ticklabelstandoff=4)
    options = {"config": CONFIG, "include_plotlyjs": False, "full_html": False, "auto_play": False}
    return str(pio.to_html(made, div_id=f"figure_{name}", **options))


def days(dates: Sequence[str]) -> list[str]:
    """Months as days on a date axis."""
    return [f"{d}-01" for d in dates]


def light(values: Any, digits: int = 6) -> list[Any]:
    """Numbers with few digits, ``None`` where there is none: a small page."""
    flat = np.asarray(values, dtype=np.float64)
    return [None if not np.isfinite(v) else float(f"{v:.{digits}g}") for v in flat.ravel()]


def slider_months(seen: View) -> list[int]:
    """Positions of the months a slider stops at: the first, the last, and evenly between."""
    count = len(seen.dates)
    step = next((s for s in (1, 3, 6, 12) if -(-count // s) <= MOST_STEPS), max(count // MOST_STEPS, 1))
    found = list(range(0, count, step))
    return found if found[-1] == count - 1 else [*found, count - 1]


def with_slider(made: go.Figure, seen: View, months: Sequence[int], frames: Sequence[go.Frame]) -> None:
    """Put a slider over months and a play button under a figure; it begins at the last month."""
    made.frames = list(frames)
    instant = {"mode": "immediate", "frame": {"duration": 0, "redraw": True}, "transition": {"duration": 0}}
    steps = [
        {"method": "animate", "label": date_text(seen.dates[m]), "args": [[frame.name], instant]}
        for m, frame in zip(months, frames, strict=True)
    ]
    playing = {"mode": "immediate", "fromcurrent": False, "frame": {"duration": 180, "redraw": True}}
    button = {
        "type": "buttons", "showactive": False, "x": 0.0, "y": -0.02, "xanchor": "left", "yanchor": "top",
        "pad": {"t": 18, "r": 10},
        "buttons": [{"label": "Play", "method": "animate", "args": [None, playing]}],
    }  # fmt: skip
    slider = {
        "active": len(steps) - 1, "steps": steps, "x": 0.09, "y": -0.02, "len": 0.91, "xanchor": "left",
        "yanchor": "top", "pad": {"t": 8}, "currentvalue": {"prefix": "", "font": {"size": 15, "color": BLACK}},
        "font": {"size": 10, "color": MUTED}, "ticklen": 3, "minorticklen": 0,
    }  # fmt: skip
    made.update_layout(sliders=[slider], updatemenus=[button])
