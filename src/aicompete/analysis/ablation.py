"""What each step of the month does: paired differences between a scenario without the step and the whole scenario.

Both sides of a pair have the same draw of the assumptions and the same shocks. For every step and metric: the
difference (without - with) in the last month, and the largest one of the run, each as median and 5-95 % over pairs.

Size: the median over pairs of the largest difference without its sign, in standard deviations of the whole runs (in the
month where these lie widest apart). From 0.2 on it counts as small, from 0.8 on as large (Cohen 1988).

A step that is left out keeps its columns at their start values, so an effect says what the step's *changes* do, not
what its subject is worth. Metrics of the step's own subject then stand still by definition: they are marked `own` and
left out of the order.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from aicompete.analysis.compare import paired_differences
from aicompete.analysis.cube import kind_of_design
from aicompete.analysis.errors import AnalysisError, DamagedResults
from aicompete.analysis.tables import Array, ResultsLike, View, failure_text, view
from aicompete.analysis.words import change, change_span, date_text, metric_text, unit_text

METRICS: Mapping[str, str] = {
    "compute_share_chn": "compute China",
    "compute_allies": "compute allies",
    "capability_lag_chn": "lag China",
    "chip_price": "chip price",
    "chip_flow_to_chn_home": "chips China",
    "mineral_price_heavy_rare_earths_outside": "mineral price",
    "mineral_fill_usa": "mineral fill US",
    "stack_share_cn": "stack China",
    "alignment_mean": "align- ment",
    "coalition_share_us_votes": "US votes",
}
"""What the competition is about, with a heading of two words: who has the compute (China, and the nations between the
powers) and what it is worth; chips (the world price, what China makes itself); minerals (price of the scarcest outside
China, US need met); standards; sides taken, on average and across the threshold. The coalition is weighed by votes: by
nations it moves in jumps of one nation, which is most of its standard deviation."""
KIND, WITHOUT = "ablation", "without"
LOW, HIGH = 0.05, 0.95
SMALL = 0.2
NAMED = 3
CELL = 10
COLUMNS = (
    "without", "metric", "unit", "own", "pairs", "with", "end", "end_low", "end_high", "end_sd",
    "largest", "largest_low", "largest_high", "largest_sd", "largest_month", "size",
)  # fmt: skip


@dataclass(frozen=True)
class Ablation:
    """One row per step and metric (``COLUMNS``), the step that moves most first.

    ``with``: median of the whole runs in the last month. ``end`` and ``largest``: medians over pairs of the difference
    in the last month and of the largest in the run, with 5-95 %, in the metric's unit; ``end_sd`` in standard
    deviations of the whole runs in the last month, ``largest_sd`` and ``size`` in those of their widest month.
    """

    whole: View
    table: pd.DataFrame
    failed: dict[str, str]

    @property
    def steps(self) -> list[str]:
        """Steps, the one that moves most first."""
        return list(dict.fromkeys(self.table["without"]))

    @property
    def metrics(self) -> list[str]:
        """Metrics in the order they were asked for."""
        return list(dict.fromkeys(self.table["metric"]))

    def matrix(self, column: str) -> pd.DataFrame:
        """A column of the table as steps x metrics."""
        return self.table.pivot(index="without", columns="metric", values=column).loc[self.steps, self.metrics]

    def lines(self) -> list[str]:
        """The ablation as text: sizes as a table, then what each step moves."""
        seen = self.whole
        return [
            f"{seen.name} without one step at a time, {failure_text(seen)} each in pairs, "
            f"{date_text(seen.dates[0])} to {date_text(seen.dates[-1])}.",
            "Size: largest difference over the run, median over pairs, in standard deviations of the whole runs; in",
            'brackets metrics of the step\'s own subject (not in "mean"); "-": the same in every run and month.',
            "",
            *self._sizes(),
            "",
            f"What moves by {SMALL:g} standard deviations or more without a step (median, 5-95 % of pairs; at the end,",
            "or the largest on the way where the end is nearer than that):",
            *[line for step in self.steps if (line := self._moved(step))],
            *self._idle(),
            *[f"  {step} could not be judged: {why}" for step, why in self.failed.items()],
        ]

    def save_csv(self, folder: str | Path) -> Path:
        """Write the table as ``ablation.csv``."""
        path = Path(folder) / "ablation.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        self.table.to_csv(path, index=False)
        return path

    def _sizes(self) -> list[str]:
        sizes, own = self.matrix("size"), self.matrix("own")
        width = max(len(step) for step in self.steps)
        words = [heading(metric).partition(" ") for metric in self.metrics]
        top, below = ["", *(f"{w[0]} " for w in words)], ["mean", *(f"{w[2]} " for w in words)]
        rows = ["".join([" " * width, *(word.rjust(CELL) for word in row)]).rstrip() for row in (top, below)]
        mean = mean_sizes(self.table)
        for step in self.steps:
            pairs = zip(sizes.loc[step], own.loc[step], strict=True)
            cells = [_cell(mean[step]), *(f"({_cell(x)})" if mine else f"{_cell(x)} " for x, mine in pairs)]
            rows.append("".join([step.ljust(width), *(cell.rjust(CELL) for cell in cells)]).rstrip())
        return rows

    def _moved(self, step: str) -> str:
        rows = self.table[(self.table["without"] == step) & ~self.table["own"] & (self.table["size"] >= SMALL)]
        if rows.empty:
            return ""
        ranked = rows.sort_values("size", ascending=False, kind="stable").to_dict("records")
        said = [f"{metric_text(str(r['metric']))} {_effect(r)}" for r in ranked[:NAMED]]
        rest = f"; and {len(ranked) - NAMED} more" if len(ranked) > NAMED else ""
        return f"  {step}: {'; '.join(said)}{rest}"

    def _idle(self) -> list[str]:
        largest = self.table[~self.table["own"]].groupby("without")["size"].max()
        idle = [step for step in self.steps if not largest.get(step, 0.0) >= SMALL]
        return [f"  nothing outside its own subject: {', '.join(idle)}"] if idle else []


def ablation(results: ResultsLike | View) -> Ablation:
    """Compare every point of an ablation with the whole scenario. Raises ``AnalysisError`` for other results."""
    seen = view(results)
    points = [dict(point) for point in seen.manifest.get("points") or [{}]]
    whole = [number for number, point in enumerate(points) if WITHOUT not in point]
    if kind_of_design(seen) != KIND or len(whole) != 1:
        raise AnalysisError(f"{seen.name} is no ablation: make one with aicompete ablate")
    base = view(seen.results, whole[0])
    if len(base.good) < 2:
        raise AnalysisError(f"{base.name}: an ablation needs two runs or more that did not fail")
    own = seen.manifest["sampling"].get("own") or {}
    metrics = [str(name) for name in seen.manifest.get("show") or METRICS]
    rows: list[dict[str, Any]] = []
    failed: dict[str, str] = {}
    for number, point in enumerate(points):
        if number == whole[0]:
            continue
        step = str(point[WITHOUT])
        try:
            other = view(seen.results, number)
        except DamagedResults as why:
            failed[step] = str(why)
            continue
        found = [{"without": step, "own": m in own.get(step, []), **difference(base, other, m)} for m in metrics]
        rows += found
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    mean = mean_sizes(table)
    order = sorted(dict.fromkeys(table["without"]), key=lambda step: -mean[step])
    place = {step: i for i, step in enumerate(order)}
    table = table.iloc[np.argsort(table["without"].map(place).to_numpy(), kind="stable")].reset_index(drop=True)
    return Ablation(base, table, failed)


def heading(metric: str) -> str:
    """A metric in two short words or three."""
    return METRICS.get(metric) or metric.replace("_", " ")


def mean_sizes(table: pd.DataFrame) -> dict[str, float]:
    """Mean size of each step over the metrics that are not its own."""
    found = table[~table["own"].astype(bool)].groupby("without")["size"].mean()
    return {str(step): float(found.get(step, 0.0)) for step in dict.fromkeys(table["without"])}


def difference(whole: View, other: View, metric: str) -> dict[str, Any]:
    """The row of one metric: `other` less `whole`, pair by pair."""
    moved, dates = paired_differences(whole, other, metric)
    values = whole.metric(metric)
    spread = values.std(axis=0, ddof=1)
    widest = float(spread.max())
    peak = np.abs(moved).argmax(axis=1)
    largest = moved[np.arange(len(moved)), peak]
    end, biggest = _band(moved[:, -1]), _band(largest)
    return {
        "metric": metric,
        "unit": whole.unit(metric),
        "pairs": len(moved),
        "with": float(np.median(values[:, -1])),
        **dict(zip(("end", "end_low", "end_high"), end, strict=True)),
        "end_sd": _share(end[0], float(spread[-1])),
        **dict(zip(("largest", "largest_low", "largest_high"), biggest, strict=True)),
        "largest_sd": _share(biggest[0], widest),
        "largest_month": dates[int(np.median(peak))] if largest.any() else "",
        "size": _share(float(np.median(np.abs(largest))), widest),
    }


def _band(values: Array) -> tuple[float, float, float]:
    middle, low, high = (float(np.quantile(values, q)) for q in (0.5, LOW, HIGH))
    return middle, low, high


def _share(effect: float, spread: float) -> float:
    """The effect in standard deviations; infinite where the whole runs are all alike."""
    if effect == 0.0:
        return 0.0
    return effect / spread if spread > 0.0 else math.copysign(math.inf, effect)


def _cell(size: float) -> str:
    if size == 0.0:
        return "-"
    return f"{size:.1f}" if size < 9.95 else f"{size:.0f}" if size < 1000 else ">999"


def _effect(row: Mapping[Any, Any]) -> str:
    unit = str(row["unit"])
    there = abs(row["end_sd"]) >= SMALL
    middle, low, high = (row[f"{'end' if there else 'largest'}{part}"] for part in ("", "_low", "_high"))
    said = "points" if unit == "share" else unit_text(unit)
    when = "" if there else f" on the way, about {date_text(str(row['largest_month']))}"
    return f"{change(middle, unit)} ({change_span(low, high, unit).removesuffix(said).rstrip()}){when}"
