"""Laying lever values over each other: narrower beats wider within a layer, a later layer beats an earlier one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from aicompete.config.catalogue.catalogue import Catalogue
from aicompete.config.catalogue.levers import Lever
from aicompete.config.reading.dates import Month
from aicompete.config.reading.errors import Mark, Problems
from aicompete.config.reading.yamlnodes import MapNode, Node, describe
from aicompete.config.scenarios.paths import FREE, LeverPath, Path, read_paths

Levers = dict[str, dict[str, LeverPath]]


@dataclass(frozen=True)
class Order:
    """One instruction: these actors hold this lever (these items of it) on these paths."""

    lever: Lever
    who: str
    paths: dict[int, Path]
    mark: Mark


def read_order(
    who: str, who_mark: Mark, name: str, mark: Mark, node: Node, catalogue: Catalogue, problems: Problems
) -> Order | None:
    """Check actor, lever and value of one instruction."""
    members = find_actors(who, who_mark, catalogue, problems)
    lever = find_lever(name, mark, catalogue, problems)
    if lever is None:
        return None
    if members and not set(members) & set(lever.actors):
        problems.add(mark, f"{who} cannot pull {name}; it is for {_in_words(lever.actors, catalogue)}")
    paths = read_paths(lever, node, problems)
    return Order(lever, who, paths, mark) if paths is not None and members else None


def find_actors(who: str, mark: Mark, catalogue: Catalogue, problems: Problems) -> tuple[str, ...]:
    """The actors a word stands for; none (and a problem) when it is unknown."""
    members = catalogue.actors.members(who)
    if members is None:
        hint = f"; '{who}' is a lever, name an actor before it" if who in catalogue.levers else ""
        problems.add(mark, f"unknown actor '{who}'{hint}", None if hint else catalogue.actors.suggest(who))
    return members or ()


def find_lever(name: str, mark: Mark, catalogue: Catalogue, problems: Problems) -> Lever | None:
    """The lever of that name; None (and a problem) when there is none."""
    lever = catalogue.levers.get(name)
    if lever is None:
        hint = "; it is an assumption, set it under 'assumptions'" if name in catalogue.assumptions else ""
        problems.add(mark, f"unknown lever '{name}'{hint}", None if hint else catalogue.nearest_lever(name))
    return lever


def read_orders(node: MapNode, catalogue: Catalogue, problems: Problems) -> list[Order]:
    """The `levers` mapping of a file: actor or group -> lever -> value."""
    orders = []
    for who, (who_mark, content) in node.pairs.items():
        known = find_actors(who, who_mark, catalogue, problems)
        if not isinstance(content, MapNode):
            if known:
                problems.add(content.mark, f"under {who} stands a mapping of levers to values, not {describe(content)}")
            continue
        if not known and who in catalogue.levers:
            continue  # what stands below belongs to another level; one message is enough
        for name, (mark, value) in content.pairs.items():
            order = read_order(who, who_mark, name, mark, value, catalogue, problems)
            if order is not None:
                orders.append(order)
    return orders


def lay(levers: Levers, orders: Iterable[Order], start: Month, catalogue: Catalogue) -> Levers:
    """A new set of paths with the orders of one layer laid over it."""
    result: Levers = {lever: dict(actors) for lever, actors in levers.items()}
    by_lever: dict[str, list[Order]] = {}
    for order in orders:
        by_lever.setdefault(order.lever.name, []).append(order)
    for name, group in by_lever.items():
        lever = group[0].lever
        # an order for single items is narrower than one for all of them
        ranked = sorted(group, key=lambda order: len(order.paths), reverse=True)
        current = result.setdefault(name, {})
        for members, paths in catalogue.actors.narrowest_last((order.who, order.paths) for order in ranked):
            for actor in members:
                if FREE in paths.values():
                    current.pop(actor, None)
                elif actor in lever.default:
                    current[actor] = _laid(lever, actor, current.get(actor), paths, start.first_day)
    return result


def _laid(lever: Lever, actor: str, below: LeverPath | None, paths: dict[int, Path], start: int) -> LeverPath:
    default = [Path.constant(value) for value in lever.default[actor]]
    if not lever.items:
        return paths[0].over(below if isinstance(below, Path) else default[0], start)
    held = dict(below) if isinstance(below, dict) else {}
    for place, path in paths.items():
        item = lever.items[place]
        held[item] = path.over(held.get(item, default[place]), start)
    return {item: held[item] for item in lever.items if item in held}


def _in_words(actors: tuple[str, ...], catalogue: Catalogue) -> str:
    for group, members in catalogue.groups.items():
        if members == actors:
            return group
    shown = ", ".join(actors[:6])
    return shown if len(actors) <= 6 else f"{shown} and {len(actors) - 6} more"
