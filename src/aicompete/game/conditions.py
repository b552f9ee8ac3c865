"""What a move needs: a condition on what was seen, checked by name and read off the months that were recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import numpy as np

from aicompete.config.catalogue.catalogue import Catalogue
from aicompete.config.reading.errors import Mark, Problems
from aicompete.config.reading.expressions import Condition, ExpressionError, Seen, names_in, parse_condition
from aicompete.config.reading.fields import Fields
from aicompete.config.reading.suggest import nearest
from aicompete.engine.metrics import by_level, metrics
from aicompete.subjects.replies.conditions import holds, margins
from aicompete.world.columns import Array

Flags = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
Told = Callable[[tuple[str, ...]], Array]
"""What was recorded of a name, ``(run, month)``."""


def read_condition(fields: Fields, key: str, catalogue: Catalogue, problems: Problems) -> Condition | None:
    """The condition under a key, with every name in it checked; None where there is none or it is wrong."""
    text, mark = fields.text(key), fields.mark(key)
    if not text:
        return None
    try:
        condition = parse_condition(text)
    except ExpressionError as error:
        problems.add(mark, f"'{key}' {error.message}", error.suggestion)
        return None
    before = len(problems)
    for seen in names_in(condition):
        check_name(seen.words, key, mark, catalogue, problems)
    return condition if len(problems) == before else None


def check_name(words: tuple[str, ...], key: str, mark: Mark, catalogue: Catalogue, problems: Problems) -> None:
    """A name must be a metric of the world, a nation's metric, or a nation's lever."""
    if len(words) == 1:
        if f"series:{words[0]}" not in metrics():
            near = nearest(words[0], [metric.name for metric in by_level("series")])
            problems.add(mark, f"'{key}' names an unknown metric '{words[0]}'", near)
        return
    nation, name, *item = words
    if nation not in catalogue.actors.axis:
        problems.add(mark, f"'{key}' names an unknown nation '{nation}'", catalogue.actors.suggest(nation))
    elif name in catalogue.levers:
        lever = catalogue.levers[name]
        if nation not in lever.default:
            problems.add(mark, f"'{key}' names {nation}.{name}, but {nation} cannot pull {name}")
        elif bool(item) != bool(lever.items) or (item and item[0] not in lever.items):
            has = f"one of the items {', '.join(lever.items)}" if lever.items else "no item"
            problems.add(mark, f"'{key}' names {'.'.join(words)}; {name} takes {has}")
    elif f"nations:{name}" not in metrics() or item:
        near = nearest(name, [*(metric.name for metric in by_level("nations")), *catalogue.levers])
        problems.add(mark, f"'{key}' names an unknown metric '{'.'.join(words)}'", near)


def looked_at(conditions: Iterable[Condition | None]) -> list[tuple[str, ...]]:
    """Every name that some condition looks at, once."""
    return list(dict.fromkeys(seen.words for c in conditions if c is not None for seen in names_in(c)))


def holding(condition: Condition, told: Told, now: int) -> Flags:
    """In which runs a condition holds when the month ``now`` is the last that is known, ``(run,)``."""

    def look(seen: Seen) -> Array:
        values = told(seen.words)
        if seen.past == "start":
            return np.asarray(values[:, 0])
        if seen.past == "now":
            return np.asarray(values[:, now])
        back = max(now - seen.months, 0)
        if seen.past == "change":
            return np.asarray(values[:, now] - values[:, back])
        part = values[:, max(now - seen.months + 1, 0) : now + 1]
        if seen.past == "mean":
            return np.asarray(part.mean(axis=1))
        return np.asarray(part.max(axis=1) if seen.past == "highest" else part.min(axis=1))

    found = margins(condition, look)
    return np.asarray(holds(condition, found, (0.0,) * len(found)))


def units_of(costs: Mapping[str, float]) -> str:
    """Costs of a move in words."""
    words = {"usd_bn_per_year": "USD bn a year", "effort": "effort", "trust": "trust"}
    return ", ".join(f"{value:g} {words[name]}" for name, value in costs.items()) or "none"
