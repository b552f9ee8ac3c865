"""When the agents double: seconds and size of the compiled code against nations (the slice) and firms (the model)."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from unittest.mock import patch

from aicompete.config.reading import kept
from aicompete.engine.block import Record, begun
from aicompete.engine.compiled import Programs, prepare, step_compiled
from aicompete.engine.program import make
from aicompete.engine.program.purpose import Purpose
from aicompete.world.facts import load_facts
from compiled_slice import CompiledSlice
from full_model import block
from scaling import world_with
from slice_world import build, draw
from stopwatch import Row, Times, alone, in_turn

COPIES = (1, 2, 4, 8)
RUNS = 64
MONTHS = 24


def measure(full: bool) -> list[Row]:
    """Both axes, microseconds a run and month and kilobytes of code."""
    repeats = 5 if full else 3
    slices = [_slice(copies) for copies in COPIES]
    rows = _rows("nations, the slice", 33, in_turn([run for run, _ in slices], repeats), [size for _, size in slices])
    models = [_model(copies) for copies in COPIES]
    firms = len(load_facts("2026-01").firm_ids)
    return rows + _rows("firms, the model", firms, in_turn([run for run, _ in models], repeats), [s for _, s in models])


def _rows(what: str, least: int, times: list[Times], sizes: list[int]) -> list[Row]:
    rows = []
    for copies, time, size in zip(COPIES, times, sizes, strict=True):
        per_month = [1e6 * seconds / RUNS / MONTHS for seconds in time.cpu]
        rows.append(Row("growth", f"{what}: {least * copies}", "us a run and month", per_month))
        rows.append(Row("growth", f"{what}: {least * copies}", "kB of code", [size / 1024.0]))
    first, last = (median(time.cpu) for time in (times[0], times[-1]))
    rows.append(Row("growth", f"{what}: {COPIES[-1]} times as many, time", "ratio", [last / first]))
    rows.append(Row("growth", f"{what}: {COPIES[-1]} times as many, code", "ratio", [sizes[-1] / sizes[0]]))
    return rows


def _slice(copies: int) -> tuple[Callable[[], object], int]:
    world = build(RUNS, nation_copies=copies)
    shocks, program = draw(world, MONTHS), CompiledSlice(world)
    return lambda: program.simulate(world, shocks, MONTHS), len(program.program.code)


def _model(copies: int) -> tuple[Callable[[], object], int]:
    task = block(RUNS, MONTHS, Record(nations=False))
    with world_with(copies), patch.object(make, "_MADE", {}), patch.dict("os.environ", {kept.FOLDER: ""}):
        programs: Programs = prepare(Purpose.recording(task.points[0], task.record))

    def step() -> None:
        with world_with(copies):
            ensemble, recorder = begun(task)
            step_compiled(programs, ensemble, recorder, MONTHS)

    return step, len(programs[1].code)


if __name__ == "__main__":
    alone(measure, __doc__)
