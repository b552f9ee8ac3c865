"""The replay held against every target and series, beside forecasts without a model and the world without controls."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from aicompete.analysis.discrepancy import Discrepancy, as_table
from aicompete.analysis.errors import AnalysisError
from aicompete.analysis.hindcast.monthly import Monthly
from aicompete.analysis.hindcast.origins import rolling
from aicompete.analysis.hindcast.series import SERIES
from aicompete.analysis.hindcast.seriesrows import series_row
from aicompete.analysis.hindcast.targetrows import target_row
from aicompete.analysis.hindcast.targets import NOT_EXPRESSED, observe, targets
from aicompete.analysis.hindcast.wide import learned_to


@dataclass(frozen=True)
class Assessment:
    """How good the replay is; ``counts`` says what the tables add up to.

    Attributes
    ----------
    table : one row a target: id, use, metric, actor, period, observed, unit, low, high, median, q05, q95, inside,
        covered, q05_wide, q95_wide, covered_wide (with the discrepancy), missing (runs left out), how, reason.
    scores : one row a series: series, title, family, scale, points, missing, model, wide (with the discrepancy),
        no_change, trend, no_controls (CRPS of each, mean over the points), skill_* against each rival, hits and
        hits_wide (points in the interval), later_* the same for 2024 and 2025, coverage, coverage_wide, discrepancy.
    origins : one row a year: the discrepancy learned on what was known before, and how it did in that year.
    discrepancy : what was learned from the observations of 2022 and 2023.
    runs, name : how many runs of what.
    replay, free : the recorded months of the replay and of the world without controls.
    """

    table: pd.DataFrame
    scores: pd.DataFrame
    origins: pd.DataFrame
    discrepancy: Discrepancy = field(repr=False)
    runs: int
    name: str
    replay: Monthly = field(repr=False, compare=False)
    free: Monthly = field(repr=False, compare=False)


def assess(replay: pd.DataFrame, no_controls: pd.DataFrame, name: str = "history") -> Assessment:
    """Hold a replay against what was observed.

    Parameters
    ----------
    replay, no_controls : series tables (run, month, metrics) of 2022-01 to 2025-12; runs that failed are left out, and
        of the others the figures that they lack.
    """
    clean, free = _usable(replay), _usable(no_controls)
    monthly, other = Monthly.of(clean), Monthly.of(free)
    figures, found, runs = observe(clean), learned_to(monthly), monthly.runs.tolist()
    rows = [
        target_row(one, None if one.id in NOT_EXPRESSED else figures[one.id].to_numpy(), runs, found)
        for one in targets()
    ]
    scores = [series_row(series, monthly, other, found) for series in SERIES]
    return Assessment(
        pd.DataFrame(rows), pd.DataFrame(scores), rolling(monthly), found, len(runs), name, monthly, other
    )


def _usable(series: pd.DataFrame) -> pd.DataFrame:
    broken = series.loc[series.drop(columns=["run", "month"]).isna().all(axis=1), "run"].unique()
    left = series[~series["run"].isin(broken)]
    if left.empty:
        raise AnalysisError("there is no whole run to compare with: every run failed")
    return left


def save_tables(found: Assessment, seam: pd.DataFrame, folder: str | Path) -> list[Path]:
    """Write the tables (targets, scores, origins, discrepancy, seam) as CSV into a folder; the files written."""
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    tables = {
        "targets": found.table,
        "scores": found.scores,
        "origins": found.origins,
        "discrepancy": as_table(found.discrepancy),
        "seam": seam,
    }
    files = {place / f"{name}.csv": table for name, table in tables.items()}
    for path, table in files.items():
        table.to_csv(path, index=False, lineterminator="\n")
    return list(files)
