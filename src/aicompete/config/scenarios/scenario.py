"""A scenario: a named set of lever paths and assumptions, resolved and checked."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from aicompete.config.catalogue.assumptions import Distribution
from aicompete.config.catalogue.catalogue import Catalogue, load_catalogue
from aicompete.config.catalogue.replies import Rule
from aicompete.config.catalogue.targets import Rows
from aicompete.config.reading.dates import Month
from aicompete.config.scenarios.paths import LeverPath, Path


@dataclass(frozen=True)
class Scenario:
    """What was asked for, on top of the catalogue's defaults.

    `levers` holds only what was set, for single actors (groups are written out): lever -> actor -> path, or
    lever -> actor -> item -> path for a lever with items. Whatever is missing there is at the catalogue's default.
    `calibration` names where draws of the assumptions that are not set come from: `prior`, a set of accepted draws, or
    nothing for the newest set. `replies` are the rules by which governments answer, written out.
    """

    name: str
    description: str
    start: Month
    months: int
    levers: dict[str, dict[str, LeverPath]] = field(default_factory=dict)
    assumptions: dict[str, Distribution] = field(default_factory=dict)
    disable: tuple[str, ...] = ()
    targets: dict[str, Rows] = field(default_factory=dict)
    source_files: tuple[str, ...] = ()
    calibration: str = ""
    replies: tuple[Rule, ...] = ()

    @property
    def dates(self) -> list[str]:
        """The months of the run: "2026-01", "2026-02", ..."""
        return [str(self.start + step) for step in range(self.months)]

    def path(self, lever: str, actor: str, item: str | None = None, catalogue: Catalogue | None = None) -> Path:
        """The path in force for one actor (and item), the catalogue's default included."""
        entry = (catalogue or load_catalogue()).levers[lever]
        found = self.levers.get(lever, {}).get(actor)
        place = entry.items.index(item) if item is not None else 0
        if isinstance(found, dict):
            found = found.get(entry.items[place])
        if found is not None:
            return found
        default = entry.default.get(actor)
        return Path.constant(default[place] if default else entry.neutral)

    def to_dict(self) -> dict[str, Any]:
        """Plain data in the format of a scenario file; `scenario_from_dict` gives the same scenario back."""
        by_actor: dict[str, dict[str, object]] = {}
        for lever, actors in self.levers.items():
            for actor, path in actors.items():
                plain = path.to_plain() if isinstance(path, Path) else {item: p.to_plain() for item, p in path.items()}
                by_actor.setdefault(actor, {})[lever] = plain
        return {
            "name": self.name,
            "description": self.description,
            "start": str(self.start),
            "months": self.months,
            "levers": by_actor,
            "assumptions": {
                **({"all": self.calibration} if self.calibration else {}),
                **{name: value.to_plain() for name, value in self.assumptions.items()},
            },
            "disable": list(self.disable),
            "targets": {
                lever: {issuer: dict(row) for issuer, row in rows.items()} for lever, rows in self.targets.items()
            },
            **({"replies": [rule.plain for rule in self.replies]} if self.replies else {}),
            "source_files": list(self.source_files),
        }

    @property
    def digest(self) -> str:
        """SHA-256 of what the scenario sets; name, description and files do not count."""
        content = {
            key: value for key, value in self.to_dict().items() if key not in {"name", "description", "source_files"}
        }
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
