"""Scores by rank: do the same nations move, do those join whom the model puts first?"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from aicompete.analysis.hindcast.monthly import Array

DRAWS = 100
"""Draws of the bootstrap: its error is a tenth of what it measures."""


def spearman(one: Array, other: Array) -> float:
    """Spearman's rank correlation, equal values sharing their mean rank; NaN with fewer than three or no spread."""
    if len(one) < 3:
        return float("nan")
    a, b = pd.Series(one).rank().to_numpy(), pd.Series(other).rank().to_numpy()
    if np.ptp(a) == 0.0 or np.ptp(b) == 0.0:
        return float("nan")
    return float(np.corrcoef(a, b)[0, 1])


def chance(points: int) -> float:
    """Standard deviation of the rank correlation of unrelated rows, ``1 / sqrt(n - 1)``."""
    return float(1.0 / np.sqrt(points - 1)) if points > 1 else float("nan")


def luck(made: Array, came: Array) -> float:
    """Standard deviation of the rank correlation of the median move ``(run, move)`` with the record, over runs drawn
    again with replacement (bootstrap, Efron 1979); NaN where no draw has one.
    """
    again = np.random.default_rng(1).integers(0, len(made), size=(DRAWS, len(made)))
    found = np.array([spearman(np.median(made[runs], axis=0), came) for runs in again])
    known = found[~np.isnan(found)]
    return float(known.std()) if len(known) else float("nan")


def ahead(values: Array, joined: NDArray[np.bool_]) -> float:
    """Chance that one who joined stands above one who did not, ties counting half (area under the ROC curve).

    1 if all who joined come first, 0.5 for guessing. NaN when all or none joined.
    """
    inside, outside = values[joined], values[~joined]
    if not len(inside) or not len(outside):
        return float("nan")
    gap = inside[:, None] - outside[None, :]
    return float((gap > 0.0).mean() + 0.5 * (gap == 0.0).mean())
