"""The report on a sweep: what each swept setting does, and how sure that is."""

from __future__ import annotations

import numpy as np
import pandas as pd

from aicompete.analysis.cube import SAMPLED, kind_of_design
from aicompete.analysis.headlines import response_headline
from aicompete.analysis.influence import influence
from aicompete.analysis.ledger import Ledger
from aicompete.analysis.settings import lever_of, setting_label, setting_text
from aicompete.analysis.story import story
from aicompete.analysis.sweepresponse import response, shown_metrics, swept_settings
from aicompete.analysis.sweepsummary import Summary, summary
from aicompete.analysis.tables import View, failure_text
from aicompete.analysis.words import change, date_text, metric_text, quantity, sentence, span
from aicompete.report.comparison import nation_differences
from aicompete.report.content import Asked, Document, Item, Picture, Section, Table
from aicompete.report.figures.frame import SLIDER_TEXT
from aicompete.report.figures.maps import difference_map
from aicompete.report.figures.response import lines_by, response_figure
from aicompete.report.run import facts_of
from aicompete.report.sections.assumptions import assumptions_of
from aicompete.report.sections.costs import costs_of_run
from aicompete.report.sections.levers import levers_of_sweep
from aicompete.report.sections.limits import limits_of
from aicompete.report.sections.movers import movers_of_comparison
from aicompete.report.sections.questions import questions_of
from aicompete.report.sections.repeat import repeat_of

SENTENCES = 5
MOST_ROWS = 30


def sweep_report(seen: View, asked: Asked) -> Document:
    """Question and answer, what is swept, responses, where the spread comes from, extremes, how to repeat it."""
    ledger = Ledger(f"{failure_text(seen)} of {seen.name}")
    opening, *said = story(seen, notes=ledger)
    metrics = shown_metrics(seen)
    found = summary(seen)
    answer = [*[_extremes(seen, m, ledger) for m in metrics[:1]], *said][:SENTENCES]
    levers = _swept_text(seen)
    warnings = [
        ledger.take(sentence(text), "summary of the sweep", seen.dates[-1], "told by summary")
        for text in found.warnings()
    ]
    low, high = _extreme_points(seen, metrics[0])
    sections = [
        levers_of_sweep(seen),
        Section("responses", "What the swept settings do", _responses(seen, metrics, found, ledger, levers)),
        Section("sources", "Where the spread comes from", _sources(seen, found)),
        Section("extremes", "Between the two extremes", _between(seen, low, high, metrics[0], ledger)),
        _movers(seen, low, high, ledger),
        costs_of_run(View(seen.results, high), ledger.of(f"runs of point {high}"), levers),
        assumptions_of(
            seen, {m: influence(seen, m) for m in metrics}, seen.dates[-1], "values less their point's median"
        ),
        questions_of(map(lever_of, swept_settings(seen)), ledger, ask=asked.questions, workers=asked.workers),
        limits_of(seen),
        repeat_of([seen], asked.command),
    ]
    labels = [ledger.name(setting_label(s, seen.names)) for s in swept_settings(seen)]
    description = ledger.name(str(seen.manifest.get("description") or ""))
    return Document(
        title=seen.name,
        question=f"What do {' and '.join(labels)} do? {description}".strip(),
        answer=answer,
        facts=[("points", str(len(seen.manifest["points"]))), *facts_of(seen)],
        sections=sections,
        ledger=ledger,
        warnings=[opening, *warnings],
    )


def _swept_text(seen: View) -> str:
    return (
        "Swept: "
        + "; ".join(setting_label(s, seen.names) for s in swept_settings(seen))
        + ". Other levers are told under Levers."
    )


def _extreme_points(seen: View, metric: str) -> tuple[int, int]:
    """The points with the lowest and the highest median of a metric at the end."""
    table = response(seen, metric).dropna(subset=["median"])
    points, medians = table["point"].to_numpy(), table["median"].to_numpy()
    return int(points[medians.argmin()]), int(points[medians.argmax()])


def _point_text(seen: View, point: int) -> str:
    moved = swept_settings(seen)
    settings = {k: v for k, v in dict(seen.manifest["points"][point]).items() if k in moved}
    return ", ".join(setting_text(k, v, seen.names) for k, v in settings.items()) or f"point {point}"


def _extremes(seen: View, metric: str, ledger: Ledger) -> str:
    """Between which points a metric lies."""
    low, high = _extreme_points(seen, metric)
    table, unit, date = response(seen, metric), seen.unit(metric), seen.dates[-1]
    ends = [float(table.loc[table["point"] == p, "median"].iloc[0]) for p in (low, high)]
    texts = [
        ledger.claim(quantity(v, unit), metric, date, f"median of the runs of point {p}", v)
        for p, v in zip((low, high), ends, strict=True)
    ]
    where = [ledger.name(_point_text(seen, p)) for p in (low, high)]
    return sentence(f"{metric_text(metric)} lies between {texts[0]} ({where[0]}) and {texts[1]} ({where[1]})")


