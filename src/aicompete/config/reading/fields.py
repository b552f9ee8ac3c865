"""Typed reading of one mapping: what must be there, what may be there, and of which type."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from aicompete.config.reading.errors import Mark, Problems
from aicompete.config.reading.suggest import nearest
from aicompete.config.reading.yamlnodes import ListNode, MapNode, Node, ScalarNode, describe

Number = int | float


class Fields:
    """Reads the fields of a mapping; everything wrong is added to `problems` and reads as None."""

    def __init__(
        self,
        node: MapNode,
        what: str,
        problems: Problems,
        required: Iterable[str] = (),
        optional: Iterable[str] = (),
        other_names: Mapping[str, str] | None = None,
    ) -> None:
        self.node = node
        self.what = what
        self.problems = problems
        needed = tuple(required)
        known = (*needed, *optional)
        for key, (mark, _) in node.pairs.items():
            if key not in known:
                problems.add(mark, f"unknown key '{key}' in {what}", nearest(key, known, other_names))
        for key in needed:
            if key not in node.pairs:
                problems.add(node.mark, f"{what} has no '{key}'")

    def has(self, key: str) -> bool:
        return key in self.node.pairs

    def node_of(self, key: str) -> Node | None:
        return self.node.get(key)

    def mark(self, key: str) -> Mark:
        node = self.node.get(key)
        return node.mark if node else self.node.mark

    def wrong(self, node: Node, key: str, wanted: str) -> None:
        self.problems.add(node.mark, f"'{key}' must be {wanted}, not {describe(node)}")

    def text(self, key: str, default: str = "") -> str:
        node = self.node.get(key)
        if node is None:
            return default
        value = as_text(node)
        if value is None or not value.strip():
            self.wrong(node, key, "a text")
            return default
        return value.strip()

    def choice(self, key: str, choices: Iterable[str], default: str) -> str:
        node = self.node.get(key)
        if node is None:
            return default
        allowed = tuple(choices)
        value = as_text(node)
        if value is None or value not in allowed:
            self.problems.add(
                node.mark,
                f"'{key}' must be one of {', '.join(allowed)}, not {describe(node)}",
                nearest(value or "", allowed),
            )
            return default
        return value

    def boolean(self, key: str, default: bool) -> bool:
        node = self.node.get(key)
        if node is None:
            return default
        if isinstance(node, ScalarNode) and isinstance(node.value, bool):
            return node.value
        self.wrong(node, key, "true or false")
        return default

    def integer(self, key: str, default: int, low: int, high: int) -> int:
        node = self.node.get(key)
        if node is None:
            return default
        value = as_number(node)
        if value is None or value != int(value):
            self.wrong(node, key, "a whole number")
            return default
        number = node.value if isinstance(node, ScalarNode) and isinstance(node.value, int) else int(value)
        if not low <= number <= high:  # as an integer: a double cannot tell 2**53 + 1 from 2**53
            self.problems.add(node.mark, f"'{key}' is {number}, outside {low} to {high}")
            return default
        return number

    def number(self, key: str) -> float | None:
        node = self.node.get(key)
        if node is None:
            return None
        value = as_number(node)
        if value is None:
            self.wrong(node, key, "a number")
        return value

    def numbers(self, key: str, count: int) -> tuple[float, ...] | None:
        """A list of exactly `count` numbers."""
        node = self.node.get(key)
        return None if node is None else number_list(node, key, count, self.problems)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of words, or nothing."""
        node = self.node.get(key)
        if node is None:
            return ()
        if not isinstance(node, ListNode):
            self.wrong(node, key, "a list of words")
            return ()
        words = []
        for item in node.items:
            word = as_text(item)
            if word is None:
                self.problems.add(item.mark, f"'{key}' must hold words, not {describe(item)}")
            elif word in words:
                self.problems.add(item.mark, f"'{word}' stands twice in '{key}'")
            else:
                words.append(word)
        return tuple(words)

    def mapping(self, key: str) -> MapNode | None:
        node = self.node.get(key)
        if node is None or isinstance(node, MapNode):
            return node
        self.wrong(node, key, "a mapping")
        return None


def as_text(node: Node) -> str | None:
    """The text of a node, None when it is something else."""
    return node.value if isinstance(node, ScalarNode) and isinstance(node.value, str) else None


def as_number(node: Node) -> float | None:
    """The number of a node (true and false are no numbers), None when it is something else."""
    if isinstance(node, ScalarNode) and isinstance(node.value, (int, float)) and not isinstance(node.value, bool):
        try:
            return float(node.value)
        except OverflowError:  # an integer beyond all doubles, which only Python data can hold
            return None
    return None


def number_list(node: Node, what: str, count: int, problems: Problems) -> tuple[float, ...] | None:
    """A list of exactly `count` numbers, None (and a problem) otherwise."""
    if not isinstance(node, ListNode) or len(node.items) != count:
        problems.add(node.mark, f"'{what}' must be a list of {count} numbers, not {describe(node)}")
        return None
    values = [as_number(item) for item in node.items]
    found = tuple(value for value in values if value is not None)
    if len(found) != count:
        for item, value in zip(node.items, values, strict=True):
            if value is None:
                problems.add(item.mark, f"'{what}' must hold numbers, not {describe(item)}")
        return None
    return found
