"""Payoffs of every way a game can go, run by run, from the ensembles."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from aicompete.batch.run.progress import Progress
from aicompete.batch.run.runner import in_memory, to_folder
from aicompete.batch.store.results import Results
from aicompete.game.files import Game
from aicompete.game.payoffs import END, MEAN, Term, moves_metrics, weighted
from aicompete.game.ways import all_ways, claim, design_of, model_of
from aicompete.world.columns import Array

NATIONS_BLOCK = 64
"""Runs in a block where moves look at nations: every month of every nation is then in memory."""


@dataclass(frozen=True)
class Tensor:
    """``parts[metric, when]``: ``(*stages, run)``; runs are the same draws in every way of the game."""

    game: Game
    parts: Mapping[tuple[str, str], Array]
    runs: int
    lost: int = 0
    """Draws left out, as some way of the game failed in them."""

    def payoff(self, who: str, factors: Mapping[str, float] | None = None) -> Array:
        """A player's payoff, ``(*stages, run)``; ``factors`` multiply the weights of terms."""
        return weighted(self.game.payoffs[who], self.parts, factors)

    def term(self, term: Term) -> Array:
        """One term of a payoff, unweighted."""
        return self.parts[term.metric, term.when]

    def mean(self, who: str) -> Array:
        """Mean payoff, ``(*stages,)``."""
        return np.asarray(self.payoff(who).mean(axis=-1))

    def error(self, who: str) -> Array:
        """Standard error of the mean payoff, ``(*stages,)``."""
        return np.asarray(self.payoff(who).std(axis=-1, ddof=1) / np.sqrt(self.runs))


def played_out(
    game: Game,
    folder: Path | None = None,
    *,
    workers: int | None = 1,
    engine: str | None = None,
    dask: str | None = None,
    progress: Progress | None = None,
) -> Tensor:
    """Run every way of a game, in memory or into a folder that is continued where it stopped."""
    ways = all_ways(game)
    return tensor_of(game, ways, run_ways(game, ways, 0, game.runs, folder, workers, engine, dask, progress))


def run_ways(
    game: Game,
    ways: Sequence[Sequence[int]],
    first: int,
    runs: int,
    folder: Path | None = None,
    workers: int | None = 1,
    engine: str | None = None,
    dask: str | None = None,
    progress: Progress | None = None,
) -> Results:
    """The results of some ways with some draws."""
    design = design_of(game, ways, first, runs)
    model = model_of(game, design, engine)
    size = min(NATIONS_BLOCK, design.runs) if design.record.nations else None  # None: shared out among the workers
    if folder is None:
        return in_memory(design, model, block_size=size, workers=workers)
    claim(game, folder)
    return to_folder(design, folder / "runs", model, block_size=size, workers=workers, dask=dask, progress=progress)


def tensor_of(game: Game, ways: Sequence[Sequence[int]], results: Results) -> Tensor:
    """Parts of payoffs from the recorded years; a draw in which some way failed is left out of all of them."""
    table = parts_by_way(game, results, len(ways))
    good = np.all([np.isfinite(values).all(axis=0) for values in table.values()], axis=0)
    parts = {key: values[:, good].reshape(*game.shape, -1) for key, values in table.items()}
    return Tensor(game, parts, int(good.sum()), int((~good).sum()))


def parts_by_way(game: Game, results: Results, ways: int) -> dict[tuple[str, str], Array]:
    """(metric, when) -> ``(way, run)``, in the order of ways and draws."""
    names = list(moves_metrics(game.players)) + list(results.columns("series"))
    names = [name for name in dict.fromkeys(names) if name not in ("run", "month")]
    frame = results.frame("series", ["run", *names])
    keys = results.frame("runs", ["run", "point", "draw"]).sort_values("run")
    frame = frame.sort_values("run", kind="stable")
    count = len(keys)
    order = np.lexsort((keys["draw"].to_numpy(), keys["point"].to_numpy()))
    found: dict[tuple[str, str], Array] = {}
    readings: tuple[tuple[str, Callable[[Array], Array]], ...] = (
        (MEAN, lambda values: np.asarray(values.mean(axis=1))),
        (END, lambda values: np.asarray(values[:, -1])),
    )
    for name in names:
        by_run = frame[name].to_numpy(dtype=np.float64).reshape(count, -1)
        for when, read in readings:
            found[name, when] = read(by_run)[order].reshape(ways, -1)
    return found
