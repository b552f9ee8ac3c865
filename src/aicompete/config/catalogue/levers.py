"""A lever of the catalogue: what it is, who may pull it, what it is by default, and how its effect is checked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from aicompete.config.catalogue.actors import Actors
from aicompete.config.reading.errors import Mark, Problems
from aicompete.config.reading.fields import Fields, as_number, as_text
from aicompete.config.reading.numbers import exact
from aicompete.config.reading.suggest import nearest
from aicompete.config.reading.units import UNITS
from aicompete.config.reading.yamlnodes import ListNode, MapNode, Node, ScalarNode, describe

Value = float | bool | str
Kind = Literal["number", "bool", "choice"]

REQUIRED = ("description", "unit", "kind", "actors", "neutral", "default", "controller", "basis", "source", "check")
OPTIONAL = (
    "range",
    "choices",
    "items",
    "targets",
    "aliases",
    "sentinel",
    "names",
    "chosen",
    "needs",
    "note",
)
BASES = ("S", "X", "A")
NO_LIMIT = "none"  # the word for a sentinel
CHOICE = "choice"  # the word for a law that a nation chooses for itself


@dataclass(frozen=True)
class Check:
    """Proof that a lever does something: moving `actor`'s lever from values[0] to values[1] moves `metric`."""

    actor: str
    values: tuple[Value, Value]
    metric: str
    direction: str  # up | down | any
    smallest: float
    relative: bool
    context: dict[str, object]
    item: str | None
    month: int | None  # 0-based month that is read; None: the last
    months: int
    mark: Mark


@dataclass(frozen=True)
class Lever:
    """Something an actor can pull: a column over actors, and over items where it has them."""

    name: str
    subject: str
    description: str
    unit: str
    kind: Kind
    low: float
    high: float
    choices: tuple[str, ...]
    items: tuple[str, ...]
    actors: tuple[str, ...]
    neutral: Value
    default: dict[str, tuple[Value, ...]]  # actor -> one value, or one per item; the actors who may pull it
    targets: str | None
    controller: str
    basis: str
    source: str
    aliases: tuple[str, ...]
    checks: tuple[Check, ...]
    sentinel: float | None
    chosen: bool  # nations outside the powers choose it for themselves where a scenario does not pin it
    names: dict[str, float]  # words that may stand for a number: products by name
    needs: tuple[str, ...]  # levers of the same actor: while all of them are neutral, this one does nothing
    note: str
    mark: Mark

    @property
    def range(self) -> tuple[float, float]:
        return (self.low, self.high)

    def code(self, value: Value) -> float:
        """The number that stands for a value in a column: itself, 0/1, or the place among the choices."""
        if isinstance(value, str):
            return self.names[value] if self.kind == "number" else float(self.choices.index(value))
        return float(value)

    def value_of(self, code: float) -> Value:
        """The value that a number in a column stands for."""
        if self.kind == "choice":
            return self.choices[int(code)]
        return bool(code) if self.kind == "bool" else code

    def default_column(self, axis: tuple[str, ...]) -> npt.NDArray[np.float64]:
        """Its defaults by nation, ``(nation,)`` or ``(item, nation)``, read-only; who cannot pull it is neutral."""
        column = np.full((len(self.items) or 1, len(axis)), self.code(self.neutral))
        for actor, values in self.default.items():
            column[:, axis.index(actor)] = [self.code(value) for value in values]
        column.flags.writeable = False
        return column if self.items else column[0]

    @property
    def at_months_end(self) -> bool:
        """Whether a month counts with its last day (no sense in averaging) or with its mean over days."""
        return self.kind != "number" or self.sentinel is not None

    @property
    def what_fits(self) -> str:
        """The values that may be given, in words."""
        if self.kind == "bool":
            return "true or false"
        if self.kind == "choice":
            return "one of " + ", ".join(self.choices)
        also = f", or {NO_LIMIT}" if self.sentinel is not None else ""
        named = f", or one of {', '.join(self.names)}" if self.names else ""
        chosen = f", or {CHOICE}" if self.chosen else ""
        return f"a number from {self.low:g} to {self.high:g} ({self.unit}){also}{named}{chosen}"


