"""A game file from its runs to what is told of it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from aicompete.batch.run.progress import Progress
from aicompete.game.atonce import Equilibria, mixed_of
from aicompete.game.files import Game
from aicompete.game.normalform import NormalForm
from aicompete.game.refine import judge
from aicompete.game.solve import normal
from aicompete.game.study import Study
from aicompete.game.telling import lines_of, short
from aicompete.game.tensor import played_out
from aicompete.game.ways import all_ways

MOST_JUDGED = 12
"""Pure equilibria on the means that are judged; a game may have many that differ in nothing."""
TEXT, TABLE, SOLUTION = "game.md", "payoffs.csv", "solution.json"


@dataclass(frozen=True)
class Solved:
    """A game with its study and its equilibria."""

    study: Study
    equilibria: Equilibria

    def lines(self) -> list[str]:
        """All of it as text."""
        return list(lines_of(self.study, self.equilibria))


def solve(
    game: Game,
    folder: Path | None = None,
    *,
    runs: int | None = None,
    rounds: int = 0,
    workers: int | None = 1,
    engine: str | None = None,
    dask: str | None = None,
    progress: Progress | None = None,
) -> Solved:
    """Run every way of a game and solve it; ``rounds``: how often runs are added where an equilibrium is open."""
    if runs is not None:
        game = replace(game, runs=runs)
    tensor = played_out(game, folder, workers=workers, engine=engine, dask=dask, progress=progress)
    study = Study(game, tensor)
    form = NormalForm(game)
    payoffs = form.payoffs(tensor)
    means = [array.mean(axis=-1) for array in payoffs]
    pure = normal.pure_equilibria(means)[:MOST_JUDGED]
    judged = [judge(form, tensor, p, rounds=rounds, folder=folder, workers=workers, engine=engine) for p in pure]
    mixed, note = mixed_of(form, payoffs, game.tolerance)
    return Solved(study, Equilibria(judged, mixed, note))


def blocks(lines: list[str]) -> list[list[str]]:
    """Lines parted where one is empty."""
    found: list[list[str]] = [[]]
    for line in lines:
        if line:
            found[-1].append(line)
        elif found[-1]:
            found.append([])
    return [block for block in found if block]


def save(solved: Solved, folder: Path) -> list[Path]:
    """Write the text, a table of all ways, and the solution as plain data."""
    folder.mkdir(parents=True, exist_ok=True)
    study, game = solved.study, solved.study.game
    text = folder / TEXT
    text.write_text("\n".join(solved.lines()) + "\n", encoding="utf-8")
    table = folder / TABLE
    heads = [f"stage {s}: {stage.player}" for s, stage in enumerate(game.stages)]
    columns = [f"{kind} {who}" for who in study.told for kind in ("payoff", "error")]
    columns += list(game.watch)
    rows = [",".join([*heads, *columns])]
    payoffs = {who: (study.tensor.mean(who), study.tensor.error(who)) for who in study.told}
    for way in all_ways(game):
        labels = [stage.options[i].label for stage, i in zip(game.stages, way, strict=True)]
        numbers = [f"{values[way]:.6g}" for who in study.told for values in payoffs[who]]
        numbers += [f"{study.tensor.parts[name, 'mean'][way].mean():.6g}" for name in game.watch]
        rows.append(",".join([*labels, *numbers]))
    table.write_text("\n".join(rows) + "\n", encoding="utf-8")
    data = folder / SOLUTION
    form = NormalForm(game)
    content = {
        "game": game.name,
        "runs": study.tensor.runs,
        "tolerance": game.tolerance,
        "description": game.description,
        "dates": [game.scenario.dates[0], game.scenario.dates[-1]],
        "ways": game.leaves,
        "short": short(study, solved.equilibria),
        "told": blocks(solved.lines()),
        "depths": [asdict(depth) for depth in study.depths()],
        "pure": [
            {**asdict(j), "labels": [form.label(i, k) for i, k in enumerate(j.profile)]} for j in solved.equilibria.pure
        ],
        "mixed": [
            {"mixes": [np.asarray(m).round(6).tolist() for m in mixes], "regret": asdict(worst)}
            for mixes, worst in solved.equilibria.mixed
        ],
    }
    data.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    return [text, table, data]
