"""Who acts: the nations in their fixed order, the rest of the world, and the groups that files may name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from aicompete.config.reading.errors import Mark, Problems
from aicompete.config.reading.fields import Fields, as_text
from aicompete.config.reading.suggest import nearest
from aicompete.config.reading.yamlnodes import ListNode, MapNode, Node, describe

T = TypeVar("T")


@dataclass(frozen=True)
class Actors:
    """Nations (axis order), the rest of the world, groups, named lists of items, and the starting worlds."""

    nations: tuple[str, ...]
    rest: str
    names: dict[str, str]
    groups: dict[str, tuple[str, ...]]
    group_rules: dict[str, str]
    items: dict[str, tuple[str, ...]]
    starts: dict[str, str]
    other_names: dict[str, str] = field(default_factory=dict)

    @property
    def axis(self) -> tuple[str, ...]:
        """The nation axis of every column: the nations, then the rest of the world."""
        return (*self.nations, self.rest)

    @property
    def known(self) -> tuple[str, ...]:
        return (*self.nations, self.rest, *self.groups)

    def members(self, who: str) -> tuple[str, ...] | None:
        """The actors a word stands for, in axis order; None when the word is unknown."""
        if who in self.names:
            return (who,)
        return self.groups.get(who)

    def suggest(self, word: str) -> str | None:
        others = {name: iso3 for iso3, name in self.names.items()}
        return nearest(word, self.known, {**others, **self.other_names})

    def narrowest_last(self, entries: Iterable[tuple[str, T]]) -> list[tuple[tuple[str, ...], T]]:
        """Entries as (members, content), wide groups first and, for the same width, in the order given.

        Whoever applies them one after the other lets the narrower win, and the later among equals.
        """
        spread = [(self.members(who) or (), content) for who, content in entries]
        return sorted(spread, key=lambda entry: -len(entry[0]))


def read_actors(node: Node, problems: Problems) -> Actors | None:
    """Build `Actors` from actors.yaml."""
    if not isinstance(node, MapNode):
        problems.add(node.mark, f"the list of actors must be a mapping, not {describe(node)}")
        return None
    fields = Fields(
        node,
        "the list of actors",
        problems,
        required=("nations", "rest", "groups", "items", "starts"),
        optional=("also",),
    )
    nations = _texts(fields.mapping("nations"), problems)
    rest = _texts(fields.mapping("rest"), problems)
    if len(rest) != 1:
        problems.add(fields.mark("rest"), "'rest' must name exactly one actor")
        return None
    axis = (*nations, *rest)
    groups: dict[str, tuple[str, ...]] = {}
    rules: dict[str, str] = {}
    group_map = fields.mapping("groups")
    for name, (_, content) in group_map.pairs.items() if group_map else ():
        if not isinstance(content, MapNode):
            problems.add(content.mark, f"group '{name}' must be a mapping with 'rule' and 'members'")
            continue
        group = Fields(content, f"group '{name}'", problems, required=("rule", "members"))
        rules[name] = group.text("rule")
        members = content.get("members")
        word = as_text(members) if members is not None else None
        if word in {"all", "world"}:
            groups[name] = tuple(nations) if word == "all" else axis
            continue
        chosen = group.texts("members")
        for iso3 in chosen:
            if iso3 not in axis:
                problems.add(group.mark("members"), f"unknown actor '{iso3}' in group '{name}'", nearest(iso3, axis))
        groups[name] = tuple(iso3 for iso3 in axis if iso3 in chosen)
    items: dict[str, tuple[str, ...]] = {}
    item_map = fields.mapping("items")
    for name, (_, content) in item_map.pairs.items() if item_map else ():
        if isinstance(content, ListNode):
            items[name] = tuple(word for word in map(as_text, content.items) if word is not None)
    return Actors(
        nations=tuple(nations),
        rest=next(iter(rest)),
        names={**nations, **rest},
        groups=groups,
        group_rules=rules,
        items=items,
        starts=_texts(fields.mapping("starts"), problems),
        other_names=_texts(fields.mapping("also"), problems),
    )


def _texts(node: MapNode | None, problems: Problems) -> dict[str, str]:
    """A mapping of words to texts."""
    texts: dict[str, str] = {}
    for key, (mark, content) in node.pairs.items() if node else ():
        text = as_text(content)
        if text is None:
            problems.add(Mark(*mark), f"'{key}' must be a text, not {describe(content)}")
        else:
            texts[key] = text
    return texts
