"""Compare two results: first what was done differently, then what it changed.

With the same seed both sides ran under the same random shocks and the same draws of the assumptions (common random
numbers), so the difference is taken run by run, paired on (draw, replicate, point): luck cancels and what is left is
the policy. With other seeds the runs are independent: the comparison is unpaired and says so.

Effect: mean over pairs of B - A, so that mean of A + effect = mean of B; for coalition shares, which are counts of
nations near a threshold, the mean over runs is the probability that a median would hide. Interval, 95 %: Student's t
of the paired differences, or Welch's t when unpaired (Welch 1947). Verdict: `moved` when the interval leaves out zero.
How large an effect is, is judged against the band of A (`effectsize`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from aicompete.analysis import costs
from aicompete.analysis.bands import band
from aicompete.analysis.comparetext import IDENTICAL, TINY, WITH, WITHOUT, effect_lines, largest_lines
from aicompete.analysis.discrepancy import NOTE as WIDENED
from aicompete.analysis.effectsize import (
    THRESHOLDS,
    by_size,
    is_trifle,
    size_of,
    size_word,
)
from aicompete.analysis.errors import AnalysisError
from aicompete.analysis.leverdiff import difference_text, differences
from aicompete.analysis.tables import Array, Index, ResultsLike, View, view
from aicompete.analysis.words import date_text

LEVEL = 0.95
Z = 1.959964  # normal quantile of (1 + LEVEL) / 2
SMALL_T = {
    1: 12.7062,
    2: 4.3027,
    3: 3.1824,
    4: 2.7764,
    5: 2.5706,
    6: 2.4469,
}  # Student's t where the expansion below is not yet good
MOVED, SAME = "moved", "not distinguishable"
ROUNDING = 1e-9  # relative differences below this are arithmetic, not policy
NEGLIGIBLE = 1e-3  # relative: a whole interval inside this is a change nobody needs to know
MAIN_METRICS = (
    "coalition_share_us_count", "coalition_share_us_gdp", "coalition_share_cn_gdp", "coalition_share_none_gdp",
    "coalition_share_us_votes", "alignment_mean", "trust_us_mean", "compliance_us_mean",
    "standard_share_us", "standard_share_cn", "compute_world", "compute_chn", "compute_share_chn", "capability_lag_chn",
    "chip_price", "chip_home_share_chn", "compute_smuggled_chn", "mineral_price_rare_earths_outside",
    "mineral_price_heavy_rare_earths_outside", "mineral_price_gallium_outside", "mineral_price_germanium_outside",
    "mineral_fill_usa", "ai_power_world",
)  # fmt: skip
SAME_DESIGN_KEYS = ("draw", "replicate", "point")


@dataclass(frozen=True)
class Comparison:
    """Differences of levers, then of metrics (B - A); who pays is the mean over the months both recorded."""

    name_a: str
    name_b: str
    paired: bool
    pairs: int
    lever_differences: pd.DataFrame
    effects: pd.DataFrame
    warnings: list[str] = field(default_factory=list)
    difference_lines: list[str] = field(default_factory=list)
    paying: pd.DataFrame = field(default_factory=pd.DataFrame)
    months: list[str] = field(default_factory=list)
    widened: bool = False

    @property
    def ranked(self) -> pd.DataFrame:
        """One row per metric at the date of its largest size, surest and largest first."""
        return by_size(self.effects)

    def text(self, every: bool = False) -> str:
        """The comparison as lines for a terminal: lever differences, warnings, the largest effects (or ``every`` one
        of them, by date)."""
        how = f"{self.pairs} pairs of runs under the same shocks" if self.paired else "unpaired"
        lines = [f"A = {self.name_a}", f"B = {self.name_b}", ""]
        differing = self.difference_lines or ["nothing: same levers and assumptions"]
        lines += ["What differs:", *(f"  {line}" for line in differing)]
        lines += [f"Warning: {text}" for text in self.warnings]
        if who := costs.line(self.paying, self.months):
            lines += ["", who]
        order = "" if every else ", largest first"
        lines += ["", f"Effects{order}: means over runs, B - A, {how}, 95 % intervals in brackets.", THRESHOLDS]
        noted = WITH if self.widened else WITHOUT
        if not every:
            return "\n".join([*lines, "", *largest_lines(self.ranked), "", noted])
        for date, rows in self.effects.groupby("date", sort=False):
            lines += ["", f"At {date_text(str(date))}:", *effect_lines(rows)]
        lines += ["", noted]
        tests = len(self.effects)
        chance = f"{tests * (1 - LEVEL):.1g}"
        lines += [
            "",
            f"Each interval stands alone: of {tests} comparisons of nothing about {chance} would stray by chance.",
        ]
        return "\n".join(lines)


def compare(
    a: ResultsLike | View | str | Path,
    b: ResultsLike | View | str | Path,
    dates: Sequence[str] | None = None,
    metrics: Sequence[str] | None = None,
    point_a: int | None = None,
    point_b: int | None = None,
) -> Comparison:
    """Compare B with A. `dates`: months to compare at (default: middle and end of the months both have). `metrics`:
    series metrics (default: the main ones recorded in both). `point_a`, `point_b`: points of a sweep."""
    left, right = view(a, point_a), view(b, point_b)
    for label, seen in (("A", left), ("B", right)):
        if seen.is_sweep and not (left.is_sweep and right.is_sweep and _same_points(left, right)):
            count = len(seen.manifest["points"])
            raise AnalysisError(f"{label} ({seen.name}) is a sweep: say which point to compare (0 to {count - 1})")
    common = [d for d in left.dates if d in set(right.dates)]
    if not common:
        raise AnalysisError(f"{left.name} and {right.name} share no recorded month")
    at = list(dates) if dates else [common[i] for i in dict.fromkeys((len(common) // 2, len(common) - 1))]
    names = list(metrics) if metrics else _main(left, right)
    rows_a, rows_b, warned = pairing(left, right)
    paired = rows_a is not None and rows_b is not None
    clusters = _clusters(left, rows_a, warned)
    table = []
    peaks = {name: _peak(left, right, name, common, rows_a, rows_b) for name in names}
    for date in at:
        month_a, month_b = left.month_index(date), right.month_index(date)
        for name in names:
            x, y = left.metric(name)[:, month_a], right.metric(name)[:, month_b]
            if rows_a is not None and rows_b is not None:
                x, y = x[rows_a], y[rows_b]
            unit = left.unit(name) or right.unit(name)
            found_one = _effect(x, y, paired, clusters)
            size = size_of(found_one["effect"], x)
            trifle = is_trifle(found_one["effect"], found_one["a"])
            sized = {"size": size, "word": size_word(size, found_one["verdict"] == MOVED, trifle), **peaks[name]}
            table.append({"date": date, "metric": name, "unit": unit, **found_one, **sized})
    paying = costs.who_pays(left, right, common, (rows_a, rows_b), lambda x, y: _effect(x, y, paired, clusters))
    found = differences(left, right)
    if found.empty and not paired:
        warned.append("the two sides have the same levers and assumptions: any difference is luck")
    effects = pd.DataFrame(table)
    if not found.empty and paired and (effects["note"] == IDENTICAL).all():
        warned.append("what differs changed none of the metrics compared, in any run")
    groups = left.manifest.get("groups") or {}
    lines = difference_text(found, left.names, groups)
    pairs = len(rows_a) if rows_a is not None else 0
    wide = bool(left.manifest.get(WIDENED) or right.manifest.get(WIDENED))
    return Comparison(left.name, right.name, paired, pairs, found, effects, warned, lines, paying, common, wide)


def paired_differences(a: View, b: View, metric: str) -> tuple[Array, list[str]]:
    """B - A of a metric as (pair, month) over the months both have, with those months; unpaired results raise."""
    rows_a, rows_b, warned = pairing(a, b)
    if rows_a is None or rows_b is None:
        raise AnalysisError("; ".join(warned))
    common = [d for d in a.dates if d in set(b.dates)]
    take_a, take_b = [a.dates.index(d) for d in common], [b.dates.index(d) for d in common]
    return b.metric(metric)[rows_b][:, take_b] - a.metric(metric)[rows_a][:, take_a], common


def pairing(a: View, b: View) -> tuple[Index | None, Index | None, list[str]]:
    """Rows of the good runs of A and of B that share shocks and draws; (None, None, why) when they do not."""
    warned = []
    for label, seen in (("A", a), ("B", b)):
        if len(seen.failed):
            warned.append(f"{len(seen.failed)} of {len(seen.runs)} runs of {label} failed and are left out")
    if a.manifest.get("seed") != b.manifest.get("seed"):
        seeds = f"{a.manifest.get('seed')} and {b.manifest.get('seed')}"
        return None, None, [*warned, f"the seeds differ ({seeds}): other shocks, so this is unpaired and blunt"]
    if a.manifest.get("start") != b.manifest.get("start"):
        return None, None, [*warned, "the runs start in different months: this is unpaired and blunt"]
    keys = list(SAME_DESIGN_KEYS) if a.is_sweep and b.is_sweep else list(SAME_DESIGN_KEYS[:2])
    left = a.runs.loc[a.good, keys].reset_index(drop=True).assign(row_a=np.arange(len(a.good)))
    right = b.runs.loc[b.good, keys].reset_index(drop=True).assign(row_b=np.arange(len(b.good)))
    both = left.merge(right, on=keys, how="inner", validate="one_to_one")
    if both.empty:
        return None, None, [*warned, "no run of A has a partner in B: this is unpaired and blunt"]
    alone = max(len(left), len(right)) - len(both)
    if alone:
        warned.append(f"{len(both)} pairs; {alone} runs have no partner and are left out")
    return both["row_a"].to_numpy(dtype=np.intp), both["row_b"].to_numpy(dtype=np.intp), warned


def student(degrees: float) -> float:
    """97.5 % quantile of Student's t: Cornish-Fisher expansion in 1/degrees (Abramowitz and Stegun 26.7.5)."""
    if degrees < 7:
        return SMALL_T[max(int(degrees), 1)]
    g1 = (Z**3 + Z) / 4
    g2 = (5 * Z**5 + 16 * Z**3 + 3 * Z) / 96
    g3 = (3 * Z**7 + 19 * Z**5 + 17 * Z**3 - 15 * Z) / 384
    return Z + g1 / degrees + g2 / degrees**2 + g3 / degrees**3


