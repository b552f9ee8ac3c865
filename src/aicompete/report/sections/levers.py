"""The levers that differ from the reference, with unit, range and source; of a comparison from one another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from aicompete.analysis.compare import Comparison
from aicompete.analysis.cube import point_values
from aicompete.analysis.reference import line_text, path_text, set_levers
from aicompete.analysis.settings import actor_text, lever_of, lever_text, setting_label, value_text
from aicompete.analysis.tables import View
from aicompete.analysis.words import date_text, unit_text
from aicompete.report.content import Prose, Section, Table

UNDER_PICTURE = 2
LONGEST_SOURCE = 160
REFERENCE = "Reference: the catalogue's default values, the policy in force when the model's data end."


def levers_of_run(seen: View) -> Section:
    """What a run sets against the reference."""
    found = set_levers(seen)
    if found is None:
        return Section("levers", "Levers", [Prose(["These results do not name the reference values of their levers."])])
    if not found:
        return Section("levers", "Levers", [Prose([f"Every lever stands at its reference value. {REFERENCE}"])])
    rows = [
        (line_text(x.line, seen), path_text(x.line), x.reference_text(), *_facts(seen, x.line.lever)) for x in found
    ]
    head = ("Lever", "Value", "Reference", "Unit", "Range", "Source")
    return Section("levers", "Levers that differ from the reference", [Table(head, rows, REFERENCE)])


def levers_of_comparison(found: Comparison, a: View, b: View) -> Section:
    """What differs between A and B."""
    table = found.lever_differences
    items: list[Any] = []
    levers = table[table["kind"] == "lever"]
    groups = a.manifest.get("groups") or {}
    rows = []
    for key, same in levers.groupby(["name", "from", "to", "value_a", "value_b"], sort=False):
        name, start, end, before, after = (str(k) for k in key)
        who = actor_text(list(dict.fromkeys(same["actor"])), a.names, groups)
        label = lever_text(name, [i for i in dict.fromkeys(same["item"]) if i])
        rows.append((f"{who}: {label}", before, after, f"{date_text(start)} to {date_text(end)}", *_facts(b, name)))
    if rows:
        items.append(
            Table(("Lever", "A", "B", "Months", "Unit", "Range", "Source"), rows, f"A is {a.name}, B is {b.name}.")
        )
    rest = table[table["kind"] != "lever"]
    if len(rest):
        cells = [
            (str(r["kind"]), str(r["name"]).replace("_", " "), str(r["value_a"]), str(r["value_b"]))
            for r in rest.to_dict("records")
        ]
        items.append(Table(("Kind", "What", "A", "B"), cells, "What differs besides the levers.", words=2))
    if not items:
        items.append(Prose(["Nothing differs: A and B have the same levers and assumptions."]))
    return Section("levers", "What differs in the levers", items)


def levers_of_sweep(seen: View) -> Section:
    """What is swept, and what is held at another value than the reference."""
    varied = point_values(seen)
    listed = {str(name) for point in seen.manifest["points"] for name in point}
    rows = []
    for name in [n for n in varied if n in listed]:
        values = list(dict.fromkeys(varied[name]))
        said = ", ".join(value_text(v) for v in values) if len(values) <= 9 else _span(values)
        rows.append((setting_label(name, seen.names), said, *_facts(seen, lever_of(name))))
    items: list[Any] = [
        Table(("Swept", "Values", "Unit", "Range", "Source"), rows, "Every point runs under the same draws and shocks.")
    ]
    others = [n for n in varied if n not in listed]
    if others:
        items.append(Prose([f"Sampled with the design are assumptions besides: {len(others)} of them."]))
    held = _held(seen, varied)
    if held:
        items.append(Table(("Held", "Value", "Unit", "Range", "Source"), held, "The same at all points."))
    base = View(seen.results, 0)
    fixed = [x for x in set_levers(base) or [] if not any(lever_of(k) == x.line.lever for k in base.settings)]
    if fixed:
        cells = [
            (line_text(x.line, seen), path_text(x.line), x.reference_text(), *_facts(seen, x.line.lever)) for x in fixed
        ]
        items.append(Table(("Set by the scenario", "Value", "Reference", "Unit", "Range", "Source"), cells, REFERENCE))
    return Section("levers", "What is swept", items)


def levers_set(seen: View) -> set[str]:
    """Names of the levers that differ from the reference."""
    return {x.line.lever for x in set_levers(seen) or []}


def levers_differing(found: Comparison) -> set[str]:
    """Names of the levers that differ between A and B."""
    table = found.lever_differences
    return set(table.loc[table["kind"] == "lever", "name"].astype(str))


def under_picture(seen: View) -> str:
    """The levers that differ from the reference, in a line."""
    found = set_levers(seen)
    if found is None:
        return ""
    rules = len((seen.manifest.get("scenario") or {}).get("replies") or [])
    besides = f"; besides, {rules} rule{'' if rules == 1 else 's'} of reply" if rules else ""
    if not found:
        return f"All levers as in the reference{besides}."
    said = [f"{line_text(x.line, seen)} {x.text()}" for x in found]
    more = f"; {len(said) - UNDER_PICTURE} more under Levers" if len(said) > UNDER_PICTURE else ""
    return f"Differs from the reference: {'; '.join(said[:UNDER_PICTURE])}{more}{besides}."


def under_comparison(found: Comparison) -> str:
    """What differs between A and B, in a line."""
    said = list(found.difference_lines)
    if not said:
        return "A and B have the same levers and assumptions."
    more = f"; {len(said) - UNDER_PICTURE} more under Levers" if len(said) > UNDER_PICTURE else ""
    return f"Differs between A and B: {'; '.join(said[:UNDER_PICTURE])}{more}."


def _held(seen: View, varied: Mapping[str, Any]) -> list[tuple[str, ...]]:
    first = dict(seen.manifest["points"][0])
    same = [k for k in first if k not in varied and k != "scenario"]
    return [
        (
            setting_label(k, seen.names),
            value_text(first[k]) if not isinstance(first[k], Mapping) else str(first[k]),
            *_facts(seen, lever_of(k)),
        )
        for k in same
    ]


def _facts(seen: View, lever: str) -> tuple[str, str, str]:
    """Unit, range and source of a lever or assumption, as the results' manifest has them."""
    entry: Mapping[str, Any] = (seen.manifest.get("lever_catalogue") or {}).get(lever, {})
    if not entry:
        entry = (seen.manifest.get("assumptions") or {}).get(lever, {})
    bounds = entry.get("range")
    span = (
        f"{value_text(bounds[0])} to {value_text(bounds[1])}"
        if bounds
        else "choices"
        if entry.get("unit") == "choice"
        else ""
    )
    source = str(entry.get("source", ""))
    if len(source) > LONGEST_SOURCE:
        source = source[: LONGEST_SOURCE - 4].rsplit(" ", 1)[0] + " ..."
    return unit_text(str(entry.get("unit", ""))), span, source


def _span(values: list[Any]) -> str:
    numbers = pd.to_numeric(pd.Series(values), errors="coerce").dropna()
    if len(numbers) < len(values):
        return f"{len(values)} values"
    return f"{value_text(float(numbers.min()))} to {value_text(float(numbers.max()))} ({len(values)} values)"
