"""Measuring: CPU and wall time of repeated calls and of whole processes, and what machine it was."""

from __future__ import annotations

import argparse
import gc
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median

from aicompete import __version__
from aicompete.batch.run.executors import one_blas_thread

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("numpy", "pandas", "pyarrow", "mesa", "numba", "llvmlite")


@dataclass(frozen=True)
class Times:
    """Seconds of the repeats."""

    cpu: list[float]
    wall: list[float]


@dataclass(frozen=True)
class Row:
    """One measured figure with its spread; ``wall`` where it is another number than by CPU time."""

    part: str
    what: str
    unit: str
    repeats: list[float]
    wall: list[float] = field(default_factory=list)

    @property
    def middle(self) -> float:
        """The median, which is what to quote."""
        return median(self.repeats)


def timed(task: Callable[[], object], repeats: int, warm_up: bool = True) -> Times:
    """CPU and wall seconds of a call, after one that does not count."""
    if warm_up:
        task()
    cpu, wall = [], []
    for _ in range(repeats):
        gc.collect()
        began, clock = time.process_time(), time.perf_counter()
        task()
        cpu.append(time.process_time() - began)
        wall.append(time.perf_counter() - clock)
    return Times(cpu, wall)


def in_turn(tasks: Sequence[Callable[[], object]], repeats: int) -> list[Times]:
    """Several tasks, A B C A B C ..., so that a machine whose speed drifts treats them alike."""
    for task in tasks:
        task()
    rounds = [[timed(task, 1, warm_up=False) for task in tasks] for _ in range(repeats)]
    return [Times([r[i].cpu[0] for r in rounds], [r[i].wall[0] for r in rounds]) for i in range(len(tasks))]


@dataclass(frozen=True)
class Process:
    """What the system says of a finished process: seconds."""

    cpu: float
    wall: float


def process(*arguments: str, cwd: Path = ROOT, environment: Mapping[str, str] | None = None) -> Process:
    """Run ``python arguments...`` and account for it, with the processes it waited for."""
    clock = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, *arguments],
        cwd=cwd,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    errors = child.stderr.read() if child.stderr else ""
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.perf_counter() - clock
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise RuntimeError(f"python {' '.join(arguments)} failed:\n{errors}")
    return Process(usage.ru_utime + usage.ru_stime, wall)


def peak_memory() -> float:
    """Largest resident size of this process so far, MB.

    Linux says it of the program itself; ``ru_maxrss`` also counts what the process was before it started the program.
    """
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
        return float(status.split("VmHWM:")[1].split()[0]) / 1024.0
    except (OSError, IndexError):
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024.0**2 if sys.platform == "darwin" else 1024.0)


def peak_of(code: str) -> float:
    """Peak memory of a fresh process that runs some code, MB."""
    ask = f"{code}\nimport sys\nsys.path.insert(0, {str(Path(__file__).parent)!r})\nimport stopwatch\n"
    done = subprocess.run(
        [sys.executable, "-c", ask + "print(stopwatch.peak_memory())"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return float(done.stdout.split()[-1])


def machine() -> dict[str, object]:
    """The machine and the versions, read now."""
    found: dict[str, object] = {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "system": f"{platform.system()} {platform.machine()}, {' '.join(platform.libc_ver())}".strip(", "),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "load": "/".join(f"{x:.1f}" for x in os.getloadavg()) if hasattr(os, "getloadavg") else "unknown",
        "python": platform.python_version(),
        "aicompete": __version__,
    }
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or "unknown"
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "unknown")


def number(value: float) -> str:
    """Three figures, as they are read best."""
    if value == 0.0:
        return "0"
    return f"{value:,.0f}" if abs(value) >= 100.0 else f"{value:.3g}"


def table(rows: Sequence[Row]) -> str:
    """Markdown: median and min-max of the repeats by CPU time, median by wall time."""
    lines = ["| part | what | unit | median | min - max | wall |", "|---|---|---|---:|---:|---:|"]
    for row in rows:
        spread = f"{number(min(row.repeats))} - {number(max(row.repeats))}" if len(row.repeats) > 1 else ""
        wall = number(median(row.wall)) if row.wall else ""
        lines.append(f"| {row.part} | {row.what} | {row.unit} | {number(row.middle)} | {spread} | {wall} |")
    return "\n".join(lines)


def alone(measure: Callable[[bool], list[Row]], about: str | None) -> None:
    """The main program of a script that is run by itself."""
    parser = argparse.ArgumentParser(description=(about or "").splitlines()[0])
    parser.add_argument("--full", action="store_true", help="longer: more sizes and repeats")
    full = parser.parse_args().full
    print(", ".join(f"{name} {value}" for name, value in machine().items()))
    with one_blas_thread():
        print(table(measure(full)))