def paired_interval(moved: Array) -> tuple[float, float]:
    """95 % interval of the mean of paired differences; NaN with fewer than two."""
    if len(moved) < 2:
        return math.nan, math.nan
    half = student(len(moved) - 1) * float(moved.std(ddof=1)) / math.sqrt(len(moved))
    return float(moved.mean()) - half, float(moved.mean()) + half


def welch_interval(x: Array, y: Array) -> tuple[float, float]:
    """95 % interval of mean(y) - mean(x) of independent samples (Welch 1947); NaN with fewer than two on a side."""
    if min(len(x), len(y)) < 2:
        return math.nan, math.nan
    va, vb = float(x.var(ddof=1)) / len(x), float(y.var(ddof=1)) / len(y)
    effect, total = float(y.mean() - x.mean()), va + vb
    if total == 0:
        return effect, effect
    degrees = total**2 / (va**2 / (len(x) - 1) + vb**2 / (len(y) - 1))
    half = student(degrees) * math.sqrt(total)
    return effect - half, effect + half


def _peak(
    a: View, b: View, metric: str, dates: Sequence[str], rows_a: Index | None, rows_b: Index | None
) -> dict[str, Any]:
    """The month in which the means over runs differ most, and by how much."""
    means = []
    for seen, rows in ((a, rows_a), (b, rows_b)):
        values = seen.metric(metric)[:, [seen.dates.index(d) for d in dates]]
        means.append(_mean_of_known(values if rows is None else values[rows]))
    gap = means[1] - means[0]
    if not np.isfinite(gap).any():
        return {"peak_date": "", "peak": math.nan}
    place = int(np.nanargmax(np.abs(gap)))
    return {"peak_date": dates[place], "peak": float(gap[place])}


