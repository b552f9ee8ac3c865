"""How far the model is off, learned from its misfits: a scale for each series and family, one correlation for all.

The discrepancy of Kennedy and O'Hagan (2001): ``observed = model(assumptions) + discrepancy`` on the family's scale,
with mean zero. It holds the error of the observation too, since figures are compared as they were observed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from aicompete.analysis.discrepancy.ar1 import variance
from aicompete.analysis.discrepancy.families import FAMILIES

PRIOR_POINTS = 4.0
"""How many points of its own outweigh what the group says: of a series against its family, of a family against all."""
LEAST = 0.1
"""Of the mean square misfit: at least so much is discrepancy, however wide the runs are."""
QUARTER = 3
HIGHEST = 0.95
"""Correlation from quarter to quarter at most: eight quarters cannot tell a slower process from a constant."""
USUAL = 0.5
"""Correlation from quarter to quarter where no series has two quarters in a row (estimate)."""


@dataclass(frozen=True)
class Learned:
    """What misfits say of a figure: stationary standard deviation on its family's scale, correlation from month to
    month, start (1 stationary, 0 from nothing), and how many misfits of it were seen."""

    name: str
    scale: float
    rho: float
    start: float
    points: int

    def variance(self, months: float) -> float:
        """Variance some months after the start."""
        return float(variance(np.asarray(months), self.rho, self.scale, self.start))


@dataclass(frozen=True)
class Discrepancy:
    """What was learned, by family and by series. A series without a record has the scale of its family."""

    families: Mapping[str, Learned]
    series: Mapping[str, Learned]

    def of(self, family: str, series: str = "") -> Learned:
        """Of a series, or of its family."""
        return self.series.get(series, self.families[family])


def learn(misfits: pd.DataFrame) -> Discrepancy:
    """Scale and correlation of every family and series.

    Parameters
    ----------
    misfits : one row a point: family, series, month (months since the start), misfit (observed less the runs' median,
        on the family's scale), spread (variance of the runs there).

    ``E misfit^2 = spread + scale^2 g`` with ``g`` the growth from the start, so that a series alone has
    ``scale^2 = sum (misfit^2 - spread) / sum g``, by the method of moments. Scales of series are taken as lognormal
    around that of their family, and those of families around that of all: the logarithm of a series' scale is the mean
    of its own, with the weight of its points, and its family's, with the weight ``PRIOR_POINTS``. Nothing seen at all
    is no discrepancy.
    """
    rho = correlation(misfits) ** (1.0 / QUARTER)
    own = {(str(f), str(s)): _moments(rows, rho) for (f, s), rows in misfits.groupby(["family", "series"], sort=True)}
    everything = _mean(list(own.values()), 0.0, 0.0)
    families: dict[str, Learned] = {}
    series: dict[str, Learned] = {}
    for name, family in FAMILIES.items():
        members = {key: one for key, one in own.items() if key[0] == name}
        level = _mean(list(members.values()), everything, PRIOR_POINTS)
        points = sum(count for _, count in members.values())
        families[name] = Learned(name, _scale(level, own), rho, family.start, points)
        for (_, member), one in members.items():
            series[member] = Learned(member, _scale(_mean([one], level, PRIOR_POINTS), own), rho, family.start, one[1])
    return Discrepancy(families, series)


def _moments(rows: pd.DataFrame, rho: float) -> tuple[float, int]:
    """Logarithm of a series' own scale, and its points."""
    start = FAMILIES[str(rows["family"].iloc[0])].start
    grown = variance(rows["month"].to_numpy(), rho, start=start)
    square = float((rows["misfit"] ** 2).sum())
    left = max(square - float(rows["spread"].sum()), LEAST * square)
    return 0.5 * float(np.log(max(left / max(float(grown.sum()), 1e-12), 1e-12))), len(rows)


def _mean(some: list[tuple[float, int]], prior: float, weight: float) -> float:
    """Mean of logarithms with their points as weights, and of a prior with its own."""
    total = weight + sum(points for _, points in some)
    return (weight * prior + sum(points * level for level, points in some)) / total if total else 0.0


def _scale(level: float, own: Mapping[tuple[str, str], tuple[float, int]]) -> float:
    return float(np.exp(level)) if own else 0.0


def correlation(misfits: pd.DataFrame) -> float:
    """Correlation of misfits a quarter apart, ``mean d_t d_{t+3}`` over all series, 0 to ``HIGHEST``.

    Each series counts in units of its own mean square, so that none outweighs the others.
    """
    products: list[float] = []
    for _, own in misfits.groupby("series", sort=True):
        values = dict(zip(own["month"].astype(int), own["misfit"].astype(float), strict=True))
        size = float(np.mean(own["misfit"] ** 2))
        if size > 0.0:
            products += [d * values[month + QUARTER] / size for month, d in values.items() if month + QUARTER in values]
    return float(np.clip(np.mean(products), 0.0, HIGHEST)) if products else USUAL
