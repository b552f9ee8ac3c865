"""Small ensembles of the whole model for tests: blocks, months kept one by one, comparison bit for bit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache

import numpy as np
from tests.stepping_kit import DIPLOMACY, sampled, stepper, to_the_end

from aicompete.config import Month, Scenario, apply_settings, central_assumptions, load_catalogue
from aicompete.engine.block import BlockResult, BlockTask, Record, RunKey, simulate_block
from aicompete.engine.ensemble import Ensemble
from aicompete.subjects.state import World
from aicompete.world.columns import Array
from aicompete.world.facts import Facts

ALL = Record(nations=True, firms=True, trade=True)
LEVELS = ("series", "nations", "firms", "trade")
FREE_MARKET = ("CHN.purchase_guidance=0", "USA.chip_export_control=0", "TWN.chip_export_control=0")
"""China buys what it likes and nobody withholds chips."""


def scenario(*settings: str, start: str = "2026-01", months: int = 24, disable: Sequence[str] = ()) -> Scenario:
    """Default levers of a starting world but for the settings."""
    plain = Scenario("test", "A test.", Month.parse(start), months, disable=tuple(disable))
    return apply_settings(plain, list(settings)) if settings else plain


def neutral_settings(*kept: str) -> list[str]:
    """Settings that put every lever of every actor at its neutral value, except the levers named."""
    settings = []
    for name, lever in load_catalogue().levers.items():
        word = str(lever.neutral).lower()
        for actor, values in lever.default.items():
            if name not in kept and any(value != lever.neutral for value in values):
                settings.append(f"{actor}.{name}={word}")
    return settings


def draws(point: Scenario, copies: Sequence[int], seed: int = 1, central: bool = False) -> dict[str, Array]:
    """Assumptions of the runs: draw i for copy i, or central values for all."""
    if central:
        return {name: np.full(len(copies), value) for name, value in central_assumptions(point).items()}
    return {name: values[list(copies)] for name, values in sampled(point, seed, max(copies) + 1).items()}


def task(
    points: Scenario | Sequence[Scenario],
    copies: Iterable[int],
    *,
    point_index: Sequence[int] | None = None,
    assumptions: dict[str, Array] | None = None,
    central: bool = False,
    seed: int = 1,
    months: int | None = None,
    record: Record = ALL,
) -> BlockTask:
    """A block whose run i is replicate ``copies[i]`` with the draw of the same number."""
    chosen = (points,) if isinstance(points, Scenario) else tuple(points)
    copies = list(copies)
    where = tuple(point_index) if point_index is not None else (0,) * len(copies)
    return BlockTask(
        points=chosen,
        runs=tuple(RunKey(i, p, c, c) for i, (c, p) in enumerate(zip(copies, where, strict=True))),
        point_index=where,
        assumptions=assumptions if assumptions is not None else draws(chosen[0], copies, seed, central),
        seed=seed,
        months=chosen[0].months if months is None else months,
        record=record,
    )


def block(points: Scenario | Sequence[Scenario], copies: Iterable[int], **options: object) -> BlockResult:
    """Step such a block; see `task`."""
    return simulate_block(task(points, copies, **options))  # type: ignore[arg-type]


def differing(
    left: BlockResult, right: BlockResult, rows: Sequence[int] | None = None, months: int | None = None
) -> list[str]:
    """Names of columns of ``left`` (its rows, its first months) that are not bit for bit those of ``right``."""
    found = []
    for level in LEVELS:
        mine, other = getattr(left, level), getattr(right, level)
        assert list(mine) == list(other)
        for name, values in mine.items():
            part = values if rows is None else values[list(rows)]
            theirs = other[name]
            if months is not None:
                part, theirs = part[:, :months], theirs[:, :months]
            if not np.array_equal(part, theirs, equal_nan=True):
                found.append(f"{level}:{name}")
    return found


def ensemble(point: Scenario, runs: int = 6, seed: int = 1, central: bool = False) -> Ensemble:
    """An ensemble of one scenario; run i is replicate i with draw i."""
    copies = range(runs)
    return Ensemble([point], [0] * runs, draws(point, copies, seed, central), copies, seed, point.months)


def same_columns(left: World, right: World) -> list[str]:
    """State columns that differ between two worlds in any bit."""
    return [
        f"{group}.{name}"
        for group, name, values in columns(left)
        if not np.array_equal(values, getattr(getattr(right, group), name), equal_nan=True)
    ]


def columns(world: World) -> list[tuple[str, str, Array]]:
    """Every state column of a world: group, name, values."""
    return [
        (group, name, values)
        for group, state in vars(world).items()
        if group != "facts"
        for name in vars(state)
        if isinstance(values := getattr(state, name), np.ndarray)  # made now if it is lazy
    ]


class Trace:
    """A scenario's months one by one: ``worlds[0]`` is the start, ``worlds[t + 1]`` the state after month t.

    Months are stepped when they are asked for, and at one go where only the last is.
    """

    def __init__(self, point: Scenario, runs: int, central: bool) -> None:
        self._point, self._made = point, lambda: ensemble(point, runs, central=central)

    @cached_property
    def ensemble(self) -> Ensemble:
        """At the end of all months; its policy knows the laws that nations chose."""
        made = self._made()
        step = stepper(made, self._point)
        worlds = [made.branch()]
        while made.index < made.months:
            step()
            worlds.append(made.branch())
        made.restore(made.branch(), made.months)
        self._worlds = tuple(worlds)
        return made

    @property
    def worlds(self) -> tuple[World, ...]:
        assert self.ensemble
        return self._worlds

    @cached_property
    def _alone(self) -> Ensemble:
        """The same, of which only the last month is looked at."""
        made = self._made()
        to_the_end(made, self._point)
        return made

    @property
    def _either(self) -> Ensemble:
        return self.ensemble if "ensemble" in vars(self) else self._alone

    @property
    def facts(self) -> Facts:
        return self._either.facts

    @property
    def months(self) -> range:
        return range(self._point.months)

    @property
    def last(self) -> World:
        return self._either.world

    def steps(self) -> list[tuple[int, World, World]]:
        """(index, state before, state after) of every month."""
        return [(t, self.worlds[t], self.worlds[t + 1]) for t in self.months]

    def assume(self, name: str, extra: int = 1) -> Array:
        """An assumption, ``(run,)`` with ``extra`` axes of length one."""
        values = self._either.assumptions[name]
        return values.reshape(values.shape[0], *([1] * extra))

    def lever(self, name: str, index: int) -> Array:
        """Lever in force in a month, ``(1, nation)`` or ``(1, item, nation)``."""
        return self.ensemble.policy.column(name, index)

    def path(self, group: str, name: str) -> Array:
        """A state column after each month, ``(run, month, ...)``."""
        return np.stack([getattr(getattr(w, group), name) for w in self.worlds[1:]], axis=1)


@lru_cache(maxsize=32)  # every month of every column is kept: some 100 MB each
def trace(
    *settings: str,
    start: str = "2026-01",
    months: int = 15,
    runs: int = 6,
    central: bool = False,
    disable: tuple[str, ...] = DIPLOMACY,
) -> Trace:
    """A scenario's supply side, every month; the same question is answered once a session."""
    return Trace(scenario(*settings, start=start, months=months, disable=disable), runs, central)


def pool_flow(world: World, pool: int) -> Array:
    """Chips delivered by pool and buyer, ``(run, nation)`` H100e a month."""
    return world.chips.flow[:, world.facts.seller_pool == pool].sum(axis=1)


def to_china(traced: Trace, pool: int) -> Array:
    """Chips delivered to China by pool, ``(run, month)``."""
    return np.stack([pool_flow(w, pool)[:, w.facts.chn] for w in traced.worlds[1:]], axis=1)
