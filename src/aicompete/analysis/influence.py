"""Which assumptions matter most: rank correlation of their draws with a metric over the runs.

Spearman's rho. With hundreds of assumptions some correlate by chance alone, so one counts only where its rho is beyond
what the largest of as many unrelated columns would reach in one sample of twenty (Bonferroni on the t approximation of
rho). Of a sweep the points' own medians are taken off first, so that levers do not count as assumptions, and runs of
one draw count as one.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pandas as pd

from aicompete.analysis.compare import pairing
from aicompete.analysis.tables import Array, View

Places = npt.NDArray[np.intp]

PREFIX = "assumptions."
CHANCE = 0.05
FEWEST = 8


def influence(seen: View, metric: str, month: int = -1) -> pd.DataFrame:
    """One row per assumption that was varied: `assumption, rho, sure`, the strongest first; empty with few runs."""
    values = seen.metric(metric)[:, month]
    runs = seen.runs.loc[seen.good]
    return _ranked(runs, values - _middle(values, runs["point"].to_numpy()))


def influence_of_difference(a: View, b: View, metric: str, month: str) -> pd.DataFrame:
    """The same of the differences B - A run by run; empty where the runs cannot be paired."""
    rows_a, rows_b, _ = pairing(a, b)
    if rows_a is None or rows_b is None:
        return _ranked(b.runs.loc[b.good].head(0), np.zeros(0))
    before = a.metric(metric)[rows_a, a.month_index(month)]
    after = b.metric(metric)[rows_b, b.month_index(month)]
    return _ranked(b.runs.loc[b.good].iloc[rows_b], after - before)


def independent(seen: View) -> int:
    """How many draws of the assumptions the good runs have."""
    return int(seen.runs.loc[seen.good, "draw"].nunique())


def least_sure(runs: int, tried: int) -> float:
    """The rho beyond which one of ``tried`` assumptions counts with so many runs."""
    from scipy.special import stdtrit  # scipy.stats takes half a second to load

    if runs < 3 or tried < 1:
        return math.nan
    quantile = -float(stdtrit(runs - 2, CHANCE / tried / 2))
    return quantile / math.sqrt(runs - 2 + quantile**2)


def _ranked(runs: pd.DataFrame, values: Array) -> pd.DataFrame:
    known = np.isfinite(values)
    columns = [c for c in runs.columns if str(c).startswith(PREFIX) and pd.api.types.is_numeric_dtype(runs[c])]
    draws, starts, order = _by_draw(runs.loc[known, "draw"].to_numpy())
    if len(draws) < FEWEST or not columns:
        return _nothing()
    drawn = runs.loc[known, columns].to_numpy(dtype=np.float64)[order]
    low, high = (extreme.reduceat(drawn, starts, axis=0) for extreme in (np.fmin, np.fmax))
    fixed = ((low == high) | np.isnan(low)).all(axis=0)  # what varies within a draw belongs to the points of the sweep
    differ = np.fmin.reduce(low, axis=0) < np.fmax.reduce(high, axis=0)
    outcome = pd.Series(values[known]).groupby(runs.loc[known, "draw"].to_numpy()).mean()
    varied = [str(c) for c, counts in zip(columns, fixed & differ, strict=True) if counts]
    if not varied or np.ptp(outcome.to_numpy()) == 0:
        return _nothing()
    x = pd.DataFrame(low[:, fixed & differ]).rank().to_numpy(dtype=np.float64)
    y = outcome.rank().to_numpy(dtype=np.float64)
    x, y = x - x.mean(axis=0), y - y.mean()
    rho = (x * y[:, None]).sum(axis=0) / np.sqrt((x * x).sum(axis=0) * (y * y).sum())
    bound = least_sure(len(draws), len(varied))
    found = pd.DataFrame(
        {"assumption": [c.removeprefix(PREFIX) for c in varied], "rho": rho, "sure": np.abs(rho) > bound}
    )
    return found.loc[found["rho"].abs().sort_values(ascending=False, kind="stable").index].reset_index(drop=True)


def _by_draw(draw: Array) -> tuple[Array, Places, Places]:
    """The draws in order, where each begins among the sorted runs, and the order of the runs."""
    order = np.argsort(draw, kind="stable")
    draws, starts = np.unique(draw[order], return_index=True)
    return draws, starts, order


def _nothing() -> pd.DataFrame:
    return pd.DataFrame(columns=["assumption", "rho", "sure"])


def _middle(values: Array, points: Array) -> Array:
    """The median of each run's own point."""
    return pd.Series(values).groupby(points).transform("median").to_numpy(dtype=np.float64)
