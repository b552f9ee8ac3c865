"""Results as arrays with named axes: the one place where tables are read, checked and reshaped.

A `View` is a results object (or one point of a sweep) seen by the analysis: failed runs are set aside and counted,
months and nations have a fixed order, every metric is an array `(run, month)` or `(run, month, nation)`. It knows no
model, only tables.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol, cast, runtime_checkable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from aicompete.analysis.errors import AnalysisError, DamagedResults, NotRecorded
from aicompete.analysis.settings import clipped, point_levers, setting_text

Array = NDArray[np.float64]
Index = NDArray[np.intp]
KEYS = ("run", "month", "nation")
REQUIRED_KEYS = ("name", "dates", "metrics", "nations")
REST_OF_WORLD = "ROW"


@runtime_checkable
class ResultsLike(Protocol):
    """What the analysis reads of a results object; `aicompete.batch.store.results.Results` has it."""

    @property
    def name(self) -> str: ...
    @property
    def manifest(self) -> dict[str, Any]: ...
    @property
    def runs(self) -> pd.DataFrame: ...
    @property
    def series(self) -> pd.DataFrame: ...
    @property
    def nations(self) -> pd.DataFrame | None: ...


@runtime_checkable
class ReadsColumns(Protocol):
    """Results of which some columns can be read without the others."""

    def columns(self, name: str) -> tuple[str, ...]: ...
    def frame(self, name: str, columns: Sequence[str]) -> pd.DataFrame: ...


def open_results(source: ResultsLike | str | Path) -> ResultsLike:
    """The results in a folder, or the object itself when it already is one."""
    if isinstance(source, (str, Path)):
        folder = Path(source)
        if not (folder / "manifest.json").is_file():
            raise DamagedResults(f"{folder}: no manifest.json here, so this is not a results folder")
        from aicompete.batch.store.results import Results

        return cast(ResultsLike, Results.load(folder))
    return source


@dataclass(frozen=True)
class View:
    """One scenario's runs (or one point of a sweep) with failed runs set aside."""

    results: ResultsLike
    point: int | None = None
    _codes: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    # -- what the manifest says ------------------------------------------------------------------------------------

    @property
    def manifest(self) -> Mapping[str, Any]:
        return self.results.manifest

    @property
    def name(self) -> str:
        """Scenario name; of a sweep point also its settings."""
        name = str(self.manifest.get("name", self.results.name))
        settings = ", ".join(setting_text(k, v, self.names) for k, v in self.settings.items())
        return f"{name} ({settings})" if settings else name

    @property
    def settings(self) -> Mapping[str, Any]:
        """Settings of the chosen sweep point; empty for a plain run."""
        points = self.manifest.get("points") or [{}]
        if self.point is None or self.point >= len(points):
            return {}
        return cast(Mapping[str, Any], points[self.point])

    @property
    def is_sweep(self) -> bool:
        """True when several points are seen at once."""
        return self.point is None and len(self.manifest.get("points") or [{}]) > 1

    @cached_property
    def names(self) -> dict[str, str]:
        """Full country name of each iso3."""
        return {str(n["iso3"]): plain_name(str(n.get("name", n["iso3"]))) for n in self.manifest["nations"]}

    @cached_property
    def powers(self) -> dict[str, str]:
        """The powers' iso3 by side: {"us": "USA", "cn": "CHN"}."""
        found = {str(n["power"]): str(n["iso3"]) for n in self.manifest["nations"] if n.get("power")}
        return found or {"us": "USA", "cn": "CHN"}

    @cached_property
    def gdp(self) -> dict[str, float]:
        """GDP of each nation at the start, USD bn a year (0 where the manifest does not say)."""
        return {str(n["iso3"]): float(n.get("gdp") or 0.0) for n in self.manifest["nations"]}

    @cached_property
    def levers(self) -> list[dict[str, Any]]:
        """Resolved lever paths in force up to the last month; of a sweep point with its settings applied."""
        base = [dict(entry) for entry in self.manifest.get("levers") or []]
        return [clipped(entry, self.dates[-1]) for entry in point_levers(base, self.settings, self.manifest)]

    def unit(self, metric: str) -> str:
        """Unit of a metric, as the results say."""
        units = getattr(self.results, "units", None) or {}
        known = self.manifest["metrics"].get(metric, {})
        return str(known.get("unit") or units.get(metric) or "")

    # -- runs and dates ---------------------------------------------------------------------------------------------

    @cached_property
    def runs(self) -> pd.DataFrame:
        """Design rows of the runs seen, one row a run, indexed by run number."""
        table = self.results.runs
        if self.point is not None:
            points = len(self.manifest.get("points") or [{}])
            if not 0 <= self.point < points:
                raise AnalysisError(f"point {self.point} does not exist: the results have points 0 to {points - 1}")
            table = table[table["point"] == self.point]
        return table.set_index("run", drop=False).sort_index()

    @cached_property
    def failed(self) -> NDArray[np.int64]:
        """Numbers of the failed runs: status says so, or all their metrics are missing."""
        runs = self.runs
        wrong = pd.Series(False, index=runs.index)
        if "state" in runs.columns:
            wrong |= runs["state"].astype(str).eq("failed")
        last = self._last_rows()
        wrong |= ~pd.Series(last.notna().any(axis=1), index=last.index).reindex(runs.index, fill_value=False)
        return np.asarray(runs.index[wrong.to_numpy(bool)], dtype=np.int64)

    @cached_property
    def good(self) -> NDArray[np.int64]:
        """Numbers of the runs that can be used, ascending."""
        return np.setdiff1d(np.asarray(self.runs.index, dtype=np.int64), self.failed)

    @cached_property
    def dates(self) -> list[str]:
        """Recorded months as "2026-01", ascending."""
        return sorted({str(m)[:7] for m in self.results.series["month"].unique()})

    @cached_property
    def times(self) -> NDArray[np.datetime64]:
        """Recorded months as dates (first day of the month), for axes."""
        return np.array(self.dates, dtype="datetime64[M]").astype("datetime64[D]")

    @property
    def start(self) -> str:
        """The month the runs start in, recorded or not."""
        return str(self.manifest.get("start") or self.dates[0])[:7]

    @property
    def late(self) -> bool:
        """True when the first recorded month is not the one the runs start in."""
        return self.dates[0] > self.start

    @property
    def yearly(self) -> bool:
        """True when one month a year was recorded."""
        return str((self.manifest.get("record") or {}).get("every", "month")) == "year"

    def month_index(self, date: str) -> int:
        """Position of a date; the last recorded month at or before it, with a clear error when there is none."""
        if not _is_month(date):
            raise AnalysisError(f"{date!r} is not a month: write it as 2026-01")
        position = int(np.searchsorted(np.array(self.dates), date, side="right")) - 1
        if position < 0 or date > self._horizon:
            raise AnalysisError(f"{date} is outside the results, which run from {self.dates[0]} to {self.dates[-1]}")
        return position

    @property
    def _horizon(self) -> str:
        return f"{self.dates[-1][:4]}-12" if self.yearly else self.dates[-1]

    # -- metrics ------------------------------------------------------------------------------------------------------

    def has(self, metric: str) -> bool:
        """Is this metric in the series table?"""
        return metric in self.results.series.columns

    def has_nations(self, metric: str) -> bool:
        """Is this metric in the nations table?"""
        return metric in self._nation_columns

    def family(self, prefix: str) -> list[str]:
        """All series metrics whose name starts with `prefix`."""
        return [str(c) for c in self.results.series.columns if str(c).startswith(prefix)]

    def select(self, name: str) -> list[str]:
        """The series metrics a user means by `name`: that metric, or all of the family with this prefix."""
        if self.has(name) and name not in KEYS:
            return [name]
        found = self.family(name.rstrip("_") + "_")
        if not found:
            raise NotRecorded(_unknown(name, [str(c) for c in self.results.series.columns if c not in KEYS], "series"))
        return found

    def metric(self, name: str) -> Array:
        """A series metric as (good run, month)."""
        table = self.results.series
        if name not in table.columns or name in KEYS:
            raise NotRecorded(_unknown(name, [str(c) for c in table.columns if c not in KEYS], "series"))
        runs, months = self._rows("series", table)
        return _fill((len(self.good), len(self.dates)), (runs, months), table[name])

    def nation_metric(self, name: str) -> Array:
        """A nation metric as (good run, month, nation) in the order of `nation_codes`."""
        known = self._nation_columns
        if not known:
            raise NotRecorded("the nations table was not recorded (record: {nations: true})")
        if name not in known or name in KEYS:
            raise NotRecorded(_unknown(name, [c for c in known if c not in KEYS], "nations"))
        keys = () if {"nations", "nation"} <= self._codes.keys() else KEYS
        table = self._nation_frame([*keys, name])
        runs, months = self._rows("nations", table)
        if "nation" not in self._codes:
            order = {code: i for i, code in enumerate(self.nation_codes)}
            self._codes["nation"] = _codes(table["nation"], order)
        shape = (len(self.good), len(self.dates), len(self.nation_codes))
        return _fill(shape, (runs, months, self._codes["nation"]), table[name])

    @cached_property
    def _nation_columns(self) -> tuple[str, ...]:
        """Columns of the nations table; none where it was not recorded."""
        if isinstance(self.results, ReadsColumns):
            return self.results.columns("nations")
        table = self.results.nations
        return () if table is None else tuple(str(c) for c in table.columns)

    def _nation_frame(self, columns: list[str]) -> pd.DataFrame:
        """Some columns of the nations table: it is by far the largest one that is read as a rule."""
        if isinstance(self.results, ReadsColumns):
            return self.results.frame("nations", columns)
        table = self.results.nations
        assert table is not None
        return table

    @cached_property
    def nation_codes(self) -> list[str]:
        """iso3 of the nations that act, in the manifest's order (the rest of the world is left out)."""
        return [code for code in self.names if code != REST_OF_WORLD]

    def _rows(self, which: str, table: pd.DataFrame) -> tuple[Index, Index]:
        if which not in self._codes:
            runs = _codes(table["run"], {int(run): i for i, run in enumerate(self.good)})
            months = _codes(table["month"], {date: i for i, date in enumerate(self.dates)}, months=True)
            self._codes[which] = (runs, months)
        return cast(tuple[Index, Index], self._codes[which])

    def _last_rows(self) -> pd.DataFrame:
        series = self.results.series
        last = series[series["month"].astype(str).str[:7] == self.dates[-1]]
        return last.set_index("run").drop(columns="month").select_dtypes("number")