def _responses(seen: View, metrics: list[str], found: Summary, ledger: Ledger, levers: str) -> list[Item]:
    items: list[Item] = []
    table = found.sensitivity
    swept = swept_settings(seen)
    lines = kind_of_design(seen) not in SAMPLED and len(swept) == 2
    for metric in metrics:
        ranked = [str(s) for s in table.loc[table["metric"] == metric, "setting"]] if len(table) else None
        note = f"{metric_text(metric)} at every point: medians over draws and replicates; point at one for its band."
        title = response_headline(seen, metric, notes=ledger)
        items.append(
            Picture(title, response_figure(seen, metric, f"response_{metric}", ranked), sentence(note), levers)
        )
        if lines and len(response(seen, metric)) == len(seen.manifest["points"]):
            note = f"{metric_text(metric)} in {date_text(seen.dates[-1])}: median, band 10-90 % of runs."
            items.append(
                Picture("The same with bands", lines_by(seen, metric, f"lines_{metric}"), sentence(note), levers)
            )
    return items


def _sources(seen: View, found: Summary) -> list[Item]:
    """Variance by source, what each setting did, and sensitivities of a sampled design."""
    items: list[Item] = []
    shares = found.variance
    if len(shares) and np.isfinite(shares["share"]).all() and shares["source"].nunique() > 1:
        wide = shares.pivot_table(index="metric", columns="source", values="share", sort=False)
        rows = [
            (metric_text(str(m)), *(f"{100 * v:.0f} %" for v in row))
            for m, row in zip(wide.index, wide.to_numpy(), strict=True)
        ]
        items.append(
            Table(("Metric", *map(str, wide.columns)), rows, f"Share of the variance in {date_text(seen.dates[-1])}.")
        )
    effects = found.effects
    listed = set(swept_settings(seen))
    rows = [
        (
            setting_label(str(r["setting"]), seen.names),
            str(r["verdict"]),
            f"{r['pairs_moved']} of {r['pairs']}" if r["pairs"] else "-",
        )
        for r in effects.to_dict("records")
        if r["setting"] in listed
    ]
    if rows:
        items.append(
            Table(
                ("Setting", "Verdict", "Neighbouring points that it moved"),
                rows,
                "With the same shocks and draws a setting that does nothing moves exactly nothing.",
            )
        )
    table = found.sensitivity
    if len(table):
        column = "mu_star" if "mu_star" in table else "first_order"
        top = pd.concat([part.head(6) for _, part in table.groupby("metric", sort=False)])
        rows = [
            (metric_text(str(r["metric"])), setting_label(str(r["setting"]), seen.names), f"{r[column]:.3g}")
            for r in top.to_dict("records")
        ]
        what = "Mean size of the elementary effects" if column == "mu_star" else "First-order share of the variance"
        items.append(Table(("Metric", "Setting", what), rows, "The strongest settings of each metric.", words=2))
    points = found.points
    first = points[points["metric"] == points["metric"].iloc[0]].head(MOST_ROWS)
    unit = str(first["unit"].iloc[0])
    rows = [
        (
            _point_text(seen, int(r["point"])),
            quantity(r["median"], unit),
            span(r["low"], r["high"], unit),
            change(r["error"], unit).lstrip("+"),
            str(r["runs"]),
        )
        for r in first.to_dict("records")
    ]
    note = f"{metric_text(str(first['metric'].iloc[0]))} in {date_text(seen.dates[-1])}" + (
        f"; the first {MOST_ROWS} of {len(seen.manifest['points'])} points"
        if len(first) < len(seen.manifest["points"])
        else ""
    )
    items.append(Table(("Point", "Median", "10-90 % of runs", "Standard error of the mean", "Runs"), rows, f"{note}."))
    return items


def _between(seen: View, low: int, high: int, metric: str, ledger: Ledger) -> list[Item]:
    a, b = View(seen.results, low), View(seen.results, high)
    moved = nation_differences(a, b) if low != high else None
    if moved is None:
        return []
    middle = np.median(moved[:, -1], axis=0)
    i = int(np.abs(middle).argmax())
    text = ledger.claim(
        f"{middle[i]:+.2f}", f"alignment of {b.nation_codes[i]}", seen.dates[-1], "median of B - A", float(middle[i])
    )
    title = f"Alignment differs most for {b.names[b.nation_codes[i]]}: {text}"
    note = (
        f"A: lowest {metric_text(metric)}, {_point_text(seen, low)}. B: highest, {_point_text(seen, high)}. "
        f"Median of B - A over pairs of runs. {SLIDER_TEXT}"
    )
    return [Picture(title, difference_map(a, b, moved, "difference_map"), note, _swept_text(seen))]


def _movers(seen: View, low: int, high: int, ledger: Ledger) -> Section:
    a, b = View(seen.results, low), View(seen.results, high)
    moved = nation_differences(a, b) if low != high else None
    return movers_of_comparison(a, b, None if moved is None else moved[:, -1], ledger)
