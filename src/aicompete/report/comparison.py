"""The report on a comparison: what B changes against A."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from aicompete.analysis.compare import Comparison, compare, paired_differences, pairing
from aicompete.analysis.effectsize import NOISE, THRESHOLDS, counted, first_lines, size_text
from aicompete.analysis.headlines import comparison_headline
from aicompete.analysis.influence import influence_of_difference
from aicompete.analysis.ledger import Ledger
from aicompete.analysis.tables import Array, View, failure_text
from aicompete.analysis.words import change, change_span, date_text, metric_text, quantity, sentence, span
from aicompete.plots.style import BLUE, ORANGE
from aicompete.report.content import Asked, Document, Item, Picture, Section, Table
from aicompete.report.figures.bars import effect_bars
from aicompete.report.figures.fans import Panel, difference_line, fan_panels, line_of
from aicompete.report.figures.frame import SLIDER_TEXT
from aicompete.report.figures.maps import alignment_map, difference_map
from aicompete.report.figures.network import alliance_network
from aicompete.report.run import facts_of
from aicompete.report.sections.assumptions import assumptions_of
from aicompete.report.sections.binding import binding_of
from aicompete.report.sections.costs import cost_sentence, costs_of_comparison
from aicompete.report.sections.levers import levers_differing, levers_of_comparison, under_comparison
from aicompete.report.sections.limits import limits_of
from aicompete.report.sections.movers import movers_of_comparison
from aicompete.report.sections.questions import questions_of
from aicompete.report.sections.repeat import repeat_of
from aicompete.report.sections.replies import replies_of

SENTENCES = 5
PANELS = 6
FOLLOWED = 4
"""Metrics of which the assumptions that matter are told."""


def comparison_report(a: View, b: View, asked: Asked) -> Document:
    """Question and answer, what differs, effects by size, who moved and why, costs, how to repeat it."""
    found = compare(a, b)
    how = f"{found.pairs} pairs of runs" if found.paired else f"{failure_text(a)} of A, {failure_text(b)} of B"
    ledger = Ledger(how)
    shown = first_lines(found.ranked[found.ranked["word"] != NOISE].reset_index(drop=True), SENTENCES)
    paid = cost_sentence(found, ledger)
    answer = [_effect_sentence(r, found, ledger) for r in shown.to_dict("records")]
    answer = [*answer[: SENTENCES - 1], paid] if paid and answer else answer
    if not answer:
        answer = ["No effect of B over A is more than noise."]
    levers = under_comparison(found)
    moved = nation_differences(a, b) if found.paired else None
    last = None if moved is None else moved[:, -1]
    date = str(found.effects["date"].iloc[-1])
    metrics = list(shown["metric"].head(FOLLOWED))
    influences = {str(m): influence_of_difference(a, b, str(m), date) for m in metrics} if found.paired else {}
    sections = [
        levers_of_comparison(found, a, b),
        Section("effects", "What it changes", _effects(found, a, b, ledger, levers)),
        Section("map", "Where it changes", _maps(a, b, moved, ledger, levers)),
        movers_of_comparison(a, b, last, ledger),
        costs_of_comparison(found, ledger),
        replies_of(b),
        binding_of({"A": a, "B": b}),
        assumptions_of(b, influences, date, "B - A"),
        questions_of(levers_differing(found), ledger, ask=asked.questions, workers=asked.workers),
        limits_of(b),
        repeat_of([a, b], asked.command),
    ]
    question = f"What does {ledger.name(b.name)} (B) change against {ledger.name(a.name)} (A)?"
    description = str(b.manifest.get("description") or "")
    if description:
        question += f" {ledger.name(description)}"
    return Document(
        title=f"{b.name} against {a.name}",
        question=question,
        answer=answer,
        facts=[*facts_of(a, "A"), *facts_of(b, "B")],
        sections=sections,
        ledger=ledger,
        warnings=[ledger.take(text, "pairing of the runs", "", "told by compare") for text in found.warnings],
    )


def nation_differences(a: View, b: View) -> Array | None:
    """B - A of alignment, ``(pair, month, nation)``, over the months of B; ``None`` where that cannot be had."""
    rows_a, rows_b, _ = pairing(a, b)
    if rows_a is None or rows_b is None or a.dates != b.dates or a.nation_codes != b.nation_codes:
        return None
    if not (a.has_nations("alignment") and b.has_nations("alignment")):
        return None
    return np.asarray(b.nation_metric("alignment")[rows_b] - a.nation_metric("alignment")[rows_a])


def _effect_sentence(r: dict[Any, Any], found: Comparison, ledger: Ledger) -> str:
    """One effect: direction, size, both levels, interval, size against the band, and when it is largest."""
    metric, date, unit = str(r["metric"]), str(r["date"]), str(r["unit"])
    of = "pairs" if found.paired else "runs"

    def say(text: str, statistic: str, *values: float) -> str:
        return ledger.claim(text, metric, date, statistic, *values)

    word = "rises" if r["effect"] > 0 else "falls"
    effect = say(change(r["effect"], unit).lstrip("+-"), f"mean of B - A over {of}", r["effect"])
    when = say(date_text(date), "month")
    levels = _levels(r, unit, say)
    text = f"{metric_text(metric)} {word} by {effect} in {when}, {levels}"
    if math.isfinite(r["low"]):
        sure = ledger.claim("95 %", "interval", "", "of the mean, used throughout")
        between = say(change_span(r["low"], r["high"], unit), "interval of the mean", r["low"], r["high"])
        text += f" ({sure} interval {between})"
    if math.isfinite(r["size"]):
        size = say(size_text(r["size"]), "effect over the 10-90 % band of A", r["size"])
        text += f"; that is {size} times the band it has in A, {r['word']}"
    if r["peak_date"] and change(r["peak"], unit) != change(r["effect"], unit):
        most = ledger.claim(change(r["peak"], unit), metric, str(r["peak_date"]), "largest mean of B - A", r["peak"])
        at = ledger.claim(date_text(str(r["peak_date"])), metric, str(r["peak_date"]), "month of the largest B - A")
        text += f"; the difference is largest in {at} ({most})"
    return sentence(text)


def _levels(r: dict[Any, Any], unit: str, say: Any) -> str:
    if quantity(r["a"], unit) == quantity(r["b"], unit):
        return f"from {say(quantity(r['a'], unit), 'mean of A', r['a'])}"
    return f"from {say(span(r['a'], r['b'], unit), 'means of A and of B', r['a'], r['b'])}"


def _effects(found: Comparison, a: View, b: View, ledger: Ledger, levers: str) -> list[Item]:
    ranked = found.ranked
    note = f"Every metric compared, at the date of its largest effect. {THRESHOLDS} Point at a bar for the numbers."
    items: list[Item] = [Picture(comparison_headline(found, ledger), effect_bars(ranked, "effects"), note, levers)]
    chosen = [str(m) for m in first_lines(ranked[ranked["word"] != NOISE].reset_index(drop=True), PANELS)["metric"]]
    if chosen and len(set(a.dates) & set(b.dates)) > 1:
        if found.paired:
            panels = []
            for m in chosen:
                values, dates = paired_differences(a, b, m)
                unit, scale = b.unit(m), 1.0
                panels.append(
                    Panel(_title(m), unit, [difference_line(values * scale, dates, "B - A", BLUE)], zero=True)
                )
            note = "Line: mean of B - A over pairs of runs under the same shocks; band: 10-90 % of pairs."
            items.append(Picture(_largest(found, ledger), fan_panels(panels, "differences"), note, levers))
        both = [
            Panel(_title(m), b.unit(m), [line_of(a, m, f"A: {a.name}", ORANGE), line_of(b, m, f"B: {b.name}", BLUE)])
            for m in chosen
        ]
        note = "Line: median; band: 10-90 % of runs. Click a name to hide or show it."
        items.append(Picture("The same metrics in A and in B", fan_panels(both, "both"), note, levers))
    head = ("Metric", "In", "A", "B", "B - A", "Interval", "Of A's band", "Verdict")
    of = f"{found.pairs} pairs" if found.paired else "all runs"
    note = f"Means over {of}; 95 % intervals; {counted(ranked)}."
    return [*items, Table(head, [_row(r) for r in ranked.to_dict("records")], note)]


def _largest(found: Comparison, ledger: Ledger) -> str:
    """When the differences are largest."""
    shown = first_lines(found.ranked[found.ranked["word"] != NOISE].reset_index(drop=True), 2)
    said = []
    for r in shown.to_dict("records"):
        if r["peak_date"]:
            text = change(r["peak"], str(r["unit"]))
            peak = ledger.claim(text, str(r["metric"]), str(r["peak_date"]), "largest mean of B - A", r["peak"])
            at = ledger.claim(
                date_text(str(r["peak_date"])), str(r["metric"]), str(r["peak_date"]), "month of the largest B - A"
            )
            said.append(f"{metric_text(str(r['metric']))} most in {at} ({peak})")
    return sentence("; ".join(said)).removesuffix(".") or "The differences over time"


def _maps(a: View, b: View, moved: Array | None, ledger: Ledger, levers: str) -> list[Item]:
    items: list[Item] = []
    if moved is not None:
        middle = np.median(moved[:, -1], axis=0)
        i = int(np.abs(middle).argmax())
        date = b.dates[-1]
        text = ledger.claim(
            f"{middle[i]:+.2f}", f"alignment of {b.nation_codes[i]}", date, "median of B - A", float(middle[i])
        )
        when = ledger.claim(date_text(date), "alignment", date, "month")
        title = f"{b.names[b.nation_codes[i]]}'s alignment differs most: {text} by {when}"
        note = f"Difference of alignment, B - A: median over pairs of runs. {SLIDER_TEXT} Point at a tile for the band."
        items.append(Picture(title, difference_map(a, b, moved, "difference_map"), note, levers))
    elif b.has_nations("alignment"):
        items.append(Picture("Alignment by nation in B", alignment_map(b, "map"), "Median over runs of B.", levers))
    if b.has_nations("alignment") and b.manifest.get("ties"):
        note = (
            "Alliance network in B: colour is alignment (median over runs), size is GDP, lines are ties at the start."
        )
        items.append(Picture("The alliance network in B", alliance_network(b, "network"), note, levers))
    return items


def _row(r: dict[Any, Any]) -> tuple[str, ...]:
    unit = str(r["unit"])
    interval = change_span(r["low"], r["high"], unit) if math.isfinite(r["low"]) else "none"
    size = size_text(r["size"]) if math.isfinite(r["size"]) else "-"
    return (metric_text(str(r["metric"])), date_text(str(r["date"])), quantity(r["a"], unit), quantity(r["b"], unit),
            change(r["effect"], unit), interval, size, str(r["word"]))  # fmt: skip


def _title(metric: str) -> str:
    words = metric_text(metric)
    return words[:1].upper() + words[1:]
