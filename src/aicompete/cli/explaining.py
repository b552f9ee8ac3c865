"""``explain``: why a nation leans as it does, and what moved it between two months or two scenarios."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aicompete.batch.run.speech import tell
from aicompete.cli.errors import fail, print_lines, say
from aicompete.cli.options import Settings
from aicompete.limits import MAX_COUNT, MAX_SEED

if TYPE_CHECKING:
    from aicompete.batch.run.explain_change import Change
    from aicompete.config import Scenario

RUNS = 64


def explain(
    config: Annotated[
        str | None,
        typer.Argument(metavar="[CONFIG]", help="Scenario file, the name of a shipped one, or a results folder."),
    ] = None,
    nation: Annotated[str | None, typer.Argument(metavar="[NATION]", help="Its iso3 code, such as KOR.")] = None,
    named: Annotated[str | None, typer.Option("--nation", metavar="NATION", help="The same as an option.")] = None,
    date: Annotated[str | None, typer.Option("--date", metavar="YYYY-MM", help="Month to explain (the last).")] = None,
    begin: Annotated[
        str | None, typer.Option("--from", metavar="YYYY-MM", help="Explain the change from this month (the first).")
    ] = None,
    end: Annotated[str | None, typer.Option("--to", metavar="YYYY-MM", help="... to this one (the last).")] = None,
    between: Annotated[
        tuple[str, str] | None,
        typer.Option("--between", metavar="A B", help="Explain what differs from scenario A to B in one month."),
    ] = None,
    runs: Annotated[int, typer.Option("--runs", min=1, max=MAX_COUNT, help="How many runs.")] = RUNS,
    seed: Annotated[int | None, typer.Option("--seed", min=0, max=MAX_SEED, help="1, or that of the results.")] = None,
    point: Annotated[int | None, typer.Option("--point", min=0, help="Point of a sweep's results.")] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Folder for the waterfall (plots/ of the results; else none)."),
    ] = None,
    settings: Settings = None,
) -> None:
    """Tell why a nation leans as it does, or what moved it: terms that add up to the change."""
    from aicompete.batch.run import explain as why

    if between is not None and config is not None and named is None and nation is None:
        config, nation = None, config  # explain --between A B KOR
    if between is not None and config is not None:
        fail("--between names both scenarios: leave the first argument out")
    who = (named or nation or "").upper()
    if not who:
        fail("say which nation: its iso3 code, such as KOR")
    if between is not None:
        if begin is not None:
            fail("--between compares two scenarios in one month: give --to or --date, not --from")
        _between(between, who, end or date, runs, seed, point, out, settings)
        return
    if config is None:
        fail("say what to explain: a scenario, or a results folder")
    scenario, runs, seed = _opened(config, runs, seed, point, settings)
    if begin is None and end is None:
        print_lines(why.explain(scenario, who, date, runs, seed).lines())
        return
    if date is not None:
        fail("--date explains one month; with --from and --to leave it out")
    from aicompete.batch.run.explain_change import over_time

    first, last = begin or str(scenario.dates[0]), end or str(scenario.dates[-1])
    changes = over_time(scenario, who, first, last, runs, seed)
    folder = out or (Path(config) / "plots" if Path(config).is_dir() else None)
    _show(who, f"from {first} to {last} in {scenario.name}", changes, (first, last), folder)


def _between(
    names: tuple[str, str],
    nation: str,
    date: str | None,
    runs: int,
    seed: int | None,
    point: int | None,
    out: Path | None,
    settings: list[str] | None,
) -> None:
    from aicompete.batch.run.explain_change import between_scenarios

    opened = [_opened(name, runs, seed, point, settings) for name in names]
    (first, runs, seed), (second, *_) = opened
    month = date or min(str(first.dates[-1]), str(second.dates[-1]))
    changes = between_scenarios(first, second, nation, month, runs, seed)
    ends = (first.name, second.name) if first.name != second.name else (names[0], names[1])
    _show(nation, f"from {ends[0]} to {ends[1]} in {month}", changes, ends, out)


def _opened(
    config: str, runs: int, seed: int | None, point: int | None, settings: list[str] | None
) -> tuple[Scenario, int, int]:
    """Scenario, runs and seed of a file, a shipped name or a results folder."""
    from aicompete.batch.run import explain as why
    from aicompete.config import apply_settings, load_scenario

    if Path(config).is_dir():
        from aicompete.batch.store.results import Results

        manifest = Results.load(config).manifest
        scenario = why.scenario_of(manifest, point)
        runs, seed = min(runs, int(manifest["draws"])), int(manifest["seed"]) if seed is None else seed
        if not why.same_model(manifest):
            say("note: the model has changed since these results were made; this explains the model of now")
    else:
        if point is not None:
            fail("--point is for a results folder of a sweep")
        scenario = load_scenario(config)
    if settings:
        scenario = apply_settings(scenario, settings)
    return scenario, runs, 1 if seed is None else seed


def _show(nation: str, head: str, changes: list[Change], ends: tuple[str, str], folder: Path | None) -> None:
    """Print the table, and draw the waterfall where there is a place for it."""
    from aicompete.batch.run.explain_change import headline, lines

    print_lines(lines(nation, head, changes, ends))
    if folder is not None:
        from aicompete.plots.waterfall import draw_waterfall

        target = folder / f"explain_{nation}_{ends[0]}_{ends[1]}.png"
        runs = len(changes[0].before)
        note = f"{head}; means over {runs} runs, which add up; whiskers: 10-90 % of runs"
        parts = {(one.what, one.unit): (one.before, one.after, one.parts) for one in changes}
        draw_waterfall(headline(nation, changes), note, parts, ends, target)
        tell(target)
