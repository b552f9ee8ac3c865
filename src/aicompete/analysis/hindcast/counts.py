"""What the tables of an assessment add up to: the one place that counts, for the command and for the page."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from aicompete.analysis.hindcast.monthly import Array
from aicompete.analysis.hindcast.scores import skill

TIE = 0.005
"""Skill that counts as no difference: controls hardly reach some series at all."""
WIDEST = 10.0
"""Ratio of the ends of a pass band above which it is no test: nearly everything lies in it."""


PERFECT = 1e-9
"""Score at or below which a forecast is perfect."""


@dataclass(frozen=True)
class Covered:
    """Observed points within the interval: of the runs alone, and of the runs with the discrepancy."""

    plain: int
    wide: int
    total: int


def is_test(low: float, high: float) -> bool:
    """Is a pass band narrow enough to fail? One that begins at zero is a ceiling, and a test of it."""
    return not low > 0.0 or high / low <= WIDEST


def shown(table: pd.DataFrame, use: str) -> pd.DataFrame:
    """Rows of the targets of one use that the model can express."""
    return table[(table["use"] == use) & table["median"].notna()]


def counted(table: pd.DataFrame, use: str) -> pd.DataFrame:
    """Those of them that are a test: not those whose band is too wide to fail."""
    rows = shown(table, use)
    tests = [is_test(low, high) for low, high in zip(rows["low"], rows["high"], strict=True)]
    return rows.loc[np.array(tests, dtype=bool)]


def inside(table: pd.DataFrame, use: str) -> tuple[int, int]:
    """Targets of one use whose model median lies in the pass band, and how many are counted."""
    rows = counted(table, use)
    return int(rows["inside"].astype(bool).sum()), len(rows)


def targets_covered(table: pd.DataFrame, use: str) -> Covered:
    """Targets of one use whose observed value lies in the interval."""
    rows = counted(table, use)
    plain, wide = (int(rows[name].astype(bool).sum()) for name in ("covered", "covered_wide"))
    return Covered(plain, wide, len(rows))


def points_covered(scores: pd.DataFrame, later: bool = False) -> Covered:
    """Points of the series within the interval: of 2023 to 2025, or of the ``later`` years 2024 and 2025 alone."""
    names = ("later_hits", "later_hits_wide", "later_points") if later else ("hits", "hits_wide", "points")
    return Covered(*(int(scores[name].sum()) for name in names))


def crps_ratio(scores: pd.DataFrame) -> float:
    """CRPS with the discrepancy over that without, geometric mean over the series; below 1 is better."""
    return mean_ratio(scores["wide"].to_numpy(dtype=np.float64), scores["model"].to_numpy(dtype=np.float64))


def mean_ratio(some: Array, others: Array) -> float:
    """Geometric mean of ratios; scores that are perfect, or not there, have none and are left out."""
    known = (some > PERFECT) & (others > PERFECT)
    return float(np.exp(np.log(some[known] / others[known]).mean())) if known.any() else float("nan")


def wins(scores: pd.DataFrame, rival: str) -> tuple[int, int, int]:
    """Series on which the model is better than a rival, worse, and alike; without those the rival cannot forecast."""
    skills = [skill(model, other) for model, other in zip(scores["model"], scores[rival], strict=True)]
    known = np.array([one for one in skills if not np.isnan(one)])
    better, worse = int((known > TIE).sum()), int((known < -TIE).sum())
    return better, worse, len(known) - better - worse


def worst(scores: pd.DataFrame, most: int = 5) -> pd.DataFrame:
    """Series with the fewest of their points within the interval with the discrepancy, the worst first."""
    known = scores[scores["points"] > 0]
    share = known["hits_wide"] / known["points"]
    order = known.assign(share=share)[share < 1.0].sort_values(["share", "points"], ascending=[True, False])
    return order.head(most)
