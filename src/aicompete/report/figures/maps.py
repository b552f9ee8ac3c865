"""Tiles of the nations, roughly at their places in the world, coloured by month with a slider."""

from __future__ import annotations

import textwrap

import numpy as np
import plotly.graph_objects as go

from aicompete.analysis.bands import band
from aicompete.analysis.tables import Array, View
from aicompete.plots.geography import tile_places
from aicompete.report.figures.frame import ALIGNMENT_SCALE, figure, html, light, slider_months, with_slider

HEIGHT = 600
SIDES = {1: "US side", -1: "Chinese side", 0: "uncommitted"}


def alignment_map(seen: View, name: str) -> str:
    """Median alignment of every nation by month; on hover the band and how often it is on which side."""
    values = seen.nation_metric("alignment")
    b = band(values)
    sides = np.round(seen.nation_metric("membership")) if seen.has_nations("membership") else None
    months = slider_months(seen)
    hovers = {m: _hover(seen, b.median[m], b.low[m], b.high[m], None if sides is None else sides[:, m]) for m in months}
    return _tiles(seen, {m: b.median[m] for m in months}, hovers, "alignment", (-1.0, 1.0), name)


def difference_map(a: View, b: View, moved: Array, name: str) -> str:
    """Median of B - A of alignment, ``(pair, month, nation)``, by month; colours up to the largest difference."""
    found = band(moved)
    months = slider_months(b)
    largest = max(float(np.nanmax(np.abs(found.median[months]))), 0.01)
    hovers = {m: _difference_hover(b, found.median[m], found.low[m], found.high[m]) for m in months}
    return _tiles(b, {m: found.median[m] for m in months}, hovers, "B - A", (-largest, largest), name)


def _tiles(
    seen: View, values: dict[int, Array], hovers: dict[int, list[str]], what: str, span: tuple[float, float], name: str
) -> str:
    places = tile_places(seen.nation_codes)
    rows = 1 + max(row for _, row in places.values())
    columns = 1 + max(column for column, _ in places.values())
    names = ["<br>".join(textwrap.wrap(seen.names[c], 13, max_lines=2, placeholder=" ..")) for c in seen.nation_codes]

    def cells(month: int) -> dict[str, list[list[object]]]:
        z: list[list[object]] = [[None] * columns for _ in range(rows)]
        text: list[list[object]] = [[""] * columns for _ in range(rows)]
        said: list[list[object]] = [[""] * columns for _ in range(rows)]
        for i, (code, value) in enumerate(zip(seen.nation_codes, light(values[month], 3), strict=True)):
            column, row = places[code]
            z[row][column] = value
            text[row][column] = f"{names[i]}<br><b>{'?' if value is None else f'{value:+.2f}'}</b>"
            said[row][column] = hovers[month][i]
        return {"z": z, "text": text, "customdata": said}

    months = list(values)
    tiles = go.Heatmap(
        **cells(months[-1]), zmin=span[0], zmax=span[1], colorscale=ALIGNMENT_SCALE, xgap=4, ygap=4, hoverongaps=False,
        texttemplate="%{text}", hovertemplate="%{customdata}<extra></extra>", textfont={"size": 11},
        colorbar={
            "orientation": "h", "thickness": 11, "len": 0.34, "x": 0.0, "xanchor": "left", "y": 0.0,
            "yanchor": "bottom", "title": {"text": f"{what}: - China, + United States", "side": "top"},
            "title_font": {"size": 11},
        },
    )  # fmt: skip
    made = figure([tiles], HEIGHT, margin={"l": 4, "r": 4, "t": 6, "b": 90})
    made.update_xaxes(visible=False, range=[-0.5, columns - 0.5])
    made.update_yaxes(visible=False, range=[rows - 0.4, -0.5])
    frames = [go.Frame(data=[go.Heatmap(**cells(m))], name=seen.dates[m], traces=[0]) for m in months]
    with_slider(made, seen, months, frames)
    return html(made, name)


def _hover(seen: View, middle: Array, low: Array, high: Array, sides: Array | None) -> list[str]:
    said = []
    for i, code in enumerate(seen.nation_codes):
        text = f"<b>{seen.names[code]}</b><br>alignment {middle[i]:+.2f}"
        if len(seen.good) > 1:
            text += f" ({low[i]:+.2f} to {high[i]:+.2f})"
        if sides is not None:
            shares = [f"{words} {100 * float(np.mean(sides[:, i] == side)):.0f} %" for side, words in SIDES.items()]
            text += "<br>" + ", ".join(shares)
        said.append(text)
    return said


def _difference_hover(seen: View, middle: Array, low: Array, high: Array) -> list[str]:
    return [
        f"<b>{seen.names[code]}</b><br>B - A {middle[i]:+.3f} ({low[i]:+.3f} to {high[i]:+.3f})"
        for i, code in enumerate(seen.nation_codes)
    ]
