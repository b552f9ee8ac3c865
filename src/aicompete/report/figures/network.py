"""The alliance network by month with a slider: nodes sized by GDP or compute, coloured by alignment, lines for ties."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from aicompete.analysis.bands import band
from aicompete.analysis.tables import View
from aicompete.plots.geography import tie_weights
from aicompete.plots.network import SHOWN_TIE, amounts, areas, label, network_layout
from aicompete.plots.style import BLACK
from aicompete.report.figures.frame import ALIGNMENT_SCALE, figure, html, light, slider_months, with_slider

INCH = 88.0
"""Pixels for an inch of the layout, in which labels and nodes are known not to meet."""
TOP, BOTTOM = 54, 90  # pixels


def alliance_network(seen: View, name: str, size: str = "gdp") -> str:
    """The network as HTML. Needs the manifest's ties."""
    b = band(seen.nation_metric("alignment"))
    amount, words = amounts(seen, size)
    weights = tie_weights(seen.nation_codes, seen.manifest["ties"])
    spots = network_layout(seen, weights, np.sqrt(areas(np.nanmax(amount, axis=0)) / np.pi) / 72)
    months = slider_months(seen)
    labels = [label(seen.names[c]).replace("\n", "<br>") for c in seen.nation_codes]

    def nodes(month: int) -> dict[str, object]:
        hover = [
            f"<b>{seen.names[c]}</b><br>alignment {b.median[month, i]:+.2f} ({b.low[month, i]:+.2f} to "
            f"{b.high[month, i]:+.2f})<br>{words.split(',')[0]} {amount[month, i]:,.4g}"
            for i, c in enumerate(seen.nation_codes)
        ]
        sizes = INCH / 72 * 2 * np.sqrt(areas(amount[month]) / np.pi)
        return {"marker": {"color": light(b.median[month], 3), "size": light(sizes, 3)}, "customdata": hover}

    last = nodes(months[-1])
    marker = {
        "colorscale": ALIGNMENT_SCALE, "cmin": -1, "cmax": 1, "line": {"color": BLACK, "width": 0.8}, "opacity": 1,
        "colorbar": {
            "orientation": "h", "thickness": 11, "len": 0.42, "x": 0.0, "xanchor": "left", "y": 1.0,
            "yanchor": "bottom", "title": {"text": "alignment: - China, + United States", "side": "top"},
            "title_font": {"size": 11},
        },
    }  # fmt: skip
    points = go.Scatter(
        x=light(spots[:, 0], 4), y=light(spots[:, 1], 4), mode="markers", showlegend=False,
        hovertemplate="%{customdata}<extra></extra>", customdata=last["customdata"],
        marker=marker | dict(last["marker"]),  # type: ignore[call-overload]
    )  # fmt: skip
    radius = np.sqrt(areas(np.nanmax(amount, axis=0)) / np.pi) / 72
    words_at = go.Scatter(
        x=light(spots[:, 0], 4), y=light(spots[:, 1] - radius - 0.02, 4), mode="text", text=labels, showlegend=False,
        textposition="bottom center", textfont={"size": 11}, hoverinfo="skip",
    )  # fmt: skip
    low, high = float((spots[:, 1] - radius).min()) - 0.45, float((spots[:, 1] + radius).max()) + 0.05
    height = int((high - low) * INCH) + TOP + BOTTOM
    made = figure([*_ties(spots, weights), points, words_at], height, margin={"l": 4, "r": 4, "t": TOP, "b": BOTTOM})
    made.update_xaxes(visible=False, range=[float(spots[:, 0].min()) - 0.5, float(spots[:, 0].max()) + 0.5])
    made.update_yaxes(visible=False, range=[low, high])
    place = len(made.data) - 2
    frames = [go.Frame(data=[go.Scatter(**nodes(m))], name=seen.dates[m], traces=[place]) for m in months]
    with_slider(made, seen, months, frames)
    return html(made, name)


def _ties(spots: np.ndarray, weights: np.ndarray) -> list[go.Scatter]:
    """Lines in three strengths."""
    found = []
    for low, high, width in ((SHOWN_TIE, 0.7, 0.6), (0.7, 1.2, 1.2), (1.2, np.inf, 2.0)):
        x: list[float | None] = []
        y: list[float | None] = []
        for i in range(len(weights)):
            for j in range(i):
                if low <= weights[i, j] < high:
                    x += [*light(spots[[i, j], 0], 4), None]
                    y += [*light(spots[[i, j], 1], 4), None]
        line = {"color": "rgba(130,136,142,0.45)", "width": width}
        found.append(go.Scatter(x=x, y=y, mode="lines", line=line, hoverinfo="skip", showlegend=False))
    return found
