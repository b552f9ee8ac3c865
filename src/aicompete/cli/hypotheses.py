"""The command that puts claims to the model: ``hypotheses``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from aicompete.batch.run.speech import tell
from aicompete.cli.errors import print_lines
from aicompete.cli.options import RESULTS, ForceNew, Workers
from aicompete.limits import MAX_COUNT, MAX_SEED


def hypotheses(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[ID...]", help="Which, such as H07, or files of your own (all).")
    ] = None,
    runs: Annotated[int, typer.Option("--runs", min=8, max=MAX_COUNT, help="Pairs of runs in every arm.")] = 64,
    seed: Annotated[
        int, typer.Option("--seed", min=0, max=MAX_SEED, help="Another seed gives other draws and shocks.")
    ] = 1,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Folder for runs and verdicts (results/hypotheses).")
    ] = None,
    listed: Annotated[
        bool, typer.Option("--list", help="Tell the claims and what would refute them; run nothing.")
    ] = False,
    answered: Annotated[
        bool, typer.Option("--answered", help="Let governments answer in every arm (several times slower).")
    ] = False,
    plots: Annotated[bool, typer.Option("--plots/--no-plots", help="Draw effects against the sizes claimed.")] = True,
    workers: Workers = None,
    force_new: ForceNew = False,
) -> None:
    """Put claims about the competition to the model: what each came to, with its interval, and the verdict."""
    from aicompete.batch.run.progress import for_terminal
    from aicompete.hypotheses.put import put
    from aicompete.hypotheses.reading import find_hypotheses
    from aicompete.hypotheses.table import lines, save, table
    from aicompete.hypotheses.table import listed as list_of

    asked = find_hypotheses(list(names or []))
    if listed:
        print_lines(list_of(asked))
        return
    folder = out or RESULTS / ("hypotheses_answered" if answered else "hypotheses")
    found = [
        put(
            one,
            pairs=runs,
            seed=seed,
            answered=answered,
            folder=folder / one.id,
            workers=workers,
            progress=for_terminal(),
            force_new=force_new,
        )
        for one in asked
    ]
    print_lines(lines(found))
    for path in save(found, folder):
        tell(f"Table: {path}")
    made = table(found).dropna(subset=["effect"])
    if plots and not made.empty:
        from aicompete.plots.forest import draw_forest

        what = f"{runs} pairs of runs in every arm, seed {seed}" + (", governments answer" if answered else "")
        picture = folder / "hypotheses.png"
        draw_forest(made, what, picture)
        tell(f"Picture: {picture}")
