"""Cost against size: runs, months, firms and nations, with the slope on log-log axes (1 = in proportion)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from math import log
from unittest.mock import patch

import numpy as np

import engine_slice
from aicompete.engine.block import BlockTask, Record, simulate_block
from aicompete.engine.compiled import simulate_compiled
from aicompete.world.facts import IN_HOUSE, INCUMBENT, Facts, load_facts
from full_model import block
from slice_world import build, draw
from stopwatch import Row, alone, in_turn

SERIES = Record(nations=False)
ENGINE_FACTS = "aicompete.engine.ensemble.load_facts"


def slope(sizes: Sequence[float], seconds: Sequence[float]) -> float:
    """Least squares slope of log seconds on log size."""
    return float(np.polyfit([log(x) for x in sizes], [log(y) for y in seconds], 1)[0])


def along(name: str, sizes: Sequence[int], tasks: Sequence[Callable[[], object]], repeats: int) -> list[Row]:
    """Seconds at every size and the fitted slopes: over all sizes and over the upper half."""
    times = in_turn(tasks, repeats)
    rows = [Row("scaling", f"{name} {size}", "CPU s", t.cpu, t.wall) for size, t in zip(sizes, times, strict=True)]
    upper = len(sizes) // 2
    slopes = [[t.cpu[i] for t in times] for i in range(repeats)]
    rows.append(Row("scaling", f"slope over {name}", "log-log", [slope(sizes, y) for y in slopes]))
    if len(sizes) - upper > 1:
        rows.append(
            Row(
                "scaling",
                f"slope over {name}, from {sizes[upper]}",
                "log-log",
                [slope(sizes[upper:], y[upper:]) for y in slopes],
            )
        )
    return rows


def many_firms(facts: Facts, copies: int) -> Facts:
    """The facts with every firm ``copies`` times, each with its part of the share; same totals.

    In-house designers and the incumbent are known by their ids, so all their copies keep it; of the rest the first.
    """
    special = IN_HOUSE | {INCUMBENT}
    seller = facts.seller_firm[:, None] * copies + np.arange(copies)

    def again(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(name for name in names for _ in range(copies))

    return replace(
        facts,
        firm_ids=tuple(
            name if copy == 0 or name in special else f"{name}_{copy}"
            for name in facts.firm_ids
            for copy in range(copies)
        ),
        firm_names=again(facts.firm_names),
        firm_roles=again(facts.firm_roles),
        firm_nation=np.repeat(facts.firm_nation, copies),
        firm_place=np.repeat(facts.firm_place, copies),
        firm_share=np.repeat(facts.firm_share / copies, copies),
        firm_china_share=np.repeat(facts.firm_china_share, copies),
        firm_mineral=again(facts.firm_mineral),
        seller_firm=seller.ravel(),
    )


@contextmanager
def world_with(copies: int) -> Iterator[None]:
    """Inside, ensembles start from the world with so many copies of every firm."""
    with patch(ENGINE_FACTS, lambda date: many_firms(load_facts(date), copies)):
        yield


def with_firms(task: BlockTask, copies: int) -> Callable[[], object]:
    """Step a block in the world with so many copies of every firm."""

    def step() -> None:
        with world_with(copies):
            simulate_block(task)

    return step


def measure(full: bool) -> list[Row]:
    """All four axes; the quick form has fewer and smaller sizes."""
    repeats = 5 if full else 3
    months = 24 if full else 6
    runs = (16, 32, 64, 128, 256, 512, 1024)
    rows = along(
        f"runs in a block ({months} months)",
        runs,
        [_steps(block(r, months, SERIES)) for r in runs],
        repeats,
    )
    horizons = (12, 24, 48, 96, 120) if full else (6, 12, 24, 48)
    size = 64 if full else 32
    rows += along(f"months (block of {size})", horizons, [_steps(block(size, h, SERIES)) for h in horizons], repeats)
    blocks = (1, 8, 64, 256, 1024)
    rows += along(
        "compiled: runs in a block (24 months)", blocks, [_compiled(block(r, 24, SERIES)) for r in blocks], repeats
    )
    long = (15, 30, 60, 120)
    rows += along("compiled: months (block of 64)", long, [_compiled(block(64, h, SERIES)) for h in long], repeats)
    copies = (1, 2, 4, 9, 18, 36, 72)
    rows_of_firms = len(load_facts("2026-01").firm_ids)
    short = block(16, 12 if full else 4, SERIES)
    rows += along(
        f"firms (block of 16, {short.months} months)",
        [c * rows_of_firms for c in copies],
        [with_firms(short, c) for c in copies],
        repeats,
    )
    many = (1, 2, 4, 8, 16)
    rows += along(
        "nations (the slice, block of 64, 12 months)", [33 * c for c in many], [_slice(c) for c in many], repeats
    )
    return rows


def _steps(task: BlockTask) -> Callable[[], object]:
    return lambda: simulate_block(task)


def _compiled(task: BlockTask) -> Callable[[], object]:
    return lambda: simulate_compiled(task)


def _slice(copies: int) -> Callable[[], object]:
    world = build(64, nation_copies=copies)
    shocks = draw(world, 12)
    return lambda: engine_slice.simulate(world, shocks, 12).series()


if __name__ == "__main__":
    alone(measure, __doc__)
