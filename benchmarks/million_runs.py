"""A long sweep of final values: does memory stay bounded when runs grow?

python benchmarks/million_runs.py 20000 60000 [--workers 2] [--months 12] [--keep DIR]

Every size is swept in a process of its own: 50 points of two levers x draws x 20 replicates of the baseline over a
year, the last month of ten metrics recorded. Told are runs per second, the peak memory of the process that leads and
of its largest worker, and what lies on the disk. A million runs are ``1000000``.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from aicompete.batch.design.design import Design, crossed
from aicompete.batch.run.progress import PlainLines
from aicompete.batch.run.runner import to_folder
from aicompete.config import apply_settings, load_scenario
from aicompete.engine.block import Record

POINTS, REPLICATES = 50, 20
METRICS = (
    "coalition_share_us_gdp",
    "coalition_share_cn_gdp",
    "coalition_share_us_votes",
    "coalition_share_cn_votes",
    "compute_share_usa",
    "compute_share_chn",
    "capability_lag_chn",
    "chip_price",
    "mineral_price_gallium_outside",
    "mineral_price_heavy_rare_earths_outside",
)


def design(runs: int, months: int) -> Design:
    """Ten values of export control x five of alienation, crossed with as many draws as make ``runs`` runs."""
    scenario = load_scenario("baseline")
    settings = [
        {"USA.chip_export_control": control / 10.0, "USA.ally_alienation": alienation / 5.0}
        for control in range(10)
        for alienation in range(5)
    ]
    points = [apply_settings(scenario, point) for point in settings]
    draws = max(runs // (POINTS * REPLICATES), 1)
    record = Record(nations=False, every="end", series=METRICS)
    return crossed(
        "million",
        scenario,
        points,
        settings,
        draws=draws,
        replicates=REPLICATES,
        seed=1,
        months=months,
        record=record,
    )


def sweep(runs: int, months: int, workers: int, folder: Path) -> str:
    """Sweep, and one line of figures."""
    began = time.perf_counter()
    made = design(runs, months)
    results = to_folder(made, folder, workers=workers, progress=PlainLines(every=60.0))
    seconds = time.perf_counter() - began
    parent, worker = (
        resource.getrusage(who).ru_maxrss / 1e3 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    files = [path for path in folder.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files) / 1e6
    design_size = (folder / "runs.parquet").stat().st_size / 1e6
    speed = f"{seconds:,.0f} s, {made.runs / seconds:,.0f} runs/s"
    return (
        f"{made.runs:>9,} runs of {months} months, {workers} workers: {speed}; "
        f"peak {parent:,.0f} MB leading, {worker:,.0f} MB largest worker; {len(files):,} files, {size:,.1f} MB "
        f"({design_size:,.1f} MB design); {results.manifest['runs']:,} runs in the manifest"
    )


def main() -> None:
    """Each size in a process of its own."""
    parser = argparse.ArgumentParser(description="Sweep final values and measure memory.")
    parser.add_argument("runs", type=int, nargs="+", help=f"runs, in steps of {POINTS * REPLICATES}")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--months", type=int, default=12)
    parser.add_argument("--keep", type=Path, help="keep the results here (one size only)")
    options = parser.parse_args()
    if len(options.runs) > 1:
        for runs in options.runs:
            subprocess.run(
                [sys.executable, __file__, str(runs), f"--workers={options.workers}", f"--months={options.months}"],
                check=True,
            )
        return
    with tempfile.TemporaryDirectory() as scratch:
        place = options.keep or Path(scratch) / "sweep"
        print(sweep(options.runs[0], options.months, options.workers, place), flush=True)


if __name__ == "__main__":
    main()
