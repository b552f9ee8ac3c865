"""Exploring with the EMA workbench: its evaluators over the Mesa model, beside the package's own block of runs."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable
from contextlib import redirect_stderr
from dataclasses import replace
from io import StringIO
from typing import Any

from aicompete import CompetitionModel
from aicompete.config import apply_settings, load_scenario
from aicompete.engine.block import Record
from aicompete.engine.compiled import simulate_compiled
from full_model import block
from stopwatch import Row, alone, in_turn

LEVER, OUTCOME = "USA.ally_alienation", "compute_share_chn"
RUNS, MONTHS = 3, 120


def one_run(engine: str, alienation: float) -> dict[str, float]:
    """A run of the Mesa model as the workbench calls it."""
    model = CompetitionModel("baseline", {LEVER: alienation}, months=MONTHS, collect=False, engine=engine)
    model.run_model()
    return {OUTCOME: model.measure(OUTCOME)}


def by_numpy(alienation: float) -> dict[str, float]:
    """Stepped in NumPy."""
    return one_run("numpy", alienation)


def by_program(alienation: float) -> dict[str, float]:
    """Stepped in the compiled month."""
    return one_run("compiled", alienation)


def measure(full: bool) -> list[Row]:
    """Runs per second; ``full`` adds the evaluator that works in two processes: wall time, most of it their start."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import ema_workbench as ema
    except ImportError:
        return []
    logging.getLogger("EMA").setLevel(logging.ERROR)
    tasks = {
        f"{evaluator}, Mesa model in {words}": _explore(ema, evaluator, function)
        for words, function in (("NumPy", by_numpy), ("the compiled month", by_program))
        for evaluator in ("SequentialEvaluator", *(("MultiprocessingEvaluator",) if full else ()))
    }
    tasks["the package's own block"] = _block
    times = in_turn(list(tasks.values()), 5 if full else 3)
    return [
        Row(
            "ema",
            f"{name}, {RUNS} runs of {MONTHS} months",
            "runs/s",
            [RUNS / t for t in (time.wall if name.startswith("Multi") else time.cpu)],
            [RUNS / t for t in time.wall],
        )
        for name, time in zip(tasks, times, strict=True)
    ]


def _explore(ema: Any, evaluator: str, function: Callable[..., dict[str, float]]) -> Callable[[], object]:
    def run() -> object:
        model = ema.Model("competition", function=function)
        model.uncertainties = [ema.RealParameter("alienation", 0.0, 1.0)]
        model.outcomes = [ema.ScalarOutcome(OUTCOME)]
        more = {"n_processes": 2} if evaluator.startswith("Multi") else {}
        with redirect_stderr(StringIO()), getattr(ema, evaluator)(model, **more) as working:  # no progress bars
            return working.perform_experiments(scenarios=RUNS)

    return run


def _block() -> object:
    record = Record(nations=False, every="end", series=(OUTCOME,))
    task = block(RUNS, MONTHS, record)
    base = load_scenario("baseline")
    points = tuple(apply_settings(base, [f"{LEVER}={i / RUNS:.3f}"]) for i in range(RUNS))
    return simulate_compiled(replace(task, points=points, point_index=tuple(range(RUNS))))


if __name__ == "__main__":
    alone(measure, __doc__)
