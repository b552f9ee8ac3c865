"""The replay held against every target and series, beside forecasts without a model and the world without controls."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from aicompete.analysis.errors import AnalysisError
from aicompete.analysis.hindcast.monthly import Array, Monthly
from aicompete.analysis.hindcast.naive import no_change, trend
from aicompete.analysis.hindcast.scores import crps, skill, within
from aicompete.analysis.hindcast.series import SERIES, Observed, years
from aicompete.analysis.hindcast.targets import NOT_EXPRESSED, OPERATORS, Target, observe, targets

INTERVAL = 0.9
TIE = 0.005
"""Skill that counts as no difference: controls hardly reach some series at all."""

RIVALS = {"no_change": "no change", "trend": "trend of 2022", "no_controls": "no controls"}


@dataclass(frozen=True)
class Assessment:
    """How good the replay is.

    Attributes
    ----------
    table : one row a target: id, use, metric, actor, period, observed, unit, low, high, median, q05, q95, inside,
        covered, how, reason.
    scores : one row a series: series, title, scale, points, model, no_change, trend, no_controls (CRPS of each, mean
        over the points), skill_* against each rival, coverage.
    runs, name : how many runs of what.
    replay, free : the recorded months of the replay and of the world without controls.
    """

    table: pd.DataFrame
    scores: pd.DataFrame
    runs: int
    name: str
    replay: Monthly = field(repr=False, compare=False)
    free: Monthly = field(repr=False, compare=False)

    def inside(self, use: str) -> tuple[int, int]:
        """Targets of one use whose model median lies in the pass band, and how many there are."""
        chosen = self.scored(use)
        return int(chosen["inside"].sum()), len(chosen)

    def covered(self, use: str) -> tuple[int, int]:
        """Targets of one use whose observed value lies in the model's interval, and how many there are."""
        chosen = self.scored(use)
        return int(chosen["covered"].sum()), len(chosen)

    def scored(self, use: str) -> pd.DataFrame:
        """Rows of the targets of one use that the model can express."""
        return self.table[(self.table["use"] == use) & self.table["median"].notna()]

    def wins(self, rival: str) -> tuple[int, int, int]:
        """Series on which the model is better than a rival, worse, and alike."""
        known = self.scores[f"skill_{rival}"].dropna()
        better, worse = int((known > TIE).sum()), int((known < -TIE).sum())
        return better, worse, len(known) - better - worse

    def coverage(self) -> tuple[int, int]:
        """Points of the series within the model's interval, and how many points there are."""
        hits = (self.scores["coverage"] * self.scores["points"]).sum()
        return round(float(hits)), int(self.scores["points"].sum())


def assess(replay: pd.DataFrame, no_controls: pd.DataFrame, name: str = "history") -> Assessment:
    """Hold a replay against what was observed.

    Parameters
    ----------
    replay, no_controls : series tables (run, month, metrics) of 2022-01 to 2025-12; runs with missing values are left
        out.
    """
    clean, free = _usable(replay), _usable(no_controls)
    monthly, other = Monthly.of(clean), Monthly.of(free)
    figures = observe(clean)
    rows = [_target_row(target, figures) for target in targets()]
    scores = [_series_row(series, monthly, other) for series in SERIES]
    return Assessment(pd.DataFrame(rows), pd.DataFrame(scores), len(monthly.runs), name, monthly, other)


def _usable(series: pd.DataFrame) -> pd.DataFrame:
    broken = series.loc[series.drop(columns=["run", "month"]).isna().all(axis=1), "run"].unique()
    left = series[~series["run"].isin(broken)]
    if left.empty:
        raise AnalysisError("there is no whole run to compare with: every run failed")
    return left


def _target_row(target: Target, figures: pd.DataFrame) -> dict[str, object]:
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
    empty = {"median": np.nan, "q05": np.nan, "q95": np.nan, "inside": False, "covered": False}
    if target.id in NOT_EXPRESSED:
        return {**row, **empty, "how": "", "reason": NOT_EXPRESSED[target.id]}
    values = figures[target.id].to_numpy()
    if np.isnan(values).any():
        return {**row, **empty, "how": OPERATORS[target.id].how, "reason": "its months were not run"}
    edge = (1.0 - INTERVAL) / 2.0
    low, median, high = (float(q) for q in np.quantile(values, [edge, 0.5, 1.0 - edge]))
    return {
        **row,
        "median": median,
        "q05": low,
        "q95": high,
        "inside": target.low <= median <= target.high,
        "covered": low <= target.observed <= high,
        "how": OPERATORS[target.id].how,
        "reason": "",
    }


def _series_row(series: Observed, replay: Monthly, free: Monthly) -> dict[str, object]:
    points, known = series.ahead(), series.history()
    when, came = years(points["date"]), points["value"].to_numpy(dtype=np.float64)
    forecasts = {
        "model": series.model(replay, points),
        "no_change": no_change(known, when)[None, :],
        "trend": trend(known, when)[None, :],
        "no_controls": series.model(free, points),
    }
    run = np.isfinite(forecasts["model"]).all(axis=0)
    row: dict[str, object] = {
        "series": series.name,
        "title": series.title,
        "scale": "percentage points" if series.floor is None else "log",
        "points": int(run.sum()),
    }
    if not run.any():
        nothing = dict.fromkeys([*forecasts, *(f"skill_{rival}" for rival in RIVALS), "coverage"], np.nan)
        return {**row, **nothing}
    target = series.on_scale(came[run])
    means = {who: _score(series, values[:, run], target) for who, values in forecasts.items()}
    row.update(means)
    row.update({f"skill_{rival}": skill(means["model"], means[rival]) for rival in RIVALS})
    row["coverage"] = float(within(series.on_scale(forecasts["model"][:, run]), target, INTERVAL).mean())
    return row


def _score(series: Observed, forecast: Array, came: Array) -> float:
    return float(crps(series.on_scale(forecast), came).mean())


def save_tables(found: Assessment, folder: str | Path) -> list[Path]:
    """Write ``targets.csv`` and ``scores.csv`` into a folder; the files written."""
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    tables = {place / "targets.csv": found.table, place / "scores.csv": found.scores}
    for path, table in tables.items():
        table.to_csv(path, index=False, lineterminator="\n")
    return list(tables)
