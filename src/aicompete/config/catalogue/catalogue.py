"""The catalogue: every lever, assumption, actor, target table and mechanism, read from the YAML of the subjects."""

from __future__ import annotations

import gc
import hashlib
import pickle
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from aicompete.config.catalogue.actors import Actors, read_actors
from aicompete.config.catalogue.assumptions import Assumption, read_assumption
from aicompete.config.catalogue.levers import Lever, read_lever
from aicompete.config.catalogue.replies import ShippedRules, read_shipped
from aicompete.config.catalogue.targets import TargetTable, read_target_tables, weights
from aicompete.config.reading import kept
from aicompete.config.reading.errors import Mark, Problems
from aicompete.config.reading.fields import Fields
from aicompete.config.reading.suggest import nearest
from aicompete.config.reading.yamlnodes import MapNode, Node, describe, read_file

SHIPPED = Path(__file__).parents[2] / "subjects"
CALIBRATED = Path(__file__).parent / "calibrated"
RULES = SHIPPED / "replies" / "rules.yaml"
"""Rules of reply; a catalogue of one's own has none but those that its scenarios write out."""
ENDING = ".catalogue"
MOST = 5
"""Files of catalogues kept, half a megabyte each."""

Array = npt.NDArray[np.float64]
Entry = TypeVar("Entry", Lever, Assumption)


@dataclass(frozen=True)
class Mechanism:
    """A step of the month, by the name under which a scenario may disable it."""

    name: str
    description: str
    can_disable: bool


@dataclass(frozen=True, eq=False, repr=False)
class Catalogue:
    """Everything a configuration file may name."""

    actors: Actors
    levers: dict[str, Lever]
    assumptions: dict[str, Assumption]
    targets: dict[str, TargetTable]
    mechanisms: dict[str, Mechanism]
    replies: ShippedRules
    calibrated: Path
    """Folder of the sets of accepted draws that go with it."""
    digest: str
    """SHA-256 over the catalogue's files (rules of reply aside): equal digests mean equal defaults and ranges."""

    def __repr__(self) -> str:
        return f"<Catalogue of {len(self.levers)} levers and {len(self.assumptions)} assumptions, {self.digest[:12]}>"

    @property
    def groups(self) -> dict[str, tuple[str, ...]]:
        return self.actors.groups

    @cached_property
    def default_columns(self) -> dict[str, Array]:
        """Every lever as it stands where nobody set it, ``(nation,)`` or ``(item, nation)``."""
        return {name: lever.default_column(self.actors.axis) for name, lever in self.levers.items()}

    @cached_property
    def target_weights(self) -> dict[str, Array]:
        """Every target table as weights, ``(issuer, buyer)``."""
        return {name: weights(table.rows, self.actors.axis) for name, table in self.targets.items()}

    def find(self, text: str) -> list[Lever | Assumption]:
        """Levers and assumptions for a word: exact and old names first, then names, then descriptions."""
        word = text.strip().lower()
        ranked: list[tuple[int, int, Lever | Assumption]] = []
        entries: list[Lever | Assumption] = [*self.levers.values(), *self.assumptions.values()]
        for place, entry in enumerate(entries):
            aliases = [alias.lower() for alias in entry.aliases]
            if word == entry.name or word in aliases:
                rank = 0
            elif word and any(word in name for name in (entry.name, *aliases)):
                rank = 1
            elif word and word in f"{entry.subject} {entry.description}".lower():
                rank = 2
            else:
                continue
            ranked.append((rank, place, entry))
        return [entry for _, _, entry in sorted(ranked, key=lambda found: found[:2])]

    def nearest_lever(self, word: str) -> str | None:
        return nearest(word, self.levers, _old_names(self.levers))

    def nearest_assumption(self, word: str) -> str | None:
        return nearest(word, self.assumptions, _old_names(self.assumptions))


def load_catalogue(folder: str | Path | None = None) -> Catalogue:
    """Read the catalogue (once per folder).

    A folder of one's own has a folder per subject with levers.yaml and assumptions.yaml; its actors.yaml, targets.yaml
    and mechanisms.yaml are optional and default to those of the package. Raises `ConfigError` with every problem of
    every file.
    """
    place = Path(folder).resolve() if folder is not None else SHIPPED
    collecting = gc.isenabled()
    gc.disable()  # tens of thousands of small objects and no garbage: looking for it costs a quarter of the time
    try:
        return _load(place)
    finally:
        if collecting:
            gc.enable()


def reload_catalogue() -> None:
    """Forget what was read, so that changed files are seen."""
    _load.cache_clear()


@cache
def _load(folder: Path) -> Catalogue:
    """The catalogue of a folder; the shipped one as it was read before, which takes a tenth of the time."""
    if folder != SHIPPED:
        return _read(folder)
    name = _key() + ENDING
    body = kept.read(name)
    if body is not None:
        with suppress(Exception):  # whatever a pickle of other times may raise
            found = pickle.loads(body)
            if isinstance(found, Catalogue):
                return found
    found = _read(folder)
    kept.write(name, pickle.dumps(found, protocol=5), MOST)
    return found


