"""A policy as the dashboard holds it: the plain content of a scenario file, checked by the rules of such files."""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from aicompete.config import Catalogue, ConfigError, Lever, Path, Scenario, load_catalogue, shipped_scenarios
from aicompete.config.catalogue.levers import NO_LIMIT, plain
from aicompete.config.reading.dates import format_date
from aicompete.config.reading.errors import Mark, Problem, Problems
from aicompete.config.reading.yamlnodes import MapNode, Node, from_python, parse
from aicompete.config.scenarios.reader import scenario_from_layers
from aicompete.config.scenarios.resolve import read_layers

START = "baseline"
Written = Any
"""A lever's value as a scenario file writes it: a number, a word, a path of dates."""


@dataclass(frozen=True)
class Setting:
    """One line of what was set: who holds which lever (or item of it) at what."""

    who: str
    lever: str
    item: str | None
    value: Written

    @property
    def key(self) -> str:
        """As on the command line: ``CHN.mineral_licence_strictness.gallium``."""
        return ".".join(part for part in (self.who, self.lever, self.item) if part)


@dataclass
class Policy:
    """What was set on top of a scenario that comes with the package. ``content`` is never changed in place."""

    content: dict[str, Any] = field(default_factory=lambda: {"name": "my_policy", "extends": START})

    @classmethod
    def on(cls, scenario: str) -> Policy:
        """Nothing set on top of a scenario of the package."""
        return cls({"name": f"my_{scenario}", "extends": scenario})

    @classmethod
    def of(cls, scenario: Scenario) -> Policy:
        """A scenario written out in full, as one of a results folder."""
        content = {key: value for key, value in scenario.to_dict().items() if value and key != "source_files"}
        return cls(content)

    @classmethod
    def read(cls, text: str, label: str = "policy.yaml") -> Policy:
        """From the text of a scenario file. Raises ``ConfigError`` with every problem and its line.

        ``extends`` may name a scenario of the package only: an uploaded file has no neighbours.
        """
        problems = Problems()
        node = parse(text, label, problems)
        problems.check()
        if not isinstance(node, MapNode):
            raise ConfigError([Problem(label, 1, 1, "a scenario file is a mapping of keys to values", None)])
        scenario_of(node, label)
        content = plain(node)
        assert isinstance(content, dict)
        return cls(content)

    @property
    def name(self) -> str:
        """Name of the scenario."""
        return str(self.content["name"])

    @property
    def base(self) -> str:
        """The scenario of the package that it rests on; nothing when it is written out in full."""
        return str(self.content.get("extends") or "")

    def scenario(self) -> Scenario:
        """Resolved and checked. Raises ``ConfigError``."""
        problems = Problems()
        node = from_python(self.content, Mark("the policy"), problems)
        problems.check()
        assert isinstance(node, MapNode)
        return scenario_of(node, "the policy")

    def to_yaml(self) -> str:
        """The scenario file: ``aicompete run FILE`` gives these runs."""
        return yaml.safe_dump(self.content, sort_keys=False, allow_unicode=True, default_flow_style=None, width=110)

    def settings(self, catalogue: Catalogue | None = None) -> list[Setting]:
        """Everything that it sets, line by line."""
        known = (catalogue or load_catalogue()).levers
        found = []
        for who, levers in (self.content.get("levers") or {}).items():
            for name, value in levers.items():
                items = known[name].items if name in known else ()
                if isinstance(value, dict) and set(value) & set(items):
                    found += [Setting(who, name, item, content) for item, content in value.items()]
                else:
                    found.append(Setting(who, name, None, value))
        return found

    def put(self, who: str, lever: Lever, item: str | None, value: Written) -> Policy:
        """A new policy with this setting. Without ``item`` all items of the lever are set."""
        content = copy.deepcopy(self.content)
        mine = content.setdefault("levers", {}).setdefault(who, {})
        if item is None:
            mine[lever.name] = value
        else:
            before = mine.get(lever.name)
            if not (isinstance(before, dict) and set(before) & set(lever.items)):
                before = {} if before is None else {i: copy.deepcopy(before) for i in lever.items}
            mine[lever.name] = {**before, item: value}
        return Policy(content)

    def drop(self, who: str, lever: str, item: str | None = None) -> Policy:
        """A new policy without this setting: what it rests on is in force again."""
        content = copy.deepcopy(self.content)
        levers = content.get("levers", {})
        mine = levers.get(who, {})
        if item is not None and isinstance(mine.get(lever), dict):
            mine[lever].pop(item, None)
        if item is None or not mine.get(lever):
            mine.pop(lever, None)
        if who in levers and not mine:
            levers.pop(who)
        if not levers:
            content.pop("levers", None)
        return Policy(content)

    def renamed(self, name: str) -> Policy:
        """The same under another name; what a name may not hold becomes an underscore."""
        safe = re.sub(r"[^A-Za-z0-9_.-]+", "_", name).strip("_.-") or "my_policy"
        return Policy({**self.content, "name": safe})


def scenario_of(node: MapNode, label: str) -> Scenario:
    """The scenario that a file's content describes. Raises ``ConfigError`` with every problem."""
    problems = Problems()
    layers: list[MapNode] = []
    files: list[str] = []
    parent: Node | None = node.get("extends")
    if parent is not None:
        shipped = shipped_scenarios()
        base = plain(parent)
        if base not in shipped:
            known = ", ".join(sorted(shipped))
            problems.add(parent.mark, f"'extends' must name a scenario of the package here: {known}")
        else:
            layers, files = read_layers(shipped[str(base)], problems)
    problems.check()
    scenario = scenario_from_layers([*layers, node], [*files, label], load_catalogue(), problems)
    problems.check()
    assert scenario is not None
    return scenario


def plain_path(path: Path, lever: Lever) -> Written:
    """A path as a scenario file writes it, "none" for no limit."""
    written = path.to_plain()

    def words(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: words(content) for key, content in value.items()}
        is_none = lever.sentinel is not None and not isinstance(value, str) and value == lever.sentinel
        return NO_LIMIT if is_none else value

    return words(written)


def dated(path: Path) -> list[tuple[str, Any]]:
    """Dates and values of a path, oldest first; none for a constant."""
    return [(format_date(day), value) for day, value in zip(path.dates, path.values, strict=False)]
