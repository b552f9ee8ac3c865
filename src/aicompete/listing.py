"""Texts about levers, assumptions and metrics for the command line: lists to search, pages to read."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from aicompete.config import Assumption, Catalogue, Check, Lever, Rule

WIDTH = 110


def table(rows: Sequence[Sequence[str]], width: int = WIDTH) -> list[str]:
    """Aligned columns; the last one is cut to fit the width."""
    columns = len(rows[0]) - 1
    widths = [max(len(row[i]) for row in rows) for i in range(columns)]
    left = max(width - sum(widths) - 2 * columns, 30)
    lines = []
    for row in rows:
        last = row[-1] if len(row[-1]) <= left else row[-1][: left - 3].rstrip() + "..."
        lines.append("  ".join([*(cell.ljust(w) for cell, w in zip(row, widths, strict=False)), last]).rstrip())
    return lines


def lever_list(levers: Iterable[Lever]) -> list[str]:
    """One line a lever, by subject: name, range, unit, description."""
    lines: list[str] = []
    by_subject: dict[str, list[Lever]] = {}
    for lever in levers:
        by_subject.setdefault(lever.subject, []).append(lever)
    for subject, group in by_subject.items():
        lines += ["", subject.replace("_", " ")]
        lines += [f"  {line}" for line in table([(x.name, what_fits(x), x.description) for x in group], WIDTH - 2)]
    return lines[1:]


def found_list(entries: Sequence[Lever | Assumption], word: str) -> list[str]:
    """What a search found: levers and assumptions, with old names that match."""
    rows = []
    for entry in entries:
        kind = "lever" if hasattr(entry, "checks") else "assumption"
        old = [alias for alias in entry.aliases if word.lower() in alias.lower()]
        rows.append((entry.name, kind, (f"(formerly {', '.join(old)}) " if old else "") + entry.description))
    return table(rows)


def what_fits(lever: Lever) -> str:
    """Range and unit, or the choices."""
    if lever.kind == "bool":
        return "true/false"
    if lever.kind == "choice":
        return "|".join(lever.choices)
    none = " or none" if lever.sentinel is not None else ""
    names = f" or {'|'.join(lever.names)}" if lever.names else ""
    return f"{lever.low:g}..{lever.high:g}{none}{names} {lever.unit}"


def lever_page(lever: Lever, catalogue: Catalogue) -> list[str]:
    """Everything the catalogue says about one lever."""
    items = f" (items: {', '.join(lever.items)})" if lever.items else ""
    rows = [
        ("values", f"{lever.what_fits}{items}"),
        ("neutral", f"{shown(lever.neutral, lever)}: the lever does nothing"),
        ("who pulls it", in_words(lever.actors, catalogue)),
        ("default", defaults(lever, catalogue)),
        ("controller", lever.controller),
        (
            "targets",
            targets_text(lever, catalogue),
        ),
        ("acts through", reach_text(lever, catalogue)),
        ("basis", BASIS[lever.basis]),
        ("source", lever.source),
        ("used by", ", ".join(used_by(lever.name)) or "no mechanism yet"),
        ("needs", f"{' or '.join(lever.needs)}: does nothing while neutral" if lever.needs else ""),
        ("note", lever.note),
        ("old names", ", ".join(lever.aliases)),
        *(("check", check_text(lever, check)) for check in lever.checks),
        ("try", f"aicompete run baseline --set {example(lever)}"),
    ]
    return [lever.name, *_wrapped(lever.description, "  "), "", *_fields(rows)]


def targets_text(lever: Lever, catalogue: Catalogue) -> str:
    """Whom a lever hits or is offered to by default, and how a scenario names others."""
    if not lever.targets:
        return ""
    own = f"targets: {{{lever.name}: {{{lever.actors[0]}: [IND, eu]}}}}"
    return f"table '{lever.targets}': {catalogue.targets[lever.targets].description} A scenario names others: {own}"


def reach_text(lever: Lever, catalogue: Catalogue) -> str:
    """The nations that a lever acts through, when it does not act wherever it may be pulled."""
    from aicompete.batch.design.reach import acts_through

    said = []
    for entry, nations in acts_through(lever.name, max(catalogue.actors.starts)):
        able = [iso3 for iso3 in nations if iso3 in lever.actors]
        items = f"{', '.join(entry.items)}: " if entry.items else ""
        who = "" if len(able) > 12 else f" ({', '.join(able)})"
        said.append(f"{items}{entry.what}{who}; elsewhere {entry.left}")
    return ". ".join(said)


def assumption_page(entry: Assumption) -> list[str]:
    """Everything the catalogue says about one assumption."""
    shape, numbers = entry.distribution.shape, ", ".join(f"{x:g}" for x in entry.distribution.parameters)
    rows = [
        ("values", f"{entry.low:g} to {entry.high:g} ({entry.unit}), central {entry.central:g}"),
        ("distribution", f"{shape} ({numbers})"),
        ("accepted", accepted_text(entry.name)),
        ("basis", BASIS[entry.basis]),
        ("source", entry.source),
        ("used by", ", ".join(used_by(entry.name)) or "no mechanism yet"),
        ("note", entry.note),
        ("old names", ", ".join(entry.aliases)),
        ("try", f"aicompete run baseline --set assumptions.{entry.name}={entry.central:g}"),
    ]
    return [f"{entry.name} (assumption)", *_wrapped(entry.description, "  "), "", *_fields(rows)]


def accepted_text(name: str) -> str:
    """Median and 5-95 % of the newest accepted draws; nothing for an assumption that is not in the set."""
    import numpy as np

    from aicompete.config import load_catalogue
    from aicompete.config.catalogue.calibrated import set_named

    draws = set_named("", load_catalogue())
    if draws is None or name not in draws.columns:
        return ""
    low, middle, high = np.quantile(draws.columns[name], [0.05, 0.5, 0.95])
    return f"{middle:.3g} ({low:.3g} to {high:.3g}) in {draws.name}, used by default"


BASIS = {
    "S": "S, from the seed texts",
    "X": "X, from an outside source",
    "A": "A, an assumption made here",
}


def defaults(lever: Lever, catalogue: Catalogue) -> str:
    """Default per actor, actors with the same value together; items apart where they differ."""
    by_value: dict[str, list[str]] = {}
    for actor, values in lever.default.items():
        if len(set(values)) == 1:
            text = shown(values[0], lever)
        else:
            text = "{" + ", ".join(f"{i}: {shown(v, lever)}" for i, v in zip(lever.items, values, strict=True)) + "}"
        by_value.setdefault(text, []).append(actor)
    return "; ".join(f"{text} {in_words(tuple(who), catalogue)}" for text, who in by_value.items())


def shown(value: Any, lever: Lever) -> str:
    """A value as a scenario file writes it."""
    if lever.sentinel is not None and value == lever.sentinel:
        return "none"
    return str(value).lower() if isinstance(value, bool) else f"{value:g}" if isinstance(value, float) else str(value)


def in_words(actors: tuple[str, ...], catalogue: Catalogue) -> str:
    """A group's name when the actors are exactly one group, else their codes, many as a count of the rest."""
    for name, members in catalogue.groups.items():
        if set(members) == set(actors):
            return name
    return ", ".join(actors) if len(actors) <= 12 else f"{len(actors)} others"


