"""Small ensembles for the tests of offers, standards and alliances: the supply side stands still."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
from tests.stepping_kit import START, SUPPLY, sampled, stepper, to_the_end

from aicompete.config import Month, Scenario, apply_settings
from aicompete.engine.ensemble import Ensemble
from aicompete.subjects.state import World
from aicompete.world.columns import Array

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
    start: str = START,
    disable: tuple[str, ...] = SUPPLY,
    replicates: Sequence[int] | None = None,
) -> Ensemble:
    """An ensemble under default levers but for the settings."""
    return _made(_scenario(*settings, months=months, start=start, disable=disable), runs, replicates)


def stepped(*settings: str, runs: int = 12, replicates: Sequence[int] | None = None, **options: Any) -> World:
    """The world after the last month."""
    scenario = _scenario(*settings, **options)
    block = _made(scenario, runs, replicates)
    to_the_end(block, scenario)
    return block.world


def path(read: Callable[[World], Array], *settings: str, **options: Any) -> Array:
    """What ``read`` gives each month, ``(month, ...)``."""
    return np.array([read(world) for world in _months(*settings, **options)])


def place(world: World, *iso3: str) -> list[int]:
    """Columns of nations."""
    return [world.facts.nation(name) for name in iso3]


def _scenario(*settings: str, months: int = 24, start: str = START, disable: tuple[str, ...] = SUPPLY) -> Scenario:
    scenario = Scenario("test", "A test.", Month.parse(start), months, disable=disable)
    return apply_settings(scenario, list(settings)) if settings else scenario


def _made(scenario: Scenario, runs: int, replicates: Sequence[int] | None) -> Ensemble:
    copies = list(range(runs)) if replicates is None else list(replicates)
    drawn = sampled(scenario, 1, max(copies) + 1)
    return Ensemble([scenario], [0] * len(copies), {k: v[copies] for k, v in drawn.items()}, copies, 1, scenario.months)


def _months(*settings: str, runs: int = 12, replicates: Sequence[int] | None = None, **options: Any) -> Iterator[World]:
    """The world after each month."""
    scenario = _scenario(*settings, **options)
    block = _made(scenario, runs, replicates)
    step = stepper(block, scenario)
    while block.index < block.months:
        step()
        yield block.world
