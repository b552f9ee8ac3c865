"""YAML as nodes that know their line and column.

Built from the events of PyYAML's safe loader, without recursion. Only `true` and `false` are booleans (`on`, `yes` and
`no` are words), `1e-3` is a number, a date stays text. Refused: duplicate keys, NaN and infinity, tags, several
documents, aliases that refer to themselves or blow the file up, and nesting beyond any sense.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from aicompete.config.reading.errors import Mark, Problems
from aicompete.config.reading.numbers import exact
from aicompete.config.reading.suggest import nearest

Scalar = bool | int | float | str | None

MAX_BYTES = 4_000_000
MAX_NODES = 200_000
MAX_DEPTH = 40

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""PyYAML's safe loader, the one in C where there is one: ten times as fast."""
_INT = re.compile(r"[-+]?(?:0|[1-9][0-9]*)\Z")
_FLOAT = re.compile(r"[-+]?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?\Z")
_NOT_FINITE = re.compile(r"[-+]?\.?(?:inf|nan|infinity)\Z", re.IGNORECASE)
_NUMBER_STARTS = frozenset("+-.0123456789iInN")
_WORDS: dict[str, Scalar] = {"true": True, "false": False, "": None, "~": None, "null": None}


@dataclass(slots=True)
class ScalarNode:
    """A single value: text, number, true/false or nothing."""

    value: Scalar
    mark: Mark
    size: int = 1


@dataclass(slots=True)
class ListNode:
    """A list of nodes."""

    items: list[Node]
    mark: Mark
    size: int = 1


@dataclass(slots=True)
class MapNode:
    """A mapping; keys are text and occur once."""

    pairs: dict[str, tuple[Mark, Node]]
    mark: Mark
    size: int = 1

    def get(self, key: str) -> Node | None:
        pair = self.pairs.get(key)
        return pair[1] if pair else None


Node = ScalarNode | ListNode | MapNode


def read_file(path: Path, problems: Problems, label: str | None = None) -> Node | None:
    """Read one YAML file; None when it cannot be read at all (the reason is added to `problems`)."""
    name = label or str(path)
    whole = Mark(name)
    try:
        if path.is_dir():
            problems.add(whole, "is a folder, not a file")
            return None
        if path.exists() and not path.is_file():
            problems.add(whole, "is not a regular file")
            return None
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        try:
            beside = [entry.name for entry in path.parent.iterdir() if entry.suffix in {".yaml", ".yml"}]
        except OSError:
            beside = []
        found = nearest(path.name, beside)
        problems.add(whole, "there is no such file", str(path.parent / found) if found else None)
        return None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "the name is not a possible file name"
        problems.add(whole, f"cannot be read: {reason}")
        return None
    if len(raw) > MAX_BYTES:
        problems.add(whole, f"is larger than {MAX_BYTES // 1_000_000} MB; that is no configuration")
        return None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        problems.add(whole, "is not a text file in UTF-8")
        return None
    return parse(text, name, problems)


def parse(text: str, name: str, problems: Problems) -> Node | None:
    """Parse YAML text called `name` in messages; None when there is nothing to go on with."""
    try:
        return _Builder(name, problems).build(text)
    except yaml.MarkedYAMLError as error:
        place = error.problem_mark or error.context_mark
        mark = Mark(name, place.line + 1, place.column + 1) if place else Mark(name)
        lines = text.splitlines()
        line = lines[mark.line - 1] if 0 < mark.line <= len(lines) else ""
        if "\t" in line[: max(mark.column, len(line) - len(line.lstrip()))]:
            problems.add(mark, "a tab character cannot be used here; indent with spaces")
        else:
            reason = " ".join(part for part in (error.context, error.problem) if part)
            problems.add(mark, f"is not valid YAML: {reason}")
    except yaml.YAMLError as error:  # unprintable characters
        reason = getattr(error, "reason", None) or "it cannot be decoded"
        problems.add(Mark(name), f"is not a YAML text: {reason}")
    except _GiveUp:
        pass
    return None


def from_python(value: object, mark: Mark, problems: Problems, depth: int = 0) -> Node:
    """Turn plain Python data (mappings, lists, numbers, text) into nodes that all carry `mark`."""
    if depth > MAX_DEPTH:
        problems.add(mark, "is nested too deeply")
        return ScalarNode(None, mark)
    if isinstance(value, Mapping):
        pairs: dict[str, tuple[Mark, Node]] = {}
        for key, content in value.items():
            if not isinstance(key, str):
                problems.add(mark, f"the key {key!r} is not text")
                continue
            pairs[key] = (mark, from_python(content, mark, problems, depth + 1))
        return MapNode(pairs, mark)
    if isinstance(value, (list, tuple)):
        return ListNode([from_python(content, mark, problems, depth + 1) for content in value], mark)
    plain = value.item() if hasattr(value, "item") and not isinstance(value, str) else value  # NumPy scalars
    if isinstance(plain, float) and not math.isfinite(plain):
        problems.add(mark, f"{plain} is not a finite number")
        return ScalarNode(None, mark)
    if isinstance(plain, int) and abs(plain) > 2**63:
        problems.add(mark, "a whole number is too large")
        return ScalarNode(None, mark)
    if plain is None or isinstance(plain, (bool, int, float, str)):
        return ScalarNode(plain, mark)
    problems.add(mark, f"{type(plain).__name__} is not a value for a configuration")
    return ScalarNode(None, mark)


