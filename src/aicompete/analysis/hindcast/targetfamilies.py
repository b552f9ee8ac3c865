"""The discrepancy of a target: which record tells it, and how far the target's figure can be off."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from aicompete.analysis.discrepancy import FAMILIES, Discrepancy, difference_variance
from aicompete.analysis.hindcast.monthly import Array, months_of
from aicompete.analysis.hindcast.targets import Target
from aicompete.config.reading.months import month_number


@dataclass(frozen=True)
class Kind:
    """Whose discrepancy a target has.

    Attributes
    ----------
    family, series : the record; the series' own where the target is the same figure.
    apart : months between the two figures of a ratio or a growth; 0 for a level.
    """

    family: str
    series: str = ""
    apart: int = 0


_STOCK, _STOCK_SHARE = Kind("chip_stocks", "nvidia_stock"), Kind("chip_shares", "china_stock_share")
_TO_CHINA = Kind("chip_flows", "nvidia_china")
_USA, _CHINA = Kind("cluster_shares", "clusters_usa"), Kind("cluster_shares", "clusters_china")

FAMILY_OF: dict[str, Kind] = {
    **dict.fromkeys(("H01", "H02", "H03", "H04"), _STOCK),
    **dict.fromkeys(("H05", "H06", "H07", "H08"), _STOCK_SHARE),
    **dict.fromkeys(("H09", "H10", "H11", "H12"), _TO_CHINA),
    "H13": Kind("chip_shares"),
    "H14": Kind("chip_shares"),
    "H15": _USA,
    "H16": _USA,
    "H17": _CHINA,
    "H18": Kind("chip_shares"),
    "H19": Kind("chip_shares"),
    "H21": Kind("chip_flows"),
    "H22": Kind("mineral_prices", "gallium_outside", 6),
    "H23": Kind("mineral_prices", "gallium_inside", 3),
    "H25": Kind("mineral_flows", "magnet_exports", 3),
    "H27": Kind("mineral_prices", "heavy_quote", 1),
    "H29": Kind("mineral_flows", "rare_earth_exports", 36),
    "H32": Kind("slow_totals", "tool_spending"),
    "H35": Kind("slow_totals", "electricity_china", 12),
    "H36": Kind("slow_totals", "electricity_china"),
    "H37": Kind("slow_totals", "electricity_usa"),
    "H40": Kind("chip_flows"),
}
"""By target. The lag (H41) has no record in a series, and no discrepancy."""

GROWTH = "percent growth"


def target_sd(target: Target, found: Discrepancy) -> float:
    """Standard deviation of the discrepancy on the scale of the target's family; 0 for one without a record.

    A level at its last month, a ratio over time as the difference of two values of the process.
    """
    kind = FAMILY_OF.get(target.id)
    if kind is None:
        return 0.0
    learned = found.of(kind.family, kind.series)
    if kind.apart:
        return float(np.sqrt(difference_variance(kind.apart, learned.rho, learned.scale)))
    return float(np.sqrt(learned.variance(_month(target.period))))


def linear_sd(target: Target, found: Discrepancy) -> float:
    """The same on the scale on which a calibration counts misses: logarithms, but percent for shares and growth.

    To first order about the observed figure: ``sd p (1 - p)`` of a share p, ``sd (1 + g)`` of a growth g.
    """
    kind, sd = FAMILY_OF.get(target.id), target_sd(target, found)
    if kind is None:
        return 0.0
    part = target.observed / 100.0
    if target.unit == GROWTH:
        return sd * 100.0 * (1.0 + part)
    return sd * 100.0 * part * (1.0 - part) if FAMILIES[kind.family].odds else sd


def target_shifted(target: Target, values: Array, by: Array) -> Array:
    """Figures of the target moved by ``by`` on its family's scale; a growth is moved as the ratio it comes from."""
    family = FAMILIES[FAMILY_OF[target.id].family]
    if target.unit == GROWTH:
        return np.asarray(100.0 * (family.shifted(1.0 + values / 100.0, by) - 1.0))
    return family.shifted(values, by)


def _month(period: str) -> int:
    """Months from January 2022 to the end of a period; of a fiscal year, or what is not a period, to its year's end."""
    last = period.removesuffix(" mean").removeprefix("FY").split("-")[-1]
    year = last if last[:2] == "20" else f"20{last}"
    return month_number(months_of(year)[-1]) - month_number("2022-01")