def read_value(lever: Lever, node: Node, problems: Problems) -> Value | None:
    """One value of a lever; None (and a problem) when it does not fit."""
    if isinstance(node, ScalarNode):
        value = node.value
        if lever.kind == "bool" and isinstance(value, bool):
            return value
        if lever.kind == "choice" and isinstance(value, str) and value in lever.choices:
            return value
        if lever.kind == "number":
            if lever.sentinel is not None and value == NO_LIMIT:
                return lever.sentinel
            if isinstance(value, str) and value in lever.names:
                return lever.names[value]
            number = as_number(node)
            if number is not None:
                if lever.low <= number <= lever.high or number == lever.sentinel:
                    return number
                limits = f"{exact(lever.low)} to {exact(lever.high)} ({lever.unit})"
                problems.add(node.mark, f"{lever.name} is {exact(number)}, outside {limits}")
                return None
    hint: str | None = None
    if lever.kind == "choice":
        hint = nearest(as_text(node) or "", lever.choices)
    elif lever.names:
        hint = nearest(as_text(node) or "", tuple(lever.names))
    elif lever.kind == "bool":
        hint = {"True": "true", "False": "false", "yes": "true", "on": "true", "no": "false", "off": "false"}.get(
            as_text(node) or ""
        )
    problems.add(node.mark, f"{lever.name} must be {lever.what_fits}, not {describe(node)}", hint)
    return None


def read_lever(
    name: str, node: Node, subject: str, actors: Actors, tables: Collection[str], problems: Problems
) -> Lever | None:
    """One entry of catalogue/levers; `tables` holds the names of the target tables."""
    what = f"lever '{name}'"
    if not isinstance(node, MapNode):
        problems.add(node.mark, f"{what} must be a mapping, not {describe(node)}")
        return None
    before = len(problems)
    fields = Fields(node, what, problems, REQUIRED, OPTIONAL)
    word = fields.choice("kind", ("number", "bool", "choice"), "number")
    kind: Kind = "bool" if word == "bool" else "choice" if word == "choice" else "number"
    unit = fields.choice("unit", UNITS, "index")
    low, high = _range(fields, kind)
    choices = fields.texts("choices")
    if (kind == "choice") != bool(choices):
        problems.add(node.mark, f"{what}: 'choices' must be given for kind choice and for no other")
    targets = fields.text("targets") or None
    if targets is not None and targets not in tables:
        problems.add(fields.mark("targets"), f"unknown target table '{targets}'", nearest(targets, tables))
    lever = Lever(
        name=name,
        subject=subject,
        description=fields.text("description"),
        unit=unit,
        kind=kind,
        low=low,
        high=high,
        choices=choices,
        items=_items(fields, actors),
        actors=_who(fields, actors),
        neutral=0.0,
        default={},
        targets=targets,
        controller=fields.text("controller"),
        basis=fields.choice("basis", BASES, "A"),
        source=fields.text("source"),
        aliases=fields.texts("aliases"),
        checks=(),
        sentinel=fields.number("sentinel"),
        names=_names(fields, low, high),
        chosen=fields.boolean("chosen", False),
        needs=fields.texts("needs"),
        note=fields.text("note"),
        mark=node.mark,
    )
    if len(problems) > before:
        return None
    neutral_node, default_node, check_node = node.get("neutral"), node.get("default"), node.get("check")
    neutral = read_value(lever, neutral_node, problems) if neutral_node else None
    if neutral is None:
        return None
    lever = replace(
        lever,
        neutral=neutral,
        default=_default(lever, neutral, default_node, actors, problems),
        checks=_checks(lever, check_node, actors, problems),
    )
    return None if len(problems) > before else lever


def _range(fields: Fields, kind: str) -> tuple[float, float]:
    if kind != "number":
        return (0.0, 1.0)
    if not fields.has("range"):
        fields.problems.add(fields.node.mark, f"{fields.what} has no 'range'")
    pair = fields.numbers("range", 2)
    if pair is not None and pair[0] >= pair[1]:
        fields.problems.add(fields.mark("range"), f"the range {exact(pair[0])} to {exact(pair[1])} is empty")
    return (pair[0], pair[1]) if pair else (0.0, 1.0)


def _names(fields: Fields, low: float, high: float) -> dict[str, float]:
    """Words that stand for numbers within the range."""
    node, found = fields.mapping("names"), dict[str, float]()
    for key, (_, value) in node.pairs.items() if node else ():
        number = as_number(value)
        if number is None or not low <= number <= high:
            fields.problems.add(value.mark, f"{fields.what}: {key} must be a number from {low:g} to {high:g}")
        else:
            found[key] = number
    return found


def _items(fields: Fields, actors: Actors) -> tuple[str, ...]:
    node = fields.node_of("items")
    if node is None or isinstance(node, ListNode):
        return fields.texts("items")
    name = as_text(node) or ""
    if name not in actors.items:
        fields.problems.add(node.mark, f"unknown list of items '{name}'", nearest(name, actors.items))
    return actors.items.get(name, ())


