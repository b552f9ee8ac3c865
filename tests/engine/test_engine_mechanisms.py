"""What mechanisms declare, write and leave alone; every one that can be disabled leaves its columns as they were."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

import numpy as np
import pytest
from tests.engine_kit import columns, ensemble, scenario

from aicompete.config import ConfigError, load_catalogue
from aicompete.engine.metrics import metrics
from aicompete.month import MONTH
from aicompete.subjects.mechanism import Mechanism, Month
from aicompete.subjects.state import World, dictionary, start_reads
from aicompete.world.columns import Array, Stream

ABLE = [step.name for step in MONTH if step.can_disable]


@cache
def writers() -> dict[tuple[str, str], frozenset[str]]:
    """Column -> the mechanisms that rebind it, found by watching three months."""
    made = ensemble(scenario(months=3), 2)
    found: dict[tuple[str, str], set[str]] = defaultdict(set)

    def watched(step: Mechanism) -> Mechanism:
        def run(world: World, month: Month) -> None:
            before = {(group, name): values for group, name, values in columns(world)}
            step.step(world, month)
            for group, name, values in columns(world):
                if before[group, name] is not values:
                    found[group, name].add(step.name)

        return Mechanism(step.name, run, step.levers, step.assumptions, step.streams)

    made.steps = tuple(watched(step) for step in MONTH)
    for _ in range(3):
        made.step()
    return {column: frozenset(names) for column, names in found.items()}


def own_columns(name: str) -> list[tuple[str, str]]:
    """Columns that one mechanism alone rebinds."""
    return [column for column, names in writers().items() if names == {name}]


def test_every_mechanism_has_columns_of_its_own() -> None:
    for step in MONTH:
        assert own_columns(step.name), step.name


@pytest.mark.parametrize("name", ABLE)
def test_a_disabled_mechanism_leaves_its_columns_at_their_start(name: str) -> None:
    made = ensemble(scenario(months=4, disable=(name,)), 2)
    start = made.branch()
    for _ in range(4):
        made.step()
    for group, column in own_columns(name):
        assert getattr(getattr(made.world, group), column) is getattr(getattr(start, group), column)
    for metric in metrics().values():
        assert np.isfinite(metric.read(made.world)).all(), metric.name


@cache
def after_three_months() -> World:
    """What all tests of a later switch go on from."""
    made = ensemble(scenario(months=6), 2)
    for _ in range(3):
        made.step()
    return made.branch()


@pytest.mark.parametrize("name", ABLE)
def test_a_mechanism_switched_off_later_leaves_the_last_value(name: str) -> None:
    made, then = ensemble(scenario(months=6), 2), after_three_months()
    made.restore(then, 3)
    made.steps = tuple(step for step in made.steps if step.name != name)
    for _ in range(3):
        made.step()
    for group, column in own_columns(name):
        assert getattr(getattr(made.world, group), column) is getattr(getattr(then, group), column)
    for metric in metrics().values():
        assert np.isfinite(metric.read(made.world)).all(), metric.name


def test_what_can_be_disabled_is_what_the_catalogue_says() -> None:
    known = load_catalogue().mechanisms
    for step in MONTH:
        assert known[step.name].can_disable == step.can_disable, step.name
    assert [name for name in known if name in {step.name for step in MONTH}] == [step.name for step in MONTH]


def test_permissions_cannot_be_disabled() -> None:
    with pytest.raises(ConfigError, match="permissions"):
        scenario("disable=[permissions]")


class _Watching(Month):
    """A month that notes what is read."""

    __slots__ = ("read",)

    def __init__(self, month: Month) -> None:
        super().__init__(
            month.index,
            month.date,
            month.runs,
            month._levers,
            month._assumptions,
            month._noise,
            month._targets,
            days_held=month._days_held,
        )
        self.read: set[str] = set()

    def lever(self, name: str) -> Array:
        self.read.add(name)
        return super().lever(name)

    def days_held(self, name: str) -> Array:
        self.read.add(name)
        return super().days_held(name)

    def assume(self, name: str, extra: int = 1) -> Array:
        self.read.add(name)
        return super().assume(name, extra)

    def noise(self, name: str) -> Array:
        self.read.add(name)
        return super().noise(name)

    def targets(self, lever: str) -> Array:
        self.read.add(lever)
        return super().targets(lever)


@cache
def reads() -> dict[str, set[str]]:
    """Mechanism -> what it reads of the month, found by watching two months."""
    made = ensemble(scenario(months=2), 1)
    found: dict[str, set[str]] = defaultdict(set)

    def watched(step: Mechanism) -> Mechanism:
        def run(world: World, month: Month) -> None:
            noting = _Watching(month)
            step.step(world, noting)
            found[step.name] |= noting.read

        return Mechanism(step.name, run, step.levers, step.assumptions, step.streams)

    made.steps = tuple(map(watched, made.steps))
    made.step()
    made.step()
    return found


@pytest.mark.parametrize("step", MONTH, ids=lambda step: step.name)
def test_a_mechanism_declares_nothing_that_it_does_not_read(step: Mechanism) -> None:
    streams = {stream.name for stream in step.streams}
    assert {*step.levers, *step.assumptions, *streams} - reads()[step.name] == set()


def test_every_lever_and_assumption_of_the_catalogue_is_read_somewhere() -> None:
    catalogue = load_catalogue()
    levers = {name for step in MONTH for name in step.levers}
    assumptions = {name for step in MONTH for name in step.assumptions}
    assumptions |= {name for _, reads in start_reads() for name in reads.assumptions}
    assert set(catalogue.levers) - levers == set()
    assert levers - set(catalogue.levers) == set()
    assert set(catalogue.assumptions) - assumptions == set()
    assert assumptions - set(catalogue.assumptions) == set()


def test_every_column_is_declared_with_its_axes() -> None:
    made = ensemble(scenario(months=2), 3)
    made.step()
    known = {(info.group, info.name): info for info in dictionary()}
    for group, name, values in columns(made.world):
        info = known[group, name]
        assert values.shape[0] == 3, name
        assert values.ndim == 1 + len(info.axes), f"{group}.{name} has axes {info.axes} and shape {values.shape}"
        assert values.dtype == np.float64, f"{group}.{name} is {values.dtype}"


def test_a_column_keeps_its_shape() -> None:
    made = ensemble(scenario(months=3), 3)
    before = {(group, name): values.shape for group, name, values in columns(made.world)}
    for _ in range(3):
        made.step()
    assert {(group, name): values.shape for group, name, values in columns(made.world)} == before


def test_a_metric_has_the_shape_of_its_level() -> None:
    made = ensemble(scenario(months=1), 2)
    made.step()
    facts = made.world.facts
    tail = {"series": (), "nations": (facts.n,), "firms": (len(facts.firm_ids),)}
    for key, metric in metrics().items():
        values = metric.read(made.world)
        if metric.level == "trade":
            assert (values.shape[0], values.shape[-1]) == (2, facts.n), key
        else:
            assert values.shape == (2, *tail[metric.level]), key


def test_streams_of_one_name_are_one_stream() -> None:
    seen: dict[str, Stream] = {}
    for step in MONTH:
        for stream in step.streams:
            assert seen.setdefault(stream.name, stream) == stream
