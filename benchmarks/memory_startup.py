"""The full model: runs per second, overhead of a sweep, memory of a block, time to start."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from aicompete.batch.design.blocks import cut, task_of, with_assumptions
from aicompete.batch.design.design import Design, crossed
from aicompete.batch.run.runner import to_folder
from aicompete.config import apply_settings, load_scenario
from aicompete.engine.block import Record, simulate_block
from aicompete.engine.compiled import simulate_compiled
from full_model import block
from stopwatch import Row, alone, in_turn, peak_of, process

HERE = str(Path(__file__).parent)
SERIES, NATIONS = Record(nations=False), Record(nations=True)
EVERYTHING = Record(nations=True, firms=True, trade=True)
FEW = (
    "compute_world",
    "compute_share_usa",
    "compute_share_chn",
    "compute_smuggled_chn",
    "chip_belief_chn",
    "capability_lag_chn",
    "ai_power_world",
    "compute_rented_chn",
)
"""Eight metrics, as a dashboard asks for them."""
MONTHS = 120
STEP_A_BLOCK = """
import sys
sys.path.insert(0, {here!r})
from full_model import block
from aicompete.engine.block import Record
from aicompete.engine.compiled import simulate_compiled
simulate_compiled(block({runs}, {months}, {record!r}))
"""


def measure(full: bool) -> list[Row]:
    """Everything about whole runs and processes."""
    return [*speed(full), *sweep_overhead(full), *memory(full), *start_up(full)]


def speed(full: bool) -> list[Row]:
    """Runs per second of one core over 120 months."""
    repeats = 5 if full else 3
    rows = []
    few = Record(nations=False, series=FEW)
    for what, record, runs in (
        ("block of 512, series recorded", SERIES, 512),
        ("block of 256, series recorded", SERIES, 256),
        ("block of 256, nations recorded too", NATIONS, 256),
        ("block of 256, eight metrics recorded", few, 256),
        ("block of 1, series recorded", SERIES, 1),
    ):
        task = block(runs, MONTHS, record)
        simulate_compiled(task)
        engines: list[Callable[[], object]] = [
            lambda task=task: simulate_block(task),
            lambda task=task: simulate_compiled(task),
        ]
        both = in_turn(engines, repeats)
        for name, times in zip(("NumPy", "compiled"), both, strict=True):
            cpu, wall = [runs / t for t in times.cpu], [runs / t for t in times.wall]
            rows.append(Row("full model", f"{what}, {MONTHS} months, {name}", "runs/s", cpu, wall))
        ratios = [a / b for a, b in zip(both[0].cpu, both[1].cpu, strict=True)]
        rows.append(Row("full model", f"{what}, {MONTHS} months, compiled over NumPy", "ratio", ratios))
    return [*rows, *first_call()]


def first_call() -> list[Row]:
    """Tracing, compiling and checking a program that is nowhere kept yet."""
    code = "from aicompete.config import load_scenario; from aicompete.engine.block import Record; "
    code += "from aicompete.engine.compiled import prepare; prepare(load_scenario('baseline'), Record(nations=False))"
    rows = []
    for what, environment in (
        ("makes the program of a month", {**os.environ, "AICOMPETE_CACHE": ""}),
        ("finds it on disk", dict(os.environ)),
    ):
        found = [process("-c", code, environment=environment) for _ in range(3)]
        times = [p.cpu for p in found], [p.wall for p in found]
        rows.append(Row("full model", f"process that {what}", "CPU s", *times))
    return rows


def design(record: Record, months: int) -> Design:
    """A sweep of two points, 16 draws and 16 replicates."""
    scenario = load_scenario("baseline")
    settings = [{"USA.chip_export_control": value} for value in (0.3, 0.6)]
    points = [apply_settings(scenario, [f"{k}={v}" for k, v in s.items()]) for s in settings]
    return crossed("bench", scenario, points, settings, draws=16, replicates=16, seed=1, months=months, record=record)


def bare(made: Design) -> None:
    """The blocks of a design and nothing else."""
    for part in cut(made.runs, 256):
        simulate_compiled(with_assumptions(task_of(made, part)))


def swept(made: Design) -> None:
    """The whole of `aicompete sweep --workers 1` after start-up: tables, parts on disk, manifest."""
    with tempfile.TemporaryDirectory() as folder:
        to_folder(made, Path(folder) / "sweep", block_size=256, workers=1, engine="compiled")


def sweep_overhead(full: bool) -> list[Row]:
    """Time of a sweep of 512 runs over that of the bare loop over its blocks, less one."""
    months = MONTHS if full else 24
    rows = []
    for what, record in (
        ("series", SERIES),
        ("series and nations", NATIONS),
        ("series and firms", Record(nations=False, firms=True)),
        ("series and trade", Record(nations=False, trade=True)),
    ):
        made = design(record, months)
        tasks: list[Callable[[], object]] = [lambda made=made: swept(made), lambda made=made: bare(made)]
        sweep, loop = in_turn(tasks, 5 if full else 3)
        over = [100.0 * (a / b - 1.0) for a, b in zip(sweep.cpu, loop.cpu, strict=True)]
        wall = [100.0 * (a / b - 1.0) for a, b in zip(sweep.wall, loop.wall, strict=True)]
        rows.append(Row("sweep", f"overhead over the bare block loop, {what}, {months} months", "%", over, wall))
    return rows


def memory(full: bool) -> list[Row]:
    """Peak memory of a process that steps one block; the interpreter and the imports are part of it."""
    months = MONTHS if full else 60
    sizes = (64, 256, 1024) if full else (64, 256)
    rows = [Row("memory", "imports alone", "MB peak", [peak_of("import aicompete.engine.compiled") for _ in range(3)])]
    for what, record in (("series", SERIES), ("nations", NATIONS), ("everything", EVERYTHING)):
        for runs in sizes:
            code = STEP_A_BLOCK.format(here=HERE, runs=runs, months=months, record=record)
            peaks = [peak_of(code) for _ in range(3)]
            rows.append(Row("memory", f"block of {runs}, {months} months, {what} recorded", "MB peak", peaks))
    return rows


def start_up(full: bool) -> list[Row]:
    """Seconds of whole processes, Python's own start included."""
    repeats = 9 if full else 5
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        # as an installed package starts: compiled by the turn that does not count, whatever this shell says of it
        compiled = {**os.environ, "PYTHONPYCACHEPREFIX": f"{folder}/compiled"}
        compiled.pop("PYTHONDONTWRITEBYTECODE", None)
        for what, arguments in (
            ("python -c pass (for comparison)", ["-c", "pass"]),
            ("python -c 'import aicompete'", ["-c", "import aicompete"]),
            ("python -c 'import numpy' (for comparison)", ["-c", "import numpy"]),
            ("aicompete --help", ["-m", "aicompete", "--help"]),
            (
                f"aicompete run baseline --runs 1 --no-plots, {MONTHS} months",
                ["-m", "aicompete", "run", "baseline", "--runs", "1", "--no-plots", "--out"],
            ),
        ):
            found = []
            for turn in range(repeats + 1):
                extra = [f"{folder}/run{turn}"] if arguments[-1] == "--out" else []
                found.append(process(*arguments, *extra, environment=compiled))
            counted = found[1:]  # the first fills the disk cache
            rows.append(Row("start", what, "CPU s", [p.cpu for p in counted], [p.wall for p in counted]))
    return rows


if __name__ == "__main__":
    alone(measure, __doc__)