def describe(node: Node) -> str:
    """A few words for what stands at a place, used in messages."""
    if isinstance(node, MapNode):
        return "a mapping"
    if isinstance(node, ListNode):
        return "a list"
    if node.value is None:
        return "nothing"
    if isinstance(node.value, bool):
        return "true" if node.value else "false"
    if isinstance(node.value, str):
        return f"the text '{node.value[:40]}'"
    return f"{exact(node.value)}" if isinstance(node.value, float) else str(node.value)


class _GiveUp(Exception):
    """The rest of the file cannot be read in any sensible way."""


@dataclass(slots=True)
class _Open:
    """A collection whose end has not been reached."""

    mark: Mark
    anchor: str | None
    items: list[Node]
    pairs: dict[str, tuple[Mark, Node]] | None
    key: tuple[str, Mark] | None
    waiting_for_value: bool = False
    size: int = 1


class _Builder:
    def __init__(self, name: str, problems: Problems) -> None:
        self.name = name
        self.problems = problems
        self.anchors: dict[str, Node | None] = {}
        self.stack: list[_Open] = []
        self.root: Node | None = None
        self.documents = 0
        self.total = 0

    def build(self, text: str) -> Node | None:
        event: Any
        for event in yaml.parse(text, Loader=LOADER):
            kind = type(event)
            if kind is yaml.ScalarEvent:
                self.put(self.scalar(event), event.anchor)
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                self.open(event)
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                self.close()
            elif kind is yaml.AliasEvent:
                self.alias(event)
            elif kind is yaml.DocumentStartEvent:
                self.documents += 1
                if self.documents > 1:
                    self.problems.add(self.mark(event), "a second document starts here; one file holds one document")
                    raise _GiveUp
        if self.root is None or (isinstance(self.root, ScalarNode) and self.root.value is None):
            self.problems.add(Mark(self.name, 1, 1), "the file is empty")
            return None
        return self.root

    def mark(self, event: Any) -> Mark:
        place = event.start_mark
        return Mark(self.name, place.line + 1, place.column + 1)

    def no_tag(self, event: Any, mark: Mark) -> None:
        if event.tag is not None:
            self.problems.add(mark, f"tags such as '{event.tag[:40]}' cannot be used")

    def scalar(self, event: Any) -> ScalarNode:
        mark = self.mark(event)
        if event.tag is not None:
            self.no_tag(event, mark)
        text: str = event.value
        if event.style:  # quoted or block text
            return ScalarNode(text, mark)
        if text in _WORDS:
            return ScalarNode(_WORDS[text], mark)
        if text[0] not in _NUMBER_STARTS:
            return ScalarNode(text, mark)
        if _INT.match(text) and len(text) <= 16:
            return ScalarNode(int(text), mark)
        if _FLOAT.match(text):
            number = float(text)
            if math.isfinite(number):
                return ScalarNode(number, mark)
        elif not _NOT_FINITE.match(text):
            return ScalarNode(text, mark)
        self.problems.add(mark, f"{text[:40]} is not a finite number")
        self.problems.settle(mark)
        return ScalarNode(None, mark)

    def open(self, event: Any) -> None:
        mark = self.mark(event)
        self.no_tag(event, mark)
        if len(self.stack) >= MAX_DEPTH:
            self.problems.add(mark, f"nesting goes deeper than {MAX_DEPTH} levels")
            raise _GiveUp
        if event.anchor is not None:
            self.anchors[event.anchor] = None
        pairs: dict[str, tuple[Mark, Node]] | None = {} if isinstance(event, yaml.MappingStartEvent) else None
        self.stack.append(_Open(mark, event.anchor, [], pairs, None))

    def close(self) -> None:
        done = self.stack.pop()
        node: Node
        if done.pairs is None:
            node = ListNode(done.items, done.mark, done.size)
        else:
            node = MapNode(done.pairs, done.mark, done.size)
        self.put(node, done.anchor)

    def alias(self, event: Any) -> None:
        node = self.anchors.get(event.anchor)
        if node is None:
            self.problems.add(self.mark(event), f"the alias '*{event.anchor}' refers to itself or to nothing")
            raise _GiveUp
        self.put(node, None, self.mark(event))

    def put(self, node: Node, anchor: str | None, place: Mark | None = None) -> None:
        """Hang a finished node into the collection that is open."""
        if anchor is not None:
            self.anchors[anchor] = node
        if not self.stack:
            self.root = node
            return
        parent = self.stack[-1]
        parent.size += node.size
        if parent.size > MAX_NODES:
            self.problems.add(place or node.mark, f"the file grows to more than {MAX_NODES} values (aliases included)")
            raise _GiveUp
        if parent.pairs is None:
            parent.items.append(node)
        elif not parent.waiting_for_value:
            parent.key = self.key(node, place or node.mark)
            parent.waiting_for_value = True
            if parent.key is None:
                self.problems.settle(parent.mark)
        else:
            parent.waiting_for_value = False
            if parent.key is not None:
                text, mark = parent.key
                if text in parent.pairs:
                    first = parent.pairs[text][0].line
                    self.problems.add(mark, f"the key '{text}' stands here a second time (first in line {first})")
                else:
                    parent.pairs[text] = (mark, node)

    def key(self, node: Node, mark: Mark) -> tuple[str, Mark] | None:
        if isinstance(node, ScalarNode) and isinstance(node.value, str):
            if node.value == "<<":
                self.problems.add(mark, "merge keys (<<) cannot be used; use 'extends'")
                return None
            return node.value, mark
        number = isinstance(node, ScalarNode) and type(node.value) is int
        hint = "; dates are written YYYY-MM or YYYY-MM-DD" if number else ""
        self.problems.add(mark, f"a key must be text, not {describe(node)}{hint}")
        return None
