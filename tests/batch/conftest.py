from __future__ import annotations

from collections.abc import Callable

import pytest

from aicompete.batch.design.design import Design, crossed
from aicompete.config import Month, Scenario, apply_settings
from aicompete.engine.block import Record

MakeDesign = Callable[..., Design]


@pytest.fixture
def scenario() -> Scenario:
    return Scenario("tiny", "A small scenario.", Month(2026, 1), 5)


@pytest.fixture
def design(scenario: Scenario) -> MakeDesign:
    """A sweep of two points x 3 draws x 4 replicates = 24 runs; keywords change it."""

    def make(**changes: object) -> Design:
        settings = [{"USA.ally_alienation": 0.2}, {"USA.ally_alienation": 0.8}]
        points = [apply_settings(scenario, s) for s in settings]
        options = {"draws": 3, "replicates": 4, "seed": 1, "record": Record(firms=True, trade=True), **changes}
        return crossed("small", scenario, points, settings, **options)  # type: ignore[arg-type]

    return make