def view(results: ResultsLike | View | str | Path, point: int | None = None) -> View:
    """Open, check and wrap results. Raises `DamagedResults` with what is wrong, or `AnalysisError` for an unknown
    point."""
    if isinstance(results, View):
        return results if point is None else View(results.results, point)
    opened = open_results(results)
    seen = View(opened, point)
    check(seen)
    return seen


def check(seen: View) -> None:
    """Refuse results that cannot be read honestly: missing manifest keys or tables, gaps, all runs failed."""
    problems = [f"manifest.json has no {key!r}" for key in REQUIRED_KEYS if not seen.results.manifest.get(key)]
    tables = (("runs", seen.results.runs, ("run",)), ("series", seen.results.series, ("run", "month")))
    for label, table, keys in tables:
        if table is None or len(table) == 0:
            problems.append(f"the {label} table is empty")
        else:
            problems += [f"the {label} table has no column {key!r}" for key in keys if key not in table.columns]
    if not problems:
        problems = _gaps(seen)
    if problems:
        raise DamagedResults(f"results {seen.results.name!r} cannot be read: " + "; ".join(problems))


def _gaps(seen: View) -> list[str]:
    problems = []
    runs, series = seen.results.runs, seen.results.series
    if runs["run"].duplicated().any():
        problems.append("the runs table has the same run twice")
    if series.duplicated(["run", "month"]).any():
        problems.append("the series table has the same run and month twice")
    missing = sorted(set(runs["run"]) - set(series["run"]))
    if missing:
        problems.append(
            f"{len(missing)} of {len(runs)} runs have no rows in the series table (first: {missing[0]}); "
            "the batch may be unfinished: the same command again finishes it"
        )
    stray = sorted(set(series["run"]) - set(runs["run"]))
    if stray:
        problems.append(f"the series table has {len(stray)} runs that are not in the design (first: {stray[0]})")
    counts = series.groupby("run").size()
    if counts.nunique() > 1:
        problems.append(f"runs have different numbers of months ({counts.min()} to {counts.max()})")
    expected = [str(d)[:7] for d in seen.manifest["dates"]]
    if not problems and sorted(expected) != seen.dates:
        problems.append(f"the manifest names {len(expected)} dates, the series table has {len(seen.dates)}")
    if not problems and len(seen.good) == 0:
        problems.append(f"every run failed{_first_failure(seen.runs)}")
    return problems


