"""The command that switches steps of the month off: ``ablate``."""

from __future__ import annotations

from typing import Annotated

import typer

from aicompete.batch.run.speech import tell
from aicompete.cli.errors import print_lines
from aicompete.cli.options import RESULTS, ForceNew, Out, Settings, Workers


def ablate(
    config: Annotated[str, typer.Argument(metavar="SCENARIO", help="Scenario file, or the name of a shipped one.")],
    runs: Annotated[int, typer.Option("--runs", min=2, help="How many runs with each step off.")] = 60,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Another seed gives other draws and shocks.")] = 1,
    out: Out = None,
    settings: Settings = None,
    months: Annotated[int | None, typer.Option("--months", min=1, max=480, help="Another length.")] = None,
    plots: Annotated[bool, typer.Option("--plots/--no-plots", help="Draw the heat map.")] = True,
    workers: Workers = None,
    force_new: ForceNew = False,
) -> None:
    """Switch each step of the month off in turn, in paired runs, and tell which of them move what."""
    from aicompete.analysis.ablation import METRICS, ablation
    from aicompete.batch.design.ablation import ablated
    from aicompete.batch.design.design import folder_name, title
    from aicompete.batch.run.progress import for_terminal
    from aicompete.batch.run.runner import to_folder
    from aicompete.config import apply_settings, load_scenario

    changes = list(settings or [])
    scenario = load_scenario(config)
    if changes:
        scenario = apply_settings(scenario, changes)
    design = ablated(scenario, runs, seed, series=list(METRICS), name=title(scenario.name, changes), months=months)
    folder = out or RESULTS / f"ablation_{folder_name(scenario.name, changes)}"
    results = to_folder(design, folder, workers=workers, progress=for_terminal(), force_new=force_new)
    found = ablation(results)
    print_lines(found.lines())
    tell(f"\nTable: {found.save_csv(folder)}")
    if plots:
        from aicompete.plots.ablation import draw_ablation

        path = folder / "ablation.png"
        draw_ablation(found, path)
        tell(f"Picture: {path}")
