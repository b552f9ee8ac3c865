"""From the nodes of scenario files (parents first) to one scenario."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from aicompete.config.catalogue.catalogue import Catalogue, load_catalogue
from aicompete.config.catalogue.replies import Rule
from aicompete.config.catalogue.targets import Rows, read_rows
from aicompete.config.reading.dates import Month
from aicompete.config.reading.errors import Mark, Problems
from aicompete.config.reading.fields import Fields, as_text
from aicompete.config.reading.suggest import nearest
from aicompete.config.reading.yamlnodes import ListNode, MapNode, Node, describe, from_python
from aicompete.config.scenarios.answers import read_replies
from aicompete.config.scenarios.assumed import Assumed, check_codings, read_assumptions
from aicompete.config.scenarios.layers import Levers, find_lever, lay, read_orders
from aicompete.config.scenarios.scenario import Scenario
from aicompete.limits import MAX_MONTHS

KEYS = ("name", "description", "extends", "start", "months", "levers", "assumptions", "disable", "targets", "replies")
DEFAULT_START = "2026-01"
DEFAULT_MONTHS = 120
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*\Z", re.ASCII)


def scenario_from_layers(
    layers: Sequence[MapNode], files: Sequence[str], catalogue: Catalogue, problems: Problems
) -> Scenario | None:
    """Lay the files over each other, the last being the scenario that was asked for; None when there is a problem."""
    start = Month.parse(DEFAULT_START)
    months = DEFAULT_MONTHS
    name = description = ""
    levers: Levers = {}
    assumed = Assumed()
    targets: dict[str, Rows] = {}
    disable: tuple[str, ...] = ()
    replies: tuple[Rule, ...] = ()
    every = [Fields(node, "a scenario", problems, required=("name",), optional=KEYS) for node in layers]
    for fields in every:  # the start first: where paths begin decides what is kept of those below
        start = read_start(fields, start, catalogue)
        months = fields.integer("months", months, 1, MAX_MONTHS)
    for fields in every:
        name = read_name(fields)
        description = fields.text("description")
        tree = fields.mapping("levers")
        if tree is not None:
            levers = lay(levers, read_orders(tree, catalogue, problems), start, catalogue)
        content = fields.node_of("assumptions")
        if content is not None:
            said = read_assumptions(content, catalogue, problems)
            assumed = said.over(assumed)
            check_codings(said, Scenario(name, "", start, months, levers), content.mark, problems)
        content = fields.node_of("disable")
        if content is not None:
            disable = read_disable(content, catalogue, problems)
        content = fields.node_of("replies")
        if content is not None:
            replies = read_replies(content, catalogue, problems)
        rows = fields.mapping("targets")
        for lever, changed in (read_targets(rows, catalogue, problems) if rows else {}).items():
            targets[lever] = {**targets.get(lever, {}), **changed}
    if problems:
        return None
    return Scenario(
        name,
        description,
        start,
        months,
        levers,
        assumed.values,
        disable,
        targets,
        tuple(files),
        assumed.calibration or "",
        replies,
    )


def scenario_from_dict(data: Mapping[str, object], catalogue: Catalogue | None = None) -> Scenario:
    """Build a scenario from plain data, with the same checks as a file.

    Raises
    ------
    ConfigError : with every problem found.
    """
    problems = Problems()
    content = {
        key: value for key, value in data.items() if key != "source_files" and (key, value) != ("description", "")
    }
    node = from_python(content, Mark("scenario"), problems)
    problems.check()
    assert isinstance(node, MapNode)
    files = data.get("source_files", ())
    names = tuple(str(name) for name in files) if isinstance(files, (list, tuple)) else ()
    scenario = scenario_from_layers([node], names, catalogue or load_catalogue(), problems)
    problems.check()
    assert scenario is not None
    return scenario


def read_name(fields: Fields) -> str:
    """A name that can stand as a folder's name."""
    name = fields.text("name")
    if name and not _NAME.match(name):
        fields.problems.add(
            fields.mark("name"), f"the name '{name[:40]}' may hold letters, digits, '_', '-' and '.' only, no space"
        )
    elif reads_as_number(name):
        fields.problems.add(fields.mark("name"), f"the name '{name}' reads as a number; begin it with a letter")
    return name


def reads_as_number(text: str) -> bool:
    """Whether a program that reads a table would take this word for a number (or a missing one)."""
    try:
        float(text)
    except ValueError:
        return False
    return True


def name_from(stem: str, default: str) -> str:
    """The nearest name that ``read_name`` takes, for a file without one."""
    name = re.sub(r"[^A-Za-z0-9_.-]+", "_", stem).lstrip("_.-")
    return f"{default}_{name}" if reads_as_number(name) else name or default


def read_start(fields: Fields, default: Month, catalogue: Catalogue) -> Month:
    """The month of the starting world."""
    if not fields.has("start"):
        return default
    text = as_text(node) if (node := fields.node_of("start")) is not None else None
    if text is None:
        fields.text("start")  # says what is wrong
        return default
    try:
        month = Month.parse(text)
    except ValueError as error:
        fields.problems.add(fields.mark("start"), str(error))
        return default
    starts = catalogue.actors.starts
    if str(month) not in starts:
        fields.problems.add(
            fields.mark("start"), f"there is no starting world for {month}; there are {', '.join(starts)}"
        )
        return default
    return month


def read_disable(node: Node, catalogue: Catalogue, problems: Problems) -> tuple[str, ...]:
    """Mechanisms to switch off; a child's list replaces its parent's."""
    if not isinstance(node, ListNode):
        problems.add(node.mark, f"'disable' must be a list of mechanisms, not {describe(node)}")
        return ()
    names: list[str] = []
    for item in node.items:
        name = as_text(item)
        mechanism = catalogue.mechanisms.get(name or "")
        if name is None:
            problems.add(item.mark, f"'disable' must hold names of mechanisms, not {describe(item)}")
        elif mechanism is None:
            problems.add(item.mark, f"unknown mechanism '{name}'", nearest(name, catalogue.mechanisms))
        elif not mechanism.can_disable:
            problems.add(item.mark, f"the mechanism '{name}' cannot be disabled")
        elif name in names:
            problems.add(item.mark, f"'{name}' stands twice in 'disable'")
        else:
            names.append(name)
    return tuple(sorted(names, key=list(catalogue.mechanisms).index))


def read_targets(node: MapNode, catalogue: Catalogue, problems: Problems) -> dict[str, Rows]:
    """lever -> issuer -> {buyer: weight}; an issuer's row replaces the one of the lever's table."""
    found: dict[str, Rows] = {}
    for name, (mark, content) in node.pairs.items():
        lever = find_lever(name, mark, catalogue, problems)
        if lever is not None and lever.targets is None:
            aimed = [entry.name for entry in catalogue.levers.values() if entry.targets]
            problems.add(
                mark, f"{name} is not aimed at anybody; the levers with targets are {', '.join(aimed) or 'none'}"
            )
        if not isinstance(content, MapNode):
            problems.add(content.mark, f"the targets of {name} must be a mapping of issuers, not {describe(content)}")
        elif lever is not None:
            found[name] = read_rows(content, catalogue.actors, problems)
    return found
