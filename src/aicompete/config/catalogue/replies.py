"""Rules by which governments answer: what a rule is, and how one is read from YAML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from aicompete.config.catalogue.actors import Actors
from aicompete.config.catalogue.levers import BASES, Lever
from aicompete.config.reading.errors import Mark, Problems
from aicompete.config.reading.expressions import (
    Condition,
    ExpressionError,
    Seen,
    comparisons,
    names_in,
    parse_condition,
)
from aicompete.config.reading.fields import Fields, as_number, as_text
from aicompete.config.reading.suggest import nearest
from aicompete.config.reading.yamlnodes import ListNode, MapNode, Node, describe

REQUIRED = ("who", "lever", "trigger", "lag", "step", "limit", "cooldown", "dead_band")
OPTIONAL = ("item", "easing", "fatigue", "strength", "description", "basis", "source", "standard")
MAX_LAG = 36
SHORTEST_COOLDOWN, LONGEST_COOLDOWN = 3, 120
"""Months between two actions of a rule: governments do not move to and fro month by month."""
STRONGEST = 2.0
_NAME = re.compile(r"[a-z][a-z0-9_]*\Z", re.ASCII)


@dataclass(frozen=True)
class Rule:
    """By how much an actor moves a lever off its dated path, and upon what.

    Where the trigger holds by more than the dead band, the addition grows by ``step`` (below zero: the lever goes
    down); where its opposite does, it shrinks by ``easing``. ``limit`` is the largest addition; ``cooldown`` the
    months between two actions; ``lag`` the months from what is seen to the answer in force. ``fatigue`` is how much
    more of the trigger it takes for each unit already added; with it no action goes beyond what the trigger calls
    for. ``strength`` multiplies step, easing and limit.
    """

    name: str
    who: str
    lever: str
    items: tuple[str, ...]  # () for a lever without items
    trigger: str
    condition: Condition
    lag: int
    step: float
    limit: float
    cooldown: int
    dead_band: tuple[float, ...]  # one for each comparison of the trigger
    easing: float
    fatigue: float
    strength: float
    description: str
    basis: str
    source: str
    standard: bool = field(default=True, compare=False)
    """Whether ``replies: on`` takes it."""
    mark: Mark = field(default=Mark("replies"), compare=False)

    @property
    def seen(self) -> tuple[Seen, ...]:
        """Everything that the trigger looks at."""
        return tuple(names_in(self.condition))

    @cached_property
    def plain(self) -> dict[str, Any]:
        """As a scenario file writes it."""
        bands = list(self.dead_band)
        return {
            "name": self.name,
            "who": self.who,
            "lever": self.lever,
            **({"item": list(self.items)} if self.items else {}),
            "trigger": self.trigger,
            "lag": self.lag,
            "step": self.step,
            "limit": self.limit,
            "cooldown": self.cooldown,
            "dead_band": bands if len(bands) > 1 else bands[0],
            "easing": self.easing,
            "fatigue": self.fatigue,
            "strength": self.strength,
            **{key: text for key in ("description", "basis", "source") if (text := getattr(self, key))},
        }


@dataclass(frozen=True)
class ShippedRules:
    """The rules that come with the package: as read, and as nodes that a scenario may change in part."""

    rules: dict[str, Rule]
    nodes: dict[str, MapNode]

    @property
    def standard(self) -> tuple[Rule, ...]:
        """What ``replies: on`` takes."""
        return tuple(rule for rule in self.rules.values() if rule.standard)


def read_shipped(node: Node | None, actors: Actors, levers: Mapping[str, Lever], problems: Problems) -> ShippedRules:
    """The rules of ``replies/rules.yaml``."""
    shipped = ShippedRules({}, {})
    if isinstance(node, MapNode):
        for name, (_, content) in node.pairs.items():
            rule = read_rule(name, content, actors, levers, problems)
            if rule is not None and isinstance(content, MapNode):
                shipped.rules[name], shipped.nodes[name] = rule, content
    elif node is not None:
        problems.add(node.mark, f"must be a mapping of names to rules, not {describe(node)}")
    return shipped


def read_rule(name: str, node: Node, actors: Actors, levers: Mapping[str, Lever], problems: Problems) -> Rule | None:
    """One rule; None (and a problem) when it does not fit. Metrics are known to the engine alone, which checks them."""
    what = f"the rule '{name}'"
    if not isinstance(node, MapNode):
        problems.add(node.mark, f"{what} must be a mapping, not {describe(node)}")
        return None
    before = len(problems)
    if not _NAME.match(name):
        problems.add(node.mark, f"the name '{name[:40]}' of a rule must be lower case with underscores")
    fields = Fields(node, what, problems, REQUIRED, OPTIONAL)
    lever = _lever(fields, actors, levers)
    items = _items(fields, lever) if lever is not None else ()
    condition = _condition(fields, actors, levers)
    numbers = {key: _number(fields, key, default) for key, default in NUMBERS.items()}
    rule_lag = fields.integer("lag", 1, 1, MAX_LAG)
    cooldown = fields.integer("cooldown", SHORTEST_COOLDOWN, SHORTEST_COOLDOWN, LONGEST_COOLDOWN)
    bands = _bands(fields, condition) if condition is not None else (1.0,)
    if len(problems) > before or lever is None or condition is None:
        return None
    rule = Rule(
        name,
        fields.text("who"),
        lever.name,
        items,
        fields.text("trigger"),
        condition,
        rule_lag,
        numbers["step"],
        numbers["limit"],
        cooldown,
        bands,
        numbers["easing"],
        numbers["fatigue"],
        numbers["strength"],
        fields.text("description"),
        fields.choice("basis", BASES, "A"),
        fields.text("source"),
        fields.boolean("standard", True),
        fields.mark("trigger"),
    )
    _check_sizes(rule, lever, fields)
    return rule if len(problems) == before else None


NUMBERS = {"step": 0.0, "limit": 0.0, "easing": 0.0, "fatigue": 0.0, "strength": 1.0}


def _number(fields: Fields, key: str, default: float) -> float:
    value = fields.number(key)
    if value is None:
        return default
    if key == "step" and value == 0.0:
        fields.problems.add(fields.mark(key), "'step' is 0, so the rule would do nothing; use 'strength: 0' for that")
    elif key != "step" and value < 0.0:
        fields.problems.add(fields.mark(key), f"'{key}' is {value:g}; it cannot be below 0")
    elif key == "strength" and value > STRONGEST:
        fields.problems.add(fields.mark(key), f"'strength' is {value:g}, outside 0 to {STRONGEST:g}")
    return value


def _check_sizes(rule: Rule, lever: Lever, fields: Fields) -> None:
    """Steps inside the limit, the limit inside the lever's range, fatigue where it has a unit."""
    add, mark = fields.problems.add, fields.mark
    if rule.limit < abs(rule.step):
        add(mark("limit"), f"'limit' is {rule.limit:g}, less than one step of {abs(rule.step):g}")
    if rule.limit > lever.high - lever.low:
        add(mark("limit"), f"'limit' is {rule.limit:g}, wider than the range of {rule.lever} ({lever.what_fits})")
    if rule.fatigue and len(rule.dead_band) > 1:
        add(mark("fatigue"), "'fatigue' goes with a trigger of one comparison, whose unit it has")


