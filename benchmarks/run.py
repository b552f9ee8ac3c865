"""Run all benchmarks and write what they found: results/latest.json and a table in RESULTS.md.

python benchmarks/run.py [--full] [--only slice model growth ema scaling]
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import asdict
from pathlib import Path

import ema
import growth
import memory_startup
import scaling
import slice_speed
from aicompete.batch.run.executors import one_blas_thread
from stopwatch import Row, machine, table

HERE = Path(__file__).parent
LATEST = HERE / "results" / "latest.json"
REPORT = HERE / "RESULTS.md"
PARTS = {
    "slice": slice_speed.measure,
    "model": memory_startup.measure,
    "growth": growth.measure,
    "ema": ema.measure,
    "scaling": scaling.measure,
}


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description="Run the benchmarks.")
    parser.add_argument("--full", action="store_true", help="longer: more sizes, months and repeats")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS), help="some parts")
    options = parser.parse_args()
    about, clock = machine(), time.perf_counter()
    rows: list[Row] = []
    with one_blas_thread():
        for part in options.only:
            print(f"measuring {part} ...", flush=True)
            rows += PARTS[part](options.full)
    seconds = time.perf_counter() - clock
    print(table(rows))
    LATEST.parent.mkdir(exist_ok=True)
    found = {"machine": about, "full": options.full, "seconds": seconds, "rows": [asdict(row) for row in rows]}
    LATEST.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    if set(options.only) == set(PARTS):
        REPORT.write_text(report(about, options.full, seconds, rows), encoding="utf-8")
        print(f"written: {LATEST.relative_to(HERE.parent)}, {REPORT.relative_to(HERE.parent)}")


def report(about: dict[str, object], full: bool, seconds: float, rows: list[Row]) -> str:
    """The page of figures."""
    command = "python benchmarks/run.py" + (" --full" if full else "")
    facts = "\n".join(f"* {name}: {value}" for name, value in about.items())
    return (
        f"# Figures of one machine\n\nWritten by `{command}` in {seconds:.0f} s; what is measured and how is said in "
        f"README.md.\n\n{facts}\n\nMedian and min - max of the repeats are by CPU time of the process, the last column "
        f"is the median by wall time.\nBLAS has one thread.\n\n{table(rows)}\n"
    )


if __name__ == "__main__":
    main()
