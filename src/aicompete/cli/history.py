"""Commands that hold the model against 2022-2025: ``hindcast`` and ``calibrate``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from aicompete.batch.run.speech import tell
from aicompete.cli.errors import fail, print_lines, say
from aicompete.cli.options import RESULTS, Workers
from aicompete.limits import MAX_COUNT, MAX_SEED


def hindcast(
    runs: Annotated[int, typer.Option("--runs", min=1, max=MAX_COUNT, help="How many runs.")] = 200,
    seed: Annotated[
        int, typer.Option("--seed", min=0, max=MAX_SEED, help="Another seed gives other draws and shocks.")
    ] = 1,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for tables and pictures.")] = RESULTS
    / "hindcast",
    assumptions: Annotated[
        str | None, typer.Option("--assumptions", metavar="SET", help="prior, central, or a set of accepted draws.")
    ] = None,
    plots: Annotated[bool, typer.Option("--plots/--no-plots", help="Draw pictures.")] = True,
    workers: Workers = None,
) -> None:
    """Replay 2022-2025 and say how good it is: targets, scores with the discrepancy and without, skill, the seam."""
    from aicompete import simulate
    from aicompete.analysis import hindcast as replayed
    from aicompete.analysis.hindcast import alliances
    from aicompete.batch.run.executors import available_workers
    from aicompete.config import apply_settings, load_scenario

    if out.exists() and not out.is_dir():
        fail(f"{out} is a file, not a folder")
    said = [f"assumptions={assumptions}"] if assumptions else []
    worlds = [apply_settings(load_scenario(name), said) for name in (replayed.REPLAY, replayed.NO_CONTROLS)]
    processors = workers or available_workers()
    say(f"1 of 4  replaying 2022-2025, {runs} runs ...")
    replay = simulate(worlds[0], runs, seed, workers=processors)
    say("2 of 4  the same without controls ...")
    free = simulate(worlds[1], runs, seed, nations=False, workers=processors)
    say("3 of 4  the start of 2026 ...")
    today = apply_settings(load_scenario(replayed.TODAY), said)
    seam = replayed.seam(replay.series, simulate(today, runs, seed, months=1, nations=False, workers=processors).series)
    source = assumptions or replay.manifest.get("calibration")
    found = replayed.assess(replay.series, free.series, name=f"{replay.name} (assumptions: {source})")
    sided = alliances.judge(replay.nations)
    files = replayed.save_tables(found, seam, out) + alliances.save_judgement(sided, out)
    if plots:
        from aicompete.plots import draw_hindcast

        say("4 of 4  drawing ...")
        files += draw_hindcast(replay, found, out / "plots")
    print_lines([*replayed.seam_text(seam), *replayed.report(found), "", *alliances.lines(sided)])
    tell(f"Tables and pictures: {len(files)} files in {out}" if plots else f"Tables: {len(files)} files in {out}")


def calibrate(
    seed: Annotated[int, typer.Option("--seed", min=0, max=MAX_SEED, help="The same seed gives the same draws.")] = 1,
    draws: Annotated[int, typer.Option("--draws", help="Runs of the screening and of each wave.")] = 4000,
    waves: Annotated[int, typer.Option("--waves", min=1, help="At most so many waves.")] = 3,
    size: Annotated[int, typer.Option("--size", min=20, help="Accepted draws to keep.")] = 300,
    discrepancy: Annotated[
        float | None,
        typer.Option("--discrepancy", min=0.0, help="What the model leaves out, in sd of the observations (learned)."),
    ] = None,
    workers: Workers = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE|DIR", help="Where the set goes (results/calibration/NAME).")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")] = False,
) -> None:
    """Find joint draws of the assumptions under which the model replays 2022-2023."""
    from aicompete.batch.run.executors import available_workers
    from aicompete.calibrate import Plan, command

    plan = Plan(seed, draws, waves, size, discrepancy)
    if dry_run:
        print_lines(command.outline(plan, workers or available_workers()))
        return
    written = command.run(plan, out, RESULTS / "calibration", workers or available_workers(), say)
    print_lines(list(written.text))
    tell(f"\nAccepted draws: {written.table}\nReport: {written.report[0]}")
