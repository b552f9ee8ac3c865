"""The long format of the Integrated Assessment Modeling Consortium, which ``pyam`` reads.

One row a value: model, scenario, region, variable, unit, time, value (Huppmann et al. 2021, Open Research Europe 1,
74). The spread over runs is told as variables: ``...|Median``, ``...|Mean``, ``...|10th Percentile``,
``...|90th Percentile``. Metrics of the whole world have the region "World", those of nations the nation's name.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from aicompete.analysis.bands import Band, band
from aicompete.analysis.errors import NotRecorded
from aicompete.analysis.export.points import scenarios_of
from aicompete.analysis.sweepresponse import shown_metrics
from aicompete.analysis.tables import KEYS, ResultsLike, View, open_results, view
from aicompete.analysis.words import metric_text

COLUMNS = ("model", "scenario", "region", "variable", "unit", "time", "value")
WORLD = "World"
STATISTICS = {"Median": "median", "Mean": "mean", "10th Percentile": "low", "90th Percentile": "high"}
ONE_RUN = "Value"
PURE = "dimensionless"
"""The unit of pure numbers; an empty cell would be read as missing."""
SUBJECTS = {
    "ai": "Power", "alignment": "Alliances", "capability": "Capability", "chip": "Chips", "coalition": "Coalitions",
    "compliance": "Alliances", "compute": "Compute", "landscape": "Alliances", "limit": "Limits",
    "membership": "Alliances", "mineral": "Minerals", "revenue": "Firms", "stack": "Standards",
    "standard": "Standards", "trust": "Alliances",
}  # fmt: skip


def variable_name(metric: str) -> str:
    """A metric as a variable: its subject, then its words: "Chips|Chip price"."""
    first = metric.split("_")[0]
    words = metric_text(metric).replace("|", "/")
    return f"{SUBJECTS.get(first, first.capitalize())}|{words[:1].upper()}{words[1:]}"


def to_iamc(results: ResultsLike | View | str | Path, metrics: list[str] | None = None) -> pd.DataFrame:
    """One row per scenario, region, variable, unit and recorded month, in the columns ``COLUMNS``.

    The points of a sweep are scenarios of their own, named after the point's id; ``scenarios`` says what they set.
    With one run the variable ends in ``|Value``, since there is no spread.
    """
    whole = view(results)
    series, nations = _chosen(whole, metrics)
    model = f"aicompete {whole.manifest.get('version', '')}".strip()
    names = _variables(whole, [*series, *nations])
    lines: list[_Line] = []
    for scenario, seen in scenarios_of(whole):
        times = pd.to_datetime(pd.Series(seen.dates)).to_numpy()
        for metric in series:
            unit = whole.unit(metric) or PURE
            lines += _lines(scenario, WORLD, names[metric], unit, times, band(seen.metric(metric)))
        for metric in nations:
            unit = whole.unit(metric) or PURE
            values = seen.nation_metric(metric)
            for place, code in enumerate(seen.nation_codes):
                found = band(values[:, :, place])
                lines += _lines(scenario, seen.names[code], names[metric], unit, times, found)
    table = _table(model, lines)
    return table.dropna(subset=["value"]).reset_index(drop=True)


def variables(results: ResultsLike | View | str | Path, metrics: list[str] | None = None) -> pd.DataFrame:
    """The list of our variables: `variable, unit, metric, level, meaning`."""
    whole = view(results)
    series, nations = _chosen(whole, metrics)
    names = _variables(whole, [*series, *nations])
    about: dict[str, dict[str, Any]] = dict(whole.manifest.get("metrics") or {})
    rows = [
        (names[name], whole.unit(name) or PURE, name, level, about.get(name, {}).get("meaning", ""))
        for level, found in (("world", series), ("nation", nations))
        for name in found
    ]
    return pd.DataFrame(rows, columns=["variable", "unit", "metric", "level", "meaning"])


def scenarios(results: ResultsLike | View | str | Path) -> pd.DataFrame:
    """What the scenarios are: `scenario`, `runs`, and one column for every setting of a sweep (pyam's meta)."""
    rows = []
    for scenario, seen in scenarios_of(view(results)):
        settings = {key: value for key, value in seen.settings.items() if key != "scenario"}
        rows.append({"scenario": scenario, "runs": len(seen.good), **{k: _plain(v) for k, v in settings.items()}})
    return pd.DataFrame(rows)


def save_iamc(
    results: ResultsLike | str | Path, folder: Path, metrics: list[str] | None = None, *_: object
) -> list[Path]:
    """Write iamc.csv, variables.csv and scenarios.csv."""
    written = []
    opened = open_results(results)
    for name, table in (
        ("iamc", to_iamc(opened, metrics)),
        ("variables", variables(opened, metrics)),
        ("scenarios", scenarios(opened)),
    ):
        path = folder / f"{name}.csv"
        table.to_csv(path, index=False, lineterminator="\n", date_format="%Y-%m-%d")
        written.append(path)
    return written


def _chosen(seen: View, metrics: list[str] | None) -> tuple[list[str], list[str]]:
    """Metrics of the world and of nations: those named (or their families), or all; in a sweep those it shows."""
    table = seen.results.nations
    by_nation = [] if table is None else [str(c) for c in table.columns if c not in (*KEYS, "nation")]
    if metrics is None:
        if seen.is_sweep:
            return shown_metrics(seen), []
        return [str(c) for c in seen.results.series.columns if c not in KEYS], by_nation
    series: list[str] = []
    nations: list[str] = []
    for name in metrics:
        exact = seen.has(name) or name in by_nation
        family = name.rstrip("_") + "_"
        own = [one for one in by_nation if one == name or (not exact and one.startswith(family))]
        nations += own
        if exact and not seen.has(name):
            continue
        try:
            series += seen.select(name)
        except NotRecorded:
            if not own:
                raise
    return list(dict.fromkeys(series)), list(dict.fromkeys(nations))


def _variables(seen: View, metrics: list[str]) -> dict[str, str]:
    """Metric -> variable, told apart by the metric's name where the words are the same."""
    names = {metric: variable_name(metric) for metric in metrics}
    count = pd.Series(list(names.values())).value_counts()
    return {metric: f"{name} ({metric})" if count[name] > 1 else name for metric, name in names.items()}


_Line = tuple[str, str, str, str, npt.NDArray[np.datetime64], npt.NDArray[np.float64]]
"""Scenario, region, variable and unit of a line over time, its times and its values."""


def _lines(
    scenario: str, region: str, variable: str, unit: str, times: npt.NDArray[np.datetime64], found: Band
) -> list[_Line]:
    told = STATISTICS if found.has_band else {ONE_RUN: "median"}
    return [(scenario, region, f"{variable}|{word}", unit, times, getattr(found, name)) for word, name in told.items()]


def _table(model: str, lines: Sequence[_Line]) -> pd.DataFrame:
    """All lines below each other, made column by column: there are thousands of lines."""
    scenarios, regions, names, units, times, values = zip(*lines, strict=True)
    lengths = [len(one) for one in values]
    words = {"scenario": scenarios, "region": regions, "variable": names, "unit": units}
    columns: dict[str, Any] = {
        "model": model,
        **{column: np.repeat(np.array(told, dtype=object), lengths) for column, told in words.items()},
        "time": np.concatenate(times),
        "value": np.concatenate(values),
    }
    return pd.DataFrame(columns)[list(COLUMNS)]


def _plain(value: Any) -> Any:
    return value if isinstance(value, (int, float, str, bool)) or value is None else str(value)
