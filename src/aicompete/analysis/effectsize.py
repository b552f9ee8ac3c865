"""How large an effect is: against the band that the metric has anyway in the reference.

Size: the effect over the width of the 10-90 % band of A in the same month, whatever the unit. ``large`` from a quarter
of the band, ``small`` from a twentieth; less than that, or an interval that holds zero, is no more than noise. For a
normal spread these are 0.64 and 0.13 standard deviations. Where the reference hardly varies a trifle would be large,
so nothing under one per cent of the metric's level is called so.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from aicompete.analysis.bands import band
from aicompete.analysis.tables import Array

LARGE, SMALL, NOISE, UNSIZED = "large", "small", "no more than noise", "not sized: one run a side"
ORDER = {LARGE: 0, UNSIZED: 1, SMALL: 2, NOISE: 3}
LARGE_FROM, SMALL_FROM = 0.25, 0.05
TRIFLE = 0.01
"""Part of the metric's level under which nothing is large."""
THRESHOLDS = (
    f"Size: the effect over the 10-90 % band of A in that month; large from {LARGE_FROM:g} (and {TRIFLE:.0%} of "
    f"the level), small from {SMALL_FROM:g}; below, or where the interval holds zero, no more than noise."
)


def size_of(effect: float, reference: Array) -> float:
    """Effect over the band of the reference runs ``(run,)``: infinite where these do not differ, NaN with one run."""
    if len(reference) < 2 or not math.isfinite(effect):
        return math.nan
    known = band(reference)
    width = float(known.high - known.low)
    if width > 0:
        return abs(effect) / width
    return math.inf if effect else 0.0


def size_text(size: float) -> str:
    """A size with as many digits as it takes not to seem beyond a threshold that it is not beyond."""
    for digits in range(2, 8):
        text = f"{size:.{digits}g}"
        if all((float(text) >= limit) == (size >= limit) for limit in (LARGE_FROM, SMALL_FROM)):
            break
    return text


def is_trifle(effect: float, level: float) -> bool:
    """Whether an effect is too small in itself to be called large."""
    return abs(effect) < TRIFLE * abs(level)


def size_word(size: float, moved: bool, trifle: bool = False) -> str:
    """Large, small or no more than noise."""
    if math.isnan(size):
        return UNSIZED
    if not moved or size < SMALL_FROM:
        return NOISE
    return LARGE if size >= LARGE_FROM and not trifle else SMALL


def by_size(effects: pd.DataFrame) -> pd.DataFrame:
    """One row per metric, at the date at which its effect is largest against the band; surest and largest first."""
    if effects.empty:
        return effects
    trifles = effects["effect"].abs() < TRIFLE * effects["a"].abs()  # small at most, and told after the others
    size = effects["size"].fillna(0.0).where(~trifles, effects["size"].clip(upper=SMALL_FROM))
    rank = effects.assign(_word=effects["word"].map(ORDER), _size=-size)
    rank = rank.sort_values(["_word", "_size"], kind="stable")
    return rank.drop_duplicates("metric").drop(columns=["_word", "_size"]).reset_index(drop=True)


def first_lines(ranked: pd.DataFrame, count: int) -> pd.DataFrame:
    """The first effects, one of each family of metrics as long as there are others: five lines should not say one
    thing five times."""
    family = ["_".join(str(m).split("_")[:2]) for m in ranked["metric"]]
    again = pd.Series(family).duplicated().to_numpy()
    word = ranked["word"].map(ORDER).to_numpy()
    order = np.lexsort((np.arange(len(ranked)), again, word))
    chosen = np.sort(order[:count])
    return ranked.iloc[chosen].reset_index(drop=True)


def counted(rows: pd.DataFrame) -> str:
    """ "3 large, 5 small and 9 no more than noise"."""
    words: dict[Any, int] = rows["word"].value_counts().to_dict()
    said = [f"{words[w]} {w}" for w in (LARGE, SMALL, NOISE, UNSIZED) if w in words]
    return ", ".join(said[:-1]) + " and " + said[-1] if len(said) > 1 else "".join(said)
