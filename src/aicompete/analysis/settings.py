"""Lever paths as the manifest states them: months, steps and straight lines, sweep settings, words for people."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from aicompete.analysis.words import date_text
from aicompete.config.reading.months import month_name, month_number

Value = float | int | bool | str

FROM = "@"
"""Between a lever and the date from which on a setting holds."""


@dataclass(frozen=True)
class LeverLine:
    """One lever path shared by some actors (and items): what a policy timeline shows as one row."""

    lever: str
    actors: tuple[str, ...]
    items: tuple[str, ...]
    path: tuple[tuple[str, Value], ...]
    shape: str
    unit: str

    @property
    def constant(self) -> bool:
        return len({value for _, value in self.path}) <= 1


def months_between(start: str, count: int) -> list[str]:
    """`count` months from `start` on."""
    return [month_name(month_number(start) + i) for i in range(count)]


def path_values(entry: Mapping[str, Any], months: Sequence[str]) -> list[Value]:
    """Value of one manifest lever entry in each month: steps hold until the next date, `linear` goes straight
    between."""
    path = sorted(dict(entry["path"]).items())
    values = [v for _, v in path]
    straight = str(entry.get("shape", "steps")) == "linear" and all(_is_number(v) for v in values)
    if len(values) == 1:  # as of most levers: nothing to look up
        return [float(values[0]) if straight else values[0]] * len(months)
    dates = [month_number(str(d)[:7]) for d, _ in path]
    numbers = [month_number(m) for m in months]
    if straight:
        return [float(x) for x in np.interp(numbers, dates, [float(v) for v in values])]
    places = np.clip(np.searchsorted(dates, numbers, side="right") - 1, 0, len(dates) - 1)
    return [values[int(p)] for p in places]


def clipped(entry: Mapping[str, Any], last: str) -> dict[str, Any]:
    """A manifest lever entry without what happens after the month `last`."""
    path = {str(d)[:7]: v for d, v in sorted(dict(entry["path"]).items())}
    kept = {d: v for d, v in path.items() if d <= last} or dict(list(path.items())[:1])
    if len(kept) < len(path) and str(entry.get("shape")) == "linear":
        kept[last] = path_values(entry, [last])[0]
    return {**entry, "path": kept}


def point_levers(
    base: list[dict[str, Any]], settings: Mapping[str, Any], manifest: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Base levers with the settings of a sweep point laid over them ("USA.lever", "us_allies.lever.item")."""
    start = str(manifest.get("start") or (manifest.get("dates") or ["0000-01"])[0])[:7]
    levers = list((manifest.get("scenario_levers") or {}).get(str(settings.get("scenario")), base))
    whole = [key for key in settings if FROM not in key]
    for key in [*whole, *sorted((k for k in settings if FROM in k), key=lambda k: k.partition(FROM)[2])]:
        value = settings[key]
        bare, _, date = key.partition(FROM)
        parts = bare.split(".")
        if parts[0] == "assumptions" or len(parts) < 2:
            continue
        actors = expand_actor(parts[0], manifest)
        lever, item = parts[1], parts[2] if len(parts) > 2 else None
        items = [item] if item else sorted({e.get("item") for e in base if e["lever"] == lever} or {None}, key=str)
        before = levers
        levers = [
            e
            for e in levers
            if not (e["lever"] == lever and e["actor"] in actors and (item is None or e.get("item") == item))
        ]
        for actor in actors:
            for one in items:
                chosen = without_bands(value.get(one) if isinstance(value, Mapping) and one in value else value)
                path: Any = chosen if isinstance(chosen, Mapping) else {start: chosen}
                shape = "steps"
                if "linear" in path:
                    path, shape = path["linear"], "linear"
                if date:
                    path, shape = _from_date(before, lever, actor, one, date, chosen, start)
                levers.append({"lever": lever, "actor": actor, "item": one, "path": dict(path), "shape": shape})
    return levers


def without_bands(value: Any) -> Any:
    """A setting as written, with the central code in place of each coder's band."""
    if not isinstance(value, Mapping):
        return value
    if "band" in value:
        return value["band"][1]
    return {key: without_bands(content) for key, content in value.items()}


