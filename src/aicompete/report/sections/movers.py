"""Who moved and why: nations by the change of their alignment, and the terms that moved them.

The terms are not recorded; they are computed anew for some of the same runs, and only while the model is still the one
that made the results.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from aicompete.analysis.coalitions import crossings, largest_movers
from aicompete.analysis.ledger import Ledger
from aicompete.analysis.tables import Array, View
from aicompete.analysis.words import date_text
from aicompete.batch.errors import BatchError
from aicompete.batch.run.explain import Explanation, explain_all, same_model, scenario_of
from aicompete.config import ConfigError
from aicompete.report.content import Item, Picture, Prose, Section, Table
from aicompete.report.figures.bars import waterfalls

RUNS = 32
"""Runs that the terms are computed for."""
NATIONS, PICTURED = 10, 3
SELDOM = 0.005
SIDE_WORDS = {"us": "US side", "cn": "Chinese side", "none": "uncommitted"}
TERM_WORDS = {
    "security": "guarantees and threats",
    "trade": "markets",
    "stack": "technology in use",
    "offers": "programmes of the powers",
    "trust": "conduct of the powers",
    "legitimacy": "how they are seen",
    "peers": "what others do",
    "sanctions": "fear of being cut off",
    "coercion": "being pressed or cut off",
    "hardening": "camps that close",
    "institutions": "clubs, and who leads in place of the USA",
    "government": "changes of government",
    "noise": "luck",
}

Explained = dict[str, Explanation]


def movers_of_run(seen: View, ledger: Ledger) -> Section:
    """Nations that moved most between the first and the last month."""
    if not seen.has_nations("alignment") or len(seen.dates) < 2:
        return Section("movers", "Who moved and why", [])
    table = largest_movers(seen).head(NATIONS)
    explained, reason = explanations(seen)
    sides = {} if not seen.has_nations("membership") else crossings(seen).set_index("nation").to_dict("index")
    rows = []
    for r in table.to_dict("records"):
        side = sides.get(r["nation"])
        often = side is not None and side["changed"] >= SELDOM
        crossed = f"{100 * side['changed']:.0f} %, {SIDE_WORDS[str(side['toward'])]}" if side and often else ""
        rows.append(
            (str(r["name"]), f"{r['start']:+.2f}", f"{r['end']:+.2f}", _band(r["change"], r["low"], r["high"]),
             f"{100 * r['same_sign']:.0f} %", crossed, _reasons(_terms(explained.get(r["nation"]))))
        )  # fmt: skip
    head = ("Nation", f"Alignment {date_text(seen.dates[0])}", date_text(seen.dates[-1]), "Change (10-90 %)",
            "Runs that agree", "Changed sides, toward", "Terms that moved it most")  # fmt: skip
    note = (
        f"alignment, index from -1 (China) to +1 (United States): medians over {len(seen.good)} runs; change run by run"
    )
    items: list[Item] = [Table(head, rows, note)]
    said = {seen.names[str(n)]: _terms(explained[str(n)]) for n in table["nation"].head(PICTURED) if n in explained}
    items += _pictures(said, seen.dates[-1], explained, ledger, reason, "over its value at the start")
    return Section("movers", "Who moved and why", items)


def movers_of_comparison(a: View, b: View, moved: Array | None, ledger: Ledger) -> Section:
    """Nations whose alignment differs most between A and B at the end. ``moved``: B - A, (pair, nation)."""
    if moved is None:
        return Section("movers", "Who moved and why", [])
    middle = np.median(moved, axis=0)
    low, high = np.quantile(moved, [0.1, 0.9], axis=0)
    order = [int(i) for i in np.argsort(-np.abs(middle), kind="stable") if b.nation_codes[i] not in b.powers.values()]
    found = [explanations(a), explanations(b)]
    reason = next((r for _, r in found if r), "")
    before, after = found[0][0], found[1][0]
    both = {n: _gap(before[n], after[n]) for n in after if n in before}
    rows = [
        (b.names[b.nation_codes[i]], _band(middle[i], low[i], high[i]),
         f"{100 * float(np.mean(np.sign(moved[:, i]) == np.sign(middle[i]))):.0f} %",
         _reasons(both.get(b.nation_codes[i], {})))
        for i in order[:NATIONS]
    ]  # fmt: skip
    date = min(a.dates[-1], b.dates[-1])
    note = f"alignment, B - A in {date_text(date)}: median over {len(moved)} pairs of runs"
    items: list[Item] = [Table(("Nation", "B - A (10-90 %)", "Pairs that agree", "Terms that differ most"), rows, note)]
    said = {b.names[b.nation_codes[i]]: both[b.nation_codes[i]] for i in order[:PICTURED] if b.nation_codes[i] in both}
    items += _pictures(said, date, after, ledger, reason, "of B over A")
    return Section("movers", "Who moved and why", items)


def explanations(seen: View) -> tuple[Explained, str]:
    """The terms of every nation in the last month; nothing, and why, where they cannot be had."""
    if not same_model(seen.manifest):
        return {}, "The terms behind the moves are left out: the model has changed since these results were made."
    try:
        scenario = scenario_of(seen.manifest, seen.point)
        runs = min(RUNS, int(seen.manifest["draws"]))
        return explain_all(scenario, seen.dates[-1], runs, int(seen.manifest["seed"])), ""
    except (BatchError, ConfigError) as error:
        return {}, f"The terms behind the moves are left out: {error}"


def _pictures(
    said: Mapping[str, Mapping[str, float]], date: str, explained: Explained, ledger: Ledger, reason: str, over: str
) -> Sequence[Item]:
    if not said:
        return [Prose([ledger.take(reason, "terms of the alignment utility", date, "not computed")])] if reason else []
    runs = len(next(iter(explained.values())).now)
    name, terms = next(iter(said.items()))
    glossary = "; ".join(f"{term}: {TERM_WORDS[term]}" for term in terms if term in TERM_WORDS).capitalize()
    term, value = max(terms.items(), key=lambda pair: abs(pair[1]))
    text = ledger.claim(
        f"{value:+.2f}", f"term {term} of the alignment utility", date, f"mean of {runs} runs {over}", value
    )
    toward = "the United States" if value > 0 else "China"
    note = (
        f"Terms of the alignment utility {over} in {date_text(date)}, means over {runs} of the runs (means add up). "
        f"Alignment follows the sum with a lag. + pulls toward the United States, - toward China. {glossary}."
    )
    title = f"The largest pull on {name}: {term}, toward {toward} ({text})"
    return [Picture(title, waterfalls(said, "why"), note)]


def _terms(found: Explanation | None) -> dict[str, float]:
    return {} if found is None else {name: float(values.mean()) for name, values in found.terms.items()}


def _gap(before: Explanation, after: Explanation) -> dict[str, float]:
    runs = min(len(before.now), len(after.now))
    return {name: float((after.terms[name][:runs] - before.terms[name][:runs]).mean()) for name in after.terms}


def _reasons(terms: Mapping[str, float]) -> str:
    largest = sorted(terms.items(), key=lambda term: -abs(term[1]))[:3]
    return ", ".join(f"{name} {value:+.2f}" for name, value in largest if abs(value) >= 0.005)


def _band(middle: float, low: float, high: float) -> str:
    return f"{middle:+.2f} ({low:+.2f} to {high:+.2f})" if low != high else f"{middle:+.2f}"
