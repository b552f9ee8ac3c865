"""Lines with fans in small multiples: medians, 10-90 % bands, values on hover, a legend that switches them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from aicompete.analysis.bands import Band, band
from aicompete.analysis.tables import Array, View
from aicompete.analysis.words import axis_unit
from aicompete.plots.style import MUTED
from aicompete.report.figures.frame import GRID, days, html, light, styled

PANEL_HEIGHT = 290
LOG_RATIO = 20.0
"""Largest over smallest value from which on a panel has a logarithmic scale."""
FEW_DECADES = 100.0
"""The same below which it has ticks at 2 and 5 too."""


@dataclass(frozen=True)
class Line:
    """One fan: name in the legend, colour, months and band; ``middle``: "median" or "mean"."""

    name: str
    colour: str
    dates: Sequence[str]
    band: Band
    middle: str = "median"


@dataclass(frozen=True)
class Panel:
    """One small picture: title, unit, lines; a zero line where ``zero``."""

    title: str
    unit: str
    lines: Sequence[Line] = field(default_factory=list)
    zero: bool = False


def line_of(seen: View, metric: str, name: str, colour: str) -> Line:
    """A metric of a result as a fan."""
    return Line(name, colour, seen.dates, band(seen.metric(metric)))


def fan_panels(panels: Sequence[Panel], name: str, columns: int = 2) -> str:
    """Small multiples of fans as HTML."""
    panels = [p for p in panels if p.lines]
    columns = min(columns, len(panels))
    rows = -(-len(panels) // columns)
    titles = [f"<b>{p.title}</b>  [{axis_unit(p.unit)}]" for p in panels]
    gap = 0.34 / rows if rows > 1 else 0.0
    made = make_subplots(rows, columns, subplot_titles=titles, vertical_spacing=gap, horizontal_spacing=0.09)
    named: set[str] = set()
    for i, panel in enumerate(panels):
        row, column = i // columns + 1, i % columns + 1
        for line in panel.lines:
            for trace in _traces(line, panel.unit, len(panel.lines) > 1 and line.name not in named):
                made.add_trace(trace, row, column)
            named |= {line.name} if len(panel.lines) > 1 else set()
        _axes(made, panel, row, column)
    several = bool(named)
    styled(
        made, PANEL_HEIGHT * rows + 70, hovermode="x unified", showlegend=several,
        margin={"l": 64, "r": 20, "t": 70 if several else 45, "b": 36},
    )  # fmt: skip
    made.update_layout(legend={"y": 1 + 34 / (PANEL_HEIGHT * rows)})
    made.update_annotations(font={"size": 13}, xanchor="left")
    for annotation, i in zip(made.layout.annotations, range(len(panels)), strict=False):
        annotation.x = made.get_subplot(i // columns + 1, i % columns + 1).xaxis.domain[0]
    return html(made, name)


def _traces(line: Line, unit: str, legend: bool) -> list[go.Scatter]:
    x, b = days(line.dates), line.band
    scale = 100.0 if unit == "share" else 1.0
    low, high = light(b.low * scale, 5), light(b.high * scale, 5)
    middle = b.mean if line.middle == "mean" else b.median
    shared = {"x": x, "legendgroup": line.name, "hoverinfo": "skip", "showlegend": False}
    edge = {"line": {"width": 0}, "mode": "lines"}
    found = []
    if b.has_band and len(x) > 1:
        found.append(go.Scatter(y=low, **shared, **edge))
        found.append(go.Scatter(y=high, fill="tonexty", fillcolor=faded(line.colour), **shared, **edge))
    around = [f" ({_short(a)} to {_short(c)})" if b.has_band else "" for a, c in zip(low, high, strict=True)]
    found.append(
        go.Scatter(
            x=x, y=light(middle * scale, 5), name=line.name, legendgroup=line.name, showlegend=legend,
            mode="lines" if len(x) > 1 else "markers", line={"color": line.colour, "width": 2.2},
            customdata=around, hovertemplate="%{y:.4~g}%{customdata}<extra>" + line.name + "</extra>",
        )
    )  # fmt: skip
    return found


def _axes(made: go.Figure, panel: Panel, row: int, column: int) -> None:
    values = np.concatenate([np.concatenate([line.band.low, line.band.high]) for line in panel.lines])
    known = values[np.isfinite(values)]
    shown = {"gridcolor": GRID, "zeroline": panel.zero, "zerolinecolor": MUTED, "automargin": True}
    share = panel.unit == "share"
    if known.size and not share and known.min() > 0 and known.max() / known.min() > LOG_RATIO:
        ticks = "D2" if known.max() / known.min() < FEW_DECADES else 1
        made.update_yaxes(type="log", dtick=ticks, row=row, col=column, **shown)
    elif known.size and known.min() >= 0 and not panel.zero:
        top = float(known.max()) * (100.0 if share else 1.0)
        made.update_yaxes(range=[0, top * 1.06 or 1.0], row=row, col=column, **shown)
    else:
        made.update_yaxes(row=row, col=column, **shown)
    made.update_xaxes(showgrid=False, linecolor="#777777", ticks="outside", hoverformat="%b %Y", row=row, col=column)


def faded(colour: str, part: float = 0.18) -> str:
    """A colour for areas."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{part})"


def difference_line(values: Array, dates: Sequence[str], name: str, colour: str) -> Line:
    """Differences ``(pair, month)`` as a fan around their mean."""
    return Line(name, colour, dates, band(values), "mean")


def _short(value: float | None) -> str:
    return "?" if value is None else f"{value:,.4g}"