def _from_date(
    before: list[dict[str, Any]], lever: str, actor: str, item: str | None, date: str, value: Any, start: str
) -> tuple[dict[str, Any], str]:
    """The path that was in force until a date, then the value. A line is cut in monthly steps."""
    held = [e for e in before if (e["lever"], e["actor"], e.get("item")) == (lever, actor, item)]
    if date[:7] <= start or not held:
        return {start if date[:7] <= start else date: value}, "steps"
    entry = held[-1]
    if str(entry.get("shape")) == "linear":
        months = months_between(start, month_number(date) - month_number(start))
        path: dict[str, Any] = dict(zip(months, path_values(entry, months), strict=True))
    else:
        path = {day: v for day, v in dict(entry["path"]).items() if str(day) < date}
    return {**path, date: value}, "steps"


def lever_of(key: str) -> str:
    """The lever (or assumption) that a setting names: "USA.chip_export_control@2028-01" is chip_export_control."""
    parts = key.partition(FROM)[0].split(".")
    return parts[1] if len(parts) > 1 else parts[0]


def expand_actor(actor: str, manifest: Mapping[str, Any]) -> list[str]:
    """An actor or group name as a list of iso3."""
    nations = [str(n["iso3"]) for n in manifest.get("nations") or []]
    groups = manifest.get("groups") or {}
    if actor in groups:
        return [str(code) for code in groups[actor]]
    if actor in ("all", "world"):
        return [code for code in nations if actor == "world" or code != "ROW"]
    return [actor]


def lever_lines(levers: Iterable[Mapping[str, Any]], manifest: Mapping[str, Any]) -> list[LeverLine]:
    """Lever entries gathered: same lever and path of several actors or items become one line. Dated changes first,
    then the powers' levers, the main ones before others, what the scenario set itself, and size relative to the
    range."""
    catalogue = manifest.get("lever_catalogue") or {}
    by_path: dict[tuple[Any, ...], dict[str, list[str]]] = {}
    for entry in levers:
        path = tuple(sorted((str(d)[:7], _plain(v)) for d, v in dict(entry["path"]).items()))
        key = (str(entry["lever"]), path, str(entry.get("shape", "steps")))
        by_path.setdefault(key, {}).setdefault(str(entry["actor"]), []).append(str(entry.get("item") or ""))
    lines = []
    for (lever, path, shape), actors in by_path.items():
        by_items: dict[tuple[str, ...], list[str]] = {}
        for actor, items in actors.items():
            by_items.setdefault(tuple(sorted(i for i in items if i)), []).append(actor)
        unit = str(catalogue.get(lever, {}).get("unit", ""))
        lines += [LeverLine(lever, tuple(who), items, path, shape, unit) for items, who in by_items.items()]
    chosen = {str(name) for name in ((manifest.get("scenario") or {}).get("levers") or {})}
    return sorted(lines, key=lambda line: _rank(line, catalogue, manifest, chosen))


def is_neutral(line: LeverLine, manifest: Mapping[str, Any]) -> bool:
    """True when the lever stays at the value at which it does nothing."""
    neutral = (manifest.get("lever_catalogue") or {}).get(line.lever, {}).get("neutral", 0)
    return line.constant and bool(line.path[0][1] == neutral)


def actor_text(actors: Sequence[str], names: Mapping[str, str], groups: Mapping[str, Sequence[str]]) -> str:
    """Full names; a group's words when the actors are exactly one group; a count when they are many."""
    if len(actors) > 1:
        for group, members in groups.items():
            if set(members) == set(actors):
                return _GROUP_WORDS.get(group, group.replace("_", " "))
    if len(actors) <= 2:
        return " and ".join(names.get(a, a) for a in actors)
    return f"{len(actors)} nations"


def lever_text(lever: str, items: Sequence[str] = ()) -> str:
    """ "mineral licence strictness (gallium)" from names and items; more than three items are counted."""
    words = _words(lever)
    if not items:
        return words
    shown = ", ".join(_words(i) for i in items) if len(items) <= 3 else f"{len(items)} items"
    return f"{words} ({shown})"


