"""A sweep in tables and in a few sentences: what each point gave, how sure that is, and what moved it."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from aicompete.analysis.bands import QUANTILES
from aicompete.analysis.cube import SAMPLED, Layout, cube, kind_of_design, layout, point_values, steps
from aicompete.analysis.effects import NOTHING, UNSEEN, setting_effects
from aicompete.analysis.montecarlo import mean_error
from aicompete.analysis.sensitivity import sensitivity
from aicompete.analysis.settings import setting_label
from aicompete.analysis.sweepresponse import shown_metrics
from aicompete.analysis.tables import ResultsLike, View, failure_text, view
from aicompete.analysis.variance import source_words, variance_split
from aicompete.analysis.words import change, date_text, joined, metric_text, sentence

APART = 2.0
"""Standard errors that a difference must measure to count as one."""
NOISY = 0.5
"""Error of a point over the spread of the points from which on a sampled design is called noisy."""
NAMED = 5
SMALL = 0.02
"""Effects below this part of the largest are not named."""
ONE_WAY = 0.9
"""Mean over mean size of the effects from which on an effect has a sign."""
MOST_ROWS = 40


@dataclass(frozen=True)
class Summary:
    """The tables of a sweep, made when asked for."""

    seen: View
    metrics: list[str]
    month: int

    @cached_property
    def points(self) -> pd.DataFrame:
        """One row per point and metric: `point, point_id`, the settings, `metric, unit, month, mean, error, median,
        low, high, runs, failed` (10-90 % band; `error` is the standard error of the mean)."""
        settings = [dict(point) for point in self.seen.manifest.get("points") or [{}]]
        ids = self.seen.manifest.get("point_ids") or [""] * len(settings)
        asked = self.seen.runs.groupby("point").size().reindex(range(len(settings)), fill_value=0).to_numpy()
        tables = []
        for metric in self.metrics:
            values = self._cube(metric)
            table = pd.DataFrame([{k: _plain(v) for k, v in point.items()} for point in settings])
            table.insert(0, "point_id", ids)
            table.insert(0, "point", np.arange(len(settings)))
            found = mean_error(values)
            flat = values.reshape(len(settings), -1)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", RuntimeWarning)  # a point whose runs all failed
                low, _, median, _, high = np.nanquantile(flat, QUANTILES, axis=1)
            runs = np.isfinite(flat).sum(axis=1)
            tables.append(
                table.assign(
                    metric=metric,
                    unit=self.seen.unit(metric),
                    month=self.seen.dates[self.month],
                    mean=found.mean,
                    error=found.error,
                    median=median,
                    low=low,
                    high=high,
                    runs=runs,
                    failed=asked - runs,
                )
            )
        return pd.concat(tables, ignore_index=True)

    @cached_property
    def variance(self) -> pd.DataFrame:
        """Where the spread comes from; see `variance_split`."""
        return variance_split(self.seen, self.metrics, self.seen.dates[self.month])

    @cached_property
    def effects(self) -> pd.DataFrame:
        """Whether each swept setting did anything; see `setting_effects`."""
        return setting_effects(self.seen)

    @cached_property
    def sensitivity(self) -> pd.DataFrame:
        """What the metrics hang on, of a sampled design; see `sensitivity`."""
        return sensitivity(self.seen, self.metrics, self.seen.dates[self.month])

    @cached_property
    def neighbours(self) -> pd.DataFrame:
        """Differences between neighbouring points, paired by draw and replicate: `metric, setting, point,
        next_point, difference, error, apart`; empty where everything moves at once."""
        found = steps(self.seen)
        tables = []
        for metric in self.metrics if found else []:
            values = self._cube(metric)
            low, high = np.array([s.low for s in found]), np.array([s.high for s in found])
            differences = mean_error(values[high] - values[low])
            tables.append(
                pd.DataFrame(
                    {
                        "metric": metric,
                        "setting": [s.setting for s in found],
                        "point": low,
                        "next_point": high,
                        "difference": differences.mean,
                        "error": differences.error,
                        "apart": np.abs(differences.mean) >= APART * differences.error,
                    }
                )
            )
        columns = ["metric", "setting", "point", "next_point", "difference", "error", "apart"]
        return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=columns)

    def lines(self) -> list[str]:
        """Warnings first, then what moved the metrics."""
        parts = [*self.warnings(), *self._spread(), *self._strongest()]
        return [sentence(part) for part in parts]

    def text(self) -> str:
        """All of it, for a reader at a terminal."""
        design = self.seen.manifest
        points, draws = len(design.get("points") or [{}]), int(design["draws"])
        crossing = f"{design['replicates']} replicates" if not self._layout.paired else "each with its own replicate"
        head = (
            f"{design.get('name')}: {failure_text(self.seen)}, {points:,} point{'' if points == 1 else 's'} x "
            f"{draws:,} draw{'' if draws == 1 else 's'}{', ' if self._layout.paired else ' x '}{crossing}; values at "
            f"{date_text(self.seen.dates[self.month])}"
        )
        return "\n".join([sentence(head), *(f"- {line}" for line in self.lines()), "", self._table()])

    def save_csv(self, folder: str | Path) -> list[Path]:
        """Write points.csv, neighbours.csv, variance.csv, effects.csv and sensitivity.csv; empty tables are left
        out."""
        target = Path(folder)
        target.mkdir(parents=True, exist_ok=True)
        written = []
        for name in ("points", "neighbours", "variance", "effects", "sensitivity"):
            table: pd.DataFrame = getattr(self, name)
            if len(table):
                table.to_csv(target / f"{name}.csv", index=False, lineterminator="\n")
                written.append(target / f"{name}.csv")
        return written

    def warnings(self) -> list[str]:
        """What a reader must know before believing the numbers."""
        found = self._dead()
        draws, replicates = int(self.seen.manifest["draws"]), int(self.seen.manifest["replicates"])
        if kind_of_design(self.seen) in SAMPLED and not point_values(self.seen):
            return ["all points are the same, so nothing can be told of what the settings do", *found]
        if draws * replicates == 1:
            return ["one run at each point: luck and policy cannot be told apart; give more replicates", *found]
        return [*self._too_few(), *found]

    def _dead(self) -> list[str]:
        parts = []
        count = len(self.seen.manifest.get("points") or [{}])
        unseen = f"showed no effect that {count:,} points could tell from chance"
        for verdict, words in ((NOTHING, "changed nothing at all"), (UNSEEN, unseen)):
            names = self.effects.loc[self.effects["verdict"] == verdict, "setting"].tolist()
            listed = [name for name in names if name in self._listed]
            others = len(names) - len(listed)
            if listed:
                parts.append(f"{_few([self._label(name) for name in listed])} {words}")
            if others and verdict == NOTHING:
                labels = [self._label(name) for name in names if name not in self._listed]
                parts.append(f"{others} of the sampled assumptions {words}: {_few(labels)}")
        return parts

    def _too_few(self) -> list[str]:
        parts = []
        for metric in self.metrics:
            pairs = self.neighbours[self.neighbours["metric"] == metric]
            pairs = pairs[pairs["error"].notna() & (pairs["difference"] != 0)]
            close = pairs[~pairs["apart"].astype(bool)]
            if len(close) and kind_of_design(self.seen) not in SAMPLED:
                more = (APART * close["error"] / close["difference"].abs()) ** 2
                parts.append(
                    f"too few runs for {metric_text(metric)}: {len(close)} of {len(pairs)} neighbouring points lie "
                    f"within {APART:g} standard errors of their difference; about {_times(float(more.median()))} as "
                    f"many {self._scarcer(metric)} would part half of them"
                )
            elif kind_of_design(self.seen) in SAMPLED:
                table = self.points[self.points["metric"] == metric]
                error, spread = float(table["error"].median()), float(table["mean"].std(ddof=1))
                if error > NOISY * spread:
                    unit = self.seen.unit(metric)
                    parts.append(
                        f"too few runs for {metric_text(metric)}: the standard error of a point "
                        f"({change(error, unit).lstrip('+')}) is not small against the spread of the points "
                        f"({change(spread, unit).lstrip('+')}); give more {self._scarcer(metric)}"
                    )
        return parts

    def _scarcer(self, metric: str) -> str:
        """Which of draws and replicates the error comes from most."""
        if self._layout.paired:
            return "runs"
        found = mean_error(self._cube(metric))
        return "draws" if np.nansum(found.from_draws) > np.nansum(found.from_replicates) else "replicates"

    def _spread(self) -> list[str]:
        parts = []
        words = source_words(self.seen, self._layout).values()
        for metric, table in self.variance.groupby("metric", sort=False):
            shares = dict(zip(table["source"], table["share"], strict=True))
            main = [f"{name} {_percent(shares.pop(name))}" for name in words if name in shares]
            if len(main) < 2 or not np.isfinite(list(table["share"])).all():
                continue
            rest = f", what they do together {_percent(sum(shares.values()))}" if shares else ""
            parts.append(f"where the spread of {metric_text(str(metric))} comes from: {', '.join(main)}{rest}")
        return parts

    def _strongest(self) -> list[str]:
        parts = []
        for metric, table in self.sensitivity.groupby("metric", sort=False):
            unit, what = self.seen.unit(str(metric)), metric_text(str(metric))
            if "mu_star" in table:
                top = table[table["mu_star"] > SMALL * table["mu_star"].max()].head(NAMED)
                said = [
                    f"{self._label(str(name))} ({_effect(float(mu), float(size), unit)})"
                    for name, mu, size in zip(top["setting"], top["mu"], top["mu_star"], strict=True)
                ]
                words = f"{what} hangs most on {joined(said)}: mean change over a setting's whole range"
            elif "total_order" in table:
                top = table[table["total_order"] > APART * table["total_error"]].head(NAMED)
                said = [
                    f"{self._label(str(name))} ({_percent(_part(alone))} alone, {_percent(_part(whole))} in all)"
                    for name, alone, whole in zip(top["setting"], top["first_order"], top["total_order"], strict=True)
                ]
                words = f"of the variance of {what} over points, settings explain: {joined(said)}"
                if said:
                    words += f"; standard error up to {100 * float(top['total_error'].max()):.0f} points"
            else:
                sure = table[table["chance"] < 0.05 / max(len(table), 1)]
                said = self._told_apart(sure)[:NAMED]
                words = f"of the variance of {what} over points, single settings explain: {joined(said)}"
            if said:
                parts.append(words)
        return parts

    def _told_apart(self, sure: pd.DataFrame) -> list[str]:
        """Settings with their shares; those that divide the points alike (few points, many dimensions) count as one."""
        said = []
        for share, rows in sure.groupby(sure["first_order"].round(12), sort=False):
            labels = [self._label(str(name)) for name in rows["setting"]]
            part = _percent(float(str(share)))
            rest = f" or {len(labels) - 1} more that these points cannot tell from it" if len(labels) > 1 else ""
            said.append(f"{labels[0]}{rest} ({part})")
        return said

    def _table(self) -> str:
        shown = self.points.drop(columns=["month", "unit"])
        for column in shown.columns:
            shown[column] = [_cell(value) for value in shown[column]]
        with pd.option_context("display.width", 200, "display.max_columns", 30):
            text = shown.head(MOST_ROWS).to_string(index=False)
        left = len(shown) - MOST_ROWS
        note = "error: standard error of the mean over draws and replicates; low and high: 10-90 % of runs; -: not set."
        return f"{text}\n" + (f"... and {left:,} more rows in points.csv\n" if left > 0 else "") + note

    def _label(self, setting: str) -> str:
        return setting_label(setting, self.seen.names)

    @cached_property
    def _listed(self) -> set[str]:
        return {str(name) for point in self.seen.manifest.get("points") or [{}] for name in point}

    @cached_property
    def _layout(self) -> Layout:
        return layout(self.seen)

    def _cube(self, metric: str) -> Any:
        return cube(self.seen, metric, self.month, self._layout)


def summary(
    results: ResultsLike | View | str | Path, metrics: list[str] | None = None, date: str | None = None
) -> Summary:
    """The summary of a sweep for some metrics (those it asks for first) in one month (the last)."""
    seen = view(results)
    names = [one for name in metrics for one in seen.select(name)] if metrics else shown_metrics(seen)
    month = len(seen.dates) - 1 if date is None else seen.month_index(date)
    return Summary(seen, list(dict.fromkeys(names)), month)


def _effect(mu: float, size: float, unit: str) -> str:
    """With its sign, where it has the same one nearly everywhere."""
    return change(mu, unit) if abs(mu) > ONE_WAY * size else f"{change(size, unit).lstrip('+')} up or down"


def _cell(value: Any) -> Any:
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return "-"
    return f"{value:.4g}" if isinstance(value, float) else value


def _few(words: list[str]) -> str:
    return joined(words) if len(words) <= NAMED + 1 else f"{', '.join(words[:NAMED])} and {len(words) - NAMED} more"


def _part(estimate: float) -> float:
    """An estimated part of a variance; beyond 0 and 1 it is estimation error."""
    return min(max(estimate, 0.0), 1.0)


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %" if share >= 0.01 or share == 0 else "under 1 %"


def _times(factor: float) -> str:
    return f"{factor:.1f} times" if factor < 10 else f"{factor:,.0f} times"


def _plain(value: Any) -> Any:
    return "; ".join(f"{k}: {v}" for k, v in value.items()) if isinstance(value, Mapping) else value