def used_by(name: str) -> list[str]:
    """Mechanisms and start values that declare this lever or assumption."""
    from aicompete.month import MONTH
    from aicompete.subjects.state import start_reads

    steps = [step.name for step in MONTH if name in step.levers or name in step.assumptions]
    return [*steps, *(f"start of {group}" for group, reads in start_reads() if name in reads.assumptions)]


def check_text(lever: Lever, check: Check) -> str:
    """A check in words."""
    item = f".{check.item}" if check.item else ""
    low, high = (shown(v, lever) for v in check.values)
    size = f"{check.smallest * 100:g} %" if check.relative else f"{check.smallest:g}"
    way = {"up": "rises", "down": "falls", "any": "moves"}[check.direction]
    context = f" while {', '.join(f'{k} = {v}' for k, v in check.context.items())}" if check.context else ""
    when = check.months if check.month is None else check.month + 1
    return f"{check.actor}{item} from {low} to {high}{context}: {check.metric} {way} by {size} or more in month {when}"


def example(lever: Lever) -> str:
    """A setting to try: the first check's actor at its high value."""
    check = lever.checks[0]
    return f"{check.actor}.{lever.name}{f'.{check.item}' if check.item else ''}={shown(check.values[1], lever)}"


def rule_list(rules: Iterable[Rule]) -> list[str]:
    """One line a rule of reply: name, what it moves, what triggers it; then the pairs that answer each other."""
    from aicompete.subjects.replies.pairs import pairs_of

    rules = list(rules)
    lines = table([(rule.name, moves(rule), rule.description or rule.trigger) for rule in rules])
    found = pairs_of(rules)
    if found:
        lines += ["", "Pairs that answer each other (product of reactions, product of fatigues):"]
    for pair in found:
        products = f"{pair.reaction * pair.other_reaction:g}, {pair.first.fatigue * pair.second.fatigue:g}"
        verdict = "settles" if pair.settles else "runs to its limits once stirred"
        lines.append(f"  {pair.first.name} and {pair.second.name} ({products}): {verdict}")
    return lines