def _words(name: str) -> str:
    """A name in words, short forms in capitals."""
    return " ".join(part.upper() if part in _SHORT_FORMS else _LONG_FORMS.get(part, part) for part in name.split("_"))


_LONG_FORMS = {"reg": "regulatory", "sme": "chip tool", "eda": "design software"}
_SHORT_FORMS = {"ai", "hbm", "us", "un", "gdp", "gbps", "tpp", "llm"}


def value_text(value: Any) -> str:
    """A lever value in few characters; a dated path as what holds from when: "0.2; 1 from 2027; 0.2 from 2030"."""
    value = _plain(value)
    if isinstance(value, Mapping):
        value = mapping_text(value)
    if isinstance(value, str) and _DATED.fullmatch(value):
        return "; ".join(_step(entry, i == 0) for i, entry in enumerate(value.split("; ")))
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, (int, float)):
        text = f"{value:,.0f}" if 1e3 <= abs(value) < 1e6 else f"{value:.3g}"
        return "none" if abs(value) >= 1e6 else text
    return _words(str(value))


def mapping_text(value: Mapping[Any, Any]) -> str:
    """A path or a mapping of items as one text, so that it can be an index."""
    return "; ".join(f"{k}: {v}" for k, v in value.items())


_DATED = re.compile(r"\d{4}-\d{2}: [^;]+(; \d{4}-\d{2}: [^;]+)*")


def _step(entry: str, first: bool) -> str:
    """One step of a dated path; January goes without saying."""
    date, value = entry.split(": ")
    when = date[:4] if date.endswith("-01") else date_text(date)
    return value if first else f"{value} from {when}"


def setting_text(key: str, value: Any, names: Mapping[str, str]) -> str:
    """ "United States chip export control = 0.3" for a sweep setting."""
    return f"{setting_label(key, names)} = {value_text(value)}"


def setting_label(key: str, names: Mapping[str, str]) -> str:
    """ "United States chip export control" for "USA.chip_export_control"."""
    key, _, date = key.partition(FROM)
    if date:
        return f"{setting_label(key, names)} from {date_text(date)}"
    parts = key.split(".")
    if key == "assumptions":
        return "draws of the assumptions"
    if parts[0] == "assumptions":
        return f"assumption {lever_text(parts[-1])}"
    who = names.get(parts[0], _GROUP_WORDS.get(parts[0], parts[0].replace("_", " ")))
    return f"{who} {lever_text(parts[1], parts[2:])}" if len(parts) > 1 else who


_GROUP_WORDS = {
    "us_allies": "US allies",
    "cn_partners": "China's partners",
    "others": "Other nations",
    "eu": "European Union",
    "global_south": "Global South",
    "powers": "United States and China",
    "all": "All nations",
    "world": "All nations",
}


# What a reader looks for first when not every lever can be named under a picture.
_MAIN = (
    "chip_export_control", "mineral_licence_strictness", "ally_alienation", "purchase_guidance", "sme_export_control",
    "marshall_budget", "export_finance", "tariff_on_rival", "tariff_on_allies", "mineral_target_strictness",
    "fullstack_export_intensity", "chips_reshoring_subsidy", "domestic_stack_fund", "open_source_push",
)  # fmt: skip


def _rank(
    line: LeverLine, catalogue: Mapping[str, Any], manifest: Mapping[str, Any], chosen: set[str]
) -> tuple[bool, bool, int, bool, float, str]:
    powers = {str(n["iso3"]) for n in manifest.get("nations") or [] if n.get("power")} or {"USA", "CHN"}
    known = catalogue.get(line.lever, {})
    size = 1.0
    bounds, neutral = known.get("range"), known.get("neutral", 0)
    values = [v for _, v in line.path]
    if bounds and _is_number(neutral) and all(_is_number(v) for v in values):
        width = float(bounds[1]) - float(bounds[0])
        size = max(abs(float(v) - float(neutral)) for v in values) / width if width > 0 else 1.0
    place = _MAIN.index(line.lever) if line.lever in _MAIN else len(_MAIN)
    return (line.constant, not powers & set(line.actors), place, line.lever not in chosen, -size, line.lever)


def _plain(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
