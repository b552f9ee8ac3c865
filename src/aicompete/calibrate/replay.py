"""The model of the replay: the history scenario in blocks of runs, observed in the worker, figures handed back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from aicompete.batch.design.blocks import BLOCK_SIZE, cut
from aicompete.batch.run import executors
from aicompete.calibrate.problem import Array
from aicompete.config import Scenario, load_catalogue
from aicompete.config.catalogue.calibrated import PRIOR
from aicompete.config.sampling.sample import quantile, uncertain
from aicompete.engine.block import BlockTask, Record, RunKey
from aicompete.engine.choice import have_ready, simulated

MONTHS = 25
"""To January 2024, the end of the fiscal quarter that the calendar year 2023 ends in: what follows is not even run."""


class Replay:
    """A scenario as a ``Model``: inputs are its assumptions with a distribution and the positions in its bands."""

    def __init__(
        self,
        scenario: Scenario,
        figures: Sequence[str],
        seed: int,
        workers: int = 1,
        months: int = MONTHS,
    ) -> None:
        self.scenario = replace(scenario, calibration=PRIOR, months=min(months, scenario.months))
        self.figures = tuple(figures)
        self.seed = seed
        self.workers = workers
        self._pool: executors.Executor | None = None
        self._sources = uncertain(self.scenario, load_catalogue())
        self.names = tuple(name for name, s in self._sources.items() if s.distribution.shape != "fixed")

    def value(self, name: str, shares: Array) -> Array:
        """The input's values at these shares of its prior."""
        source = self._sources[name]
        return quantile(source.distribution, shares, source.entry)

    def run(self, shares: Array, replicates: NDArray[np.int64]) -> Array:
        """Figures, ``(run, figure)``; NaN in runs that fail."""
        tasks = [
            self._task(shares[b.start : b.stop], replicates[b.start : b.stop]) for b in cut(len(shares), BLOCK_SIZE)
        ]
        if self.workers > 1:
            have_ready(tasks[0])
        with executors.one_blas_thread():
            if self._pool is None:
                self._pool = executors.process_pool(self.workers) if self.workers > 1 else executors.SerialExecutor()
            flights = []
            done = []
            for task in tasks:  # a few blocks ahead of the workers
                flights.append(self._pool.submit(figures_of, task, self.figures))
                if len(flights) > 2 * self.workers:
                    done.append(flights.pop(0).result())
            done += [flight.result() for flight in flights]
        return np.concatenate(done)

    def close(self) -> None:
        """End the worker processes, which serve every call of ``run``; what they have not begun is dropped."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None

    def _task(self, shares: Array, replicates: NDArray[np.int64]) -> BlockTask:
        runs = len(shares)
        values = {
            name: np.full(runs, s.distribution.parameters[0])
            for name, s in self._sources.items()
            if s.distribution.shape == "fixed"
        }
        values.update({name: self.value(name, shares[:, place]) for place, name in enumerate(self.names)})
        return BlockTask(
            points=(self.scenario,),
            runs=tuple(RunKey(i, 0, i, int(r)) for i, r in enumerate(replicates)),
            point_index=(0,) * runs,
            assumptions=values,
            seed=self.seed,
            months=self.scenario.months,
            record=Record(nations=False),
        )


def figures_of(task: BlockTask, figures: Sequence[str]) -> Array:
    """Simulate a block and read these figures off it, ``(run, figure)``. A block that breaks is NaN throughout."""
    import pandas as pd

    from aicompete.analysis.hindcast import observe

    try:
        result = simulated(task)
    except (ArithmeticError, ValueError):
        return np.full((len(task.runs), len(figures)), np.nan)
    runs, months = len(task.runs), len(result.dates)
    table = {"run": np.repeat(np.arange(runs), months), "month": np.tile(result.dates, runs)}
    series = pd.DataFrame({**table, **{name: values.reshape(-1) for name, values in result.series.items()}})
    found: Array = observe(series)[list(figures)].to_numpy(dtype=np.float64)
    return found
