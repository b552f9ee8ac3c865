"""Codings: where in its coder's band a whole lever path lies, one uncertain position per actor, lever and item.

A position u runs from -1 (every value at its low edge) over 0 (central) to 1 (high edge); one coder who scores a
measure strictly scores the lever's other dates strictly too, so the dates of one path move together.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from aicompete.config.catalogue.assumptions import Assumption, Distribution
from aicompete.config.catalogue.catalogue import Catalogue
from aicompete.config.reading.errors import Mark
from aicompete.config.reading.suggest import nearest
from aicompete.config.scenarios.paths import Path
from aicompete.config.scenarios.scenario import Scenario

CODING = "coding"
SPREAD = Distribution("triangular", (-1.0, 0.0, 1.0))


@dataclass(frozen=True)
class Coding:
    """A lever path with a band, as it stands in a scenario."""

    name: str  # "coding.USA.chip_export_control", "coding.CHN.mineral_licence_strictness.gallium"
    lever: str
    actor: str
    item: str | None
    path: Path


def codings(scenario: Scenario) -> Iterator[Coding]:
    """Every path of a scenario that has a band."""
    for lever, actors in scenario.levers.items():
        for actor, found in actors.items():
            paths: dict[str | None, Path] = {None: found} if isinstance(found, Path) else dict(found.items())
            for item, path in paths.items():
                if path.lows:
                    yield Coding(coding_name(lever, actor, item), lever, actor, item, path)


def coding_name(lever: str, actor: str, item: str | None = None) -> str:
    """The name under which a position is drawn, set and reported."""
    return ".".join([CODING, actor, lever, *([item] if item else [])])


def position_of(name: str, catalogue: Catalogue) -> Assumption | None:
    """The entry that a position would have in the catalogue; None when no band can have this name.

    `coding` alone is all of them.
    """
    head, *rest = name.split(".")
    if head != CODING or len(rest) not in (0, 2, 3):
        return None
    about = "all lever paths"
    if rest:
        actor, lever = catalogue.actors.names.get(rest[0]), catalogue.levers.get(rest[1])
        if actor is None or lever is None or rest[0] not in lever.default or lever.at_months_end:
            return None
        if (rest[2] not in lever.items) if len(rest) == 3 else bool(lever.items):
            return None
        about = f"{actor}'s {' '.join(rest[1:]).replace('_', ' ')}"
    return Assumption(
        name=name,
        subject=CODING,
        description=f"Where in the coder's band the values of {about} lie: -1 low, 0 central, 1 high.",
        unit="ratio",
        low=-1.0,
        high=1.0,
        central=0.0,
        distribution=SPREAD,
        basis="A",
        source="bands of the scenario's lever paths",
        aliases=(),
        note="",
        mark=Mark("coding"),
    )


def nearest_coding(name: str, catalogue: Catalogue) -> str | None:
    """The name that was probably meant."""
    known = [
        coding_name(lever.name, actor, item)
        for lever in catalogue.levers.values()
        if not lever.at_months_end
        for actor in lever.default
        for item in lever.items or (None,)
    ]
    return nearest(name, known)
