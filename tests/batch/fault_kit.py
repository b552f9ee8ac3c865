"""A sweep in a process of its own, to be killed; and the undisturbed sweep to compare with."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.batch.fake_engine import fake_model

from aicompete.batch.design.design import Design, crossed
from aicompete.batch.run.runner import in_memory
from aicompete.batch.store.results import Results
from aicompete.config import Month, Scenario, apply_settings
from aicompete.engine.block import Record

TABLES = ("runs", "status", "series", "nations", "firms", "trade")
ROOT = str(Path(__file__).parents[2])
SCRIPT = """
import sys
sys.path.insert(0, {root!r})
from tests.batch.fault_kit import small_sweep
from tests.batch.fake_engine import fake_model
from aicompete.batch.run.progress import PlainLines
from aicompete.batch.run.runner import to_folder
design = small_sweep({replicates})
print("begins", flush=True)
to_folder(design, {folder!r}, fake_model(design, slow={slow}), block_size=4, workers={workers}, dask={dask!r},
          progress=PlainLines())
"""


def small_sweep(replicates: int = 5) -> Design:
    """Two points x 4 draws x 5 replicates = 40 runs of 5 months, everything recorded: ten blocks of four."""
    scenario = Scenario("tiny", "A small scenario.", Month(2026, 1), 5)
    settings = [{"USA.ally_alienation": 0.2}, {"USA.ally_alienation": 0.8}]
    points = [apply_settings(scenario, point) for point in settings]
    record = Record(firms=True, trade=True)
    return crossed("small", scenario, points, settings, draws=4, replicates=replicates, seed=1, record=record)


def undisturbed(replicates: int = 5) -> Results:
    """The tables that the small sweep should end with."""
    design = small_sweep(replicates)
    return in_memory(design, fake_model(design))


def same(a: Results, b: Results) -> bool:
    """Whether all tables are equal, units and all."""
    pairs = [(a.table(name), b.table(name)) for name in TABLES]
    return all(x is not None and x.equals(y, check_metadata=True) for x, y in pairs)


def start(
    folder: Path, *, workers: int = 2, slow: float = 0.05, dask: str | None = None, replicates: int = 5
) -> subprocess.Popen[str]:
    """The small sweep in a process of its own, begun or continued; ``slow``: seconds a block takes."""
    code = SCRIPT.format(root=ROOT, folder=str(folder), workers=workers, slow=slow, dask=dask, replicates=replicates)
    job = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    assert job.stdout is not None
    assert job.stdout.readline() == "begins\n"
    return job


def children(parent: int) -> list[int]:
    """Processes that a process started and that run Python's spawned workers."""
    found = []
    for place in Path("/proc").iterdir():
        if not place.name.isdigit():
            continue
        try:
            fields = (place / "stat").read_text().rpartition(")")[2].split()
            line = (place / "cmdline").read_bytes()
        except OSError:  # gone meanwhile
            continue
        if int(fields[1]) == parent and b"spawn_main" in line and fields[0] != "Z":
            found.append(int(place.name))
    return found


def at_work(job: subprocess.Popen[str], folder: Path) -> int:
    """How many of a sweep's workers are at a block just now."""
    own = children(job.pid)
    names = [path.name for path in (folder / ".workers").glob("*")]
    return sum(any(name.endswith(f"-{process}") for name in names) for process in own)


def finished_blocks(folder: Path) -> int:
    """Blocks that are closed by a status part."""
    return len(list((folder / "status").glob("part-*.parquet")))


def wait_for(what: object, seconds: float = 60.0) -> bool:
    """Wait until ``what()`` is true; false when it never is."""
    assert callable(what)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if what():
            return True
        time.sleep(0.01)
    return False


def alive(process: int) -> bool:
    """Whether a process is there and no zombie."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def kill(process: int) -> None:
    """``kill -9``; gone already is gone too."""
    try:
        os.kill(process, signal.SIGKILL)
    except ProcessLookupError:
        return
