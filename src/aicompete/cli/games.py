"""Commands on games: ``game`` solves one, ``play`` seats players at one."""

from __future__ import annotations

from typing import Annotated

import typer

from aicompete.batch.run.speech import tell
from aicompete.cli.errors import print_lines
from aicompete.cli.options import RESULTS, Engine, Out, Workers


def game(
    file: Annotated[str, typer.Argument(metavar="GAME", help="Game file, or the name of a shipped one.")],
    runs: Annotated[int | None, typer.Option("--runs", min=2, help="Runs of each way the game goes.")] = None,
    more: Annotated[int, typer.Option("--more", min=0, max=6, help="Rounds of runs added where it is open.")] = 1,
    out: Out = None,
    workers: Workers = None,
    dask: Annotated[str | None, typer.Option("--dask", metavar="ADDRESS", help="A Dask cluster, or local.")] = None,
    engine: Engine = None,
) -> None:
    """Solve a game of moves and answers on ensembles: equilibria with their noise, what depth and answers are worth."""
    from aicompete.batch.run.progress import for_terminal
    from aicompete.game.files import load_game
    from aicompete.game.run import save, solve

    found = load_game(file)
    folder = out or RESULTS / f"game_{found.name}"
    solved = solve(
        found, folder, runs=runs, rounds=more, workers=workers, engine=engine, dask=dask, progress=for_terminal()
    )
    print_lines(solved.lines())
    for path in save(solved, folder):
        tell(f"wrote {path}")
