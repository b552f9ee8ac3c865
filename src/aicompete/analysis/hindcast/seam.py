"""The seam: where the replay ends (December 2025) and where the world of today starts (January 2026) should meet."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from aicompete.analysis.tables import KEYS

FILE = Path(__file__).parent / "data" / "known_breaks.csv"
LAST, FIRST = "2025-12", "2026-01"
MOST = 2.0
"""Joint standard deviations between the means of both sides above which a metric breaks."""
MENDED = 1.0
"""Below it a known break is mended; between the two it may stand or go."""
SMALL = 0.01
"""Relative difference that is no break, however sure both sides are."""


def seam(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Every metric on both sides of the seam.

    Parameters
    ----------
    before, after : series tables (run, month, metrics) that hold December 2025 and January 2026.

    Returns
    -------
    One row a metric in both: metric, before, before_sd, after, after_sd, gap, breaks, known; largest gap first. ``gap``
    is ``(after - before) / sqrt(before_sd^2 + after_sd^2)`` of the means over the runs, infinite where neither varies.
    """
    left, right = _month(before, LAST), _month(after, FIRST)
    known = known_breaks()
    rows = []
    for metric in [name for name in left.columns if name in right.columns]:
        a, b = left[metric].dropna(), right[metric].dropna()
        if a.empty or b.empty:
            continue
        difference, joint = float(b.mean() - a.mean()), float(np.hypot(a.std(ddof=0), b.std(ddof=0)))
        size = max(abs(float(a.mean())), abs(float(b.mean())))
        small = abs(difference) <= SMALL * size
        gap = difference / joint if joint > 1e-9 * size else 0.0 if small else float(np.copysign(np.inf, difference))
        breaks = abs(gap) > MOST and not small
        rows.append((metric, a.mean(), a.std(ddof=0), b.mean(), b.std(ddof=0), gap, breaks, metric in known))
    names = ["metric", "before", "before_sd", "after", "after_sd", "gap", "breaks", "known"]
    table = pd.DataFrame(rows, columns=names)
    return table.sort_values("gap", key=abs, ascending=False, kind="stable", ignore_index=True)


@cache
def known_breaks() -> dict[str, str]:
    """Metrics that are known to break, with what is on each side. The list may only shrink."""
    table = pd.read_csv(FILE)
    return dict(zip(table["metric"].astype(str), table["why"].astype(str), strict=True))


def new_breaks(table: pd.DataFrame) -> list[str]:
    """Metrics that break and are not in the list."""
    return [str(name) for name in table.loc[table["breaks"] & ~table["known"], "metric"]]


def mended(table: pd.DataFrame) -> list[str]:
    """Metrics of the list that meet now, or are no more: they should leave it."""
    meets = table.loc[table["known"] & (table["gap"].abs() < MENDED), "metric"]
    return sorted({*meets.astype(str), *(set(known_breaks()) - set(table["metric"]))})


def seam_text(table: pd.DataFrame) -> Iterator[str]:
    """The breaks in words, the widest first."""
    broken = table[table["breaks"]]
    yield (
        f"Seam: {len(broken)} of {len(table)} metrics differ by more than {MOST:g} joint standard deviations between "
        f"the replay in {LAST} and the baseline in {FIRST}"
    )
    if len(broken):
        yield f"  {'':46} {LAST + ' (sd)':>22} {FIRST + ' (sd)':>22} {'gap':>7}"
    for row in broken.to_dict("records"):
        sides = (f"{row[side]:.3g} ({row[side + '_sd']:.2g})" for side in ("before", "after"))
        left, right = sides
        yield f"  {row['metric']:46} {left:>22} {right:>22} {row['gap']:>+7.1f}{'' if row['known'] else '  NEW'}"
    for name in mended(table):
        yield f"  {name} meets now: strike it from the list of known breaks"
    yield ""


def _month(table: pd.DataFrame, month: str) -> pd.DataFrame:
    rows = table[table["month"].astype(str).str[:7] == month]
    return rows.drop(columns=[key for key in KEYS if key in rows.columns]).select_dtypes("number")
