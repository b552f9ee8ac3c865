"""What differs between two results before anything is said about effects: levers, assumptions, mechanisms, set-up."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from aicompete.analysis.settings import Value, actor_text, lever_text, months_between, path_values, value_text
from aicompete.analysis.tables import View
from aicompete.analysis.words import unit_text
from aicompete.config.reading.months import month_number

COLUMNS = ["kind", "name", "actor", "item", "from", "to", "value_a", "value_b", "unit"]
_SETUP = ("start", "calibration", "seed", "draws", "replicates", "version", "commit")


def differences(a: View, b: View) -> pd.DataFrame:
    """One row per difference. `kind`: lever, assumption, mechanism, rule of reply, target or set-up; `from`, `to`:
    months of a lever difference (empty for the rest); `value_a`, `value_b`: in words, "0.35 to 0.80" for a path that
    changes on the way."""
    rows = [*_levers(a, b), *_assumptions(a, b), *_mechanisms(a, b), *_replies(a, b)]
    rows += [*_targets(a, b), *_setup(a, b)]
    return pd.DataFrame(rows, columns=COLUMNS)


def difference_text(table: pd.DataFrame, names: Mapping[str, str], groups: Mapping[str, Sequence[str]]) -> list[str]:
    """The differences as lines; the same lever difference of several actors or items is one line."""
    lines = []
    levers = table[table["kind"] == "lever"]
    by_change = ["name", "from", "to", "value_a", "value_b", "unit"]
    for key, same in levers.groupby(by_change, sort=False):
        name, start, end, before, after, unit = (str(k) for k in key)
        who = actor_text(list(dict.fromkeys(same["actor"])), names, groups)
        items = [i for i in dict.fromkeys(same["item"]) if i]
        lines.append(f"{who}: {lever_text(name, items)} {before} in A, {after} in B{_unit(unit)}, {start} to {end}")
    others = table[table["kind"] != "lever"]
    for key, same in others.groupby(["kind", "value_a", "value_b"], sort=False):
        kind, before, after = (str(k) for k in key)
        said = [rule_text(str(name)) for name in same["name"]]
        if len(said) < MANY or kind != "rule of reply":
            lines += [f"{kind} {name}: {before} in A, {after} in B" for name in said]
        else:
            lines.append(f"{len(said)} rules of reply, {before} in A, {after} in B: {', '.join(said)}")
    return lines


def rule_text(name: str) -> str:
    """The name of a rule, mechanism or setting in words, powers and nations written as such."""
    return " ".join(_PROPER.get(part, part) for part in name.split("_"))


_PROPER = {"china": "China", "chinas": "China's", "usa": "USA", "japan": "Japan", "ai": "AI", "un": "UN"}
MANY = 4
"""Rules of reply that differ in the same way from which on they stand in one line."""


def _unit(unit: str) -> str:
    return f" ({unit_text(unit)})" if unit not in ("", "bool", "choice") else ""


def _levers(a: View, b: View) -> list[dict[str, Any]]:
    left, right = _by_key(a), _by_key(b)
    months = _months(a, b)
    rows = []
    for lever, actor, item in sorted(set(left) | set(right)):
        key = (lever, actor, item)
        known = _catalogue(a, lever) or _catalogue(b, lever)
        neutral, unit = known.get("neutral", 0), str(known.get("unit", ""))
        path_a, path_b = _path(left, key, months, neutral), _path(right, key, months, neutral)
        linear = any(side.get(key, {}).get("shape") == "linear" for side in (left, right))
        for first, last in _segments(path_a, path_b, linear):
            rows.append(
                {
                    "kind": "lever",
                    "name": lever,
                    "actor": actor,
                    "item": item,
                    "from": months[first],
                    "to": months[last],
                    "value_a": _span(path_a[first : last + 1]),
                    "value_b": _span(path_b[first : last + 1]),
                    "unit": unit,
                }
            )
    return rows


def _by_key(seen: View) -> dict[tuple[str, str, str], dict[str, Any]]:
    return {(str(e["lever"]), str(e["actor"]), str(e.get("item") or "")): e for e in seen.levers}


def _path(
    entries: Mapping[tuple[str, str, str], Mapping[str, Any]],
    key: tuple[str, str, str],
    months: Sequence[str],
    neutral: Value,
) -> list[Value]:
    """Monthly values; an entry without item stands for every item, and a lever not listed is at its neutral value."""
    entry = entries.get(key) or entries.get((key[0], key[1], ""))
    return [neutral] * len(months) if entry is None else path_values(entry, months)


def _catalogue(seen: View, lever: str) -> Mapping[str, Any]:
    known: Mapping[str, Any] = (seen.manifest.get("lever_catalogue") or {}).get(lever, {})
    return known


def _months(a: View, b: View) -> list[str]:
    first = max(str(v.manifest.get("start") or v.dates[0])[:7] for v in (a, b))
    last = min(a.dates[-1], b.dates[-1])
    return months_between(first, month_number(last) - month_number(first) + 1)


def _segments(a: Sequence[Value], b: Sequence[Value], linear: bool) -> list[tuple[int, int]]:
    """Stretches of months in which the values differ, cut where a step changes the pair (a straight line is not
    cut)."""
    labels = [None if x == y else ("differs" if linear else (x, y)) for x, y in zip(a, b, strict=True)]
    found, place = [], 0
    for label, group in itertools.groupby(labels):
        length = len(list(group))
        if label is not None:
            found.append((place, place + length - 1))
        place += length
    return found


def _span(values: Sequence[Value]) -> str:
    first, last = value_text(values[0]), value_text(values[-1])
    return first if first == last else f"{first} to {last}"


def _assumptions(a: View, b: View) -> list[dict[str, Any]]:
    left, right = (dict(v.manifest.get("assumptions") or {}) for v in (a, b))
    for side, seen in ((left, a), (right, b)):
        for key, value in seen.settings.items():
            if str(key).startswith("assumptions."):
                name = str(key).removeprefix("assumptions.")
                side[name] = {"value": value, "unit": (side.get(name) or {}).get("unit", "")}
    rows = []
    for name in sorted(set(left) | set(right)):
        before, after = _assumption_text(left.get(name)), _assumption_text(right.get(name))
        if before != after:
            unit = str((left.get(name) or right.get(name) or {}).get("unit", ""))
            rows.append(_row("assumption", name, before, after, unit))
    return rows


def _assumption_text(entry: Any) -> str:
    if entry is None:
        return "not there"
    if isinstance(entry, Mapping):
        if entry.get("distribution") not in (None, "fixed"):
            return (
                json.dumps(entry["distribution"], sort_keys=True)
                if isinstance(entry["distribution"], Mapping)
                else str(entry["distribution"])
            )
        return value_text(entry.get("value", entry.get("central", "")))
    return value_text(entry)


def _mechanisms(a: View, b: View) -> list[dict[str, Any]]:
    left, right = ({str(m) for m in v.manifest.get("disabled") or []} for v in (a, b))
    words = {True: "disabled", False: "at work"}
    return [_row("mechanism", m, words[m in left], words[m in right]) for m in sorted(left ^ right)]


def _replies(a: View, b: View) -> list[dict[str, Any]]:
    """Rules of reply that only one has, or that differ."""
    left, right = (
        {rule["name"]: rule for rule in (v.manifest.get("scenario") or {}).get("replies") or []} for v in (a, b)
    )
    rows = []
    for name in sorted(n for n in set(left) | set(right) if left.get(n) != right.get(n)):
        mine, other = left.get(name), right.get(name)
        rows.append(_row("rule of reply", name, _rule_text(mine, other), _rule_text(other, mine)))
    return rows


def _rule_text(rule: Mapping[str, Any] | None, other: Mapping[str, Any] | None) -> str:
    """A rule in a few words: that it is off or at work, or what differs from the other's."""
    if rule is None or other is None:
        return "off" if rule is None else "at work"
    return ", ".join(f"{key} {rule.get(key)}" for key in {**rule, **other} if rule.get(key) != other.get(key))


def _targets(a: View, b: View) -> list[dict[str, Any]]:
    left, right = (dict((v.manifest.get("scenario") or {}).get("targets") or {}) for v in (a, b))
    names = sorted(n for n in set(left) | set(right) if left.get(n) != right.get(n))
    return [_row("target", n, json.dumps(left.get(n)), json.dumps(right.get(n))) for n in names]


def _setup(a: View, b: View) -> list[dict[str, Any]]:
    rows = []
    for name in _SETUP:
        before, after = a.manifest.get(name), b.manifest.get(name)
        if before != after and before is not None and after is not None:
            rows.append(_row("set-up", name, str(before), str(after)))
    if len(a.dates) != len(b.dates):
        rows.append(_row("set-up", "recorded months", str(len(a.dates)), str(len(b.dates))))
    return rows


def _row(kind: str, name: str, before: str, after: str, unit: str = "") -> dict[str, Any]:
    return {
        "kind": kind,
        "name": name,
        "actor": "",
        "item": "",
        "from": "",
        "to": "",
        "value_a": before,
        "value_b": after,
        "unit": unit,
    }
