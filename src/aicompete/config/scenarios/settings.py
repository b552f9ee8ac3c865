"""Single settings laid over a scenario: the command line's --set and the points of a sweep."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from aicompete.config.catalogue.catalogue import Catalogue, load_catalogue
from aicompete.config.catalogue.replies import Rule
from aicompete.config.reading.dates import looks_like_date, parse_date
from aicompete.config.reading.errors import Mark, Problems
from aicompete.config.reading.fields import Fields
from aicompete.config.reading.suggest import nearest
from aicompete.config.reading.yamlnodes import MapNode, Node, ScalarNode, from_python, parse
from aicompete.config.scenarios.answers import read_replies
from aicompete.config.scenarios.assumed import Assumed, check_codings, read_assumptions
from aicompete.config.scenarios.bands import BAND
from aicompete.config.scenarios.horizon import check_orders
from aicompete.config.scenarios.layers import Order, find_actors, find_lever, lay, read_order
from aicompete.config.scenarios.paths import LINEAR
from aicompete.config.scenarios.reader import read_disable
from aicompete.config.scenarios.scenario import Scenario
from aicompete.limits import MAX_MONTHS

SWEEPABLE = "ACTOR.lever, ACTOR.lever.item or assumptions.name"
FROM = "@"
"""Between a lever and the date from which on it is set: USA.ally_alienation@2028-01."""


@dataclass
class Changes:
    """What a list of settings asks for, checked."""

    orders: list[Order]
    assumed: Assumed
    months: int | None = None
    disable: tuple[str, ...] | None = None
    replies: tuple[Rule, ...] | None = None

    def on(self, scenario: Scenario, catalogue: Catalogue) -> Scenario:
        assumed = self.assumed.over(Assumed(scenario.assumptions, scenario.calibration))
        return replace(
            scenario,
            levers=lay(scenario.levers, self.orders, scenario.start, catalogue) if self.orders else scenario.levers,
            assumptions=assumed.values,
            calibration=assumed.calibration or "",
            months=scenario.months if self.months is None else self.months,
            disable=scenario.disable if self.disable is None else self.disable,
            replies=scenario.replies if self.replies is None else self.replies,
        )


def apply_settings(
    scenario: Scenario, settings: Iterable[str] | Mapping[str, object], catalogue: Catalogue | None = None
) -> Scenario:
    """A new scenario with settings laid over this one. Raises `ConfigError` with every problem.

    Settings are texts such as "USA.ally_alienation=0.9", "CHN.mineral_licence_strictness.gallium=0.5",
    "us_allies.chip_export_control={2026-01: 0.2, 2027-01: 0.4}", "assumptions.retry=0.2", "assumptions=central",
    "months=60", "disable=[smuggling]" or "replies=on", or a mapping of the same keys to values.
    "USA.ally_alienation@2028-01=0.1" sets a lever from that date on and leaves its path before. Within one call the
    narrower actor beats the wider, the later setting the earlier, and a setting from a date on lies over those for the
    whole run. One that begins after the last month of
    the runs is refused.
    """
    catalogue = catalogue or load_catalogue()
    problems = Problems()
    pairs: list[tuple[str, Mark, Node]] = []
    if isinstance(settings, Mapping):
        for key, value in settings.items():
            mark = Mark(" ".join(f"setting {key}".split()))
            pairs.append((str(key), mark, from_python(value, mark, problems)))
    else:
        for text in [settings] if isinstance(settings, str) else settings:
            pair = _split(text, problems)
            if pair is not None:
                pairs.append(pair)
    changes = read_changes(pairs, catalogue, problems)
    problems.check()
    changed = changes.on(scenario, catalogue)
    check_orders(changes.orders, changed, problems)
    check_codings(changes.assumed, changed, Mark("the settings"), problems)
    problems.check()
    return changed


def read_changes(
    pairs: Iterable[tuple[str, Mark, Node]], catalogue: Catalogue, problems: Problems, sweep: bool = False
) -> Changes:
    """Check settings given as (key, place of the key, value). A sweep varies levers and assumptions alone."""
    changes = Changes([], Assumed())
    dated: list[tuple[int, Order]] = []
    for key, mark, node in pairs:
        head, _, rest = key.partition(".")
        if key in {"months", "disable", "replies"} and not sweep:
            if key == "disable":
                changes.disable = read_disable(node, catalogue, problems)
            elif key == "replies":
                changes.replies = read_replies(node, catalogue, problems)
            else:
                months = Fields(MapNode({key: (mark, node)}, mark), "the settings", problems, optional=(key,))
                changes.months = months.integer(key, 1, 1, MAX_MONTHS)
        elif key == "assumptions":
            changes.assumed = read_assumptions(node, catalogue, problems).over(changes.assumed)
        elif head == "assumptions":
            said = read_assumptions(MapNode({rest: (mark, node)}, mark), catalogue, problems)
            changes.assumed = said.over(changes.assumed)
        elif not rest:
            _say_what_a_key_is(key, mark, catalogue, problems)
        elif FROM in rest:
            rest, _, date = rest.partition(FROM)
            day, path = _from_date(date, mark, node, problems)
            order = _read_lever(head, rest, mark, path, catalogue, problems)
            if order is not None:
                dated.append((day, order))
        else:
            order = _read_lever(head, rest, mark, node, catalogue, problems)
            if order is not None:
                changes.orders.append(order)
    changes.orders += [order for _, order in sorted(dated, key=lambda entry: entry[0])]
    return changes


def _from_date(date: str, mark: Mark, node: Node, problems: Problems) -> tuple[int, Node]:
    """The day, and the value (or each item's value) as a path that begins there."""
    try:
        day = parse_date(date)
    except ValueError as error:
        problems.add(mark, f"after '{FROM}' stands a date: {error}")
        return 0, node
    if not isinstance(node, MapNode) or BAND in node.pairs:
        return day, MapNode({date: (mark, node)}, node.mark)
    for key, (place, content) in node.pairs.items():
        own = isinstance(content, MapNode) and BAND not in content.pairs
        if looks_like_date(key) or key == LINEAR or own:
            problems.add(place, f"a setting from {date} on takes a value (or one for each item), not a path of its own")
            return day, node
    items = {key: (place, MapNode({date: (place, item)}, item.mark)) for key, (place, item) in node.pairs.items()}
    return day, MapNode(dict(items), node.mark)


def _split(text: str, problems: Problems) -> tuple[str, Mark, Node] | None:
    """'KEY=VALUE' with a YAML value."""
    name = " ".join(f"--set {text[:80]}".split())
    mark = Mark(name)
    key, equals, value = text.partition("=")
    if not equals or not key.strip():
        problems.add(mark, "a setting has the form KEY=VALUE, such as USA.ally_alienation=0.9")
        return None
    if not value.strip():
        problems.add(mark, "the value is missing after '='")
        return None
    own = Problems()
    node = parse(value, name, own)
    for problem in own.found:  # a place inside one short line helps nobody
        problems.add(mark, problem.message, problem.suggestion)
    return None if node is None else (key.strip(), mark, _flat(node, mark))


def _flat(node: Node, mark: Mark) -> Node:
    """The same node with the mark of the whole setting."""
    if isinstance(node, ScalarNode):
        return ScalarNode(node.value, mark)
    if isinstance(node, MapNode):
        return MapNode({key: (mark, _flat(content, mark)) for key, (_, content) in node.pairs.items()}, mark)
    return type(node)([_flat(item, mark) for item in node.items], mark)


def _read_lever(who: str, rest: str, mark: Mark, node: Node, catalogue: Catalogue, problems: Problems) -> Order | None:
    name, dot, item = rest.partition(".")
    if not dot:
        return read_order(who, mark, name, mark, node, catalogue, problems)
    lever = find_lever(name, mark, catalogue, problems)
    if lever is None:
        find_actors(who, mark, catalogue, problems)
        return None
    if item not in lever.items:
        has = f"has the items {', '.join(lever.items)}" if lever.items else "has no items"
        problems.add(mark, f"unknown item '{item}': {name} {has}", nearest(item, lever.items))
        return None
    return read_order(who, mark, name, mark, MapNode({item: (mark, node)}, mark), catalogue, problems)


def _say_what_a_key_is(key: str, mark: Mark, catalogue: Catalogue, problems: Problems) -> None:
    lever = key if key in catalogue.levers else None
    if lever is not None:
        able = catalogue.levers[lever].actors
        who = "USA" if "USA" in able else able[0]
        problems.add(mark, f"the lever '{key}' needs an actor", f"{who}.{lever}")
    elif key in catalogue.assumptions:
        problems.add(mark, f"'{key}' is an assumption", f"assumptions.{key}")
    else:
        old = catalogue.nearest_lever(key)
        problems.add(mark, f"unknown setting '{key}'; a setting names {SWEEPABLE}", f"USA.{old}" if old else None)