def _who(fields: Fields, actors: Actors) -> tuple[str, ...]:
    node = fields.node_of("actors")
    words = fields.texts("actors") if isinstance(node, ListNode) else (fields.text("actors"),)
    members: set[str] = set()
    for word in words:
        found = actors.members(word)
        if found is None and node is not None:
            fields.problems.add(node.mark, f"unknown actor '{word}'", actors.suggest(word))
        members.update(found or ())
    return tuple(actor for actor in actors.axis if actor in members)


def _default(
    lever: Lever, neutral: Value, node: Node | None, actors: Actors, problems: Problems
) -> dict[str, tuple[Value, ...]]:
    """Per actor who may pull the lever; narrower wins. Whoever the entry does not reach stays neutral."""
    if not isinstance(node, MapNode) or ("all" not in node.pairs and "world" not in node.pairs):
        problems.add(node.mark if node else lever.mark, f"lever '{lever.name}': 'default' must be a mapping with 'all'")
        return {}
    entries: list[tuple[str, dict[int, Value]]] = []
    width = len(lever.items) or 1
    for who, (mark, content) in node.pairs.items():
        members = actors.members(who)
        if members is None:
            problems.add(mark, f"unknown actor '{who}'", actors.suggest(who))
            continue
        if not set(members) & set(lever.actors):
            problems.add(mark, f"{who} cannot pull {lever.name}, so it has no default there")
            continue
        values: dict[int, Value] = {}
        if isinstance(content, MapNode) and lever.items:
            for item, (item_mark, item_node) in content.pairs.items():
                if item not in lever.items:
                    problems.add(item_mark, f"{lever.name} has no item '{item}'", nearest(item, lever.items))
                    continue
                value = read_value(lever, item_node, problems)
                if value is not None:
                    values[lever.items.index(item)] = value
        else:
            value = read_value(lever, content, problems)
            if value is not None:
                values = dict.fromkeys(range(width), value)
        entries.append((who, values))
    result = {actor: [neutral] * width for actor in lever.actors}
    for members, values in actors.narrowest_last(entries):
        for actor in members:
            if actor in result:
                for place, value in values.items():
                    result[actor][place] = value
    return {actor: tuple(values) for actor, values in result.items()}


def _checks(lever: Lever, node: Node | None, actors: Actors, problems: Problems) -> tuple[Check, ...]:
    nodes = node.items if isinstance(node, ListNode) else [node] if node is not None else []
    checks = []
    if not nodes:
        problems.add(lever.mark, f"lever '{lever.name}' has an empty 'check'")
    for entry in nodes:
        if not isinstance(entry, MapNode):
            problems.add(entry.mark, f"the check of {lever.name} must be a mapping, not {describe(entry)}")
            continue
        needed = ("actor", "values", "metric", "direction", "smallest")
        fields = Fields(
            entry, f"the check of {lever.name}", problems, needed, ("context", "as", "item", "month", "months")
        )
        actor = fields.text("actor")
        members = actors.members(actor)
        if members is None:
            problems.add(fields.mark("actor"), f"unknown actor '{actor}'", actors.suggest(actor))
        elif not set(members) & set(lever.actors):
            problems.add(fields.mark("actor"), f"{actor} cannot pull {lever.name}")
        item = fields.text("item") or None
        if item is not None and item not in lever.items:
            problems.add(fields.mark("item"), f"{lever.name} has no item '{item}'", nearest(item, lever.items))
        pair = entry.get("values")
        values = [read_value(lever, value, problems) for value in pair.items] if isinstance(pair, ListNode) else []
        if len(values) != 2 or values[0] == values[1]:
            problems.add(fields.mark("values"), f"the check of {lever.name} needs two different values")
            continue
        context = fields.mapping("context")
        months = fields.integer("months", 60, 1, 480)
        smallest = fields.number("smallest")
        if smallest is not None and smallest <= 0:
            problems.add(fields.mark("smallest"), "'smallest' must be above 0")
        low, high = values
        if low is None or high is None or smallest is None:
            continue
        checks.append(
            Check(
                actor=actor,
                values=(low, high),
                metric=fields.text("metric"),
                direction=fields.choice("direction", ("up", "down", "any"), "any"),
                smallest=smallest,
                relative=fields.choice("as", ("relative", "absolute"), "absolute") == "relative",
                context={key: plain(content) for key, (_, content) in context.pairs.items()} if context else {},
                item=item,
                month=fields.integer("month", 0, 0, months - 1) if fields.has("month") else None,
                months=months,
                mark=entry.mark,
            )
        )
    return tuple(checks)


def plain(node: Node) -> object:
    """The node as plain Python data."""
    if isinstance(node, MapNode):
        return {key: plain(content) for key, (_, content) in node.pairs.items()}
    if isinstance(node, ListNode):
        return [plain(item) for item in node.items]
    return node.value
