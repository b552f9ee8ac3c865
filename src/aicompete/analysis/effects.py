"""Did each swept setting do anything? With common random numbers a dead one moves exactly nothing.

Two points that differ in one setting alone share their draws and replicates, so every bit of every recorded table is
the same unless the setting did something. Where a design moves everything at once (Sobol, Halton, Latin hypercube),
no such pairs exist; then only what shows in the metrics at the end can be said.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from aicompete.analysis.cube import cube, layout, point_values, steps
from aicompete.analysis.montecarlo import mean_error
from aicompete.analysis.sensitivity import bins_of, explained, ranks_of
from aicompete.analysis.tables import KEYS, ResultsLike, View, view

MOVED, NOTHING, UNSEEN = "moved results", "changed nothing", "no effect to be seen"
LIKELY = 0.05
COLUMNS = ["setting", "verdict", "pairs", "pairs_moved"]


def setting_effects(results: ResultsLike | View) -> pd.DataFrame:
    """One row per swept setting: `setting, verdict, pairs, pairs_moved`.

    `pairs` of points differ in this setting alone; the verdict is "changed nothing" when all their runs are the same
    to the last bit in all that was recorded. Without such pairs it is "no effect to be seen" when no metric of the
    series hangs on the setting at the end more than chance would have it.
    """
    seen = view(results)
    rows = []
    values = point_values(seen)
    found = steps(seen)
    marks = _fingerprints(seen)
    runs = layout(seen).run
    paired = {setting: [s for s in found if s.setting == setting] for setting in values}
    chance = _chances(seen, [setting for setting, pairs in paired.items() if not pairs])
    for setting, pairs in paired.items():
        moved = sum(_differ(marks, runs[pair.low], runs[pair.high]) for pair in pairs)
        did = moved > 0 if pairs else chance[setting] < LIKELY
        verdict = MOVED if did else NOTHING if pairs else UNSEEN
        rows.append({"setting": setting, "verdict": verdict, "pairs": len(pairs), "pairs_moved": moved})
    return pd.DataFrame(rows, columns=COLUMNS)


def _differ(marks: NDArray[np.uint64], low: NDArray[np.int64], high: NDArray[np.int64]) -> bool:
    both = (low >= 0) & (high >= 0)
    return bool((marks[low[both]] != marks[high[both]]).any())


def _fingerprints(seen: View) -> NDArray[np.uint64]:
    """A number for every run that stands for all its rows in the series and nations tables, ``(run,)``."""
    marks = np.zeros(int(seen.results.runs["run"].max()) + 1, dtype=np.uint64)
    for table in (seen.results.series, seen.results.nations):
        if table is not None:
            rows = pd.util.hash_pandas_object(table.drop(columns="run"), index=False).to_numpy(dtype=np.uint64)
            np.add.at(marks, table["run"].to_numpy(), rows)  # the month is in the row, so their order does not matter
    return marks


def _chances(seen: View, settings: list[str]) -> dict[str, float]:
    """Smallest probability over the series' metrics that chance alone would tie them so to a setting, for all of
    them tried (Bonferroni)."""
    if not settings:
        return {}
    where, last = layout(seen), len(seen.dates) - 1
    metrics = [str(name) for name in seen.results.series.columns if name not in KEYS]
    y = np.stack([mean_error(cube(seen, metric, last, where)).mean for metric in metrics], axis=1)
    good: NDArray[np.bool_] = np.atleast_1d(np.isfinite(y).all(axis=1))
    y = y[good][:, np.ptp(y[good], axis=0) > 0] if good.any() else y[:0]
    found, ranks = dict.fromkeys(settings, 1.0), ranks_of(y)
    for name, column in point_values(seen).items():
        if name in found and y.size:
            _, chance = explained(bins_of([v for v, fine in zip(column, good, strict=True) if fine]), ranks)
            found[name] = min(float(np.nanmin(np.append(chance, 1.0))) * y.shape[1], 1.0)
    return found