def _first_failure(runs: pd.DataFrame) -> str:
    if "message" not in runs.columns:
        return ""
    said = [str(m) for m in runs["message"] if isinstance(m, str) and m]
    return f" (first message: {said[0]})" if said else ""


def failure_text(seen: View) -> str:
    """ "100 runs", or "97 of 100 runs (3 failed and are left out)"."""
    total, failed = len(seen.runs), len(seen.failed)
    if failed:
        return f"{total - failed} of {total} runs ({failed} failed and {'is' if failed == 1 else 'are'} left out)"
    return f"{total} run" if total == 1 else f"{total:,} runs"


def default_dates(seen: View, count: int = 3) -> list[str]:
    """Start, middle and end (or evenly spaced `count`) of the recorded dates, without repeats."""
    positions = np.linspace(0, len(seen.dates) - 1, count).round().astype(int)
    return [seen.dates[i] for i in dict.fromkeys(positions.tolist())]


def plain_name(name: str) -> str:
    """A country name without the bracket that explains it: "EU-rest (EU-27 excl. ...)" is "Rest of the EU"."""
    short = name.split(" (")[0].strip()
    return {"EU-rest": "Rest of the EU", "ROW": "Rest of the world"}.get(short, short)


def _is_month(date: str) -> bool:
    return len(date) == 7 and date[4] == "-" and date[:4].isdigit() and date[5:].isdigit() and 1 <= int(date[5:]) <= 12


def _unknown(name: str, known: Sequence[str], table: str) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    return f"metric {name!r} is not in the {table} table" + (f" (did you mean {near[0]!r}?)" if near else "")


def _codes(column: pd.Series[Any], order: Mapping[Any, int], months: bool = False) -> Index:
    """Position of each row on an axis; -1 where the axis does not have it."""
    codes, uniques = pd.factorize(column)
    places = [order.get(str(u)[:7] if months else u, -1) for u in uniques.tolist()]
    return np.array([*places, -1], dtype=np.intp)[codes]


def _fill(shape: tuple[int, ...], places: tuple[Index, ...], column: pd.Series[Any]) -> Array:
    out = np.full(shape, np.nan)
    keep = np.logical_and.reduce([p >= 0 for p in places])
    out[tuple(p[keep] for p in places)] = column.to_numpy(dtype=np.float64, na_value=np.nan)[keep]
    return out
