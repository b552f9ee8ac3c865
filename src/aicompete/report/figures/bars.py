"""Bars: effects by size, the terms that moved a nation, costs by kind and payer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from aicompete.analysis.comparetext import effect_text
from aicompete.analysis.effectsize import LARGE, LARGE_FROM, NOISE, SMALL, SMALL_FROM, UNSIZED
from aicompete.analysis.tables import Array
from aicompete.analysis.words import date_text, metric_text
from aicompete.plots.style import BLUE, GREY, MUTED, ORANGE, SEQUENCE, VERMILLION
from aicompete.report.figures.frame import GRID, days, figure, html, light, styled

WORD_COLOURS = {LARGE: BLUE, SMALL: "#8FC1E3", NOISE: "#C9C9C9", UNSIZED: GREY}
WIDEST = 1.0
"""Sizes beyond this are drawn as this, with the number beside the bar."""


def effect_bars(ranked: pd.DataFrame, name: str) -> str:
    """One bar per metric: the effect over the band of A, with its sign; large, small and noise in three colours."""
    rows = ranked[::-1]
    noise = rows["word"].eq(NOISE) & ~np.isfinite(rows["size"])  # A has no band, and nobody knows the sign
    drawn = rows["size"].where(~noise, 0.0).fillna(0.0).to_numpy()
    size = np.minimum(drawn, WIDEST) * np.sign(rows["effect"].to_numpy())
    labels = [metric_text(str(m)) for m in rows["metric"]]
    made = figure(height=60 + 24 * len(rows), margin={"l": 8, "r": 20, "t": 30, "b": 46}, barmode="overlay")
    for word, colour in WORD_COLOURS.items():
        of = rows["word"].eq(word).to_numpy()
        if not of.any():
            continue
        chosen = rows[of]
        hover = [f"{effect_text(r)}<br>in {date_text(str(r['date']))}" for r in chosen.to_dict("records")]
        beside = [f"{s:.2g}" if s > WIDEST else "" for s in drawn[of]]
        made.add_trace(
            go.Bar(
                x=light(size[of], 3), y=[label for label, kept in zip(labels, of, strict=True) if kept], name=word,
                orientation="h", marker={"color": colour}, customdata=hover, text=beside,
                hovertemplate="<b>%{y}</b><br>%{customdata}<extra></extra>", width=0.7,
                textposition="outside", textangle=0, cliponaxis=False,
            )
        )  # fmt: skip
    made.update_yaxes(categoryorder="array", categoryarray=labels, automargin=True, ticks="")
    made.update_xaxes(title="B - A over the 10-90 % band of A", gridcolor=GRID, zerolinecolor=MUTED)
    for at in (-LARGE_FROM, -SMALL_FROM, SMALL_FROM, LARGE_FROM):
        made.add_vline(x=at, line={"color": MUTED, "width": 0.8, "dash": "dot"})
    return html(made, name)


def waterfalls(nations: Mapping[str, Mapping[str, float]], name: str) -> str:
    """For each nation the terms that moved its alignment, summing to the whole; means over runs, which add up."""
    made = make_subplots(1, len(nations), subplot_titles=[f"<b>{n}</b>" for n in nations], horizontal_spacing=0.09)
    for i, terms in enumerate(nations.values(), start=1):
        ordered = sorted(terms.items(), key=lambda term: -abs(term[1]))
        labels = [*(t for t, _ in ordered), "sum"]
        values = [*(v for _, v in ordered), sum(terms.values())]
        made.add_trace(
            go.Waterfall(
                x=labels, y=light(values, 3), measure=["relative"] * len(ordered) + ["total"], showlegend=False,
                increasing={"marker": {"color": BLUE}}, decreasing={"marker": {"color": VERMILLION}},
                totals={"marker": {"color": GREY}}, connector={"line": {"color": "#BBBBBB", "width": 1}},
                hovertemplate="%{x}: %{delta:+.3f}<extra></extra>",
            ),
            1, i,
        )  # fmt: skip
    styled(made, 330, margin={"l": 56, "r": 10, "t": 36, "b": 70})
    made.update_yaxes(gridcolor=GRID, zerolinecolor=MUTED, tickformat="+.2f")
    made.update_xaxes(tickangle=-45)
    return html(made, name)


def stacked_costs(
    payers: Mapping[str, Mapping[str, Array]], dates: Sequence[str], kinds: Mapping[str, str], name: str
) -> str:
    """Means over runs of each kind of cost, stacked, one panel a payer on one scale."""
    made = make_subplots(
        1, len(payers), subplot_titles=[f"<b>{p}</b>" for p in payers], shared_yaxes=True, horizontal_spacing=0.05
    )
    colours = dict(zip(kinds, SEQUENCE, strict=False))
    named: set[str] = set()
    for i, by_kind in enumerate(payers.values(), start=1):
        for kind, values in by_kind.items():
            colour = colours.get(kind, ORANGE)
            made.add_trace(
                go.Scatter(
                    x=days(dates), y=light(values, 4), name=kinds[kind], legendgroup=kind, stackgroup="all",
                    showlegend=kind not in named, line={"width": 0.5, "color": colour}, fillcolor=colour,
                    mode="lines", hovertemplate="%{y:,.4~g}",
                ),
                1, i,
            )  # fmt: skip
            named.add(kind)
    styled(made, 400, hovermode="x unified", margin={"l": 60, "r": 10, "t": 90, "b": 36})
    made.update_layout(legend={"y": 1.12})
    made.update_yaxes(gridcolor=GRID)
    made.update_yaxes(title="USD bn per year", row=1, col=1)
    return html(made, name)
