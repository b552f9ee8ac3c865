"""What a sweep answers: a line over one setting, a heat map over two, points otherwise; with a slider over months."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from aicompete.analysis.cube import SAMPLED, is_number, kind_of_design, ordered
from aicompete.analysis.settings import setting_label, value_text
from aicompete.analysis.sweepresponse import grid, response, swept_settings
from aicompete.analysis.tables import View
from aicompete.analysis.words import axis_unit, metric_text, number, quantity
from aicompete.plots.style import BLUE, GREY, MUTED, SEQUENCE
from aicompete.report.figures.fans import faded
from aicompete.report.figures.frame import GRID, figure, html, light, slider_months, styled, with_slider

MOST_POINTS = 30
MOST_SCATTERS = 4
COLOURS = "Cividis"


def response_figure(seen: View, metric: str, name: str, settings: list[str] | None = None) -> str:
    """The response of a metric as HTML; of a sampled design ``settings`` says which to show, the strongest first."""
    swept = swept_settings(seen)
    table = response(seen, metric)
    full = int(np.prod([table[s].nunique(dropna=False) for s in swept])) == len(table)
    if kind_of_design(seen) in SAMPLED:
        return _scatters(seen, table, (settings or swept)[:MOST_SCATTERS], metric, name)
    if full and len(swept) == 1:
        return _lines(seen, table, swept[0], None, metric, name)
    if full and len(swept) == 2:
        return _heat(seen, swept, metric, name)
    return _points(seen, table, swept, metric, name)


def lines_by(seen: View, metric: str, name: str) -> str:
    """Over a full grid of two settings: a line with its band along the one that does more, for each value of the
    other."""
    table = response(seen, metric)
    along, by = sorted(swept_settings(seen), key=lambda s: -float(np.ptp(table.groupby(s)["median"].mean())))
    return _lines(seen, table, along, by, metric, name)


def _lines(seen: View, table: pd.DataFrame, along: str, by: str | None, metric: str, name: str) -> str:
    made = figure(height=400, hovermode="x unified", margin={"l": 64, "r": 20, "t": 60, "b": 56})
    groups = ordered(table[by]) if by else [None]
    for colour, value in zip(SEQUENCE, groups, strict=False):
        rows = table if by is None else table[table[by] == value]
        place = {v: i for i, v in enumerate(ordered(rows[along]))}
        rows = rows.iloc[np.argsort([place[v] for v in rows[along]], kind="stable")]
        x = [v if is_number(v) else value_text(v) for v in rows[along]]
        scale = _scale(seen, metric)
        label = "median" if by is None else f"{setting_label(by, seen.names)} {value_text(value)}"
        shared = {"x": x, "legendgroup": label, "hoverinfo": "skip", "showlegend": False, "mode": "lines"}
        low, high = light(rows["low"] * scale, 4), light(rows["high"] * scale, 4)
        made.add_trace(go.Scatter(y=low, line={"width": 0}, **shared))
        made.add_trace(go.Scatter(y=high, line={"width": 0}, fill="tonexty", fillcolor=faded(colour), **shared))
        around = [f" ({a:,.4g} to {b:,.4g})" if a is not None else "" for a, b in zip(low, high, strict=True)]
        made.add_trace(
            go.Scatter(
                x=x, y=light(rows["median"] * scale, 4), name=label, legendgroup=label, mode="lines+markers",
                line={"color": colour, "width": 2.2}, customdata=around,
                hovertemplate="%{y:.4~g}%{customdata}<extra>" + label + "</extra>",
            )
        )  # fmt: skip
    made.update_xaxes(title=setting_label(along, seen.names), gridcolor=GRID, zeroline=False)
    made.update_yaxes(title=_axis(seen, metric), gridcolor=GRID, zeroline=False, automargin=True)
    return html(made, name)


def _heat(seen: View, swept: list[str], metric: str, name: str) -> str:
    across, down = swept[0], swept[1]
    months = slider_months(seen)
    tables = {m: response(seen, metric, seen.dates[m]) for m in months}
    unit, scale = seen.unit(metric), _scale(seen, metric)

    def cells(month: int) -> dict[str, object]:
        found = {v: grid(tables[month], down, across, v) for v in ("median", "low", "high")}
        z = [light(row, 5) for row in found["median"].to_numpy() * scale]
        text = [
            [quantity(v, unit) if unit == "share" else number(v) for v in row] for row in found["median"].to_numpy()
        ]
        hover = [
            [f"{quantity(m, unit)} (10-90 % of runs: {quantity(a, unit)} to {quantity(b, unit)})" for m, a, b in rows]
            for rows in np.stack([found["median"], found["low"], found["high"]], axis=-1)
        ]
        return {"z": z, "text": text, "customdata": hover}

    last = grid(tables[months[-1]], down, across)
    values = np.concatenate([t["median"].to_numpy() for t in tables.values()]) * scale
    heat = go.Heatmap(
        **cells(months[-1]), x=[value_text(v) for v in last.columns], y=[value_text(v) for v in last.index],
        zmin=float(np.nanmin(values)), zmax=float(np.nanmax(values)), colorscale=COLOURS, xgap=2, ygap=2,
        texttemplate="%{text}", hovertemplate="%{customdata}<extra></extra>",
        colorbar={"title": {"text": axis_unit(unit), "side": "top", "font": {"size": 12}}, "thickness": 12},
    )  # fmt: skip
    made = figure([heat], 440, margin={"l": 80, "r": 20, "t": 20, "b": 140})
    made.update_xaxes(title=setting_label(across, seen.names), type="category")
    made.update_yaxes(title=setting_label(down, seen.names), type="category", automargin=True)
    with_slider(made, seen, months, [go.Frame(data=[go.Heatmap(**cells(m))], name=seen.dates[m]) for m in months])
    made.layout.sliders[0].y = made.layout.updatemenus[0].y = -0.2
    return html(made, name)


def _points(seen: View, table: pd.DataFrame, swept: list[str], metric: str, name: str) -> str:
    ranked = table.sort_values("median")
    half = MOST_POINTS // 2
    shown = ranked if len(ranked) <= MOST_POINTS else pd.concat([ranked.head(half), ranked.tail(half)])
    scale = _scale(seen, metric)
    labels = [
        "; ".join(f"{setting_label(s, seen.names)} {value_text(row[s])}" for s in swept if pd.notna(row[s]))
        for row in shown.to_dict("records")
    ]
    middle = shown["median"].to_numpy() * scale
    bars = {
        "type": "data", "symmetric": False, "color": GREY, "thickness": 3, "width": 0,
        "array": light(shown["high"].to_numpy() * scale - middle), "arrayminus": light(middle - shown["low"] * scale),
    }  # fmt: skip
    points = go.Scatter(
        x=light(middle, 5), y=[f"{i + 1}. {text}" for i, text in enumerate(labels)], mode="markers", error_x=bars,
        marker={"color": BLUE, "size": 9}, hovertemplate="%{y}<br>%{x:.4~g}<extra></extra>",
    )  # fmt: skip
    made = figure([points], 90 + 24 * len(shown), margin={"l": 8, "r": 20, "t": 20, "b": 46})
    made.update_yaxes(automargin=True, tickfont={"size": 11})
    made.update_xaxes(title=_axis(seen, metric), gridcolor=GRID, zeroline=False)
    return html(made, name)


def _scatters(seen: View, table: pd.DataFrame, settings: list[str], metric: str, name: str) -> str:
    shown = [s for s in settings if s in table.columns and all(is_number(v) for v in table[s])] or settings
    columns = min(2, len(shown))
    rows = -(-len(shown) // columns)
    titles = [setting_label(s, seen.names) for s in shown]
    made = make_subplots(rows, columns, subplot_titles=titles, shared_yaxes=True, vertical_spacing=0.36 / rows)
    for i, setting in enumerate(shown):
        x = [v if is_number(v) else value_text(v) for v in table[setting]]
        points = go.Scatter(
            x=x, y=light(table["median"] * _scale(seen, metric), 5), mode="markers", showlegend=False,
            marker={"color": BLUE, "size": 7, "opacity": 0.75}, hovertemplate="%{x:.3~g}: %{y:.4~g}<extra></extra>",
        )  # fmt: skip
        made.add_trace(points, i // columns + 1, i % columns + 1)
    styled(made, 300 * rows + 40, margin={"l": 64, "r": 20, "t": 40, "b": 40})
    made.update_yaxes(gridcolor=GRID, zeroline=False, linecolor=MUTED)
    made.update_yaxes(title=_axis(seen, metric), col=1)
    made.update_xaxes(gridcolor=GRID, zeroline=False)
    return html(made, name)


def _scale(seen: View, metric: str) -> float:
    return 100.0 if seen.unit(metric) == "share" else 1.0


def _axis(seen: View, metric: str) -> str:
    words = metric_text(metric)
    return f"{words[:1].upper()}{words[1:]} [{axis_unit(seen.unit(metric))}]"