def _lever(fields: Fields, actors: Actors, levers: Mapping[str, Lever]) -> Lever | None:
    """The lever that is moved, when it is one that this actor can move by a number."""
    who, name = fields.text("who"), fields.text("lever")
    known = who in actors.axis
    if who and not known:
        group = "; a rule is for one nation" if who in actors.groups else ""
        hint = None if group else actors.suggest(who)
        fields.problems.add(fields.mark("who"), f"unknown nation '{who}'{group}", hint)
    if not name:
        return None
    lever = levers.get(name)
    if lever is None:
        fields.problems.add(fields.mark("lever"), f"unknown lever '{name}'", _near(name, levers))
        return None
    if lever.at_months_end:
        fields.problems.add(fields.mark("lever"), f"{name} cannot be moved in steps; it takes {lever.what_fits}")
        return None
    if known and who not in lever.default:
        fields.problems.add(fields.mark("lever"), f"{who} cannot pull {name}", _near(name, _levers_of(who, levers)))
        return None
    return lever


def _items(fields: Fields, lever: Lever) -> tuple[str, ...]:
    """The items that are moved: one, a list, or all of them."""
    node = fields.node_of("item")
    if node is None:
        return lever.items
    if not lever.items:
        fields.problems.add(node.mark, f"{lever.name} has no items")
        return ()
    found = []
    for content in node.items if isinstance(node, ListNode) else [node]:
        item = as_text(content)
        if item is None or item not in lever.items:
            said = f"unknown item '{item}'" if item else f"'item' must be a word, not {describe(content)}"
            near = nearest(item or "", lever.items)
            fields.problems.add(content.mark, f"{said}: {lever.name} has the items {', '.join(lever.items)}", near)
        elif item in found:
            fields.problems.add(content.mark, f"'{item}' stands twice in 'item'")
        else:
            found.append(item)
    if isinstance(node, ListNode) and not node.items:
        fields.problems.add(node.mark, "'item' is an empty list; leave it out for all items")
    return tuple(found)


