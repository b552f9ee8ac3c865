"""CSV that a spreadsheet opens right: UTF-8 with a mark, months as dates, no text that it would take for a formula."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from aicompete.analysis.bands import band
from aicompete.analysis.export.points import scenarios_of
from aicompete.analysis.sweepresponse import shown_metrics
from aicompete.analysis.tables import KEYS, ResultsLike, view

MOST_ROWS = 1_048_576
"""Rows of a sheet in Excel and LibreOffice, the header included."""
FORMULA = ("=", "+", "-", "@")


def save_sheets(
    results: ResultsLike | str | Path,
    folder: Path,
    metrics: list[str] | None = None,
    date: str | None = None,
    tell: Callable[[str], None] = lambda text: None,
) -> list[Path]:
    """Write bands.csv (one row a month and metric), medians.csv (one row a month, one column a metric), runs.csv,
    series.csv and, where recorded, nations.csv; units.csv says what the columns are."""
    seen = view(results)
    named = [one for name in metrics for one in seen.select(name)] if metrics else None
    everything = [str(c) for c in seen.results.series.columns if c not in KEYS]
    shown = named or (shown_metrics(seen) if seen.is_sweep else everything)
    spreads, medians = [], []
    for scenario, part in scenarios_of(seen):
        found = {name: band(part.metric(name)) for name in shown}
        fixed = {"scenario": scenario, "month": part.dates}
        medians.append(pd.DataFrame({**fixed, **{name: b.median for name, b in found.items()}}))
        for name, b in found.items():
            spread = {"low": b.low, "median": b.median, "high": b.high, "mean": b.mean}
            spreads.append(pd.DataFrame({**fixed, "metric": name, "unit": seen.unit(name), **spread, "runs": b.runs}))
    series = seen.results.series[["run", "month", *(named or everything)]]
    about = dict(seen.manifest.get("metrics") or {})
    units = [(name, seen.unit(name), about.get(name, {}).get("meaning", "")) for name in about]
    tables: dict[str, pd.DataFrame | None] = {
        "bands": pd.concat(spreads, ignore_index=True),
        "medians": pd.concat(medians, ignore_index=True),
        "runs": seen.results.runs,
        "series": series,
        "nations": seen.results.nations,
        "units": pd.DataFrame(units, columns=["column", "unit", "meaning"]),
    }
    written = []
    for name, table in tables.items():
        if table is None:
            continue
        path = folder / f"{name}.csv"
        _safe(table).to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\n")
        if len(table) >= MOST_ROWS:
            tell(
                f"{path.name} has {len(table):,} rows, and a sheet holds {MOST_ROWS:,}: name metrics, or use bands.csv"
            )
        written.append(path)
    return written


def _safe(table: pd.DataFrame) -> pd.DataFrame:
    """Months as their first day, and a blank before text that begins like a formula."""
    changed: dict[str, Any] = {}
    for name in table.columns:
        column = table[name]
        if name == "month":
            changed[name] = [f"{str(month)[:7]}-01" for month in column]
        elif column.dtype.kind not in "iufbM":
            changed[name] = [f" {v}" if isinstance(v, str) and v.startswith(FORMULA) else v for v in column]
    return table.assign(**changed)
