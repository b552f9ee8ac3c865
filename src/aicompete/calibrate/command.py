"""`aicompete calibrate`: the replay of 2022-2023, calibrated, written as a versioned set with its report."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aicompete.analysis.discrepancy import stored
from aicompete.analysis.hindcast import expressed
from aicompete.analysis.hindcast.targetfamilies import linear_sd
from aicompete.batch.run import executors
from aicompete.batch.store.provenance import commit, model_hash, versions
from aicompete.calibrate.pipeline import Plan, calibrate
from aicompete.calibrate.problem import CalibrationError, Figure, extra, figures
from aicompete.calibrate.replay import Replay
from aicompete.calibrate.report import lines, write_report, write_set
from aicompete.config import load_catalogue, load_scenario
from aicompete.config.catalogue.calibrated import NAME, shipped_sets

SCENARIO = "history"
EXTRA = ("SALib.analyze.rbd_fast", "sklearn.linear_model")


@dataclass(frozen=True)
class Written:
    """What was written: the set's table, the report's files, and the report as lines."""

    table: Path
    report: tuple[Path, ...]
    text: tuple[str, ...]


def next_name() -> str:
    """The version after the newest shipped one: v2026.1, v2026.2 ...; the year is that of the newest starting world."""
    catalogue = load_catalogue()
    year = f"v{max(catalogue.actors.starts)[:4]}."
    used = [name.removeprefix(year) for name in shipped_sets(catalogue) if name.startswith(year)]
    return f"{year}{1 + max((int(part.partition('.')[0]) for part in used), default=0)}"


def table_for(out: Path | None, results: Path) -> Path:
    """Where the set goes: a file, a folder, or beside its report. A version that was shipped is never overwritten."""
    if out is not None and out.suffix == ".csv":
        if not NAME.match(out.stem):
            raise CalibrationError(f"a set is called v and numbers, such as v2026.1, not '{out.stem}'")
        table = out
    else:
        name = next_name()
        table = (out if out is not None else results / name) / f"{name}.csv"
    above = next((place for place in table.parents if place.exists()), table.parent)
    if above.is_file():
        raise CalibrationError(f"{above} is a file, not a folder; a set is named as in {above.parent / 'v2026.1.csv'}")
    if table.exists() and table.resolve() in {path.resolve() for path in shipped_sets(load_catalogue()).values()}:
        raise CalibrationError(f"{table} is shipped and stays as it is; leave the name away and the next one is taken")
    return table


def outline(plan: Plan, workers: int) -> list[str]:
    """What a calibration would do, without doing it."""
    replay, observed = _replay(plan, workers)
    return [
        f"scenario {SCENARIO}, {replay.scenario.dates[0]} to {replay.scenario.dates[-1]}",
        f"{len(replay.names)} assumptions and positions in coders' bands vary; at most {plan.most} are kept",
        f"{len(observed)} targets marked 'calibrate': " + ", ".join(figure.id for figure in observed),
        f"at most {plan.runs:,} runs: {plan.draws:,} to screen, up to {plan.waves} waves of as many, and repeats",
        f"up to {plan.size} accepted draws, as {next_name()}",
    ]


def run(plan: Plan, out: Path | None, results: Path, workers: int, say: Callable[[str], None]) -> Written:
    """Calibrate, write the set and its report."""
    for module in EXTRA:
        extra(module)  # before anything runs
    table = table_for(out, results)
    with executors.one_blas_thread():
        replay, observed = _replay(plan, workers)
        with closing(replay):
            found = calibrate(replay, observed, plan, say)
    told = write_set(found, replay, table, provenance(table.stem, replay))
    report = write_report(found, told, results / table.stem)
    return Written(table, tuple(report), tuple(lines(told)))


def provenance(name: str, replay: Replay) -> dict[str, Any]:
    """With what a set was made."""
    made_by = versions()
    return {
        "name": name,
        "version": made_by["aicompete"],
        "commit": commit(),
        "model": model_hash(),
        "scenario": SCENARIO,
        "scenario_digest": replay.scenario.digest,
        "months": f"{replay.scenario.dates[0]} to {replay.scenario.dates[-1]}",
        "made_with": made_by,
    }


def _replay(plan: Plan, workers: int) -> tuple[Replay, list[Figure]]:
    fitted = [target for target in expressed() if target.use == "calibrate"]
    observed = figures(fitted, {target.id: linear_sd(target, stored()) for target in fitted})
    names = [figure.id for figure in observed]
    return Replay(load_scenario(SCENARIO), names, plan.seed, workers), observed
