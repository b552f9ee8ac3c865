"""The model's figures on a time line, by month or quarter, for the pictures."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from aicompete.analysis.hindcast.makers import four_read
from aicompete.analysis.hindcast.monthly import Array, Monthly, months_of
from aicompete.analysis.hindcast.operators import fiscal_as_calendar, part, quarters, since_2022, total_over
from aicompete.analysis.hindcast.points import last_day
from aicompete.analysis.hindcast.readings import clusters, rare_earth_exports
from aicompete.analysis.hindcast.targets import DIES_PER_ASCEND

QUARTERS = tuple(quarters("2022Q1", "2025Q4"))
Dates = NDArray[np.datetime64]
Make = Callable[[Monthly], Array]


def quarterly(read: Callable[[Monthly, str], Array]) -> tuple[Dates, Make]:
    """A figure of each quarter, at the quarter's last day: dates, and what makes ``(run, date)``."""
    dates = np.array([last_day(quarter) for quarter in QUARTERS], dtype="datetime64[D]")
    return dates, lambda m: np.stack([read(m, quarter) for quarter in QUARTERS], axis=1)


def per_month(read: Make) -> tuple[Dates, Make]:
    """A figure of each month, at the month's last day."""
    months = months_of("2022..2025")
    return np.array([last_day(month) for month in months], dtype="datetime64[D]"), read


def of_metric(name: str, factor: float = 1.0) -> tuple[Dates, Make]:
    """A recorded metric as it is, but for the unit."""
    return per_month(lambda m: m.metric(name) * factor)


def _share_of(of: Callable[[Array, Sequence[str], str], Array]) -> tuple[Dates, Make]:
    return quarterly(
        lambda m, quarter: part(
            of(m.metric("chip_flow_nvidia_to_chn"), m.dates, quarter),
            of(m.metric("chip_flow_nvidia"), m.dates, quarter),
        )
    )


def _flow(name: str) -> tuple[Dates, Make]:
    return quarterly(lambda m, quarter: fiscal_as_calendar(m.metric(name), m.dates, quarter))


def by_calendar(name: str) -> tuple[Dates, Make]:
    """A flow by quarters of the calendar, as firms other than NVIDIA report."""
    return quarterly(lambda m, quarter: total_over(m.metric(name), m.dates, quarter))


def _over_2023(m: Monthly) -> Array:
    flow = m.metric("mineral_export_rare_earths_chn")
    base = flow[:, [m.dates.index(month) for month in months_of("2023")]].mean(axis=1)
    return np.asarray(flow / base[:, None])


def ascend(m: Monthly) -> Array:
    """Ascend packages at a yearly rate."""
    return m.metric("chip_dies_huawei") * 12.0 / DIES_PER_ASCEND


def smuggled(m: Monthly) -> Array:
    """Smuggled cards at a yearly rate."""
    return m.metric("chip_cards_smuggled_chn") * 12.0


def lag(m: Monthly) -> Array:
    """China's lag, months."""
    return m.metric("capability_lag_chn")


def owned(m: Monthly) -> Array:
    """China's share of owned compute, percent."""
    return 100.0 * m.metric("compute_share_chn")


TIME_LINES: dict[str, tuple[Dates, Make]] = {
    "nvidia_world": _flow("chip_flow_nvidia"),
    "nvidia_china": _flow("chip_flow_nvidia_to_chn"),
    "china_flow_share": _share_of(fiscal_as_calendar),
    "china_stock_share": _share_of(since_2022),
    "clusters_usa": per_month(lambda m: clusters(m, "usa")),
    "clusters_china": per_month(lambda m: clusters(m, "chn")),
    "gallium_outside": of_metric("mineral_price_gallium_outside"),
    "gallium_inside": of_metric("mineral_price_gallium_inside"),
    "gallium_exports": of_metric("mineral_export_gallium_chn"),
    "heavy_quote": of_metric("mineral_price_heavy_rare_earths_outside"),
    "heavy_inside": of_metric("mineral_price_heavy_rare_earths_inside"),
    "rare_earth_exports": per_month(lambda m: rare_earth_exports(m) * 12.0),
    "magnet_exports": per_month(_over_2023),
    "tool_spending": of_metric("tool_spending_chn"),
    "electricity_china": of_metric("electricity_chn"),
    "electricity_usa": of_metric("electricity_usa"),
    "germanium_inside": of_metric("mineral_price_germanium_inside"),
    "tpu_world": by_calendar("chip_flow_tpu"),
    "trainium_world": by_calendar("chip_flow_trainium"),
    "amd_world": by_calendar("chip_flow_amd"),
    "huawei_world": by_calendar("chip_flow_huawei"),
    "nvidia_of_four": quarterly(four_read),
    "home_value_share": of_metric("chip_home_value_share_chn", 100.0),
}
"""How each drawn series of ``SERIES`` runs through time in the model."""
