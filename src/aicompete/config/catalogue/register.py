"""The register: what the model should represent, mechanism by mechanism, and how far it does.

Plain data, read from register.yaml of every subject. Whether the names it uses exist in the code is
the business of `aicompete.coverage`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from aicompete.config.catalogue.catalogue import SHIPPED
from aicompete.config.reading.errors import Mark, Problems
from aicompete.config.reading.fields import Fields, as_text
from aicompete.config.reading.yamlnodes import MapNode, Node, describe, read_file

SHOCKS = "shocks"
STATUSES = ("done", "part", "not yet")
BASES = ("commentary",)
REQUIRED = ("name", "claim", "basis", "status")
LISTS = (
    "levers",
    "planned_levers",
    "assumptions",
    "planned_assumptions",
    "mechanisms",
    "rules",
    "metrics",
    "tests",
)


@dataclass(frozen=True)
class RegisterEntry:
    """One mechanism of the world: the claim, what carries it in the model, and what is still missing."""

    id: str
    subject: str
    name: str
    claim: str
    basis: str
    status: str
    levers: tuple[str, ...]
    planned_levers: tuple[str, ...]
    assumptions: tuple[str, ...]
    planned_assumptions: tuple[str, ...]
    mechanisms: tuple[str, ...]
    rules: tuple[str, ...]
    metrics: tuple[str, ...]
    tests: tuple[str, ...]
    missing: str
    mark: Mark


@dataclass(frozen=True)
class Register:
    """All entries by id in the order of their numbers, and the levers that are shocks rather than mechanisms."""

    entries: dict[str, RegisterEntry]
    shocks: dict[str, str]

    def with_status(self, status: str) -> tuple[RegisterEntry, ...]:
        return tuple(entry for entry in self.entries.values() if entry.status == status)


def load_register(folder: str | Path = SHIPPED) -> Register:
    """Read the register. Raises `ConfigError` with every problem of every file."""
    problems = Problems()
    entries: dict[str, RegisterEntry] = {}
    shocks: dict[str, str] = {}
    for path in sorted(Path(folder).glob("*/register.yaml")):
        label = str(path.relative_to(SHIPPED.parent)) if path.is_relative_to(SHIPPED) else str(path)
        node = read_file(path, problems, label)
        if node is None:
            continue
        if not isinstance(node, MapNode):
            problems.add(node.mark, f"must be a mapping of names to entries, not {describe(node)}")
            continue
        for name, (mark, content) in node.pairs.items():
            if name == SHOCKS:
                shocks |= _shocks(content, problems)
            elif name in entries:
                problems.add(mark, f"{name} is in the register a second time (first in {entries[name].mark.file})")
            else:
                entry = _entry(name, content, path.parent.name, problems)
                if entry is not None:
                    entries[name] = entry
    problems.check()
    return Register({entry.id: entry for entry in sorted(entries.values(), key=_number)}, shocks)


def _number(entry: RegisterEntry) -> tuple[int, str]:
    digits = entry.id[1:]
    return (int(digits) if digits.isdecimal() else 0, entry.id)


def _shocks(node: Node, problems: Problems) -> dict[str, str]:
    """Levers that a user may impose on any world, each with a sentence."""
    if not isinstance(node, MapNode):
        problems.add(node.mark, f"'{SHOCKS}' must be a mapping of levers to sentences, not {describe(node)}")
        return {}
    return {name: _sentence(content, name, problems) for name, (_, content) in node.pairs.items()}


def _sentence(node: Node, name: str, problems: Problems) -> str:
    text = as_text(node)
    if text is None:
        problems.add(node.mark, f"'{name}' must have a sentence, not {describe(node)}")
    return text or ""


def _entry(name: str, node: Node, subject: str, problems: Problems) -> RegisterEntry | None:
    if not isinstance(node, MapNode):
        problems.add(node.mark, f"{name} must be a mapping, not {describe(node)}")
        return None
    before = len(problems)
    fields = Fields(node, name, problems, required=REQUIRED, optional=(*LISTS, "missing"))
    lists = {key: fields.texts(key) for key in LISTS}
    status = fields.choice("status", STATUSES, STATUSES[-1])
    if (status == "done") == fields.has("missing"):
        wanted = "has nothing missing" if status == "done" else "must say in one sentence what is 'missing'"
        problems.add(node.mark, f"{name} with status '{status}' {wanted}")
    if status == "not yet" and lists["mechanisms"]:
        problems.add(fields.mark("mechanisms"), f"{name} is 'not yet' there, so no mechanism can carry it")
    if status != "not yet" and not lists["mechanisms"]:
        problems.add(node.mark, f"{name} with status '{status}' must name the mechanisms that carry it")
    entry = RegisterEntry(
        id=name,
        subject=subject,
        name=fields.text("name"),
        claim=fields.text("claim"),
        basis=fields.choice("basis", BASES, BASES[0]),
        status=status,
        missing=fields.text("missing"),
        mark=node.mark,
        **lists,
    )
    return None if len(problems) > before else entry
