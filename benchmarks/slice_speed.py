"""The slice five ways: Mesa objects, mesa-frames, rules on columns, these compiled, numba. Runs a second and ratios."""

from __future__ import annotations

from collections.abc import Callable

import engine_slice
import mesa_slice
from compiled_slice import CompiledSlice
from slice_world import build, draw
from stopwatch import Row, Times, alone, in_turn

MONTHS = 120
MESA_RUNS = 3
BLOCKS = (1, 64, 256)


def measure(full: bool) -> list[Row]:
    """Speed of the versions; shocks are drawn ahead for all, so that only stepping is timed."""
    repeats, months = (7 if full else 3), MONTHS
    names = [f"Mesa objects, one run at a time, {months} months"]
    counts = [MESA_RUNS]
    tasks: list[Callable[[], object]] = [_mesa(months)]
    for runs in BLOCKS:
        names.append(f"rules on columns, block of {runs}")
        counts.append(runs)
        tasks.append(_engine(runs, months))
    names.append(f"the same rules compiled, block of {BLOCKS[-1]}")
    counts.append(BLOCKS[-1])
    tasks.append(_program(months))
    program = len(tasks) - 1
    loops = _numba(months)
    if loops is not None:
        names.append("numba, scalar loops, one run at a time")
        counts.append(BLOCKS[-1])
        tasks.append(loops)
    frames = {runs: task for runs in (1, BLOCKS[-1]) if (task := _frames(runs, months)) is not None}
    first_of_frames = len(tasks)
    for runs, task in frames.items():
        names.append(f"mesa-frames, {'one run' if runs == 1 else f'{runs} runs'} in a model")
        counts.append(runs)
        tasks.append(task)
    times = in_turn(tasks, repeats)
    rows = [
        Row("slice", name, "runs/s", [count / t for t in time.cpu], [count / t for t in time.wall])
        for name, count, time in zip(names, counts, times, strict=True)
    ]
    for place, runs in enumerate(BLOCKS, start=1):
        rows.append(_ratio(f"columns (block {runs}) over Mesa, runs/s", times[place], runs, times[0], MESA_RUNS))
    most = BLOCKS[-1]
    rows.append(_ratio(f"compiled (block {most}) over Mesa, runs/s", times[program], most, times[0], MESA_RUNS))
    rows.append(_ratio(f"compiled over columns (block {most}), runs/s", times[program], most, times[program - 1], most))
    if loops is not None:
        rows.append(
            _ratio(f"compiled (block {most}) over numba, runs/s", times[program], most, times[program + 1], most)
        )
    for runs, time in zip(frames, times[first_of_frames:], strict=True):
        rows.append(_ratio(f"mesa-frames ({runs} in a model) over Mesa, runs/s", time, runs, times[0], MESA_RUNS))
        rows.append(
            _ratio(f"compiled (block {most}) over mesa-frames ({runs}), runs/s", times[program], most, time, runs)
        )
    return rows


def _ratio(what: str, fast: Times, fast_runs: int, slow: Times, slow_runs: int) -> Row:
    """Ratio of speeds, round by round."""
    pairs = zip(fast.cpu, slow.cpu, strict=True)
    return Row("slice", what, "ratio", [(s / slow_runs) / (f / fast_runs) for f, s in pairs])


def _mesa(months: int) -> Callable[[], object]:
    world = build(MESA_RUNS)
    shocks = draw(world, months)
    return lambda: [mesa_slice.series(mesa_slice.simulate(world, shocks, months, run)) for run in range(MESA_RUNS)]


def _engine(runs: int, months: int) -> Callable[[], object]:
    world = build(runs)
    shocks = draw(world, months)
    return lambda: engine_slice.simulate(world, shocks, months).series()


def _program(months: int) -> Callable[[], object]:
    world = build(BLOCKS[-1])
    shocks, program = draw(world, months), CompiledSlice(world)
    return lambda: program.simulate(world, shocks, months)


def _numba(months: int) -> Callable[[], object] | None:
    try:
        import numba_loops
    except ImportError:
        return None
    world = build(BLOCKS[-1])
    shocks = draw(world, months)
    return lambda: numba_loops.simulate(world, shocks, months)


def _frames(runs: int, months: int) -> Callable[[], object] | None:
    try:
        import frames_slice
    except ImportError:
        return None
    world = build(runs)
    shocks = draw(world, months)
    return lambda: frames_slice.simulate(world, shocks, months).series()


if __name__ == "__main__":
    alone(measure, __doc__)