def _mean_of_known(values: Array) -> Array:
    known = np.isfinite(values)
    return np.asarray(np.where(known, values, 0.0).sum(axis=0) / np.where(known.any(axis=0), known.sum(axis=0), np.nan))


def _effect(x: Array, y: Array, paired: bool, clusters: Index | None) -> dict[str, Any]:
    if paired:
        keep = ~(np.isnan(x) | np.isnan(y))
        x, y = x[keep], y[keep]
        moved = y - x
        units = moved
        if clusters is not None:
            units = np.asarray(pd.Series(moved).groupby(clusters[keep]).mean(), dtype=np.float64)
        low, high = paired_interval(units)
        spread = band(moved) if len(moved) else None
        up = float(np.mean(moved > 0)) if len(moved) else math.nan
        rounding = ROUNDING * np.maximum(np.abs(x), np.abs(y))
        note = IDENTICAL if len(moved) and bool(np.all(np.abs(moved) <= rounding)) else ""
    else:
        x, y = x[~np.isnan(x)], y[~np.isnan(y)]
        low, high = welch_interval(x, y)
        spread, up, note = None, math.nan, ""
    before = float(x.mean()) if len(x) else math.nan
    after = float(y.mean()) if len(y) else math.nan
    effect = after - before
    if not math.isfinite(low):
        note = note or "one run a side: no interval"
    elif max(abs(low), abs(high)) < NEGLIGIBLE * max(abs(before), abs(after)):
        note = note or TINY
    moved_surely = math.isfinite(low) and (low > 0 or high < 0) and note != IDENTICAL
    return {
        "a": before,
        "b": after,
        "effect": effect,
        "low": low,
        "high": high,
        "percent": 100 * effect / abs(before) if before else math.nan,
        "median_effect": float(spread.median) if spread else math.nan,
        "run_low": float(spread.low) if spread else math.nan,
        "run_high": float(spread.high) if spread else math.nan,
        "up": up,
        "n": len(x) if paired else min(len(x), len(y)),
        "verdict": MOVED if moved_surely else SAME,
        "note": note,
    }


def _clusters(seen: View, rows: Index | None, warned: list[str]) -> Index | None:
    """In a crossed design pairs of one draw are not independent: they count as one. None when each pair stands
    alone."""
    if rows is None:
        return None
    draws = np.asarray(seen.runs.loc[seen.good, "draw"], dtype=np.intp)[rows]
    distinct = len(np.unique(draws))
    if distinct == len(draws) or distinct == 1:
        return None
    if distinct < 6:
        warned.append(f"only {distinct} draws of the assumptions: intervals take all pairs as independent, too narrow")
        return None
    return draws


def _same_points(a: View, b: View) -> bool:
    return bool(a.manifest.get("points") == b.manifest.get("points"))


def _main(a: View, b: View) -> list[str]:
    both = [m for m in a.family("") if b.has(m) and m not in ("run", "month")]
    return [m for m in MAIN_METRICS if m in both] or both
