"""A target held against the runs: median, interval, verdict, with the discrepancy and without."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from aicompete.analysis.discrepancy import Discrepancy, noise
from aicompete.analysis.hindcast.monthly import Array
from aicompete.analysis.hindcast.seriesrows import INTERVAL
from aicompete.analysis.hindcast.targetfamilies import FAMILY_OF, target_sd, target_shifted
from aicompete.analysis.hindcast.targets import NOT_EXPRESSED, OPERATORS, Target
from aicompete.analysis.hindcast.wide import COPIES

EDGE = (1.0 - INTERVAL) / 2.0
EMPTY = {
    "median": np.nan, "q05": np.nan, "q95": np.nan, "inside": False, "covered": False, "q05_wide": np.nan,
    "q95_wide": np.nan, "covered_wide": False, "missing": 0,
}  # fmt: skip


def target_row(target: Target, values: Array | None, runs: Sequence[int], found: Discrepancy) -> dict[str, object]:
    """One row of the targets. ``values`` (run,), ``None`` for what cannot be expressed; runs without a figure are left
    out and counted as ``missing``."""
    row: dict[str, object] = {
        "id": target.id,
        "use": target.use,
        "metric": target.metric,
        "actor": target.actor,
        "period": target.period,
        "observed": target.observed,
        "unit": target.unit,
        "low": target.low,
        "high": target.high,
    }
    if values is None:
        return {**row, **EMPTY, "how": "", "reason": NOT_EXPRESSED[target.id]}
    there = np.isfinite(values)
    how = OPERATORS[target.id].how
    if not there.any():
        return {**row, **EMPTY, "missing": len(values), "how": how, "reason": "its months were not run"}
    known, who = values[there], np.asarray(runs)[there]
    low, median, high = (float(q) for q in np.quantile(known, [EDGE, 0.5, 1.0 - EDGE]))
    least, most = low, high
    if target.id in FAMILY_OF:
        by = target_sd(target, found) * noise(target.id, [(run,) for run in who.tolist()], 1, COPIES)[:, 0]
        wide = target_shifted(target, np.repeat(known, COPIES), by)
        least, most = (float(q) for q in np.quantile(wide, [EDGE, 1.0 - EDGE]))
    return {
        **row,
        "median": median,
        "q05": low,
        "q95": high,
        "inside": target.low <= median <= target.high,
        "covered": low <= target.observed <= high,
        "q05_wide": least,
        "q95_wide": most,
        "covered_wide": least <= target.observed <= most,
        "missing": int((~there).sum()),
        "how": how,
        "reason": "",
    }
