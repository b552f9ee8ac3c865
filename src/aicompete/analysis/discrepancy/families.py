"""Families of metrics: on which scale a family lives, how its discrepancy starts, which metrics belong to it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from aicompete.analysis.tables import Array

LEAST_SHARE = 0.1
"""Percent: shares below it (and above 100 less it) count as it where their log-odds are taken."""


@dataclass(frozen=True)
class Family:
    """Metrics that the model can be expected to miss alike.

    Attributes
    ----------
    odds : lives on log-odds (shares), else on logarithms (flows, stocks, prices).
    start : how much of the discrepancy is there from the first month: 1 for flows, prices and shares of flows, which
        the model makes anew each month; 0 for stocks, which start from what was observed.
    metrics : names of metrics, or their beginnings where they end in ``_``.
    """

    name: str
    title: str
    odds: bool
    start: float
    metrics: tuple[str, ...]

    def on_scale(self, values: Array, floor: float | None = None, whole: float = 100.0) -> Array:
        """Values on the family's scale; below ``floor`` (of a share ``LEAST_SHARE``) they count as it."""
        if not self.odds:
            return np.asarray(np.log(values if floor is None else np.maximum(values, floor)))
        least = LEAST_SHARE * whole / 100.0
        share = np.clip(values, least, whole - least)
        return np.asarray(np.log(share / (whole - share)))

    def shifted(self, values: Array, by: Array, whole: float = 100.0) -> Array:
        """Values moved by ``by`` on the scale: times ``exp(by)``, or odds times it. Zero stays zero, all stays all."""
        if not self.odds:
            return np.asarray(values * np.exp(by))
        moved = values * np.exp(by)
        return np.asarray(whole * moved / np.maximum(moved + (whole - values), 1e-300))


FAMILIES: dict[str, Family] = {
    family.name: family
    for family in (
        Family(
            "chip_flows",
            "chips shipped",
            False,
            1.0,
            (
                "chip_flow_", "chip_dies_huawei", "chip_cards_smuggled_chn", "chip_revenue_nvidia",
                "chip_spending_world", "supply_open", "supply_home", "revenue_us_chip_firms", "revenue_cn_chip_firms",
            ),
        ),
        Family(
            "chip_stocks",
            "compute in stock",
            False,
            0.0,
            (
                "compute_world", "compute_usa", "compute_chn", "compute_allies", "compute_smuggled_chn",
                "compute_rented_chn", "ai_power_",
            ),
        ),
        Family(
            "chip_shares",
            "shares of chips",
            True,
            1.0,
            (
                "compute_share_", "chip_home_share_chn", "chip_home_value_share_chn", "compute_home_made_share_chn",
            ),
        ),
        Family("cluster_shares", "shares of listed clusters", True, 1.0, ()),
        Family("mineral_prices", "prices of minerals", False, 1.0, ("mineral_price_",)),
        Family("mineral_flows", "exports of minerals", False, 1.0, ("mineral_export_",)),
        Family(
            "slow_totals",
            "electricity and tools",
            False,
            0.0,
            ("electricity_", "tool_spending_chn", "tool_sales_to_chn"),
        ),
    )
}  # fmt: skip


def family_of(metric: str) -> Family | None:
    """The family of a metric; ``None`` for one that nothing observed can be held against."""
    for family in FAMILIES.values():
        if any(metric == name or (name.endswith("_") and metric.startswith(name)) for name in family.metrics):
            return family
    return None
