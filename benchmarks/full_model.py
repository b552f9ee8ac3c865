"""Blocks of the full model: the baseline, run i with draw i of the assumptions and replicate i of the shocks."""

from __future__ import annotations

from aicompete.config import load_scenario, sample_assumptions
from aicompete.engine.block import BlockTask, Record, RunKey


def block(runs: int, months: int, record: Record, seed: int = 1) -> BlockTask:
    """A block of the baseline scenario."""
    scenario = load_scenario("baseline")
    return BlockTask(
        points=(scenario,),
        runs=tuple(RunKey(i, 0, i, i) for i in range(runs)),
        point_index=(0,) * runs,
        assumptions=sample_assumptions(scenario, seed, runs),
        seed=seed,
        months=months,
        record=record,
    )