def rule_page(rule: Rule) -> list[str]:
    """Everything about one rule of reply."""
    bands = ", ".join(f"{band:g}" for band in rule.dead_band)
    rows = [
        ("moves", moves(rule) + (f" ({', '.join(rule.items)})" if rule.items else "")),
        ("trigger", rule.trigger),
        ("dead band", bands),
        ("lag", f"{rule.lag} months"),
        ("cooldown", f"{rule.cooldown} months"),
        ("easing", f"{rule.easing:g} while the opposite holds" if rule.easing else "never"),
        ("fatigue", f"{rule.fatigue:g} more of the trigger for each unit already added" if rule.fatigue else ""),
        ("strength", f"{rule.strength:g}"),
        ("basis", BASIS[rule.basis]),
        ("source", rule.source),
        ("try", f"aicompete run baseline --set replies=[{rule.name}]"),
    ]
    return [f"{rule.name} (rule of reply)", *_wrapped(rule.description, "  "), "", *_fields(rows)]


def moves(rule: Rule) -> str:
    """Which lever a rule moves, by how much and how far."""
    return f"{rule.who}.{rule.lever} {rule.step * rule.strength:+g}, at most {rule.limit * rule.strength:g}"


def metric_list(word: str | None = None) -> list[str]:
    """Metrics by table: name, unit, meaning; only those with ``word`` in name or meaning when it is given."""
    from aicompete.engine.metrics import by_level

    lines: list[str] = []
    for level in ("series", "nations", "firms", "trade"):
        found = [m for m in by_level(level) if not word or word.lower() in f"{m.name} {m.meaning}".lower()]
        if found:
            lines += ["", f"{level} ({LEVELS[level]})"]
            lines += [f"  {line}" for line in table([(m.name, m.unit, m.meaning) for m in found], WIDTH + 20)]
    return lines[1:]


LEVELS = {
    "series": "one value a run and month",
    "nations": "by nation",
    "firms": "by firm, when recorded",
    "trade": "by seller and buyer, when recorded",
}


def _fields(rows: Iterable[tuple[str, str]]) -> list[str]:
    lines: list[str] = []
    for name, text in rows:
        if text:
            first, *rest = _wrapped(text, "")
            lines += [f"  {name:<13} {first}", *(f"  {'':<13} {line}" for line in rest)]
    return lines


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(text, WIDTH - 16, initial_indent=indent, subsequent_indent=indent) or [""]
