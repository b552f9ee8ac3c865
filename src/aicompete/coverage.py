"""Hold the register against the model: every function lists what does not agree, one sentence each.

What is declared in the code (levers, assumptions and claims of a mechanism) and what the register says are written by
different people at different times; here they have to meet.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from aicompete import rules, subjects, world
from aicompete.config import load_catalogue
from aicompete.config.catalogue.register import Register, RegisterEntry
from aicompete.engine.metrics import metrics
from aicompete.month import MONTH
from aicompete.subjects.state import start_reads

LAST = 100
FRAME = ("policy", "measure")
"""What the engine does around the steps of the month."""
FRAME_COVERS = (("M26", "policy"),)
"""Entries that it carries: replies to others' moves are put in force with the levers of the month."""
IDS = tuple(f"M{number:02d}" for number in range(1, LAST + 1))


def missing_ids(register: Register) -> list[str]:
    """The register has exactly the entries M01 to M100."""
    found = set(register.entries)
    absent = [f"{name} is not in the register" for name in IDS if name not in found]
    return absent + [f"{name} is no number of the list" for name in register.entries if name not in IDS]


def unknown_names(register: Register) -> list[str]:
    """Every lever, assumption, mechanism, rule and metric that an entry names exists; what is planned does not yet."""
    catalogue = load_catalogue()
    known = {
        "levers": set(catalogue.levers),
        "assumptions": set(catalogue.assumptions),
        "mechanisms": {step.name for step in MONTH} | set(FRAME),
        "rules": set(rule_names()),
        "metrics": {key.split(":", 1)[1] for key in metrics()},
    }
    current = known["levers"] | known["assumptions"]
    found = []
    for entry in register.entries.values():
        for kind, names in known.items():
            found += [
                f"{entry.id} names '{name}', not among the {kind}" for name in getattr(entry, kind) if name not in names
            ]
        planned = (*entry.planned_levers, *entry.planned_assumptions)
        found += [f"{entry.id} plans '{name}', which exists" for name in planned if name in current]
    return found + [f"the shock '{name}' is no lever" for name in register.shocks if name not in known["levers"]]


def missing_tests(register: Register, root: Path) -> list[str]:
    """Every test file (and, after ``::``, test function) that an entry names exists below ``root``."""
    found = []
    for entry in register.entries.values():
        for node in entry.tests:
            name, _, function = node.partition("::")
            path = root / name
            if not path.is_file():
                found.append(f"{entry.id} names the test {name}, which does not exist")
            elif function and f"def {function}(" not in path.read_text(encoding="utf-8"):
                found.append(f"{entry.id} names the test {function}, which is not in {name}")
    return found


def disagreements(register: Register) -> list[str]:
    """A mechanism says which entries it covers, an entry which mechanisms carry it: the same pairs on both sides."""
    code = {(claim, step.name) for step in MONTH for claim in step.covers} | set(FRAME_COVERS)
    listed = {(entry.id, name) for entry in register.entries.values() for name in entry.mechanisms}
    silent = [f"{name} covers {claim}, which the register does not say" for claim, name in sorted(code - listed)]
    return silent + [f"{claim} names {name}, which does not cover it" for claim, name in sorted(listed - code)]


def unsupported(register: Register) -> list[str]:
    """An entry's mechanisms read its levers, they or the start its assumptions; some mechanism uses its rules."""
    steps = {step.name: step for step in MONTH}
    at_start = {name for _, reads in start_reads() for name in reads.assumptions}
    used = used_rules()
    found = []
    for entry in register.entries.values():
        own = [steps[name] for name in entry.mechanisms if name in steps]
        levers = {name for step in own for name in step.levers}
        assumptions = {name for step in own for name in step.assumptions} | at_start
        found += [f"{entry.id}: none of its mechanisms reads '{name}'" for name in entry.levers if name not in levers]
        found += [f"{entry.id}: none of its mechanisms reads '{n}'" for n in entry.assumptions if n not in assumptions]
        found += [f"{entry.id}: no mechanism uses the rule '{name}'" for name in entry.rules if name not in used]
    return found


def idle_levers(register: Register) -> list[str]:
    """Every lever of the catalogue is read by a mechanism and belongs to an entry or to the shocks, never to both."""
    read = {name for step in MONTH for name in step.levers}
    owned = {name for entry in register.entries.values() for name in entry.levers}
    found = []
    for name in load_catalogue().levers:
        if name not in read:
            found.append(f"no mechanism reads the lever '{name}'")
        if name not in owned and name not in register.shocks:
            found.append(f"the lever '{name}' belongs to no entry and is no shock")
        if name in owned and name in register.shocks:
            found.append(f"the lever '{name}' is a shock and belongs to an entry")
    return found


def idle_assumptions() -> list[str]:
    """Every assumption of the catalogue is read by a mechanism or by the start of the world."""
    read = {name for step in MONTH for name in step.assumptions}
    read |= {name for _, reads in start_reads() for name in reads.assumptions}
    return [f"nobody reads the assumption '{name}'" for name in load_catalogue().assumptions if name not in read]


def unlisted_steps() -> list[str]:
    """The catalogue lists the steps of the month in order, and says of each whether a scenario may disable it."""
    listed = {name: entry.can_disable for name, entry in load_catalogue().mechanisms.items() if name not in FRAME}
    steps = {step.name: step.can_disable for step in MONTH}
    found = [f"the catalogue does not list the mechanism '{name}'" for name in steps if name not in listed]
    found += [f"the catalogue lists '{name}', which is no step of the month" for name in listed if name not in steps]
    if not found and list(listed) != list(steps):
        found.append("the catalogue lists the steps in another order than the month")
    both = [name for name in steps if name in listed]
    return found + [f"may '{name}' be disabled?" for name in both if steps[name] != listed[name]]


def unproven(register: Register) -> list[str]:
    """What is done can be pulled or varied, is measured, and is tested in the model and not only as a rule."""
    found = []
    for entry in register.with_status("done"):
        lacks = [kind for kind in ("metrics", "tests") if not getattr(entry, kind)]
        if not entry.levers and not entry.assumptions:
            lacks.append("lever or assumption")
        elif entry.tests and all(name.startswith("tests/rules/") for name in entry.tests):
            lacks.append("test of the model")
        found += [f"{entry.id} is done and has no {kind}" for kind in lacks]
    return found


def problems(register: Register) -> list[str]:
    """Everything that can be checked without the folder of tests."""
    return [
        *missing_ids(register),
        *unknown_names(register),
        *disagreements(register),
        *unsupported(register),
        *idle_levers(register),
        *idle_assumptions(),
        *unlisted_steps(),
        *unproven(register),
    ]


def counts(register: Register) -> dict[str, int]:
    """Number of entries by status."""
    statuses: list[RegisterEntry] = list(register.entries.values())
    return {status: sum(e.status == status for e in statuses) for status in ("done", "part", "not yet")}


@cache
def rule_names() -> frozenset[str]:
    """Public functions of the rules, by the name they have in their own file."""
    found: set[str] = set()
    for info in iter_modules(rules.__path__):
        module = import_module(f"{rules.__name__}.{info.name}")
        found |= {
            name
            for name, value in vars(module).items()
            if not name.startswith("_") and callable(value) and getattr(value, "__module__", "") == module.__name__
        }
    return frozenset(found)


@cache
def used_rules() -> frozenset[str]:
    """Names that mechanisms and the world import from the rules."""
    return frozenset(name for package in (subjects, world) for name in _imported(Path(package.__path__[0])))


def _imported(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(rules.__name__):
                yield from (alias.name for alias in node.names)
