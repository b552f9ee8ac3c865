"""A small stand-in for the engine: numbers that depend on run, draw, replicate and levers, never on the block."""

from __future__ import annotations

import os
import time
from functools import partial
from pathlib import Path

import numpy as np

from aicompete.batch.design.design import Design
from aicompete.batch.run.model import Model
from aicompete.batch.store.schema import Metric, Schema
from aicompete.config import lever_paths
from aicompete.engine.block import BlockResult, BlockTask, RunStatus

NATIONS = ("USA", "CHN", "ROW")
FIRMS = ("a", "b")
FAILED = RunStatus("failed", "stepping", "level is not finite")
AXES = {
    "nation": NATIONS,
    "firm": FIRMS,
    "chip_seller": FIRMS,
    "mineral": ("gallium", "germanium"),
    "mineral_seller": ("CHN", "ROW"),
    "stack": ("us", "cn", "open"),
}


def schema_for(design: Design) -> Schema:
    record = design.record
    return Schema(
        dates=tuple(design.base.dates),
        axes=AXES,
        series={"level": Metric("index", "a walk"), "flat": Metric("index", "never moves")},
        nations={"size": Metric("USD bn", "size of the nation")} if record.nations else {},
        firms={"revenue": Metric("USD bn", "sales")} if record.firms else {},
        trade={
            "chips": {"chip_flow": Metric("H100e/month", "chips shipped")},
            "minerals": {"mineral_flow": Metric("t/month", "minerals shipped")},
            "adoption": {"adoption": Metric("share", "adoption")},
        }
        if record.trade
        else {},
    )


def fake_model(design: Design, **behaviour: object) -> Model:
    """A model whose runs fail as told: ``raises``, ``not_finite`` (run numbers), ``dies`` (run number), ``slow``."""
    return Model(partial(simulate, **behaviour), schema_for(design))  # type: ignore[arg-type]


def simulate(
    task: BlockTask,
    raises: tuple[int, ...] = (),
    not_finite: tuple[int, ...] = (),
    dies: int | None = None,
    once: str | None = None,
    interrupts: int | None = None,
    slow: float = 0.0,
) -> BlockResult:
    """One random walk per run from (seed, replicate), lifted by an assumption and a lever."""
    numbers = [key.run for key in task.runs]
    if dies in numbers and (once is None or not Path(once).exists()):
        if once is not None:
            Path(once).touch()
        os._exit(9)
    if interrupts in numbers:
        raise KeyboardInterrupt
    time.sleep(slow)
    bad = [n for n in numbers if n in raises]
    if bad:
        raise ValueError(f"run {bad[0]} went wrong")
    walks = np.stack(
        [np.random.default_rng([task.seed, key.replicate]).standard_normal(task.months).cumsum() for key in task.runs]
    )
    lift = np.stack([lever_paths(point)["ally_alienation"][:, 0] for point in task.points])[list(task.point_index)]
    first = next(iter(task.assumptions.values()))
    level = walks + lift + first[:, None]
    sizes = level[:, :, None] + np.arange(3.0)
    two = np.arange(2.0)
    trade = {
        "chip_flow": level[:, :, None, None] + two[:, None] + np.arange(3.0),
        "mineral_flow": level[:, :, None, None, None] + two[:, None, None] + two[:, None] + np.arange(3.0),
        "adoption": level[:, :, None, None] + np.arange(3.0)[:, None] + np.arange(3.0),
    }
    for place, number in enumerate(numbers):
        if number in not_finite:
            level[place] = np.nan
    return BlockResult(
        keys=task.runs,
        dates=list(task.points[0].dates),
        series={"level": level, "flat": np.ones_like(level)},
        nations={"size": sizes} if task.record.nations else {},
        firms={"revenue": sizes[:, :, :2]} if task.record.firms else {},
        trade=trade if task.record.trade else {},
        status=[FAILED if n in not_finite else RunStatus() for n in numbers],
    )