def _condition(fields: Fields, actors: Actors, levers: Mapping[str, Lever]) -> Condition | None:
    text, mark = fields.text("trigger"), fields.mark("trigger")
    if not text:
        return None
    try:
        condition = parse_condition(text)
    except ExpressionError as error:
        fields.problems.add(mark, f"the trigger {error.message}", error.suggestion)
        return None
    before = len(fields.problems)
    for seen in names_in(condition):
        _check_name(seen, mark, actors, levers, fields.problems)
    return condition if len(fields.problems) == before else None


def _check_name(seen: Seen, mark: Mark, actors: Actors, levers: Mapping[str, Lever], problems: Problems) -> None:
    """Actors, levers and items of a name; whether a metric exists is not known here."""
    first, *rest = seen.words
    if not rest:
        if first in levers:
            who = next(iter(levers[first].default))
            problems.add(mark, f"the trigger names the lever '{first}' without a nation", f"{who}.{first}")
        return
    if first not in actors.axis:
        known = actors.suggest(first)
        problems.add(mark, f"the trigger names an unknown nation '{first}'", known)
        return
    name, *item = rest
    lever = levers.get(name)
    if lever is None:
        if item:
            problems.add(mark, f"the trigger names an unknown lever '{name}'", _near(name, levers))
        return
    if lever.kind == "choice":
        problems.add(mark, f"the trigger compares {name}, which is no number: it is {lever.what_fits}")
    elif first not in lever.default:
        problems.add(mark, f"the trigger names {first}.{name}, but {first} cannot pull {name}")
    elif lever.items and not item:
        problems.add(mark, f"the trigger names {name} without an item", f"{first}.{name}.{lever.items[0]}")
    elif item and item[0] not in lever.items:
        has = f"has the items {', '.join(lever.items)}" if lever.items else "has no items"
        problems.add(
            mark, f"the trigger names an unknown item '{item[0]}': {name} {has}", nearest(item[0], lever.items)
        )


def _bands(fields: Fields, condition: Condition) -> tuple[float, ...]:
    """Dead bands, one for each comparison."""
    wanted = len(list(comparisons(condition)))
    node = fields.node_of("dead_band")
    if node is None:
        return (1.0,) * wanted
    values = [as_number(content) for content in (node.items if isinstance(node, ListNode) else [node])]
    fits = all(value is not None and value > 0.0 for value in values)
    if not fits or len(values) != wanted or isinstance(node, MapNode):
        shape = "a number above 0" if wanted == 1 else f"a list of {wanted} numbers above 0, one for each comparison"
        fields.problems.add(node.mark, f"'dead_band' must be {shape}, not {describe(node)}")
        return (1.0,) * wanted
    return tuple(float(value) for value in values if value is not None)


def _levers_of(who: str, levers: Mapping[str, Lever]) -> Iterable[str]:
    return [name for name, lever in levers.items() if who in lever.default]


def _near(name: str, levers: Iterable[str]) -> str | None:
    return nearest(name, levers)
