"""Small ensembles for the tests of offers, standards and alliances: the supply side stands still."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from aicompete.config import Month, Scenario, apply_settings, sample_assumptions
from aicompete.engine.ensemble import Ensemble
from aicompete.subjects.state import World
from aicompete.world.columns import Array

SUPPLY = ("beliefs", "minerals", "fabrication", "chips", "smuggling", "compute", "capability", "firms")
CENTRAL_START = ("assumptions.alignment_start_spread=0", "assumptions.stack_start_spread=0.1")
QUIET = (
    "assumptions.alliance_shock_spread=0.08",
    "assumptions.stack_taste_spread=0.03",
    "assumptions.ally_spread=0.1",
)


def ensemble(
    *settings: str,
    runs: int = 12,
    months: int = 24,
    start: str = "2026-01",
    disable: tuple[str, ...] = SUPPLY,
    replicates: Sequence[int] | None = None,
) -> Ensemble:
    """An ensemble under default levers but for the settings."""
    scenario = Scenario("test", "A test.", Month.parse(start), months, disable=disable)
    scenario = apply_settings(scenario, list(settings)) if settings else scenario
    copies = list(range(runs)) if replicates is None else list(replicates)
    drawn = sample_assumptions(scenario, 1, max(copies) + 1)
    return Ensemble([scenario], [0] * len(copies), {k: v[copies] for k, v in drawn.items()}, copies, 1, months)


def stepped(*settings: str, **options: object) -> World:
    """The world after the last month."""
    block = ensemble(*settings, **options)  # type: ignore[arg-type]
    while block.index < block.months:
        block.step()
    return block.world


def path(read: Callable[[World], Array], *settings: str, **options: object) -> Array:
    """What ``read`` gives each month, ``(month, ...)``."""
    block = ensemble(*settings, **options)  # type: ignore[arg-type]
    rows = []
    while block.index < block.months:
        block.step()
        rows.append(read(block.world))
    return np.array(rows)


def place(world: World, *iso3: str) -> list[int]:
    """Columns of nations."""
    return [world.facts.nation(name) for name in iso3]