def _key() -> str:
    """Hash of all that decides on the shipped catalogue as it lies in memory: its files and what reads them."""
    room = Path(__file__).parents[1]
    files = [SHIPPED / f"{name}.yaml" for name in ("actors", "targets", "mechanisms")]
    files += [RULES, *SHIPPED.glob("*/levers.yaml"), *SHIPPED.glob("*/assumptions.yaml")]
    files += [*room.glob("catalogue/*.py"), *room.glob("reading/*.py"), room.parent / "limits.py"]
    total = hashlib.sha256(f"{sys.version} {np.__version__} {SHIPPED}".encode())
    for name, file in sorted((f"{file.parent.name}/{file.name}", file) for file in files):
        total.update(name.encode() + b"\0" + file.read_bytes() + b"\0")
    return total.hexdigest()


def _read(folder: Path) -> Catalogue:
    problems = Problems()
    digest = hashlib.sha256()
    actors_node = _node(folder, "actors.yaml", digest.update, problems)
    actors = read_actors(actors_node, problems) if actors_node else None
    problems.check()
    assert actors is not None
    targets_node = _node(folder, "targets.yaml", digest.update, problems)
    targets = read_target_tables(targets_node, actors, problems) if targets_node else {}
    mechanisms_node = _node(folder, "mechanisms.yaml", digest.update, problems)
    mechanisms = _read_mechanisms(mechanisms_node, problems) if mechanisms_node else {}
    levers: dict[str, Lever] = {}
    for name, node, subject in _entries(folder, "levers", digest.update, problems):
        lever = read_lever(name, node, subject, actors, targets, problems)
        _add(levers, name, lever, node.mark, problems)
    assumptions: dict[str, Assumption] = {}
    for name, node, subject in _entries(folder, "assumptions", digest.update, problems):
        assumption = read_assumption(name, node, subject, problems)
        _add(assumptions, name, assumption, node.mark, problems)
    _check_names(actors, levers, assumptions, problems)
    rules_node = read_file(RULES, problems, _label(RULES)) if folder == SHIPPED else None
    replies = read_shipped(rules_node, actors, levers, problems)
    problems.check()
    calibrated = CALIBRATED if folder == SHIPPED else folder / "calibrated"
    return Catalogue(actors, levers, assumptions, targets, mechanisms, replies, calibrated, digest.hexdigest())


def _label(path: Path) -> str:
    """Catalogue files are named from the package on, so that messages do not depend on the machine."""
    return str(path.relative_to(SHIPPED.parent)) if path.is_relative_to(SHIPPED) else str(path)


def _node(folder: Path, name: str, seen: Callable[[bytes], object], problems: Problems) -> Node | None:
    path = folder / name
    if not path.exists():
        path = SHIPPED / name
    node = read_file(path, problems, _label(path))
    if node is not None:
        seen(path.read_bytes())
    return node


def _entries(
    folder: Path, part: str, seen: Callable[[bytes], object], problems: Problems
) -> list[tuple[str, Node, str]]:
    """(name, node, subject) of every entry of one part, subject by subject in the order of their names."""
    entries = []
    for path in sorted(folder.glob(f"*/{part}.yaml")):
        node = read_file(path, problems, _label(path))
        if node is None:
            continue
        seen(path.read_bytes())
        if not isinstance(node, MapNode):
            problems.add(node.mark, f"must be a mapping of names to entries, not {describe(node)}")
            continue
        entries += [(name, content, path.parent.name) for name, (_, content) in node.pairs.items()]
    return entries


def _add(entries: dict[str, Entry], name: str, entry: Entry | None, mark: Mark, problems: Problems) -> None:
    if not name.isidentifier() or name != name.lower():
        problems.add(mark, f"the name '{name}' must be lower case with underscores")
    elif name in entries:
        first = entries[name].mark
        problems.add(mark, f"'{name}' is in the catalogue a second time (first in {first.file}:{first.line})")
    elif entry is not None:
        entries[name] = entry


def _check_names(
    actors: Actors, levers: dict[str, Lever], assumptions: dict[str, Assumption], problems: Problems
) -> None:
    """One word means one thing: no alias may be a current name or the alias of another entry."""
    seen: dict[str, str] = {}
    entries: list[Lever | Assumption] = [*levers.values(), *assumptions.values()]
    for entry in entries:
        if entry.name in actors.known:
            problems.add(entry.mark, f"'{entry.name}' is the name of an actor")
        for needed in entry.needs if isinstance(entry, Lever) else ():
            if needed not in levers:
                problems.add(entry.mark, f"{entry.name} needs '{needed}', which is no lever", nearest(needed, levers))
        for alias in entry.aliases:
            if alias in levers or alias in assumptions:
                problems.add(entry.mark, f"the alias '{alias}' of {entry.name} is a current name")
            elif alias in seen:
                problems.add(entry.mark, f"the alias '{alias}' of {entry.name} belongs to {seen[alias]} already")
            seen[alias] = entry.name


def _old_names(entries: dict[str, Entry]) -> dict[str, str]:
    return {alias: entry.name for entry in entries.values() for alias in entry.aliases}


def _read_mechanisms(node: Node, problems: Problems) -> dict[str, Mechanism]:
    mechanisms: dict[str, Mechanism] = {}
    if not isinstance(node, MapNode):
        problems.add(node.mark, f"the list of mechanisms must be a mapping, not {describe(node)}")
        return mechanisms
    for name, (_, content) in node.pairs.items():
        if not isinstance(content, MapNode):
            problems.add(content.mark, f"mechanism '{name}' must be a mapping, not {describe(content)}")
            continue
        fields = Fields(content, f"mechanism '{name}'", problems, required=("description", "can_disable"))
        mechanisms[name] = Mechanism(name, fields.text("description"), fields.boolean("can_disable", False))
    return mechanisms
