"""Costs to whom, where costs were recorded (metrics ``cost_usa``, ``cost_chn``, ``cost_world`` and their kinds)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from aicompete.analysis.bands import band
from aicompete.analysis.compare import paired_differences
from aicompete.analysis.errors import AnalysisError
from aicompete.analysis.ledger import Ledger
from aicompete.analysis.tables import Array, View
from aicompete.analysis.words import change, date_text, number, unit_text
from aicompete.report.content import Item, Picture, Section, Table
from aicompete.report.figures.bars import stacked_costs

PREFIX = "cost_"
GROSS = "Gains of others are not set off."
PAYERS = {"usa": "United States", "chn": "China", "rest": "other nations", "world": "all nations"}


def costs_of_run(seen: View, ledger: Ledger, levers: str) -> Section:
    """Costs by payer: means over the recorded months, the worst month, and by kind over time."""
    payers = [p for p in PAYERS if seen.has(PREFIX + p)]
    whole = f"{seen.dates[0]} to {seen.dates[-1]}"
    rows = []
    for payer in payers:
        values = seen.metric(PREFIX + payer)
        mean, path = band(values.mean(axis=1)), band(values).median
        worst = int(path.argmax())
        rows.append(
            (
                PAYERS[payer],
                _spread(mean.median, mean.low, mean.high),
                f"{number(float(path[worst]))} in {date_text(seen.dates[worst])}",
            )
        )
    if not rows:
        return Section("costs", "Costs to whom", [])
    unit = unit_text(seen.unit(PREFIX + payers[0])) or "USD bn per year"
    note = f"{unit}, {whole}; medians over {len(seen.good)} runs, 10-90 % of runs in brackets. {GROSS}"
    items: list[Item] = [Table(("Payer", "Mean over the months", "Worst month"), rows, note)]
    by_kind = {PAYERS[p]: _kinds(seen, p, lambda m: seen.metric(m).mean(axis=0)) for p in payers if p != "world"}
    by_kind = {p: kinds for p, kinds in by_kind.items() if kinds}
    if by_kind and len(seen.dates) > 1:
        words = {k: k.replace("_", " ") for kinds in by_kind.values() for k in kinds}
        items.append(
            Picture(
                _largest(seen, payers, ledger),
                stacked_costs(by_kind, seen.dates, words, "costs"),
                f"{unit}, mean over runs, by kind.",
                levers,
            )
        )
    return Section("costs", "Costs to whom", items)


def costs_of_comparison(a: View, b: View) -> Section:
    """Costs of B over A by payer, paired, with the kind that differs most."""
    rows = []
    for payer, words in PAYERS.items():
        metric = PREFIX + payer
        if not (a.has(metric) and b.has(metric)):
            continue
        try:
            moved, dates = paired_differences(a, b, metric)
        except AnalysisError:
            continue
        unit = b.unit(metric)
        each = band(moved.mean(axis=1))
        kinds = _kinds(b, payer, lambda m: paired_differences(a, b, m)[0].mean(axis=0) if a.has(m) else np.zeros(1))
        most = max(kinds, key=lambda k: abs(float(kinds[k].mean())), default="")
        path = moved.mean(axis=0)
        worst = int(np.abs(path).argmax())
        rows.append(
            (
                words,
                f"{change(float(each.mean), unit)} ({number(float(each.low))} to {number(float(each.high))})",
                most.replace("_", " "),
                f"{change(float(path[worst]), unit)} in {date_text(dates[worst])}",
            )
        )
    note = "B - A, mean over the months both recorded and over pairs of runs; 10-90 % of pairs in brackets."
    items = [Table(("Payer", "B over A", "Mostly", "Largest difference"), rows, note)] if rows else []
    return Section("costs", "Costs to whom", items)


def _kinds(seen: View, payer: str, read: Callable[[str], Array]) -> dict[str, Array]:
    names = [m for m in seen.family(PREFIX) if m.endswith("_" + payer) and m != PREFIX + payer]
    return {m.removeprefix(PREFIX).removesuffix("_" + payer): read(m) for m in names}


def _largest(seen: View, payers: list[str], ledger: Ledger) -> str:
    """Who pays most, in a line."""
    means = {p: float(np.median(seen.metric(PREFIX + p).mean(axis=1))) for p in payers if p != "world"}
    payer = max(means, key=lambda p: means[p])
    text = ledger.claim(
        number(means[payer]), PREFIX + payer, f"{seen.dates[0]} to {seen.dates[-1]}",
        "median over runs of the mean over months", means[payer],
    )  # fmt: skip
    return f"Most is paid by the {PAYERS[payer]}: {text} {unit_text(seen.unit(PREFIX + payer))}".replace(
        "the China", "China"
    )


def _spread(middle: Array, low: Array, high: Array) -> str:
    return f"{number(float(middle))} ({number(float(low))} to {number(float(high))})"
