"""Costs to whom, where costs were recorded: of a run by payer and kind, of a comparison what B costs over A."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from aicompete.analysis.bands import band
from aicompete.analysis.compare import Comparison
from aicompete.analysis.costs import COMPARED, GROSS, KINDS, PAYERS, mean_by_kind
from aicompete.analysis.ledger import Ledger
from aicompete.analysis.tables import Array, View
from aicompete.analysis.words import change, change_span, date_text, joined, number, sentence, unit_text
from aicompete.report.content import Item, Picture, Section, Table
from aicompete.report.figures.bars import stacked_costs

TITLE = "Costs to whom"
PREFIX = "cost_"
UNIT = "USD bn per year"


def costs_of_run(seen: View, ledger: Ledger, levers: str) -> Section:
    """Costs by payer: means over the recorded months, the worst month, and by kind over time."""
    payers = [p for p in PAYERS if seen.has(PREFIX + p)]
    if not payers:
        return Section("costs", TITLE, [])
    rows = []
    for payer in payers:
        values = seen.metric(PREFIX + payer)
        mean, path = band(values.mean(axis=1)), band(values).median
        worst = int(path.argmax())
        peak = f"{number(float(path[worst]))} in {date_text(seen.dates[worst])}"
        rows.append((_name(payer), _spread(mean.median, mean.low, mean.high), peak))
    whole = f"{date_text(seen.dates[0])} to {date_text(seen.dates[-1])}"
    note = f"{UNIT}, {whole}; medians over {len(seen.good)} runs, 10-90 % of runs in brackets; {GROSS}."
    items: list[Item] = [Table(("Payer", "Mean over the months", "Worst month"), rows, note)]
    by_kind = {_name(p): mean_by_kind(seen, p) for p in payers if p != "world"}
    by_kind = {payer: kinds for payer, kinds in by_kind.items() if kinds}
    if by_kind and len(seen.dates) > 1:
        picture = stacked_costs(by_kind, seen.dates, KINDS, "costs")
        items.append(Picture(_largest(seen, payers, ledger), picture, f"{UNIT}, mean over runs, by kind.", levers))
    return Section("costs", TITLE, items)


def costs_of_comparison(found: Comparison, ledger: Ledger) -> Section:
    """Costs of B over A by payer, with the kind that explains most of it and the month of the largest difference."""
    rows = [
        (
            _name(str(r["payer"])),
            change(r["effect"], UNIT),
            change_span(r["low"], r["high"], UNIT) if math.isfinite(r["low"]) else "none",
            str(r["mostly"]),
            f"{change(r['most'], UNIT)} in {date_text(str(r['most_at']))}",
        )
        for r in found.paying.to_dict("records")
    ]
    head = ("Payer", "B over A", "95 % interval", "Mostly", "Largest difference")
    note = f"Means over the months that both recorded and over {_of(found)}; {GROSS}."
    return Section("costs", TITLE, [Table(head, rows, note)] if rows else [])


def cost_sentence(found: Comparison, ledger: Ledger) -> str:
    """Who pays for B over A, in a sentence; empty where costs were not recorded."""
    rows = {str(r["payer"]): r for r in found.paying.to_dict("records")}
    if not rows or not found.months:
        return ""
    said = [f"the {PAYERS[p]} {_claimed(rows[p], found, ledger)}" for p in COMPARED if p in rows]
    return sentence(f"over A, B costs {joined(said)}, mean over the months; {GROSS}".replace("the China", "China"))


def _claimed(r: dict[Any, Any], found: Comparison, ledger: Ledger) -> str:
    metric, dates = f"{PREFIX}{r['payer']}", f"{found.months[0]} to {found.months[-1]}"
    text = ledger.claim(change(r["effect"], UNIT), metric, dates, f"mean of B - A over {_of(found)}", r["effect"])
    return f"{text} (mostly {r['mostly']})" if r["mostly"] else text


def _of(found: Comparison) -> str:
    return "pairs of runs" if found.paired else "runs"


def _largest(seen: View, payers: list[str], ledger: Ledger) -> str:
    """Who pays most, in a line."""
    means = {p: float(np.median(seen.metric(PREFIX + p).mean(axis=1))) for p in payers if p != "world"}
    payer = max(means, key=lambda p: means[p])
    text = ledger.claim(
        number(means[payer]),
        PREFIX + payer,
        f"{seen.dates[0]} to {seen.dates[-1]}",
        "median over runs of the mean over months",
        means[payer],
    )
    who = f"the {PAYERS[payer]}".replace("the China", "China").replace("the other", "other")
    return f"Most is paid by {who}: {text} {unit_text('usd_bn_per_year')}"


def _name(payer: str) -> str:
    return PAYERS[payer][:1].upper() + PAYERS[payer][1:]


def _spread(middle: Array, low: Array, high: Array) -> str:
    return f"{number(float(middle))} ({number(float(low))} to {number(float(high))})"
