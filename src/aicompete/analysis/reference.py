"""Which levers a result sets: those whose path differs from the reference, the catalogue's default values.

The manifest names the default of every lever and actor. Older results do not; then nothing can be said, and the
functions return ``None``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aicompete.analysis.settings import (
    LeverLine,
    Value,
    actor_text,
    lever_lines,
    lever_text,
    months_between,
    path_values,
    value_text,
)
from aicompete.analysis.tables import View
from aicompete.analysis.words import date_text, unit_text
from aicompete.config.reading.months import month_number

Key = tuple[str, str, str | None]


@dataclass(frozen=True)
class SetLever:
    """A lever that a result sets, with its value in the reference (or its values, where they differ by actor)."""

    line: LeverLine
    reference: tuple[Value, ...]

    def text(self) -> str:
        """ "0.9 from Jul 2026 (reference 0.6)"."""
        path, known = self.line.path, self.reference_text()
        if self.line.shape != "linear" and len(path) == 2 and value_text(path[0][1]) == known:
            return f"{value_text(path[1][1])} from {date_text(path[1][0])} (reference {known})"
        return f"{path_text(self.line)} (reference {known})"

    def reference_text(self) -> str:
        """ "0.6", or "0.3 to 0.6" where the reference differs by actor or item."""
        said = list(dict.fromkeys(value_text(v) for v in self.reference))
        return said[0] if len(said) == 1 else f"{said[0]} to {said[-1]}"


def set_levers(seen: View) -> list[SetLever] | None:
    """Levers whose path differs from the default in some month of the run, the same path of several actors or items
    as one; ``None`` where the results do not name the defaults."""
    defaults = default_values(seen)
    if defaults is None:
        return None
    catalogue: Mapping[str, Any] = seen.manifest["lever_catalogue"]
    months = _months(seen)
    held: dict[Key, dict[str, Any]] = {_key(entry): entry for entry in seen.levers}
    entries = []
    for key in sorted({*defaults, *held}, key=str):
        lever, actor, item = key
        neutral = catalogue.get(lever, {}).get("neutral", 0)
        entry = held.get(key) or {
            "lever": lever,
            "actor": actor,
            "item": item,
            "path": {months[0]: neutral},
            "shape": "steps",
        }
        reference = defaults.get(key, neutral)
        if any(value != reference for value in path_values(entry, months)):
            entries.append(entry)
    return [SetLever(line, _references(line, defaults, catalogue)) for line in lever_lines(entries, seen.manifest)]


def default_values(seen: View) -> dict[Key, Value] | None:
    """The default of every lever, actor and item; ``None`` where the manifest does not say."""
    found: dict[Key, Value] = {}
    catalogue = seen.manifest.get("lever_catalogue") or {}
    if not catalogue or any("default" not in entry for entry in catalogue.values()):
        return None
    for lever, entry in catalogue.items():
        for actor, value in entry["default"].items():
            items = value.items() if isinstance(value, Mapping) else [(None, value)]
            found.update({(str(lever), str(actor), item): one for item, one in items})
    return found


def path_text(line: LeverLine) -> str:
    """A path in words: "0.9", "0.6, from Jul 2026 0.9", "0 in Jul 2026, in a line to 30 in Jul 2028"."""
    steps = [(date_text(day), value_text(value)) for day, value in line.path]
    if line.shape == "linear" and len(steps) > 1:
        return f"{steps[0][1]} in {steps[0][0]}, in a line to " + ", ".join(f"{v} in {d}" for d, v in steps[1:])
    return ", ".join([steps[0][1], *(f"from {day} {value}" for day, value in steps[1:])])


def line_text(line: LeverLine, seen: View) -> str:
    """ "Japan: tool export control"."""
    who = actor_text(line.actors, seen.names, seen.manifest.get("groups") or {})
    return f"{who}: {lever_text(line.lever, line.items)}"


def unit_of(line: LeverLine) -> str:
    """The unit where it says something a reader does not know."""
    return "" if line.unit in ("", "index", "bool", "choice", "share") else unit_text(line.unit)


def _key(entry: Mapping[str, Any]) -> Key:
    item = entry.get("item")
    return str(entry["lever"]), str(entry["actor"]), None if item in (None, "") else str(item)


def _months(seen: View) -> list[str]:
    first = str(seen.manifest.get("start") or seen.dates[0])[:7]
    return months_between(first, month_number(seen.dates[-1]) - month_number(first) + 1)


def _references(line: LeverLine, defaults: Mapping[Key, Value], catalogue: Mapping[str, Any]) -> tuple[Value, ...]:
    neutral = catalogue.get(line.lever, {}).get("neutral", 0)
    items: tuple[str | None, ...] = line.items or (None,)
    return tuple(defaults.get((line.lever, actor, item), neutral) for actor in line.actors for item in items)
